"""Sealing and publishing, as a worker does them: only where the log may go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from asyncpg import Connection, Record

import ledger
from ledger.audit.start import check_start
from ledger.format.policy import Policy
from ledger.keys import BadKey, load
from ledger.publish import publish
from ledger.publish.folder import CannotPublish
from ledger.publish.standing import published
from ledger.store.signing import KeyMissing
from server.observe import log

REFUSALS = (ledger.LogDamaged, KeyMissing, BadKey, CannotPublish)


@dataclass(slots=True)
class Sealer:
    """Gives records their places and publishes each state, once the log was checked.

    When tree, database, keys or published files disagree it does nothing, says why once,
    and looks again each time: what was repaired goes on without a restart. Keys are read
    each time, so that a change of keys needs none either.
    """

    org: UUID
    home: Path
    policy: Policy
    sure: bool = False
    refused: str = ""
    unpublished: str = ""

    async def seal(self, db: Connection[Record]) -> None:
        """Put what waits in order."""
        try:
            keys = load(self.home / "keys")
            if not self.sure:
                await check_start(db, self.org, keys, self.home / "tlog")
            else:
                # The database may have been restored behind our back.
                await published(db, self.org, keys, self.home / "tlog")
            self.sure = True
            await ledger.sequence(db, self.org, keys, now=datetime.now(UTC))
            self.refused = ""
        except REFUSALS as refusal:
            self.sure = False
            if str(refusal) != self.refused:
                log(__name__).error("the log stands still", reason=str(refusal))
            self.refused = str(refusal)

    async def publish(self, db: Connection[Record]) -> None:
        """Bring the published files to the newest state that the policy lets out."""
        if not self.sure:
            return
        try:
            await publish(
                db,
                self.org,
                load(self.home / "keys"),
                self.home / "tlog",
                self.policy,
                now=datetime.now(UTC),
            )
            self.unpublished = ""
        except REFUSALS as trouble:
            if str(trouble) != self.unpublished:
                log(__name__).error("the log is not published", reason=str(trouble))
            self.unpublished = str(trouble)
