"""What the contracts of chains hold of a log, held against what the log shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ledger.format.anchor import HEADER, Anchor
from ledger.format.note import (
    NOTE_LIMIT,
    BadFormat,
    BadSignature,
    Note,
    VerifierKey,
    verify_note,
)
from ledger.monitor.finding import Code, Finding, Wrong
from ledger.monitor.reader import Reader
from ledger.monitor.source import Missing, Source
from ledger.monitor.state import State
from ledger.verify.node import NoAnswer, NodeError, chain_of, held_by, reach

FILE = "anchors"
NONE: Mapping[int, str] = {}


@dataclass(frozen=True, slots=True)
class Held:
    """The newest state that a contract holds for good; size 0: none yet."""

    chain_id: int
    contract: str
    size: int
    root: bytes

    def __str__(self) -> str:
        return f"contract {self.contract} on chain {self.chain_id}"


def stated(source: Source, keys: Iterable[VerifierKey]) -> dict[int, str]:
    """The contract on each chain that the log itself says holds its anchors, signed."""
    try:
        text = source.read(FILE, NOTE_LIMIT).decode()
        notes = [Note.parse(one) for one in _split(text)]
        known = list(keys)
        found = [Anchor.parse(one.text) for one in notes if verify_note(one, known)]
    except (Missing, Wrong, BadFormat, BadSignature, UnicodeDecodeError):
        return {}
    return {one.chain_id: one.contract for one in found}


def _split(text: str) -> Iterable[str]:
    """Notes that have an empty line between them."""
    for one in text.split(f"\n\n{HEADER}\n"):
        whole = one if one.startswith(HEADER) else f"{HEADER}\n{one}"
        yield f"{whole.rstrip()}\n"


def ask_contract(
    node: str, contract: str | None, known: Mapping[int, str] = NONE
) -> Held | Finding:
    """Ask a node what a contract holds; a finding if there is none, or no answer.

    Without a contract named, the one that is known of that node's chain is asked.
    """
    ask = reach(node)
    try:
        if contract is None:
            chain_id = chain_of(ask)
            contract = known.get(chain_id)
            if contract is None:
                what = f"the log names no contract on chain {chain_id}; name it: --contract"
                return Finding(Code.NOT_ANCHORED, what)
        chain_id, size, root = held_by(contract, ask)
    except NoAnswer as error:
        return Finding(Code.UNREACHABLE, f"the node does not answer: {error}")
    except NodeError as error:
        return Finding(Code.NOT_ANCHORED, str(error))
    return Held(chain_id, contract, size, root)


def compare_anchors(
    reader: Reader,
    state: State,
    anchors: Iterable[Held],
    withheld: timedelta,
    lag: timedelta,
    now: datetime,
) -> tuple[State, list[Finding]]:
    """Hold what contracts hold against the log, and remember how far each was."""
    known, findings = dict(state.anchored), []
    for held in anchors:
        was, since = known.get(str(held), (0, now))
        if held.size < was:
            what = f"{held} held {was} records, and now holds {held.size}"
            findings.append(Finding(Code.WRONG_ANCHOR, what))
            continue
        if held.size > was or held.size == state.size:
            since = now
        known[str(held)] = held.size, since
        findings += _compare(reader, state, held, now - since, withheld, lag)
    return replace(state, anchored=known), findings


def _compare(
    reader: Reader,
    state: State,
    held: Held,
    waited: timedelta,
    withheld: timedelta,
    lag: timedelta,
) -> Iterable[Finding]:
    if held.size > state.size:
        if waited > withheld:
            yield Finding(
                Code.WITHHELD, f"{held} holds {held.size} records, which are not shown here"
            )
        return
    if held.size:
        try:
            agrees = reader.root(held.size) == held.root
        except Wrong as wrong:
            yield wrong.finding
            return
        if not agrees:
            yield Finding(
                Code.WRONG_ANCHOR,
                f"{held} holds another root for {held.size} records: {held.root.hex()}",
                (state.note,),
            )
    if held.size < state.size and waited > lag:
        yield Finding(
            Code.NOT_ANCHORED,
            f"{held} holds {held.size} of {state.size} records",
        )
