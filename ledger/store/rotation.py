"""Going over from the log's keys to the next: both sign for a while, then the new alone."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from uuid6 import uuid7

from ledger.entries.sealing import seal
from ledger.entry import Commitment, Kind
from ledger.format.note import KeyType, VerifierKey
from ledger.keys import Keys
from ledger.keys.files import pair
from ledger.store import head
from ledger.store.signing import register, retire, spans

if TYPE_CHECKING:
    from asyncpg import Connection, Record

ALGORITHMS = {KeyType.ED25519: "ed25519", KeyType.COSIGNATURE_MLDSA44: "ml-dsa-44"}
SIGNED_FROM = "select size from checkpoint where org_id = $1 and size >= $2 limit 1"


class NotYet(RuntimeError):
    """Keys cannot be replaced now; the message says what has to happen first."""


async def begin(db: Connection[Record], org: UUID, keys: Keys, *, now: datetime) -> None:
    """Have the next keys sign beside the old ones from the next state on, in one log.

    Registers them and seals a ``key.rotated`` record for each; calling it again changes
    nothing. Raises NotYet where no next secret was made.
    """
    old, new = _pairs(org, keys)
    async with db.transaction():
        size, _ = await head.hold(db, org)
        registry = await spans(db, org, keys)
        known = {span.key for span in registry}
        if new[0] in known:
            return
        if any(s.last is None and s.key not in old for s in registry):
            raise NotYet(
                "the log is going over to other keys already: copy log.next.key from "
                "HOME/keys of the machine where that was begun"
            )
        if old[1] not in known:  # the log is older than the registry, or is empty
            await register(db, org, old, size, now=now)
        await register(db, org, new, size, now=now)
        for before, after in zip(old, new, strict=True):
            fields = {
                "algorithm": ALGORITHMS[after.type],
                "old": hashlib.sha256(before.public).hexdigest(),
                "new": hashlib.sha256(after.public).hexdigest(),
            }
            sealed = Commitment(Kind.KEY_ROTATED, uuid7(), org, now, fields)
            await seal(db, org, sealed, now=now)


async def finish(db: Connection[Record], org: UUID, keys: Keys) -> None:
    """Have the old keys sign no more, in one log; calling it again changes nothing.

    Raises NotYet until a state was signed with both: whoever trusts the old keys must be
    able to see the new ones beside them.
    """
    old, new = _pairs(org, keys)
    async with db.transaction():
        size, _ = await head.hold(db, org)
        of = {span.key: span for span in await spans(db, org, keys)}
        if new[0] not in of:
            raise NotYet("run `python -m ledger rotate-key begin` first")
        if await db.fetchval(SIGNED_FROM, org, of[new[0]].first) is None:
            raise NotYet(
                "no state of the log is signed with both keys yet: wait until a worker "
                "has put the records of this change in order"
            )
        await retire(db, org, old, size)


def _pairs(org: UUID, keys: Keys) -> tuple[list[VerifierKey], list[VerifierKey]]:
    if keys.next is None:
        raise NotYet("there are no next keys: run `python -m ledger rotate-key begin`")
    origin = keys.origin(org)
    return (
        [signer.key for signer in pair(origin, keys.log)],
        [signer.key for signer in pair(origin, keys.next)],
    )
