"""One look at a log: everything new is checked, some of the old again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ledger.entry import Kind
from ledger.format.leaf import parse_leaf
from ledger.format.note import (
    NOTE_LIMIT,
    BadFormat,
    BadSignature,
    Checkpoint,
    Note,
    Signed,
    VerifierKey,
    verify_note,
)
from ledger.format.policy import Policy
from ledger.monitor.anchors import Held, compare_anchors
from ledger.monitor.elsewhere import compare_claims, take_claims
from ledger.monitor.finding import Code, Finding, Wrong
from ledger.monitor.keys import Over, adopt, covering, pin, signers, succeed
from ledger.monitor.reader import Edge, Reader
from ledger.monitor.source import Missing, Source
from ledger.monitor.state import State
from ledger.store.tiles import WIDTH

AHEAD = timedelta(minutes=5)  # by which clocks may differ


@dataclass(frozen=True, slots=True)
class Rules:
    """What the one who looks expects of the log.

    ``keys`` are the log's, if known beforehand, oldest first. ``stale`` is the age from
    which the newest state is too old, ``silence`` how long a witness may not sign while the
    log grows, ``withheld`` how long the log may be behind what a witness or a chain knows,
    ``lag`` how long a chain may be behind the log. ``again`` is how many bundles of old
    entries are read again each time. ``records`` says that entries are records of a desk.
    """

    policy: Policy | None = None
    keys: tuple[VerifierKey, ...] = ()
    stale: timedelta | None = None
    silence: timedelta = timedelta(days=1)
    withheld: timedelta = timedelta(hours=1)
    lag: timedelta = timedelta(days=1)
    again: int = 64
    records: bool = True


@dataclass(frozen=True, slots=True)
class Look:
    """What was found, and what to remember: the old state if the new one is not right."""

    state: State | None
    findings: tuple[Finding, ...]


def look(
    source: Source,
    url: str,
    before: State | None,
    rules: Rules,
    elsewhere: Iterable[str] = (),
    anchors: Iterable[Held] = (),
    *,
    now: datetime,
) -> Look:
    """Look once. Never raises for anything that the log serves.

    ``elsewhere`` are checkpoints of this log that others show, such as its witnesses;
    ``anchors`` what contracts hold of it.
    """
    try:
        served = _read(source)
        keys = rules.keys or (before.keys if before else pin(source, served))
        new, signed, over = _signed(source, served, keys, before)
    except Wrong as wrong:
        return Look(before, (wrong.finding,))
    findings = list(_vouched(served, rules.policy))
    signing = {one.key for one in signed}
    signed = (*signed, *_witnessed(served, rules.policy))
    try:
        reader = Reader(source, new.size)
        edge, rotated = _grown(reader, before, new, served, rules)
        # At the very first look the keys are those that sign now already.
        if rotated and before and not rules.keys:
            keys = adopt(source, served, keys, signing)
    except Wrong as wrong:
        return Look(before, (*findings, wrong.finding))
    times = [one.time for one in signed if one.time]
    newest = max(times, default=now)
    state = State(
        url=url,
        origin=new.origin,
        keys=keys,
        size=new.size,
        root=new.root,
        note=str(served),
        edge=edge.hashes,
        next=before.next if before else 0,
        over=over,
        claims=take_claims(before, elsewhere, keys, over, new, now),
        anchored=before.anchored if before else {},
        heard=_heard(before, signed, rules.policy, newest),
    )
    findings += _times(times, newest, state, rules, now)
    state, more_findings = _again(reader, state, rules)
    state, claimed = compare_claims(reader, state, rules.withheld, now)
    state, anchored = compare_anchors(
        *(reader, state, anchors, rules.withheld, rules.lag, now)
    )
    return Look(state, (*findings, *more_findings, *claimed, *anchored))


def _read(source: Source) -> Note:
    try:
        data = source.read("checkpoint", NOTE_LIMIT)
        note = Note.parse(data.decode())
        Checkpoint.parse(note.text)
    except Missing as error:
        raise Wrong(Code.UNREACHABLE, "there is no checkpoint") from error
    except (BadFormat, UnicodeDecodeError) as error:
        raise Wrong(Code.BAD_CHECKPOINT, str(error)) from error
    return note


def _signed(
    source: Source, note: Note, keys: tuple[VerifierKey, ...], before: State | None
) -> tuple[Checkpoint, tuple[Signed, ...], Over]:
    """The checkpoint, if the log's keys signed it and it is not older than that before."""
    new = Checkpoint.parse(note.text)
    wanted = before.origin if before else keys[0].name if keys else new.origin
    if new.origin != wanted:
        raise Wrong(Code.WRONG_LOG, f"a checkpoint of {new.origin}, not of {wanted}")
    ours = [key for key in keys if key.name == new.origin]
    counting = covering(ours, before.over if before else {}, new.size)
    try:
        signed = verify_note(note, counting)
    except BadSignature as error:
        raise Wrong(Code.NOT_SIGNED, str(error)) from error
    if not signed:
        raise _unsigned(note, new, ours, before)
    if before and new.size < before.size:
        raise Wrong(
            Code.ROLLED_BACK,
            f"the log shows {new.size} records, after it showed {before.size}",
            before.note,
            str(note),
        )
    over = succeed(source, note, keys, {one.key for one in signed}, before)
    if before and new.size == before.size and new.root != before.root:
        raise Wrong(
            Code.SPLIT_VIEW,
            f"two signed states of {new.size} records have different roots",
            before.note,
            str(note),
        )
    return new, signed, over


