"""Who steals keys of the log that were replaced: what a monitor believes of them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

import pytest
from asyncpg import Connection

from ledger import seal, sequence
from ledger.format.note import Checkpoint, Note
from ledger.format.sign import Signer, sign_note, sign_statement
from ledger.keys import load, make_next, take_next
from ledger.monitor.finding import Code
from ledger.monitor.look import Look, Rules, look
from ledger.monitor.source import Folder
from ledger.monitor.state import State, save
from ledger.monitor.state import load as read_state
from ledger.publish import publish
from ledger.publish.keys import KeyList
from ledger.store.rotation import begin, finish
from tests.ledger.scene import NOW, promise

URL = "file:///log"


@dataclass
class Log:
    """A log whose keys are replaced, and the pair that somebody copied before."""

    db: Connection
    org: UUID
    home: Path
    place: Path
    stolen: Sequence[Signer] = ()

    async def grow(self) -> Note:
        await seal(self.db, self.org, promise(), now=NOW)
        assert await sequence(self.db, self.org, load(self.home), now=NOW)
        return await self.publish()

    async def publish(self) -> Note:
        await publish(self.db, self.org, load(self.home), self.place, now=NOW)
        return self.served()

    def served(self) -> Note:
        return Note.parse((self.folder / "checkpoint").read_text())

    @property
    def folder(self) -> Path:
        return self.place / str(self.org)

    def copy(self, name: str) -> Path:
        """The files as they stand now, for the thief to serve as they like."""
        folder = self.place / name
        shutil.copytree(self.folder, folder)
        return folder

    def forge(self, name: str) -> Path:
        """A whole and consistent log whose head only the stolen keys signed."""
        folder = self.copy(name)
        head = sign_note(self.served().text, self.stolen, at=NOW)
        (folder / "checkpoint").write_text(str(head))
        return folder


def at(folder: Path, before: State | None, *more: str, rules: Rules | None = None) -> Look:
    return look(Folder(folder), URL, before, rules or Rules(), more, now=NOW)


def right(folder: Path, before: State | None, rules: Rules | None = None) -> State:
    seen = at(folder, before, rules=rules)
    assert seen.findings == ()
    assert seen.state
    return seen.state


def refused(folder: Path, before: State, rules: Rules | None = None) -> None:
    """It is told with both heads as evidence, and nothing of it is taken over."""
    seen = at(folder, before, rules=rules)
    assert [one.code for one in seen.findings] == [Code.NOT_SIGNED]
    assert len(seen.findings[0].evidence) == 2
    assert seen.state == before


@pytest.fixture
async def log(db: Connection, org: UUID, tmp_path: Path) -> Log:
    """With one record, in the overlap."""
    log = Log(db, org, tmp_path / "keys", tmp_path / "log")
    log.stolen = load(log.home).signers(org)
    await log.grow()
    return log


async def overlap(log: Log) -> None:
    make_next(log.home)
    await begin(log.db, log.org, load(log.home), now=NOW)
    await log.grow()


async def end(log: Log) -> None:
    await finish(log.db, log.org, load(log.home))
    take_next(log.home)


async def test_a_replaced_key_shows_no_newer_state(log: Log) -> None:
    """To nobody who saw the new keys sign: neither in the overlap nor after it."""
    early = right(log.folder, None)
    await overlap(log)
    during = right(log.folder, early)
    await log.grow()
    refused(log.forge("in-the-overlap"), during)
    await end(log)
    await log.grow()
    refused(log.forge("before-the-end-was-seen"), during)
    after = right(log.folder, during)
    assert set(after.over) == {one.key for one in log.stolen}
    await log.grow()
    refused(log.forge("after-the-end-was-seen"), after)
    assert right(log.folder, after).over == after.over


async def test_a_replaced_key_puts_no_other_state_in_the_place_of_the_newest(
    log: Log,
) -> None:
    early = right(log.folder, None)
    await overlap(log)
    during = right(log.folder, early)
    folder = log.copy("other")
    size = Checkpoint.parse(log.served().text).size
    other = str(Checkpoint(during.origin, size, b"\x01" * 32))
    (folder / "checkpoint").write_text(str(sign_note(other, log.stolen, at=NOW)))
    refused(folder, during)
    # Nor the same one without the new keys' signatures, which would be forgotten by it.
    refused(log.forge("same"), during)


async def test_a_list_of_keys_by_a_replaced_one_ends_no_other_key(log: Log) -> None:
    early = right(log.folder, None)
    await overlap(log)
    during = right(log.folder, early)
    await log.grow()
    folder = log.forge("listed")
    size = Checkpoint.parse(log.served().text).size
    listed = KeyList.parse(Note.parse((folder / "keys").read_text()).text)
    stolen = {one.key for one in log.stolen}
    turned = [
        one if one.key in stolen else replace(one, last=size - 1) for one in listed.keys
    ]
    for keys in (turned, turned[:2], turned[::-1]):
        text = str(KeyList(listed.origin, tuple(keys)))
        (folder / "keys").write_text(str(sign_statement(text, log.stolen, at=NOW)))
        refused(folder, during)


async def test_the_list_of_new_keys_cannot_be_held_back_from_a_monitor(log: Log) -> None:
    """Who serves the files could hold on to a stolen key's word for ever by that."""
    early = right(log.folder, None)
    await overlap(log)
    for name in ("none", "old", "without"):
        folder = log.copy(name)
        if name == "none":
            (folder / "keys").unlink()
        else:
            listed = KeyList.parse(Note.parse((folder / "keys").read_text()).text)
            text = str(KeyList(listed.origin, listed.keys[:2]))
            by = log.stolen if name == "old" else load(log.home).signers(log.org)
            (folder / "keys").write_text(str(sign_statement(text, by, at=NOW)))
        seen = at(folder, early)
        assert [one.code for one in seen.findings] == [Code.NOT_SIGNED]
        assert seen.state == early
    assert len(right(log.folder, early).keys) == 4


