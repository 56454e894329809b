"""What was published, and that the database is not behind it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from ledger.format.note import BadFormat, BadSignature, Checkpoint, Note, verify_note
from ledger.keys import Keys
from ledger.log import LogDamaged
from ledger.publish import folder as disk
from ledger.publish.resource import CHECKPOINT
from ledger.store.signing import spans

if TYPE_CHECKING:
    from asyncpg import Connection, Record

# head_pkey, checkpoint_pkey, published_pkey
HEAD = "select size from head where org_id = $1"
ROOT = "select root from checkpoint where org_id = $1 and size = $2"
TOLD = "select size, root from published where org_id = $1"


async def published(
    db: Connection[Record], org: UUID, keys: Keys, folder: Path
) -> Checkpoint | None:
    """Read the head that was published under ``folder``; None before the first.

    Raises LogDamaged when it is not this log's, or is of a state that the database does
    not have: then an older backup was restored, and a log that went on from there would
    be a second one under the same name.
    """
    place = folder / str(org)
    data = disk.read(place, CHECKPOINT)
    told = await db.fetchrow(TOLD, org)
    if told and await db.fetchval(ROOT, org, told["size"]) != told["root"]:
        raise _behind("the database says of itself that", told["size"], None)
    if data is None:
        return None
    try:
        note = Note.parse(data.decode())
        found = Checkpoint.parse(note.text)
        known = [span.key for span in await spans(db, org, keys)]
        ours = verify_note(note, [*known, *(one.key for one in keys.signers(org))])
    except (BadFormat, BadSignature, UnicodeDecodeError) as error:
        raise LogDamaged(f"{place / CHECKPOINT} is damaged: {error}. {_AGAIN}") from error
    if found.origin != keys.origin(org) or not ours:
        raise LogDamaged(f"{place / CHECKPOINT} is not signed by this log. {_AGAIN}")
    if await db.fetchval(ROOT, org, found.size) != found.root:
        raise _behind(f"{place / CHECKPOINT} says that", found.size, await _size(db, org))
    return found


_AGAIN = (
    "If the folder was damaged, move it away: it is written again from the database. If "
    "log.key was replaced, put the one back that belongs to this database."
)


async def _size(db: Connection[Record], org: UUID) -> int:
    return int(await db.fetchval(HEAD, org) or 0)


def _behind(who: str, size: int, held: int | None) -> LogDamaged:
    has = "" if held is None else f", whose newest is of {held}"
    return LogDamaged(
        f"{who} a state of {size} records was published, but the database does not hold "
        f"that state{has}. It was restored from an older backup, or is another one. "
        "Nothing is sealed, since it would contradict what the world has seen. Restore a "
        f"backup that holds the state of {size} (with a base backup and its WAL: to the "
        "newest moment)."
    )
