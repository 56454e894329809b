"""A whole log from its files: what is whole verifies, whatever was changed does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.format.note import Checkpoint, KeyType, VerifierKey
from ledger.format.policy import Policy
from ledger.format.sign import Ed25519Signer, sign_note
from ledger.publish.resource import Resource, bundle, levels
from ledger.store.tiles import Tiles
from ledger.tree import EMPTY_ROOT, leaf_hash
from ledger.verify.whole import Absent, Flaw, Flawed, Source, Whole, folder, verify_log
from tests.ledger.proofs.day import KEY, LOG, NOW, ORIGIN, STRANGER, TWO_OF_THREE, W1, W3

TESSERA = Path(__file__).parents[4] / "shared/data/ledger/tessera/testdata/log"
TESSERA_KEY = VerifierKey.parse(
    "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
)


def published(
    leaves: list[bytes], signers: tuple[Ed25519Signer, ...] = (LOG,)
) -> dict[str, bytes]:
    """The files of a log, as any server would hold them."""
    tiles = Tiles({}, set())
    size = tiles.append(0, [leaf_hash(leaf) for leaf in leaves])
    root = tiles.root(size) if size else EMPTY_ROOT
    note = sign_note(str(Checkpoint(ORIGIN, size, root)), signers, at=NOW)
    files = {"checkpoint": str(note).encode()}
    for (level, index), hashes in tiles.hashes.items():
        if hashes and level in levels(size):
            files[str(Resource(level, index, len(hashes) // 32))] = bytes(hashes)
    for start in range(0, size, 256):
        some = leaves[start : start + 256]
        files[str(Resource(None, start // 256, len(some)))] = bundle(some)
    return files


def served(files: dict[str, bytes]) -> Source:
    def read(name: str) -> bytes:
        if name not in files:
            raise Absent(name)
        return files[name]

    return Source(
        checkpoint=lambda: read("checkpoint"),
        tile=lambda level, index, width: read(str(Resource(level, index, width))),
        entries=lambda index, width: read(str(Resource(None, index, width))),
    )


def flaw(files: dict[str, bytes], **how: object) -> Flaw:
    found = verify_log(served(files), [KEY], **how)  # type: ignore[arg-type]
    assert isinstance(found, Flawed)
    return found.flaw


def some(count: int) -> list[bytes]:
    return [b"entry %d" % n for n in range(count)]


@pytest.mark.skipif(not TESSERA.is_dir(), reason="no log of Tessera beside the checkout")
def test_every_checkpoint_tile_and_bundle_of_tesseras_log_is_right() -> None:
    last = None
    read: list[bytes] = []
    for size in range(16):
        here = replace(
            folder(TESSERA), checkpoint=(TESSERA / f"checkpoint.{size}").read_bytes
        )
        read.clear()
        found = verify_log(
            here, [TESSERA_KEY], after=last, each=lambda _, entry: read.append(entry)
        )
        assert isinstance(found, Whole), (size, found)
        assert found.checkpoint.size == size == len(read)
        last = found.checkpoint
    assert isinstance(verify_log(folder(TESSERA), [TESSERA_KEY], after=last), Whole)
    stranger = replace(TESSERA_KEY, public=KEY.public)
    refused = verify_log(folder(TESSERA), [stranger])
    assert refused == Flawed(
        Flaw.BAD_SIGNATURE, "no known key of the log signed the checkpoint"
    )


@given(st.sampled_from([0, 1, 2, 255, 256, 257, 511, 512, 513]) | st.integers(0, 600))
def test_a_log_of_any_size_is_whole_and_grew_out_of_any_before(size: int) -> None:
    leaves = some(size)
    whole = verify_log(served(published(leaves)), [KEY])
    assert isinstance(whole, Whole)
    before = verify_log(served(published(leaves[: size // 2])), [KEY])
    assert isinstance(before, Whole)
    again = verify_log(served(published(leaves)), [KEY], after=before.checkpoint)
    assert again == whole
    if size // 2:
        other = replace(before.checkpoint, root=bytes(32))
        changed = flaw(published(leaves), after=other)
        assert changed is (Flaw.NOT_GROWN if size > size // 2 else Flaw.SPLIT_VIEW)


def test_a_log_with_three_levels_of_tiles_is_whole() -> None:
    files = published(some(66_000))
    assert {name.split("/")[1] for name in files if "/" in name} == {
        "0",
        "1",
        "2",
        "entries",
    }
    assert isinstance(verify_log(served(files), [KEY]), Whole)
    files["tile/2/000.p/1"] = bytes(32)
    assert flaw(files) is Flaw.BAD_TILE


@pytest.mark.parametrize("name", sorted(set(published(some(600))) - {"checkpoint"}))
def test_no_file_can_be_changed_cut_lengthened_or_taken_away(name: str) -> None:
    good = published(some(600))
    data = good[name]
    wrong = {Flaw.BAD_TILE, Flaw.BAD_ENTRIES}
    for at in {0, 1, 2, 3, len(data) // 2, len(data) - 1}:
        changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        assert flaw({**good, name: changed}) in wrong
    assert flaw({**good, name: data[:-1]}) in wrong
    assert flaw({**good, name: data + b"\0"}) in wrong
    assert flaw({**good, name: b""}) in wrong
    assert flaw({n: d for n, d in good.items() if n != name}) is Flaw.ABSENT


def test_entries_that_were_never_signed_give_another_root() -> None:
    signed, other = published(some(600)), published([b"x", *some(599)])
    assert flaw({**other, "checkpoint": signed["checkpoint"]}) is Flaw.OTHER_ROOT


def test_each_way_to_cheat_with_the_checkpoint_is_told_from_the_others() -> None:
    files = published(some(5))
    whole = verify_log(served(files), [KEY])
    assert isinstance(whole, Whole)
    now = whole.checkpoint
    assert flaw({**files, "checkpoint": b"\xff"}) is Flaw.BAD_CHECKPOINT
    assert flaw({**files, "checkpoint": files["checkpoint"][:-1]}) is Flaw.BAD_CHECKPOINT
    forged = files["checkpoint"].replace(b"\n5\n", b"\n6\n")
    assert flaw({**files, "checkpoint": forged}) is Flaw.BAD_SIGNATURE
    assert flaw(published(some(5), (STRANGER,))) is Flaw.BAD_SIGNATURE
    elsewhere = Ed25519Signer("desk.example/other", LOG.secret)
    text = str(replace(now, origin=elsewhere.name))
    moved = str(sign_note(text, [elsewhere], at=NOW)).encode()
    assert flaw({**files, "checkpoint": moved}) is Flaw.WRONG_LOG
    assert flaw(files, after=replace(now, origin="desk.example/other")) is Flaw.WRONG_LOG
    assert flaw(files, after=replace(now, size=6)) is Flaw.ROLLED_BACK
    assert flaw(files, after=replace(now, root=bytes(32))) is Flaw.SPLIT_VIEW


def test_the_readers_policy_must_be_met() -> None:
    assert flaw(published(some(3)), policy=TWO_OF_THREE) is Flaw.NO_QUORUM
    signed = published(some(3), (LOG, W1, W3))
    assert isinstance(verify_log(served(signed), [KEY], policy=TWO_OF_THREE), Whole)
    weak = replace(W1.key, type=KeyType.COSIGNATURE_ED25519, public=W3.key.public)
    assert isinstance(verify_log(served(signed), [KEY, weak], policy=Policy()), Whole)


def test_a_folder_may_have_lost_partial_tiles_once_full_ones_are_there(
    tmp_path: Path,
) -> None:
    later = published(some(600))
    for name, data in later.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    assert isinstance(verify_log(folder(tmp_path), [KEY]), Whole)
    earlier = published(some(300))
    then = replace(folder(tmp_path), checkpoint=lambda: earlier["checkpoint"])
    assert isinstance(verify_log(then, [KEY]), Flawed)  # the partial tile above is gone
    for name in ("tile/1/000.p/1",):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(earlier[name])
    assert isinstance(verify_log(then, [KEY]), Whole)


def test_every_entry_is_handed_on_once_it_is_known_to_stand_there() -> None:
    seen: list[tuple[int, bytes]] = []
    each: Callable[[int, bytes], None] = lambda at, entry: seen.append((at, entry))  # noqa: E731
    assert isinstance(verify_log(served(published(some(300))), [KEY], each=each), Whole)
    assert seen == list(enumerate(some(300)))
