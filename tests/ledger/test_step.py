"""The seam that ends a process at a named step."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from ledger.store.step import DIE_AT, STATUS
from tests.ledger.scene import ROOT

PROGRAM = """
from ledger.store.step import reached
print("before", flush=True)
reached("stored")
print("after", flush=True)
"""


@pytest.mark.parametrize(
    ("named", "status", "said"),
    [("stored", STATUS, "before\n"), ("cosigned,stored", STATUS, "before\n"),
     ("cosigned", 0, "before\nafter\n"), ("", 0, "before\nafter\n")],
)  # fmt: skip
def test_a_process_ends_at_the_named_step_and_at_no_other(
    named: str, status: int, said: str
) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, DIE_AT: named},
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (status, said)
