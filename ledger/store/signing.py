"""Which keys sign a log, and which have signed it: a registry that outlives each key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from ledger.format.note import (
    BadFormat,
    BadSignature,
    Checkpoint,
    KeyType,
    Note,
    VerifierKey,
    verify_note,
)
from ledger.format.sign import Signer
from ledger.keys import Keys

if TYPE_CHECKING:
    from asyncpg import Connection, Record

SPANS = """
select key, from_size, to_size from log_key
where org_id = $1 order by from_size, at, length(key), key
"""
REGISTER = """
insert into log_key (org_id, key, from_size, at)
select $1, * from unnest($2::text[], $3::bigint[]), (select $4::timestamptz) as told
on conflict (org_id, key) do nothing
"""
RETIRE = """
update log_key set to_size = $3 where org_id = $1 and key = any($2) and to_size is null
"""


class KeyMissing(RuntimeError):
    """The key that the log is signed with is not here; the message says how to bring it."""


@dataclass(frozen=True, slots=True)
class Span:
    """A public key, and the states that it signs: from ``first`` on, up to ``last``."""

    key: VerifierKey
    first: int
    last: int | None

    def covers(self, size: int) -> bool:
        """Whether the state of this size bears its signature."""
        return self.first <= size and (self.last is None or size <= self.last)


async def spans(db: Connection[Record], org: UUID, keys: Keys) -> tuple[Span, ...]:
    """Every key that ever signed the log, oldest first.

    A log that has not registered any, since it is new or older than the registry, is
    signed with the Ed25519 key at hand.
    """
    rows = await db.fetch(SPANS, org)
    if not rows:
        return (Span(keys.verifier(org), 0, None),)
    return tuple(
        Span(VerifierKey.parse(row["key"]), row["from_size"], row["to_size"])
        for row in rows
    )


async def signers(
    db: Connection[Record], org: UUID, keys: Keys, size: int, *, now: datetime
) -> list[Signer]:
    """What signs the next state of a log of ``size``, whose head the caller holds.

    Registers the keys at hand with a log that has none. Raises KeyMissing when another
    process signs with a key that is not at hand: it would leave its signature out.
    """
    if not await db.fetch(SPANS, org):
        ours = [signer.key for signer in keys.signers(org)[:2]]
        await register(db, org, ours, size, now=now)
    return await check_keys(db, org, keys)


async def check_keys(db: Connection[Record], org: UUID, keys: Keys) -> list[Signer]:
    """What signs the log, out of the keys at hand; raises KeyMissing if any is not."""
    ours = {signer.key: signer for signer in keys.signers(org)}
    signing = [span.key for span in await spans(db, org, keys) if span.last is None]
    if missing := [key for key in signing if key not in ours]:
        raise KeyMissing(
            f"the log is signed with a key ({missing[0].id.hex()}) that is not here. Copy "
            "log.key, and log.next.key if there is one, from HOME/keys of the machine "
            "where `python -m ledger rotate-key` was run. Put the log.key that belongs to "
            "this database back if it was replaced."
        )
    return [ours[key] for key in signing]


async def able_signers(db: Connection[Record], org: UUID, keys: Keys) -> list[Signer]:
    """Those of the keys at hand that sign the log today; at least one.

    For what is no state of the log, which one of its keys is enough for: a process that
    was started before keys were replaced goes on while the old ones still sign, and never
    uses one that signs no more. Raises KeyMissing when it has no other.
    """
    signing = {span.key for span in await spans(db, org, keys) if span.last is None}
    able = [signer for signer in keys.signers(org) if signer.key in signing]
    if not able:
        raise KeyMissing(
            "the keys here sign the log no more: start this process again, so that it "
            "reads the new ones"
        )
    return able


async def register(
    db: Connection[Record],
    org: UUID,
    fresh: Iterable[VerifierKey],
    size: int,
    *,
    now: datetime,
) -> None:
    """Have keys sign every state after that of ``size``, whose head the caller holds.

    The first of all keys signed every state there is, if it is an Ed25519 key: logs older
    than the registry were signed so.
    """
    first = not await db.fetch(SPANS, org)
    keys = list(fresh)
    froms = [0 if first and key.type is KeyType.ED25519 else size + 1 for key in keys]
    await db.execute(REGISTER, org, [str(key) for key in keys], froms, now)


async def retire(
    db: Connection[Record], org: UUID, old: Iterable[VerifierKey], size: int
) -> None:
    """Have keys sign no state after that of ``size``, whose head the caller holds."""
    await db.execute(RETIRE, org, [str(key) for key in old], size)


def read_state(row: Record, origin: str, known: Sequence[Span]) -> Checkpoint | str:
    """Read a stored checkpoint, or tell which signature it lacks.

    Every key that covers its size must have signed it.
    """
    covering = [span.key for span in known if span.covers(row["size"])]
    if row["note"] is None:
        return "its signatures were let go"
    try:
        note = Note.parse(row["note"])
        found = Checkpoint.parse(note.text)
        signed = {one.key for one in verify_note(note, covering)}
    except (BadFormat, BadSignature) as error:
        return str(error)
    if found != Checkpoint(origin, row["size"], row["root"]):
        return "it is stored as another"
    if lacking := [key for key in covering if key not in signed]:
        return f"key {lacking[0].id.hex()} did not sign it"
    return found if covering else "no key of the log covers it"
