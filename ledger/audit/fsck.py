"""Going through the whole log: is it what was signed?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from ledger.format.leaf import parse_leaf
from ledger.format.note import BadFormat
from ledger.keys import Keys
from ledger.log import LogDamaged
from ledger.reading import openings
from ledger.store import tiles
from ledger.store.signing import read_state, spans
from ledger.tree import HASH_SIZE, Tree

if TYPE_CHECKING:
    from asyncpg import Connection, Record

ENTRIES = """
select index, ref, kind, leaf, person, openings, wrapped
from entry left join person_key using (org_id, person)
where org_id = $1 and index is not null order by index
"""
CHECKPOINTS = "select size, root, note from checkpoint where org_id = $1 order by size"
TILES = """
select level, index, hashes from tile where org_id = $1 order by level, index
"""
ANCHORS = """
select chain_id, contract, size, root from anchoring
where org_id = $1 and size > 0 and state <> 'failed'
"""


@dataclass(frozen=True, slots=True)
class Audit:
    """What was found. ``findings`` is empty when everything agrees."""

    size: int
    root: bytes
    checkpoints: int
    anchors: int
    erased: int
    findings: tuple[str, ...]


async def fsck(db: Connection[Record], org: UUID, keys: Keys) -> Audit:
    """Verify the whole log of an organisation again, from its records up.

    Every leaf is in its place and opens as it says; the stored tree is the tree of the
    leaves; every signed state is a state this log went through; every anchor is of such a
    state. Reads one snapshot, so it may run while the log grows. Linear in its size.
    """
    # A transaction inside another one shares its snapshots and cannot choose.
    nested = db.is_in_transaction()
    async with db.transaction(isolation=None if nested else "repeatable_read"):
        findings: list[str] = []
        tree, erased = await read_leaves(db, org, keys, findings)
        await _tiles(db, org, tree, findings)
        signed = await read_signed(db, org, keys, tree, findings)
        anchors = await db.fetch(ANCHORS, org)
    for row in anchors:
        if signed.get(row["size"]) != row["root"]:
            findings.append(
                f"the anchor of size {row['size']} on chain {row['chain_id']} is of a "
                "state that was never signed"
            )
    return Audit(tree.size, tree.root(), len(signed), len(anchors), erased, tuple(findings))


async def read_leaves(
    db: Connection[Record], org: UUID, keys: Keys, findings: list[str]
) -> tuple[Tree, int]:
    tree, erased = Tree(), 0
    async for row in db.cursor(ENTRIES, org, prefetch=500):
        index = row["index"]
        if index != tree.size:
            findings.append(f"records {tree.size} to {index - 1} are missing")
            break
        tree.append(row["leaf"])
        erased += row["wrapped"] is None
        try:
            leaf = parse_leaf(row["leaf"])
            shown = openings(row, org, keys, row["wrapped"])
        except (BadFormat, LogDamaged) as error:
            findings.append(f"record {index}: {error}")
            continue
        if leaf.kind != row["kind"]:
            findings.append(f"record {index} is stored as {row['kind']}")
        values = {o.name: o.value for o in shown}
        if not all(leaf.opens(o) for o in shown):
            findings.append(f"record {index}: an opening is not what was sealed")
        elif shown and values.keys() != leaf.commitments.keys():
            findings.append(f"record {index}: openings are missing")
        elif shown and (values["ref"], values["subject"]) != (
            str(row["ref"]),
            row["person"].hex(),
        ):
            findings.append(f"record {index} is stored as another's")
    return tree, erased


async def _tiles(
    db: Connection[Record], org: UUID, tree: Tree, findings: list[str]
) -> None:
    held: dict[int, bytearray] = {}
    async for row in db.cursor(TILES, org, prefetch=100):
        hashes = held.setdefault(row["level"], bytearray())
        if len(hashes) != row["index"] * tiles.WIDTH * HASH_SIZE:
            findings.append(f"tile {row['level']}/{row['index']} is out of place")
        hashes += row["hashes"]
    level, width = 0, tree.size
    while width or level in held:
        expected = b"".join(tree.node(level * tiles.HEIGHT, i) for i in range(width))
        if bytes(held.get(level, b"")) != expected:
            findings.append(f"the stored tree differs from the records at level {level}")
        level, width = level + 1, width // tiles.WIDTH


async def read_signed(
    db: Connection[Record], org: UUID, keys: Keys, tree: Tree, findings: list[str]
) -> dict[int, bytes]:
    signed: dict[int, bytes] = {}
    known = await spans(db, org, keys)
    for row in await db.fetch(CHECKPOINTS, org):
        signed[row["size"]] = row["root"]
        found = read_state(row, keys.origin(org), known)
        if isinstance(found, str):
            findings.append(f"the checkpoint of size {row['size']}: {found}")
        if row["size"] > tree.size or tree.root(row["size"]) != row["root"]:
            findings.append(f"the records do not give the root signed at {row['size']}")
    if max(signed, default=0) != tree.size:
        findings.append(f"{tree.size} records, but {max(signed, default=0)} are signed")
    return signed
