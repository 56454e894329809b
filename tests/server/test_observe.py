from __future__ import annotations

import json
import logging
import subprocess
import sys

from server import observe

SPEAK = """
import logging
from server import observe
observe.configure()
log = observe.log("intake")
log.info("mail stored", ticket="t-1", subject="My divorce", sender="li@example.com")
try:
    raise ValueError("li@example.com is broken")
except ValueError:
    log.exception("job failed", job="read-contact")
    logging.getLogger("library").exception("cannot read %s", "li@example.com")
logging.getLogger("library").warning("said\\nli@example.com")
log.debug("not shown")
"""


def test_logs_are_json_lines_and_hold_nothing_personal() -> None:
    said = subprocess.run(
        [sys.executable, "-c", SPEAK], capture_output=True, text=True, check=True
    ).stderr
    assert "li@example.com" not in said
    assert "divorce" not in said
    lines = [json.loads(line) for line in said.splitlines()]
    assert [line["event"] for line in lines] == [
        "mail stored",
        "job failed",
        "cannot read %s",
        "said",
    ]
    assert lines[0]["ticket"] == "t-1"
    assert lines[0]["logger"] == "intake"
    assert lines[1]["error"].startswith("ValueError")
    assert lines[1]["level"] == "error"
    assert lines[2]["error"].startswith("ValueError")


def test_an_error_is_described_by_kind_and_place() -> None:
    try:
        json.loads("{secret")
    except ValueError as error:
        said = observe.describe(error)
    assert said.startswith("JSONDecodeError in test_an_error_is_described")
    assert "tests/server/test_observe.py:" in said
    assert "secret" not in said


def test_metrics_are_exposed_with_the_sizes_of_the_queue() -> None:
    metrics = observe.measure()
    metrics.requests.labels("tickets", "200").inc()
    text = observe.exposition(metrics, {"queued": 3, "picked": 1, "failed": 0}).decode()
    assert 'veridesk_requests_total{route="tickets",status="200"} 1.0' in text
    assert 'veridesk_jobs{state="queued"} 3.0' in text


def test_configuring_twice_does_not_say_things_twice() -> None:
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    try:
        observe.configure()
        observe.configure()
        assert len(root.handlers) == 1
    finally:
        root.handlers[:], root.level = before
