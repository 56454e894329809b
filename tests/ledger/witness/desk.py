"""A log in a database, and how one witness of it is asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from asyncpg import Connection
from uuid6 import uuid7

from ledger import Keys, seal, sequence
from ledger.format.note import Checkpoint, KeyType, Note, Signature
from ledger.format.policy import Policy
from ledger.format.sign import Ed25519Signer, MLDSA44Signer, Signer
from ledger.witness.ask import Lines
from ledger.witness.collect import Collected, collect
from ledger.witness.server import Server
from ledger.witness.standing import witnesses
from tests.ledger.scene import NOW, promise
from tests.ledger.witness.log import Say

EVERY = timedelta(seconds=5)
SECRET = b"\x09" * 32
NAME = "liar.example/w1"


async def grow(db: Connection, org: UUID, keys: Keys, by: int) -> Checkpoint:
    for _ in range(by):
        await seal(db, org, promise(uuid7()), now=NOW)
    found = await sequence(db, org, keys, now=NOW)
    assert found
    return found


def policy(*servers: Server) -> Policy:
    text, names = "", []
    for at, server in enumerate(servers):
        for kind, signer in zip("em", server.witness.signers, strict=True):
            names.append(f"{at}{kind}")
            text += f"witness {at}{kind} {signer.key} {server.url}\n"
    return Policy.parse(f"{text}group all {len(names)} {' '.join(names)}\nquorum all\n")


async def stored(db: Connection, org: UUID) -> Note:
    """The newest checkpoint with its cosignatures."""
    row = await db.fetchrow(
        "select size, note from checkpoint where org_id = $1 order by size desc limit 1",
        org,
    )
    found = await db.fetch(
        "select line from cosignature where org_id = $1 and size = $2", org, row["size"]
    )
    note = Note.parse(row["note"])
    more = tuple(Signature.parse(one["line"]) for one in found)
    return Note(note.text, (*note.signatures, *more))


class Desk:
    """A log of three records, and how one lying witness is asked about it."""

    def __init__(self, db: Connection, org: UUID, keys: Keys, lines: Lines) -> None:
        self.db, self.org, self.keys, self.lines = db, org, keys, lines
        self.signers: list[Signer] = [
            Ed25519Signer(NAME, SECRET, KeyType.COSIGNATURE_ED25519),
            MLDSA44Signer(NAME, SECRET),
        ]
        self.now = datetime.now(UTC)

    def policy(self, url: str) -> Policy:
        named = zip("em", self.signers, strict=True)
        text = "".join(f"witness {name} {one.key} {url}\n" for name, one in named)
        return Policy.parse(f"{text}quorum m\n")

    async def ask(self, url: str) -> Collected:
        self.now += EVERY
        return await collect(
            self.db, self.org, self.policy(url), self.lines, every=EVERY, now=self.now
        )

    async def trouble(self, url: str) -> tuple[str, bool]:
        """What is told of a witness that gave nothing; nothing is stored."""
        done = await self.ask(url)
        assert done.cosignatures == 0
        (trouble,) = done.troubles
        (state, _) = await witnesses(self.db, self.org, self.policy(url))
        assert (state.trouble, state.alarm) == (trouble.what, trouble.alarm)
        assert await self.db.fetchval("select count(*) from cosignature") == 0
        return trouble.what, trouble.alarm

    async def text(self) -> str:
        return (await stored(self.db, self.org)).text


def says(status: int, body: bytes = b"", type: str = "text/plain") -> Say:
    return lambda path, asked: (status, type, body)
