"""The receipt that is given at once for what the log took, the same before and after."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from ledger.entry import Kind
from ledger.format.receipt import OWN_FIELDS, Receipt
from ledger.format.sign import Signer, sign_statement
from ledger.keys import Keys
from ledger.reading import openings
from ledger.store.signing import able_signers

if TYPE_CHECKING:
    from asyncpg import Connection, Record

# primary key
TAKEN = """
select e.kind, e.ref, e.at, e.taken, e.fields, e.index, e.leaf, e.person, e.openings,
    k.wrapped
from entry e left join person_key k on k.org_id = e.org_id and k.person = e.person
where e.org_id = $1 and e.ref = any($2) order by e.id
"""


class NoReceipt(LookupError):
    """There is no such record, or nobody can open it any more."""

    status = 404


async def receipt(
    db: Connection[Record],
    org: UUID,
    ref: UUID,
    keys: Keys,
    *,
    kind: Kind | None = None,
    within: timedelta,
    now: datetime,
) -> str:
    """Write the signed receipt of a record: that the log took it, and seals it in time.

    Of several records of the reference the first, unless a ``kind`` is named. Call it once
    the transaction that sealed has committed. As long as the log's key and the merge delay
    ``within`` stay the same, so do the bytes, sequenced or not. Raises NoReceipt, or
    KeyMissing where none of the keys at hand signs the log any more.
    """
    signing = await able_signers(db, org, keys)
    for row in await db.fetch(TAKEN, org, [ref]):
        if kind is None or row["kind"] == kind:
            return _written(row, org, keys, signing, within, now)
    raise NoReceipt("no such record was sealed")


async def receipts(
    db: Connection[Record],
    org: UUID,
    refs: Sequence[UUID],
    keys: Keys,
    *,
    within: timedelta,
    now: datetime,
) -> dict[UUID, str]:
    """Write the receipt of the first record of each reference, as ``receipt`` does.

    Those of which there is none, or none that can be opened, are left out.
    """
    signing = await able_signers(db, org, keys)
    found: dict[UUID, str] = {}
    for row in await db.fetch(TAKEN, org, list(refs)):
        if row["ref"] not in found:
            with suppress(NoReceipt):
                found[row["ref"]] = _written(row, org, keys, signing, within, now)
    return found


def _written(
    row: Record,
    org: UUID,
    keys: Keys,
    signing: Sequence[Signer],
    within: timedelta,
    now: datetime,
) -> str:
    fields = row["fields"]
    if fields is None:
        shown = openings(row, org, keys, row["wrapped"])
        fields = {o.name: o.value for o in shown if o.name not in OWN_FIELDS}
    if not fields:
        raise NoReceipt(
            "the person's data was erased: nobody can open this record any more"
        )
    found = Receipt(
        *(keys.origin(org), Kind(row["kind"]), row["ref"], row["at"], fields),
        *(row["taken"], within),
    )
    return str(sign_statement(str(found), signing, at=now))
