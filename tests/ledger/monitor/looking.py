"""Looking at a log that a test shows, and what is expected to be found."""

from __future__ import annotations

from ledger.monitor.finding import Code
from ledger.monitor.look import Look, Rules, look
from ledger.monitor.source import Folder
from ledger.monitor.state import State
from tests.ledger.monitor.shown import Shown
from tests.ledger.scene import NOW

RULES = Rules(records=False)


def at(shown: Shown, before: State | None, rules: Rules = RULES, **more: object) -> Look:
    return look(Folder(shown.folder), shown.url, before, rules, now=NOW, **more)  # type: ignore[arg-type]


def fine(shown: Shown, before: State | None = None, rules: Rules = RULES) -> State:
    seen = at(shown, before, rules)
    assert seen.findings == ()
    assert seen.state
    return seen.state


def wrong(shown: Shown, before: State | None, *codes: Code, rules: Rules = RULES) -> Look:
    seen = at(shown, before, rules)
    assert tuple(finding.code for finding in seen.findings) == codes, seen.findings
    assert all(finding.detail for finding in seen.findings)
    return seen