def _unsigned(
    note: Note, new: Checkpoint, keys: list[VerifierKey], before: State | None
) -> Wrong:
    """By nobody who is known, or by a key that others took the place of."""
    if before and (over := signers(note, keys)):
        key = over.pop()
        return Wrong(
            Code.NOT_SIGNED,
            f"key {key.id.hex()} of {key.name} signed the checkpoint, and its word counts "
            f"up to {before.over[key]} records only: other keys took its place",
            before.note,
            str(note),
        )
    return Wrong(Code.NOT_SIGNED, f"no known key of {new.origin} signed the checkpoint")


def _witnessed(note: Note, policy: Policy | None) -> list[Signed]:
    """The right cosignatures by the policy's witnesses."""
    found: list[Signed] = []
    for witness in policy.witnesses if policy else ():
        try:
            found += verify_note(note, [witness.key])
        except BadSignature:
            continue
    return found


def _vouched(note: Note, policy: Policy | None) -> Iterable[Finding]:
    if policy is None:
        return
    for witness in policy.witnesses:
        try:
            verify_note(note, [witness.key])
        except BadSignature as error:
            yield Finding(Code.BAD_COSIGNATURE, str(error), (str(note),))
    keys = {one.key for one in _witnessed(note, policy)}
    names = {witness.name for witness in policy.witnesses if witness.key in keys}
    if not policy.met(names):
        yield Finding(
            Code.NO_QUORUM,
            f"of the witnesses, only {sorted(names) or 'none'} signed; the policy asks for "
            f"{policy.quorum}",
        )


def _grown(
    reader: Reader, before: State | None, new: Checkpoint, served: Note, rules: Rules
) -> tuple[Edge, bool]:
    """Let the tree grow by what is served; whether one of the new records replaces keys.

    Every new entry is read and hashed, so the new state is known to be the old one with
    these entries added, and nothing else.
    """
    edge = Edge(before.size, before.edge) if before else Edge()
    start = edge.size
    for index in reader.bundles(start) if start < new.size else ():
        tile = reader.tile(0, index)
        for at in range(max(start - index * WIDTH, 0), len(tile) // 32):
            edge.append(tile[at * 32 : at * 32 + 32])
    if edge.root() != new.root:
        raise _misgrown(reader, before, new, served)
    reader.check_edge(edge)
    rotated = False
    for index in reader.bundles(start) if start < new.size else ():
        for at, entry in enumerate(reader.check_entries(index), index * WIDTH):
            if rules.records and at >= start:
                rotated |= _record(entry, at)
    return edge, rotated


def _misgrown(reader: Reader, before: State | None, new: Checkpoint, served: Note) -> Wrong:
    """Whose fault it is: the signed state's, or only of the tiles that are served."""
    if before and before.size:
        was = reader.plain_root(before.size)
        if reader.plain_root(new.size) == new.root and was != before.root:
            return Wrong(
                Code.NOT_GROWN,
                f"the state of {new.size} records is not that of {before.size} with others "
                "added: what was signed before was altered",
                before.note,
                str(served),
            )
    return Wrong(
        Code.WRONG_TILE,
        f"the tiles do not give the root that was signed at {new.size}",
        *([before.note] if before else []),
        str(served),
    )


def _record(entry: bytes, at: int) -> bool:
    try:
        return parse_leaf(entry).kind == Kind.KEY_ROTATED
    except BadFormat as error:
        raise Wrong(Code.BAD_LEAF, f"entry {at} is no record of a desk: {error}") from error


def _heard(
    before: State | None, signed: Iterable[Signed], policy: Policy | None, newest: datetime
) -> dict[str, datetime]:
    """When each witness of the policy last signed; from the first look on, if never."""
    known = before.heard if before else {}
    times = {one.key: one.time for one in signed if one.time}
    return {
        one.name: max(
            known.get(one.name, newest), times.get(one.key, known.get(one.name, newest))
        )
        for one in (policy.witnesses if policy else ())
    }


def _times(
    times: list[datetime], newest: datetime, state: State, rules: Rules, now: datetime
) -> Iterable[Finding]:
    if times and newest > now + AHEAD:
        yield Finding(
            Code.FROM_THE_FUTURE, f"signed at {newest:%F %T} UTC, and it is {now:%F %T}"
        )
    if rules.stale and times and now - newest > rules.stale:
        yield Finding(
            Code.STALE,
            f"the newest state was signed at {newest:%F %T} UTC, and it is {now:%F %T}",
        )
    for name, heard in state.heard.items():
        if newest - heard > rules.silence:
            yield Finding(
                Code.SILENT_WITNESS, f"{name} has not signed since {heard:%F %T} UTC"
            )


def _again(reader: Reader, state: State, rules: Rules) -> tuple[State, list[Finding]]:
    """Read some old entries again, in turn, so that none can be altered unseen."""
    count = -(-state.size // WIDTH)
    at = state.next if state.next < count else 0
    for _ in range(min(rules.again, count)):
        try:
            reader.check_entries(at)
        except Wrong as wrong:
            return replace(state, next=at), [wrong.finding]
        at = (at + 1) % count
    return replace(state, next=at), []
