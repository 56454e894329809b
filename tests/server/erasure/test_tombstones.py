"""A tombstone is written whole, once, and read with doubt."""

from __future__ import annotations

import os
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch
from uuid import uuid4

import pytest

from server.pipeline import erasing
from server.pipeline.erasing import BadTombstone, Tombstone


def test_two_that_erase_one_person_at_once_leave_one_whole_tombstone(
    tmp_path: Path,
) -> None:
    stone = Tombstone(uuid4(), datetime(2026, 3, 2, 9, tzinfo=UTC), b"p" * 32)
    folder = tmp_path / "erased"
    both = threading.Barrier(2)
    sync = os.fsync

    def together(handle: int) -> None:
        if stat.S_ISREG(os.fstat(handle).st_mode):
            both.wait(10)
        sync(handle)

    with patch.object(os, "fsync", together), ThreadPoolExecutor(2) as pool:
        done = [pool.submit(erasing._write, folder, stone) for _ in range(2)]
        assert [one.result() for one in done] == [None, None]
    assert erasing._read(folder, stone.org) == {stone.person: stone}
    assert len(list(folder.iterdir())) == 1


def test_a_tombstone_is_read_as_it_was_written_and_refused_if_it_was_not(
    tmp_path: Path,
) -> None:
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    stone = Tombstone(uuid4(), at, b"p" * 32, frozenset({b"a" * 32, b"b" * 32}))
    assert Tombstone.parse(str(stone)) == stone
    folder = tmp_path / "erased"
    erasing._write(folder, stone)
    erasing._write(folder, stone)
    assert erasing._read(folder, stone.org) == {stone.person: stone}
    assert erasing._read(folder, uuid4()) == {}
    (folder / stone.person.hex()).write_text("nonsense\n")
    with pytest.raises(BadTombstone, match="copy of HOME/erased"):
        erasing._read(folder, stone.org)
