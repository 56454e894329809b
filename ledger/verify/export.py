"""Working out an audit's export: how many promises were kept, and what receipts lack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import reduce

from ledger.entry import Kind
from ledger.format.leaf import moment
from ledger.format.note import VerifierKey
from ledger.verify.matter import bring_together, grace_of
from ledger.verify.outcome import Claim, Matter, Merged, Shown, Standing, Verified
from ledger.verify.receipt import verify_receipt


class Counted(StrEnum):
    """What a promise counts as at a given moment."""

    KEPT = "kept"
    BROKEN = "broken"
    EXCUSED = "excused"
    RUNNING = "running"
    ERASED = "erased"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Line:
    """One promise of an export; ``ref`` is None where nobody can open it any more."""

    ref: str | None
    promise: str
    ticket: str
    made_at: str
    deadline: str
    counted: Counted

    @property
    def told(self) -> dict[str, str | None]:
        """As JSON has it."""
        return {
            "ref": self.ref,
            "promise": self.promise,
            "ticket": self.ticket,
            "made_at": self.made_at,
            "deadline": self.deadline,
            "counted": self.counted.value,
        }


_BY_STANDING: Mapping[Standing, Counted] = {
    Standing.KEPT: Counted.KEPT,
    Standing.LATE: Counted.BROKEN,
    Standing.BROKEN: Counted.BROKEN,
    Standing.EXCUSED: Counted.EXCUSED,
    Standing.EXCUSED_LATE: Counted.BROKEN,
    Standing.UNCLEAR: Counted.UNCLEAR,
}


def count(matter: Matter, *, at: datetime) -> Counted:
    """What a promise counts as, by the records that are shown.

    The rule: without a record that it was kept in time, sealed by its deadline plus its
    grace, it is broken once that moment has passed.
    """
    if not any(record.fields for record in matter.records):
        return Counted.ERASED
    if matter.standing is not Standing.MADE:
        return _BY_STANDING.get(matter.standing, Counted.UNCLEAR)
    made = next((r for r in matter.records if r.kind is Kind.PROMISE_MADE), None)
    deadline = moment(made.fields.get("deadline", "")) if made else None
    if made is None or deadline is None:
        return Counted.UNCLEAR
    return Counted.RUNNING if at <= deadline + grace_of(made) else Counted.BROKEN


def lines(proofs: Iterable[Verified], *, at: datetime) -> list[Line]:
    """Every promise that these proofs show to have been made, in the log's order, once.

    What several files of one log show of a promise is brought together.
    """
    known: dict[int, Shown] = {}
    for record in shown(proofs):
        before = known.setdefault(record.index, record)
        fields = {**before.fields, **record.fields}
        hidden = tuple(name for name in before.hidden if name not in fields)
        known[record.index] = replace(before, fields=fields, hidden=hidden)
    matters = bring_together(tuple(known[index] for index in sorted(known)))
    made = [m for m in matters if m.records[0].kind is Kind.PROMISE_MADE]
    return [
        Line(
            matter.ref,
            matter.field("promise") or "",
            matter.field("ticket") or "",
            matter.field("made_at") or matter.field("at") or "",
            matter.field("deadline") or "",
            count(matter, at=at),
        )
        for matter in made
    ]


def totals(found: Iterable[Line]) -> dict[str, int]:
    """How many promises count as what, every word once."""
    counted = Counter(line.counted for line in found)
    return {word.value: counted[word] for word in Counted}


def claims(
    receipts: Mapping[str, bytes], proofs: Sequence[Verified], *, now: datetime
) -> dict[str, Claim]:
    """What became of each receipt, by its file's name: an omission is *missing*.

    ``proofs`` must hold every record of the receipts that the log has, as an export made
    with these receipts does.
    """
    keys = list(dict.fromkeys(key for proof in proofs for key in proof.keys))
    plain = [key for key in keys if isinstance(key, VerifierKey)]
    found: dict[str, Claim] = {}
    for name, data in sorted(receipts.items()):
        each = [verify_receipt(data, plain, proof, now=now) for proof in proofs]
        found[name] = reduce(_better, each) if each else verify_receipt(data, [], now=now)
    return found


# What a proof tells of a receipt counts more than that another proof lacks its record.
_LEAST = (Merged.MISSING, Merged.PENDING, Merged.UNCLEAR)


def _better(one: Claim, other: Claim) -> Claim:
    def rank(claim: Claim) -> int:
        return _LEAST.index(claim.merged) if claim.merged in _LEAST else len(_LEAST)

    return other if rank(other) > rank(one) else one


def shown(proofs: Iterable[Verified]) -> list[Shown]:
    """Every record of these proofs."""
    return [record for proof in proofs for record in proof.records]
