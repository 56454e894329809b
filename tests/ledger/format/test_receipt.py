"""Receipts given at once: one way to write each, and no other text passes for one."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.entry import Kind
from ledger.format.note import BadFormat
from ledger.format.receipt import OWN_FIELDS, Receipt

TEXT = """veridesk/receipt@v1
desk.example/log
kind promise.made
ref 0192f5c0-0000-7000-8000-000000000001
at 2026-03-02T09:00:00Z
field deadline 2026-03-02T11:00:00Z
field promise first-reply
taken 2026-03-02T09:00:00.250000Z
within 300
"""
times = st.datetimes(
    min_value=datetime(1970, 1, 1), max_value=datetime(9000, 1, 1), timezones=st.just(UTC)
)
names = st.from_regex(r"[a-z][a-z_]{0,31}", fullmatch=True).filter(
    lambda name: name not in OWN_FIELDS
)
values = st.from_regex(r"[0-9A-Za-z:.+_-]{1,128}", fullmatch=True)
receipts = st.builds(
    Receipt,
    origin=st.from_regex(r"[!-*,-~]{1,200}", fullmatch=True),
    kind=st.sampled_from(Kind),
    ref=st.uuids(),
    at=times,
    fields=st.dictionaries(names, values, max_size=12),
    taken=times,
    within=st.integers(0, 10**9).map(lambda n: timedelta(seconds=n)),
)


def test_a_receipt_reads_as_it_is_written() -> None:
    receipt = Receipt.parse(TEXT)
    assert str(receipt) == TEXT
    assert receipt == Receipt(
        "desk.example/log",
        Kind.PROMISE_MADE,
        UUID("0192f5c0-0000-7000-8000-000000000001"),
        datetime(2026, 3, 2, 9, tzinfo=UTC),
        {"deadline": "2026-03-02T11:00:00Z", "promise": "first-reply"},
        datetime(2026, 3, 2, 9, microsecond=250_000, tzinfo=UTC),
        timedelta(minutes=5),
    )
    assert receipt.due == datetime(2026, 3, 2, 9, 5, microsecond=250_000, tzinfo=UTC)


@given(receipts)
def test_every_receipt_reads_back(receipt: Receipt) -> None:
    assert Receipt.parse(str(receipt)) == receipt


@pytest.mark.parametrize(
    "text",
    [
        TEXT[:-1],
        TEXT + "\n",
        TEXT.replace("@v1", "@v2"),
        TEXT.replace("kind ", "sort "),
        TEXT.replace("promise.made", "promise.sold"),
        TEXT.replace("ref 0192", "ref {0192"),
        TEXT.replace("0192f5c0", "0192F5C0"),
        TEXT.replace("field promise first-reply\n", ""[:0]).replace("field ", "fields "),
        TEXT.replace("field promise first-reply", "field promise first reply"),
        TEXT.replace("field promise", "field at"),
        TEXT.replace("field promise", "field subject"),
        TEXT.replace("field promise", "field deadline"),
        TEXT.replace("field promise", "field a"),
        TEXT.replace("within 300", "within 0300"),
        TEXT.replace("within 300", "within 9999999999999999"),
        TEXT.replace("09:00:00Z", "09:00:00+00:00"),
        TEXT.replace("taken 2026-03-02", "taken 2026-02-30"),
        TEXT.replace("desk.example/log", "desk example"),
    ],
)
def test_what_is_no_receipt_is_refused(text: str) -> None:
    with pytest.raises(BadFormat):
        Receipt.parse(text)


@given(st.text() | st.text().map(lambda t: TEXT.replace("first-reply", t)), st.data())
def test_reading_a_receipt_raises_nothing_but_its_own_error(
    text: str, data: st.DataObject
) -> None:
    cut = text[: data.draw(st.integers(0, len(text)))]
    with contextlib.suppress(BadFormat):
        assert str(Receipt.parse(cut)) == cut
