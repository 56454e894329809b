"""Bringing records together to promises, consents and decisions, and how those stand."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from ledger.entry import Kind
from ledger.format.leaf import moment
from ledger.verify.outcome import Matter, Shown, Standing

# A record of how a promise ended must stand in the log this long after the deadline at the
# latest, where the promise itself does not say how long; without one, it counts as broken.
GRACE = timedelta(hours=24)
# A grace of more than a year would be no promise.
GRACE_LIMIT = timedelta(days=366)

_SECONDS = re.compile(r"0|[1-9][0-9]{0,8}")

# Of the kinds of one thing the first that there is tells how it stands. Promises that
# are kept or excused are looked at more closely.
_FIRST = (
    (Kind.CONSENT_WITHDRAWN, Standing.WITHDRAWN),
    (Kind.CONSENT_EXPIRED, Standing.EXPIRED),
    (Kind.CONSENT_CHANGED, Standing.CHANGED),
    (Kind.CONSENT_GIVEN, Standing.GIVEN),
    (Kind.DECISION_OVERRIDDEN, Standing.OVERRIDDEN),
    (Kind.DECISION_MADE, Standing.DECIDED),
    (Kind.AUDIT_HEAD, Standing.RECORDED),
    (Kind.KEY_ROTATED, Standing.ROTATED),
    (Kind.ERASURE, Standing.ERASED),
    (Kind.PROMISE_BROKEN, Standing.BROKEN),
)


def bring_together(records: tuple[Shown, ...]) -> tuple[Matter, ...]:
    """Group what has the same reference; what hides it stands by itself."""
    found: dict[object, list[Shown]] = {}
    for record in records:
        ref = record.fields.get("ref")
        thing = record.kind.partition(".")[0]
        found.setdefault((thing, ref) if ref else record.index, []).append(record)
    return tuple(
        Matter(group[0].fields.get("ref"), standing(group), tuple(group))
        for group in found.values()
    )


def standing(records: list[Shown]) -> Standing:
    """How one matter stands by its records, in the order of the log.

    Of two records of one kind the first counts: what was promised is what was sealed when
    it was promised.
    """
    by_kind = {record.kind: record for record in reversed(records)}
    for kind, found in _FIRST:
        if kind in by_kind:
            return found
    kept = by_kind.get(Kind.PROMISE_KEPT)
    end = kept or by_kind.get(Kind.PROMISE_EXCUSED)
    if end is None:
        return Standing.MADE
    made = by_kind.get(Kind.PROMISE_MADE)
    deadline = _time(made, "deadline") if made else None
    at, sealed = _time(end, "at"), _time(end, "sealed")
    if made is None or deadline is None or sealed is None or (kept and at is None):
        return Standing.UNCLEAR
    sealed_in_time = sealed - deadline <= grace_of(made)
    if kept is None:
        return Standing.EXCUSED if sealed_in_time else Standing.EXCUSED_LATE
    in_time = sealed_in_time and at is not None and at <= deadline
    return Standing.KEPT if in_time else Standing.LATE


def grace_of(made: Shown) -> timedelta:
    """How long after its deadline the end of a promise may be sealed."""
    said = made.fields.get("grace", "")
    grace = timedelta(seconds=int(said)) if _SECONDS.fullmatch(said) else GRACE
    return grace if grace <= GRACE_LIMIT else GRACE


def _time(record: Shown, name: str) -> datetime | None:
    return moment(record.fields.get(name, ""))
