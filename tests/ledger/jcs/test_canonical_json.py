"""RFC 8785: the library that the desk hashes with, put to everyone's examples.

Leaves hold no numbers but their version and need no library (test_leaf compares). Heads of
audit rows and inputs of decisions are hashed as the library writes them, numbers and all.
"""

from __future__ import annotations

import hashlib
import json
import struct
from itertools import islice
from pathlib import Path

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.jcs.published_numbers import PUBLISHED, numbers

TRIPLES = Path(__file__).parents[4] / "shared/data/ledger/json-canonicalization/testdata"
NAMES = sorted(path.stem for path in (TRIPLES / "input").glob("*.json"))

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(st.characters(exclude_categories=["Cs"]), max_size=8), inner, max_size=4
        )
    ),
    max_leaves=20,
)


@pytest.mark.skipif(not NAMES, reason="no examples of RFC 8785 beside the checkout")
def test_every_published_example_is_written_as_it_should_be() -> None:
    for name in NAMES:
        given_ = json.loads((TRIPLES / "input" / f"{name}.json").read_text())
        written = rfc8785.dumps(given_)
        assert written == (TRIPLES / "output" / f"{name}.json").read_bytes().rstrip(b"\n")
        told = (TRIPLES / "outhex" / f"{name}.txt").read_text()
        assert written == bytes.fromhex(told), name
    assert len(NAMES) == 6


def test_the_first_100_000_numbers_are_written_as_published() -> None:
    hashed = hashlib.sha256()
    for count, number in enumerate(islice(numbers(), 100_000), 1):
        (bits,) = struct.unpack(">Q", struct.pack(">d", number))
        hashed.update(f"{bits:x},".encode() + rfc8785.dumps(number) + b"\n")
        if count in PUBLISHED:
            assert hashed.hexdigest() == PUBLISHED[count], count


@given(values)
def test_what_is_written_reads_back_and_is_written_alike(value: object) -> None:
    written = rfc8785.dumps(value)  # type: ignore[arg-type]
    # Every number is a double there; Python would read some as integers beyond them.
    assert rfc8785.dumps(json.loads(written, parse_int=float)) == written


@given(
    st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), st.integers(0, 9))
)
def test_the_order_in_which_members_come_changes_nothing(value: dict[str, int]) -> None:
    turned = dict(reversed(list(value.items())))
    assert rfc8785.dumps(turned) == rfc8785.dumps(value)
    names = list(json.loads(rfc8785.dumps(value)))
    assert names == sorted(names, key=lambda name: name.encode("utf-16-be"))
