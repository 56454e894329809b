"""A reader who has the published files and nothing else, and believes no name of a file."""

from __future__ import annotations

from pathlib import Path

from ledger.format.note import Checkpoint, Note, VerifierKey, verify_note
from ledger.tree import Tree, leaf_hash


def name(index: int) -> str:
    text = f"{index:03}"
    text = text.zfill(-(-len(text) // 3) * 3)
    parts = [text[at : at + 3] for at in range(0, len(text), 3)]
    return "/".join([*(f"x{part}" for part in parts[:-1]), parts[-1]])


def tile(folder: Path, level: str, index: int, width: int) -> bytes:
    path = folder / "tile" / level / name(index)
    partial = path.with_name(f"{path.name}.p") / str(width)
    if width < 256 and partial.exists():
        return partial.read_bytes()
    return path.read_bytes()


def entries(data: bytes) -> list[bytes]:
    found = []
    while data:
        size = int.from_bytes(data[:2])
        assert len(data) >= 2 + size
        found.append(data[2 : 2 + size])
        data = data[2 + size :]
    return found


def read_log(folder: Path) -> tuple[Checkpoint, Tree]:
    """Read the whole log, and check every byte of it against the signed head."""
    listed = Note.parse((folder / "keys").read_text())
    _, origin, *lines = listed.text.splitlines()
    keys = [VerifierKey.parse(line.split(" ")[2]) for line in lines]
    assert verify_note(listed, keys)
    assert {key.name for key in keys} == {origin}
    note = Note.parse((folder / "checkpoint").read_text())
    head = Checkpoint.parse(note.text)
    own = [signature for signature in note.signatures if signature.name == head.origin]
    assert len(verify_note(note, keys)) == len(own) >= 2
    tree = Tree()
    for index in range(-(-head.size // 256)):
        width = min(256, head.size - index * 256)
        leaves = entries(tile(folder, "entries", index, width))[:width]
        hashes = tile(folder, "0", index, width)[: width * 32]
        assert [leaf_hash(leaf) for leaf in leaves] == [
            hashes[at : at + 32] for at in range(0, len(hashes), 32)
        ]
        tree.extend(leaves)
    assert (tree.size, tree.root()) == (head.size, head.root)
    level = 1
    while head.size >> (8 * level):
        count = head.size >> (8 * level)
        for index in range(-(-count // 256)):
            width = min(256, count - index * 256)
            assert tile(folder, str(level), index, width)[: width * 32] == b"".join(
                tree.node(8 * level, index * 256 + at) for at in range(width)
            )
        level += 1
    return head, tree
