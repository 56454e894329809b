"""Erasing a person: a tombstone first, then the database, then what lies beside it.

A tombstone is a file under HOME/erased that holds keyed hashes alone. It is durable before
the database is touched, and outlives it: whoever restores an older backup has the erasure
done again before anything else is.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import os
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from email import message_from_binary_file
from email.policy import default
from functools import partial
from pathlib import Path
from typing import Literal
from uuid import UUID

from asyncpg import Connection, Pool, Record

import intake.erasing
from auth.account import erase_account
from customers import people
from customers.address import BadAddress, normalise
from customers.consent import withdraw_all
from customers.customer import AddressKind
from ledger import Keys, stamp
from ledger.audit.heads import hide_why
from ledger.entries.erasing import close_person
from ledger.format.leaf import moment
from ledger.keys import load
from server.database import borrow
from server.database.migrate import organisation
from server.database.queue import withdraw
from ticketing.ended import erase as tickets

HEADER = "veridesk/erased@v1"
FOLDER = "erased"
AskedBy = Literal["person", "desk"]

LOCK = "select pg_advisory_xact_lock(hashtextextended('erase ' || $1::text, 0))"
DONE = "select person, at from erased where org_id = $1"
CUSTOMERS = "select id from customer where org_id = $1 and erased_at is null"


class BadTombstone(RuntimeError):
    """A tombstone cannot be read: the desk does not start on doubt about an erasure."""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """Who was erased, by keyed hashes of their id and of their addresses, and when."""

    org: UUID
    at: datetime
    person: bytes
    addresses: frozenset[bytes] = frozenset()

    def __str__(self) -> str:
        hashes = "".join(f"address {one.hex()}\n" for one in sorted(self.addresses))
        return (
            f"{HEADER}\norganisation {self.org}\nat {stamp(self.at)}\n"
            f"person {self.person.hex()}\n{hashes}"
        )

    @classmethod
    def parse(cls, text: str) -> Tombstone:
        """Read what ``str`` wrote; raises ValueError for anything else."""
        header, org, at, person, *rest = text.splitlines()
        when = moment(at.removeprefix("at "))
        hashes = [bytes.fromhex(line.removeprefix("address ")) for line in rest]
        if when is None:
            raise ValueError(at)
        found = cls(
            UUID(org.removeprefix("organisation ")),
            when,
            bytes.fromhex(person.removeprefix("person ")),
            frozenset(hashes),
        )
        if header != HEADER or str(found) != text:
            raise ValueError(text)
        return found


async def erase(
    pool: Pool[Record],
    org: UUID,
    keys: Keys,
    home: Path,
    customer_id: UUID,
    *,
    asked_by: AskedBy,
    now: datetime,
) -> None:
    """Erase one customer for good; the same again changes nothing. Raises NoSuchCustomer.

    Once this returns no table and no file tells who they were or what they said. What
    PostgreSQL keeps of deleted rows in its own files goes with ``scrub``, soon after. If
    the process dies on the way, ``reapply`` brings it to its end.
    """
    async with borrow(pool) as db:
        await people.customer(db, org, customer_id)
        held = await people.addresses_of(db, org, customer_id)
    hashes = frozenset(_address_hash(keys, org, kind, value) for kind, value in held)
    stone = Tombstone(org, now, keys.person(org, customer_id), hashes)
    await asyncio.to_thread(_write, home / FOLDER, stone)
    async with borrow(pool) as db, db.transaction():
        await _erase(db, org, keys, customer_id, asked_by=asked_by, now=now)
    await asyncio.to_thread(_clear_outbox, home / "outbox", keys, [stone])


async def erase_by_desk(
    pool: Pool[Record], name: str, home: Path, who: str, *, now: datetime
) -> None:
    """Erase a customer named by id, mail address or phone number, as the desk's operator.

    Raises NoSuchCustomer.
    """
    async with borrow(pool) as db:
        org = await organisation(db, name, now=now)
        customer_id = await _named(db, org, who)
    keys = load(home / "keys")
    await erase(pool, org, keys, home, customer_id, asked_by="desk", now=now)


async def _named(db: Connection[Record], org: UUID, who: str) -> UUID:
    try:
        return (await people.customer(db, org, UUID(who))).id
    except ValueError:
        pass
    for kind in AddressKind:
        with contextlib.suppress(BadAddress):
            if found := await people.find(db, org, kind, who):
                return found.id
    raise people.NoSuchCustomer("no such customer")


async def reapply(
    db: Connection[Record], org: UUID, keys: Keys, home: Path, *, now: datetime
) -> int:
    """Erase whom a tombstone names and the database has not erased; how many that were.

    Called at the start of every process, before it does anything, and now and then: after
    a backup from before the erasure was restored, or a crash in the midst of one. Where
    nothing is to be done it reads a folder and a table. Raises BadTombstone.
    """
    stones = await asyncio.to_thread(_read, home / FOLDER, org)
    async with db.transaction():
        await db.execute(LOCK, str(org))
        done = {row["person"]: row["at"] for row in await db.fetch(DONE, org)}
        lost = [
            Tombstone(org, at, person)
            for person, at in done.items()
            if person not in stones
        ]
        missing = {p: stone for p, stone in stones.items() if p not in done}
        if missing:
            for row in await db.fetch(CUSTOMERS, org):
                stone = missing.get(keys.person(org, row["id"]))
                if stone is not None:
                    by: AskedBy = "person"
                    await _erase(db, org, keys, row["id"], asked_by=by, now=now)
            for stone in missing.values():
                theirs = partial(_is_of, keys, stone)
                await _forget_unread(db, org, None, theirs, now=stone.at)
    for stone in lost:  # another machine's, or a folder that was lost
        await asyncio.to_thread(_write, home / FOLDER, stone)
    if missing:
        stones_left = list(missing.values())
        await asyncio.to_thread(_clear_outbox, home / "outbox", keys, stones_left)
    return len(missing)


async def _erase(
    db: Connection[Record],
    org: UUID,
    keys: Keys,
    customer_id: UUID,
    *,
    asked_by: AskedBy,
    now: datetime,
) -> None:
    """Erase one customer from every table, each home of theirs in turn."""
    held = await people.addresses_of(db, org, customer_id)
    mails = {value for kind, value in held if kind is AddressKind.MAIL}
    # What is being read right now is waited for here, before the customer is locked, as
    # whoever reads locks in this order too.
    theirs = mails.__contains__
    await _forget_unread(db, org, customer_id, theirs, now=now)
    await withdraw_all(db, org, customer_id, now=now)
    if not await people.erase(db, org, customer_id, now=now):
        return
    owned, said = await tickets.tickets_of(db, org, customer_id)
    await tickets.close_for_good(db, org, owned, now=now)
    # What came while the customer was waited for.
    await _forget_unread(db, org, customer_id, theirs, now=now)
    contacts = await intake.erasing.erase(db, org, customer_id, owned, said, mails, now=now)
    await tickets.erase(db, org, owned, contacts, partial(hide_why, keys))
    await erase_account(db, org, customer_id, now=now)
    await close_person(db, org, keys, customer_id, asked_by=asked_by, now=now)


async def _forget_unread(
    db: Connection[Record],
    org: UUID,
    customer_id: UUID | None,
    theirs: Callable[[str], bool],
    *,
    now: datetime,
) -> None:
    """Delete what came from a person and was not read yet, and the wish to read it."""
    gone = await intake.erasing.erase_unread(db, org, customer_id, theirs, now=now)
    await withdraw(db, "read-contact", [{"raw_id": str(raw_id)} for raw_id in gone])


def _address_hash(keys: Keys, org: UUID, kind: AddressKind, value: str) -> bytes:
    said = b"address" + org.bytes + kind.value.encode() + b"\0" + value.encode()
    return hmac.digest(keys.subject, said, hashlib.sha256)


def _is_of(keys: Keys, stone: Tombstone, mail: str) -> bool:
    try:
        value = normalise(AddressKind.MAIL, mail)
    except BadAddress:
        return False
    return _address_hash(keys, stone.org, AddressKind.MAIL, value) in stone.addresses


def _write(folder: Path, stone: Tombstone) -> None:
    """Write a tombstone that is there whole, and on the disk, when this returns.

    An erasure that is begun again keeps its first moment and every address there was.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / stone.person.hex()
    if path.exists():
        before = _parse(path)
        stone = Tombstone(
            stone.org,
            min(before.at, stone.at),
            stone.person,
            before.addresses | stone.addresses,
        )
    # A name of its own: whoever asks twice at once must not write into one file.
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(str(stone))
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
    for place in (folder, folder.parent):
        directory = os.open(place, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)


def _read(folder: Path, org: UUID) -> dict[bytes, Tombstone]:
    if not folder.is_dir():
        return {}
    paths = [path for path in folder.iterdir() if not path.name.startswith(".")]
    found = (_parse(path) for path in paths)
    return {stone.person: stone for stone in found if stone.org == org}


def _parse(path: Path) -> Tombstone:
    try:
        return Tombstone.parse(path.read_text())
    except ValueError as error:
        raise BadTombstone(
            f"{path} cannot be read. Put it back from a copy of HOME/erased: without it "
            "a person who asked to be erased could come back with a backup."
        ) from error


def _clear_outbox(outbox: Path, keys: Keys, stones: Collection[Tombstone]) -> None:
    """Delete the written mails that are addressed to whom a tombstone names."""
    for path in outbox.glob("*.eml") if outbox.is_dir() else ():
        with path.open("rb") as file:
            mail = message_from_binary_file(file, policy=default)
        to = mail["To"]
        found = [one.addr_spec for one in to.addresses] if to else []
        if any(_is_of(keys, stone, address) for stone in stones for address in found):
            path.unlink(missing_ok=True)
