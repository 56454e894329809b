"""Signed heads of the log, and the proof that a later one holds all that an earlier did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from ledger.store import tiles

if TYPE_CHECKING:
    from asyncpg import Connection, Record

# Through checkpoint_pkey.
NOTE = "select note from checkpoint where org_id = $1 and size = $2"
SIGNED = "select size from checkpoint where org_id = $1 and size = $2"
NEWEST = "select size from checkpoint where org_id = $1 order by size desc limit 1"
# Through cosignature_pkey.
COSIGNED = """
select line from cosignature where org_id = $1 and size = $2 order by name, key
"""


class NoSuchHead(LookupError):
    """No state of this size was ever signed."""

    status = 404


@dataclass(frozen=True, slots=True)
class Consistency:
    """Two signed heads and the hashes between them (RFC 6962 section 2.1.2).

    Of an old head the signatures may have been let go: it is None then.
    """

    old: str | None
    new: str | None
    hashes: tuple[bytes, ...]


async def newest_head(db: Connection[Record], org: UUID) -> str | None:
    """The newest signed head, with what witnesses added to it; None before the first."""
    size = await db.fetchval(NEWEST, org)
    if size is None:
        return None
    note = str(await db.fetchval(NOTE, org, size))
    return note + "".join(row["line"] for row in await db.fetch(COSIGNED, org, size))


async def consistency(
    db: Connection[Record], org: UUID, old: int, new: int | None = None
) -> Consistency:
    """Prove that the head of ``new`` records, the newest by default, grew from ``old``.

    ``old`` need not have been signed: whoever holds a head of that size holds its
    signature too. Raises NoSuchHead unless ``new`` was, or where ``old`` is not within it.
    """
    newest = await db.fetchval(NEWEST, org) or 0
    new = newest if new is None else new
    # Compared before the database is asked, which knows no number of more than 63 bits.
    within = 0 < old <= new <= newest
    if not within or await db.fetchval(SIGNED, org, new) is None:
        raise NoSuchHead("the log has no such heads")
    held = await tiles.read(db, org, tiles.between(old, new))
    hashes = held.consistency(old, new)
    old_note, note = [await db.fetchval(NOTE, org, size) for size in (old, new)]
    return Consistency(old_note, note, hashes)
