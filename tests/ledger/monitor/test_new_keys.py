"""A monitor goes along when a desk replaces its keys, and a witness that is told them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from asyncpg import Connection

from ledger import fsck, seal, sequence
from ledger.audit.fsck import Scope
from ledger.format.note import Note
from ledger.format.policy import Policy
from ledger.format.sign import Ed25519Signer
from ledger.keys import load, make_next, take_next
from ledger.monitor.finding import Code
from ledger.monitor.look import Look, Rules, look
from ledger.monitor.source import Folder
from ledger.monitor.state import State
from ledger.publish import publish
from ledger.store.rotation import begin, finish
from ledger.witness.ask import Lines
from ledger.witness.collect import Collected, collect
from tests.ledger.scene import NOW, promise
from tests.ledger.witness.log import serving


async def test_new_keys_are_taken_over_in_the_overlap_and_unknown_without_it(
    db: Connection, org: UUID, tmp_path: Path
) -> None:
    home, folder = tmp_path / "keys", tmp_path / "log"

    async def grow() -> Folder:
        await seal(db, org, promise(), now=NOW)
        assert await sequence(db, org, load(home), now=NOW)
        assert await publish(db, org, load(home), folder, now=NOW)
        return Folder(folder / str(org))

    def at(source: Folder, before: State | None) -> Look:
        return look(source, "file:///log", before, Rules(), now=NOW)

    early = at(await grow(), None)
    assert early.findings == ()
    assert early.state
    old = early.state.keys
    assert len(old) == 2
    make_next(home)
    await begin(db, org, load(home), now=NOW)
    during = at(await grow(), early.state)
    assert during.findings == ()
    assert during.state
    assert during.state.keys[:2] == old
    assert len(during.state.keys) == 4
    await finish(db, org, load(home))
    # No state is new, but the list of keys says at once which of them are over.
    assert await publish(db, org, load(home), folder, now=NOW) is None
    assert (await fsck(db, org, load(home), Scope(folder))).findings == ()
    take_next(home)
    source = await grow()
    after = at(source, during.state)
    assert after.findings == ()
    # Who did not look in the meantime cannot know that these are the log's keys.
    assert [one.code for one in at(source, early.state).findings] == [Code.NOT_SIGNED]
    named = Rules(keys=during.state.keys)
    late = look(source, "file:///log", early.state, named, now=NOW)
    assert late.findings == ()


async def test_who_serves_the_files_cannot_slip_in_a_key_of_their_own(
    db: Connection, org: UUID, tmp_path: Path
) -> None:
    """Lines of a stranger may stand under any note, and a change of keys may be known."""
    home, folder = tmp_path / "keys", tmp_path / "log"
    place = folder / str(org)

    async def grow() -> None:
        await seal(db, org, promise(), now=NOW)
        assert await sequence(db, org, load(home), now=NOW)
        assert await publish(db, org, load(home), folder, now=NOW)

    def at(before: State | None) -> Look:
        return look(Folder(place), "file:///log", before, Rules(), now=NOW)

    await grow()
    early = at(None).state
    make_next(home)
    await begin(db, org, load(home), now=NOW)
    await grow()
    stranger = Ed25519Signer(load(home).origin(org), b"s" * 32)
    right = {name: (place / name).read_text() for name in ("keys", "checkpoint")}
    listed = right["keys"].replace("\n\n", f"\n1 - {stranger.key}\n\n")
    signed = {}
    for name, text in (("keys", listed), ("checkpoint", right["checkpoint"])):
        note = Note.parse(text)
        signed[name] = f"{text}{stranger.sign(note.text, at=NOW)}"
    (place / "checkpoint").write_text(signed["checkpoint"])
    assert at(early).findings == (), "a stranger's line under a right note is nothing"
    alone = Note.parse(listed).text
    alone = f"{alone}\n{stranger.sign(alone, at=NOW)}"
    for forged in (signed["keys"], alone):
        (place / "keys").write_text(forged)
        seen = at(early)
        assert [one.code for one in seen.findings] == [Code.NOT_SIGNED]
        assert seen.state == early
        audit = await fsck(db, org, load(home), Scope(folder))
        assert any("keys" in one for one in audit.findings)


async def test_a_witness_goes_on_with_the_new_keys_once_it_is_told_them(
    db: Connection, org: UUID, tmp_path: Path
) -> None:
    home, lines, now = tmp_path / "keys", Lines(), datetime.now(UTC)

    async def ask(url: str, policy: Policy) -> Collected:
        await seal(db, org, promise(), now=NOW)
        assert await sequence(db, org, load(home), now=NOW)
        return await collect(db, org, policy, lines, every=timedelta(0), now=now)

    old = [signer.key for signer in load(home).signers(org)]
    with serving(tmp_path / "w", old) as server:
        key = server.witness.signers[1].key
        policy = Policy.parse(f"witness w {key} {server.url}\nquorum w\n")
        assert (await ask(server.url, policy)).cosignatures == 1
        make_next(home)
        await begin(db, org, load(home), now=NOW)
        assert (await ask(server.url, policy)).cosignatures == 1  # by the old keys
        await finish(db, org, load(home))
        take_next(home)
        (trouble,) = (await ask(server.url, policy)).troubles
        assert "give it the log's keys" in trouble.what
    new = [signer.key for signer in load(home).signers(org)]
    with serving(tmp_path / "w", [*old, *new]) as server:
        policy = Policy.parse(f"witness w {key} {server.url}\nquorum w\n")
        assert (await ask(server.url, policy)).cosignatures == 1
    lines.close()
