"""Who a customer is: found by address, opened on first contact, erased when they ask."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from asyncpg import Connection, Record
from uuid6 import uuid7

from .address import normalise
from .customer import AddressKind, Customer

_CLAIM = """
insert into customer_address (org_id, kind, value, shown, customer_id, first_seen_at)
values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning customer_id
"""
# Waits for an erasure of the same person, and then finds nobody.
_HOLDER = """
select a.customer_id from customer_address a
join customer c on c.org_id = a.org_id and c.id = a.customer_id
where a.org_id = $1 and a.kind = $2 and a.value = $3 and c.erased_at is null
for key share of c
"""
_OPEN = """
insert into customer (org_id, id, name, language, created_at)
values ($1, $2, $3, $4, $5) on conflict do nothing
"""
_NAME = """
update customer set name = $3 where org_id = $1 and id = $2 and name = '' and $3 <> ''
"""
# customer_address_customer; the first address of a kind is the one that is used
_READ = """
select c.id, c.org_id, c.name, c.language, c.created_at, c.erased_at,
    (select a.shown from customer_address a where a.org_id = c.org_id
        and a.customer_id = c.id and a.kind = 'mail'
        order by a.first_seen_at, a.value limit 1) as mail,
    (select a.shown from customer_address a where a.org_id = c.org_id
        and a.customer_id = c.id and a.kind = 'phone'
        order by a.first_seen_at, a.value limit 1) as phone
from customer c where c.org_id = $1 and c.id = any($2)
"""
_HOLD = """
select 1 from customer where org_id = $1 and id = $2 and erased_at is null for key share
"""
_LOCK = "select 1 from customer where org_id = $1 and id = $2 for update"
_ADDRESSES = """
select kind, value from customer_address where org_id = $1 and customer_id = $2
"""
_BLANK = """
update customer set name = '', erased_at = $3
where org_id = $1 and id = $2 and erased_at is null returning id
"""
_UNREACH = "delete from customer_address where org_id = $1 and customer_id = $2"
_UNSAY = "update customer_use set why = '' where org_id = $1 and customer_id = $2"
_LANGUAGE = "update customer set language = $3 where org_id = $1 and id = $2"

LONGEST_NAME = 200


class NoSuchCustomer(LookupError):
    """There is no customer with that id."""

    status = 404


async def find_or_open(
    db: Connection[Record],
    org: UUID,
    kind: AddressKind,
    value: str,
    name: str,
    language: str,
    *,
    now: datetime,
) -> Customer:
    """Give the one customer who has this address, opening them if they are new.

    Two transactions at once get the same customer: the address is claimed first, and
    the second claim waits for the first to commit. A name is taken over only while
    there is none. Raises BadAddress.
    """
    key = normalise(kind, value)
    found = await db.fetchval(_HOLDER, org, kind.value, key)
    name = _plain(name)
    if found is None:
        fresh = uuid7()
        found = await db.fetchval(_CLAIM, org, kind.value, key, value.strip(), fresh, now)
        if found is None:
            found = await db.fetchval(_HOLDER, org, kind.value, key)
        else:
            await db.execute(_OPEN, org, fresh, name, _known(language), now)
            return await customer(db, org, fresh)
    if name:
        await db.execute(_NAME, org, found, name)
    return await customer(db, org, found)


async def open_without_address(
    db: Connection[Record],
    org: UUID,
    customer_id: UUID,
    name: str,
    language: str,
    *,
    now: datetime,
) -> Customer:
    """Open a customer who gave no usable address; the same id again changes nothing."""
    await db.execute(_OPEN, org, customer_id, _plain(name), _known(language), now)
    return await customer(db, org, customer_id)


async def find(
    db: Connection[Record], org: UUID, kind: AddressKind, value: str
) -> Customer | None:
    """Give the customer who has this address, or None. Raises BadAddress."""
    found = await db.fetchval(_HOLDER, org, kind.value, normalise(kind, value))
    return None if found is None else await customer(db, org, found)


async def add_address(
    db: Connection[Record],
    org: UUID,
    customer_id: UUID,
    kind: AddressKind,
    value: str,
    *,
    now: datetime,
) -> bool:
    """Give a customer one more address; False if somebody (also they) has it already."""
    key = normalise(kind, value)
    return (
        await db.fetchval(_CLAIM, org, kind.value, key, value.strip(), customer_id, now)
        is not None
    )


async def speak(
    db: Connection[Record], org: UUID, customer_id: UUID, language: str
) -> None:
    """Remember the language ("zh" or "en") in which a customer wants to be answered."""
    await db.execute(_LANGUAGE, org, customer_id, _known(language))


async def customer(db: Connection[Record], org: UUID, customer_id: UUID) -> Customer:
    """Give one customer. Raises NoSuchCustomer."""
    found = await customers(db, org, [customer_id])
    if not found:
        raise NoSuchCustomer("no such customer")
    return found[customer_id]


async def customers(
    db: Connection[Record], org: UUID, ids: Iterable[UUID]
) -> dict[UUID, Customer]:
    """Give the customers with these ids, by id; unknown ids are left out."""
    rows: Sequence[Record] = await db.fetch(_READ, org, list(ids))
    return {row["id"]: Customer(**dict(row)) for row in rows}


async def hold(db: Connection[Record], org: UUID, customer_id: UUID) -> bool:
    """Keep a customer from being erased until the transaction ends; False if they were.

    Whoever read something of theirs before, and writes it down now, asks this first.
    """
    return await db.fetchval(_HOLD, org, customer_id) is not None


async def addresses_of(
    db: Connection[Record], org: UUID, customer_id: UUID
) -> list[tuple[AddressKind, str]]:
    """Every address of a customer in the form that finds them."""
    rows = await db.fetch(_ADDRESSES, org, customer_id)
    return [(AddressKind(row["kind"]), row["value"]) for row in rows]


async def erase(
    db: Connection[Record], org: UUID, customer_id: UUID, *, now: datetime
) -> bool:
    """Delete a customer's name, addresses and what was said of them; False if they were.

    What is left is an id that leads to nobody, with the times of consents and of looks.
    The customer stays locked until the transaction ends. Whoever writes from one of the
    addresses again is a new customer. Raises NoSuchCustomer.
    """
    if await db.fetchval(_LOCK, org, customer_id) is None:
        raise NoSuchCustomer("no such customer")
    if await db.fetchval(_BLANK, org, customer_id, now) is None:
        return False
    await db.execute(_UNREACH, org, customer_id)
    await db.execute(_UNSAY, org, customer_id)
    return True


async def name_of(db: Connection[Record], org: UUID, customer_id: UUID) -> str:
    """Give what to call a customer: the name, else an address, else nothing."""
    found = (await customers(db, org, [customer_id])).get(customer_id)
    return "" if found is None else found.name or found.mail or found.phone or ""


def _plain(name: str) -> str:
    """One line without characters that a database or a header refuses."""
    kept = "".join(c for c in name if c.isprintable() and not 0xD800 <= ord(c) < 0xE000)
    return " ".join(kept.split())[:LONGEST_NAME]


def _known(language: str) -> str:
    return "zh" if language.startswith("zh") else "en"
