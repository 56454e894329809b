"""A reading keeps to one core, whatever the machine has."""

from __future__ import annotations

import json
import os
import subprocess
import sys

_ASK = """
import json
from datetime import UTC, datetime
import sentiment
from threadpoolctl import threadpool_info
now = datetime(2026, 3, 4, tzinfo=UTC)
sentiment.read("The line is down since nine, 产线停了", now=now)
found = [one for one in threadpool_info() if one["user_api"] == "blas"]
print(json.dumps([one["num_threads"] for one in found]))
"""


def test_whoever_reads_wakes_one_thread_for_products_even_where_more_are_asked_for() -> (
    None
):
    asked = {name: "4" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")}
    told = subprocess.run(
        [sys.executable, "-c", _ASK],
        env={**os.environ, **asked},
        capture_output=True,
        text=True,
        check=True,
    )
    threads = json.loads(told.stdout)
    assert threads
    assert set(threads) == {1}
