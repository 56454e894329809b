"""What others show of a log: the checkpoints that its witnesses cosigned last."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from ledger.format.note import (
    NOTE_LIMIT,
    BadFormat,
    BadSignature,
    Checkpoint,
    Note,
    VerifierKey,
    verify_note,
)
from ledger.format.policy import Policy
from ledger.monitor.finding import Code, Finding, Wrong
from ledger.monitor.keys import Over, covering
from ledger.monitor.reader import Reader
from ledger.monitor.state import State
from ledger.witness.ask import Line, NoAnswer

SECONDS = 10.0
CLAIM_LIMIT = 32


def ask_witnesses(policy: Policy, origin: str) -> Iterator[str]:
    """Yield what each witness shows of a log (c2sp.org/tlog-witness, monitoring).

    A witness that does not answer is passed over: whether it still signs shows in the log.
    """
    path = f"/{hashlib.sha256(origin.encode()).hexdigest()}/checkpoint"
    for url in sorted({one.url for one in policy.witnesses if one.url}):
        line = Line(url, SECONDS)
        try:
            answer = line.get(path, NOTE_LIMIT)
            if answer.status == 200:
                yield answer.body.decode()
        except (NoAnswer, UnicodeDecodeError):
            continue
        finally:
            line.close()


def take_claims(
    before: State | None,
    elsewhere: Iterable[str],
    keys: tuple[VerifierKey, ...],
    over: Over,
    new: Checkpoint,
    now: datetime,
) -> dict[str, datetime]:
    """What the log's keys signed and others show, not yet compared with what it shows.

    A key that is over counts for the states that it signed in its time.
    """
    claims = dict(before.claims) if before else {}
    for text in elsewhere:
        try:
            note = Note.parse(text)
            found = Checkpoint.parse(note.text)
            signed = verify_note(note, covering(keys, over, found.size))
        except (BadFormat, BadSignature):
            continue  # nobody can be blamed for what the log did not sign
        same = found == new
        if signed and found.origin == new.origin and not same and len(claims) < CLAIM_LIMIT:
            claims.setdefault(str(note), now)
    return claims


def compare_claims(
    reader: Reader, state: State, withheld: timedelta, now: datetime
) -> tuple[State, list[Finding]]:
    """Hold what others show against what the log shows; what agrees is forgotten."""
    left, findings = {}, []
    for text, since in state.claims.items():
        claim = Checkpoint.parse(Note.parse(text).text)
        if claim.size > state.size:
            left[text] = since
            if now - since > withheld:
                what = f"a state of {claim.size} records was signed, and is not shown here"
                findings.append(Finding(Code.WITHHELD, what, (text,)))
            continue
        try:
            agrees = reader.root(claim.size) == claim.root
        except Wrong as wrong:
            left[text] = since
            findings.append(wrong.finding)
            continue
        if not agrees:
            left[text] = since
            findings.append(
                Finding(
                    Code.SPLIT_VIEW,
                    f"others were shown another state of {claim.size} records",
                    (state.note, text),
                )
            )
    return replace(state, claims=left), findings
