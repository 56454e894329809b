"""How the files of a published log are called, after c2sp.org/tlog-tiles."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.publish.resource import (
    Resource,
    bundle,
    grown,
    levels,
    number_path,
    unbundle,
)

resources = st.builds(
    Resource,
    st.none() | st.integers(0, 63),
    st.integers(0, 10**21 - 1),
    st.integers(1, 256),
)


def test_names_are_those_of_the_specification() -> None:
    assert number_path(1234067) == "x001/x234/067"
    assert str(Resource(0, 0, 256)) == "tile/0/000"
    assert str(Resource(1, 273, 112)) == "tile/1/273.p/112"
    assert str(Resource(None, 1000, 1)) == "tile/entries/x001/000.p/1"


def test_a_tree_of_70000_has_the_tiles_that_the_specification_counts() -> None:
    made = [one for level in levels(70_000) for one in grown(level, 0, 70_000)]
    assert Counter((one.level, one.width) for one in made) == {
        (0, 256): 273,
        (0, 112): 1,
        (1, 256): 1,
        (1, 17): 1,
        (2, 1): 1,
    }
    small = [str(one) for level in levels(256) for one in grown(level, 0, 256)]
    assert small == ["tile/0/000", "tile/1/000.p/1"]


@given(resources)
def test_what_is_written_is_read(one: Resource) -> None:
    assert Resource.parse(str(one)) == one


@given(st.text(alphabet="tile/enrs0123456789x.p-%\\ \n", max_size=40))
def test_what_is_read_is_written_in_that_one_way(path: str) -> None:
    found = Resource.parse(path)
    assert found is None or str(found) == path


@pytest.mark.parametrize(
    "path",
    [
        *("tile/0/000.p/256", "tile/0/000.p/0", "tile/0/000.p/01", "tile/0/0", "tile/0/00"),
        *("tile/00/000", "tile/64/000", "tile/0/x000/001", "tile/0/001/001", "tile/-1/000"),
        *("tile/0/x001", "tile/0/../0/000", "tile/0//000", "tile/0/000/", "tile/0/000\n"),
        *(
            "tile/entries/000.p/",
            "tile/data/000",
            "checkpoint",
            "tile/0/٠٠٠",
            "/tile/0/000",
        ),
    ],
)
def test_no_other_name_is_read(path: str) -> None:
    assert Resource.parse(path) is None


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_growing_names_each_tile_that_is_new_and_no_other(one: int, other: int) -> None:
    old, size = sorted((one, other))
    for level in levels(size):
        made = list(grown(level, old, size))
        before = set(map(str, grown(level, 0, old)))
        after = set(map(str, grown(level, 0, size)))
        assert set(map(str, made)) == after - before
        assert len(made) == len(after - before)


@given(st.lists(st.binary(max_size=30), min_size=1, max_size=256), st.data())
def test_a_partial_bundle_is_cut_out_of_a_wider_one(
    leaves: list[bytes], data: st.DataObject
) -> None:
    width = data.draw(st.integers(1, len(leaves)))
    assert unbundle(bundle(leaves)) == leaves
    assert Resource(None, 0, width).cut(bundle(leaves)) == bundle(leaves[:width])