@pytest.mark.parametrize("oldest_first", [True, False])
async def test_whoever_still_names_a_replaced_key_does_not_fall_for_it(
    log: Log, oldest_first: bool
) -> None:
    await overlap(log)
    named = [signer.key for signer in load(log.home).signers(log.org)]
    await end(log)
    await log.grow()
    rules = Rules(keys=tuple(named if oldest_first else named[2:] + named[:2]))
    seen = right(log.folder, None, rules)
    assert set(seen.over) == {one.key for one in log.stolen}
    await log.grow()
    refused(log.forge("named"), seen, rules)


async def test_what_a_monitor_remembered_before_it_knew_of_this_is_enough(
    log: Log, tmp_path: Path
) -> None:
    early = right(log.folder, None)
    await overlap(log)
    during = right(log.folder, early)
    await end(log)
    await log.grow()
    file = tmp_path / "state.json"
    save(file, right(log.folder, during))
    shown = json.loads(file.read_text())
    del shown["over"]
    shown["rotated"] = False
    file.write_text(json.dumps(shown))
    old = read_state(file, URL)
    assert old is not None
    await log.grow()
    refused(log.forge("remembered"), old)
    assert set(right(log.folder, old).over) == {one.key for one in log.stolen}


async def test_what_a_replaced_key_signed_in_its_time_still_counts_as_evidence(
    log: Log,
) -> None:
    """And what it signs now for others, of states after its time, accuses nobody."""
    early = right(log.folder, None)
    first = log.served()
    await overlap(log)
    during = right(log.folder, early)
    await end(log)
    await log.grow()
    after = right(log.folder, during)

    def claim(size: int, signers: Iterable[Signer]) -> str:
        text = str(Checkpoint(during.origin, size, b"\x02" * 32))
        return str(sign_note(text, signers, at=NOW))

    assert at(log.folder, after, str(first)).findings == ()
    told = at(log.folder, after, claim(1, log.stolen))
    assert [one.code for one in told.findings] == [Code.SPLIT_VIEW]
    for size in (after.size, after.size + 1):
        assert at(log.folder, after, claim(size, log.stolen)).findings == ()
    fresh = load(log.home).signers(log.org)
    told = at(log.folder, after, claim(after.size, fresh))
    assert [one.code for one in told.findings] == [Code.SPLIT_VIEW]


async def test_an_older_state_is_told_as_such_whoever_signed_it(log: Log) -> None:
    early = right(log.folder, None)
    old = log.copy("old")
    await overlap(log)
    during = right(log.folder, early)
    await end(log)
    await log.grow()
    after = right(log.folder, during)
    assert [one.code for one in at(old, after).findings] == [Code.ROLLED_BACK]
