"""Leaves: canonical JSON, and commitments that give nothing away."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from ledger.entry import Kind
from ledger.format.leaf import Leaf, Opening, make_leaf, moment, parse_leaf, stamp
from ledger.format.note import BadFormat
from tests.ledger.proofs.good import good

names = st.from_regex(r"[a-z][a-z_]{0,31}", fullmatch=True)
values = st.from_regex(r"[0-9A-Za-z:.+_-]{1,128}", fullmatch=True)
fields = st.dictionaries(names, values, min_size=1, max_size=12)
kinds = st.sampled_from(Kind)
versions = st.integers(1, 9999)

GOOD = {name: text for name, (_, text) in good().items()}


@given(kinds, fields, versions)
def test_a_leaf_is_canonical_json_and_reads_back(
    kind: Kind, fields: dict[str, str], version: int
) -> None:
    leaf, openings = make_leaf(kind, fields, version=version)
    assert rfc8785.dumps(json.loads(leaf)) == leaf
    parsed = parse_leaf(leaf)
    assert (parsed.kind, parsed.version) == (kind, version)
    assert bytes(parsed) == leaf
    assert {o.name: o.value for o in openings} == fields
    assert all(parsed.opens(o) for o in openings)
    assert not any(value.encode() in leaf for value in fields.values() if len(value) > 9)


@given(fields)
def test_the_same_fields_never_make_the_same_leaf(fields: dict[str, str]) -> None:
    one, _ = make_leaf(Kind.PROMISE_MADE, fields)
    two, _ = make_leaf(Kind.PROMISE_MADE, fields)
    assert one != two


@given(
    st.binary(max_size=200) | st.sampled_from(sorted(GOOD)).map(lambda n: GOOD[n].encode())
)
def test_reading_a_leaf_raises_nothing_but_its_own_error(data: bytes) -> None:
    with pytest.raises(BadFormat):
        parse_leaf(data)


@given(fields, st.data())
def test_no_other_bytes_are_the_same_leaf(
    fields: dict[str, str], data: st.DataObject
) -> None:
    leaf, _ = make_leaf(Kind.PROMISE_MADE, fields)
    at = data.draw(st.integers(0, len(leaf) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda b: b != leaf[at]))
    with contextlib.suppress(BadFormat):
        other = parse_leaf(leaf[:at] + bytes([byte]) + leaf[at + 1 :])
        assert other != parse_leaf(leaf)


@given(st.datetimes(timezones=st.timezones()))
def test_times_read_back(at: datetime) -> None:
    with contextlib.suppress(OverflowError):  # there is no UTC before the year 1
        assert moment(stamp(at)) == at.astimezone(UTC)


def test_openings_of_another_leaf_do_not_open() -> None:
    leaf = Leaf(Kind.PROMISE_MADE, {"at": bytes(32)})
    assert not leaf.opens(Opening("at", bytes(16), "x"))
    assert not leaf.opens(Opening("other", bytes(16), "x"))
