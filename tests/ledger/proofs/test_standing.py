"""How promises stand by what is shown of them."""

from __future__ import annotations

from ledger.entry import Kind
from ledger.format.leaf import make_leaf
from ledger.verify import Standing, Verified, verify
from tests.ledger.proofs.day import Log


def standing(log: Log, *indexes: int, hide: tuple[str, ...] = ()) -> list[Standing]:
    outcome = verify(str(log.proof(*indexes, hide=hide)))
    assert isinstance(outcome, Verified)
    return [matter.standing for matter in outcome.matters]


MADE = {"promise": "stated", "deadline": "2026-03-02T11:00:00Z"}
AT = "2026-03-02T09:00:00Z"


def test_only_what_is_shown_to_be_in_time_counts_as_kept() -> None:
    log = Log()
    log.seal(Kind.PROMISE_MADE, "a", AT, **MADE)
    log.seal(Kind.PROMISE_KEPT, "a", "2026-03-02T11:00:00Z", promise="stated")
    log.seal(Kind.PROMISE_KEPT, "a", "2026-03-02T10:00:00Z", promise="stated")
    log.seal(Kind.PROMISE_MADE, "a", "2026-03-05T09:00:00Z", **{**MADE, "deadline": "x"})
    assert standing(log, 0, 1) == [Standing.KEPT]
    assert standing(log, 0) == [Standing.MADE]
    assert standing(log, 1) == [Standing.UNCLEAR]
    assert standing(log, 1, 3) == [Standing.UNCLEAR]
    assert standing(log, 0, 1, 3) == [Standing.KEPT]  # a later promise moves no deadline
    assert standing(log, 0, 1, hide=("at",)) == [Standing.UNCLEAR]
    assert standing(log, 0, 1, hide=("sealed",)) == [Standing.UNCLEAR]
    assert standing(log, 0, 1, hide=("ref",)) == [Standing.MADE, Standing.UNCLEAR]


def end(log: Log, kind: Kind, sealed: str, at: str = "2026-03-02T10:00:00Z") -> int:
    fields = {"subject": "s", "ref": "a", "at": at, "sealed": sealed}
    return log.put(*make_leaf(kind, fields, log.salt))


def test_a_record_sealed_after_the_grace_is_late() -> None:
    log = Log()
    log.seal(Kind.PROMISE_MADE, "a", AT, **MADE)
    kept = end(log, Kind.PROMISE_KEPT, "2026-03-03T11:00:00Z")
    late = end(log, Kind.PROMISE_KEPT, "2026-03-03T11:00:01Z")
    assert standing(log, 0, kept) == [Standing.KEPT]
    assert standing(log, 0, late) == [Standing.LATE]


def test_a_promise_may_say_its_own_grace_within_a_year() -> None:
    for grace, sealed, found in (
        ("600", "2026-03-02T11:10:00Z", Standing.KEPT),
        ("600", "2026-03-02T11:10:01Z", Standing.LATE),
        ("0", "2026-03-02T11:00:00Z", Standing.KEPT),
        ("0", "2026-03-02T11:00:01Z", Standing.LATE),
        ("31622400", "2027-03-03T11:00:00Z", Standing.KEPT),
        ("31622401", "2026-03-03T11:00:01Z", Standing.LATE),
        ("99999999999", "2026-03-03T11:00:01Z", Standing.LATE),
        ("+600", "2026-03-03T11:00:00Z", Standing.KEPT),
    ):
        log = Log()
        log.seal(Kind.PROMISE_MADE, "a", AT, grace=grace, **MADE)
        kept = end(log, Kind.PROMISE_KEPT, sealed)
        assert standing(log, 0, kept) == [found], (grace, sealed)
        if found is Standing.LATE:
            assert standing(log, 0, kept, hide=("grace",)) in ([found], [Standing.KEPT])


def test_an_excuse_counts_only_in_time_and_never_against_a_record_of_the_end() -> None:
    log = Log()
    log.seal(Kind.PROMISE_MADE, "a", AT, **MADE)
    excused = end(log, Kind.PROMISE_EXCUSED, "2026-03-03T11:00:00Z")
    late = end(log, Kind.PROMISE_EXCUSED, "2026-03-03T11:00:01Z")
    kept = end(log, Kind.PROMISE_KEPT, "2026-03-02T10:00:00Z")
    broken = end(log, Kind.PROMISE_BROKEN, "2026-03-02T12:00:00Z")
    assert standing(log, 0, excused) == [Standing.EXCUSED]
    assert standing(log, 0, late) == [Standing.EXCUSED_LATE]
    assert standing(log, excused) == [Standing.UNCLEAR]
    assert standing(log, 0, excused, kept) == [Standing.KEPT]
    assert standing(log, 0, excused, broken) == [Standing.BROKEN]


def test_a_time_at_the_end_of_the_calendar_breaks_nothing() -> None:
    log = Log()
    made = {**MADE, "deadline": "9999-12-31T23:59:59Z"}
    log.seal(Kind.PROMISE_MADE, "a", AT, **made)
    kept = end(log, Kind.PROMISE_KEPT, "0001-01-01T00:00:00Z", at="0001-01-01T00:00:00Z")
    assert standing(log, 0, kept) == [Standing.KEPT]
