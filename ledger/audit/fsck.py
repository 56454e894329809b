"""Going through the whole log: is it what was signed, published and anchored?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from ledger.audit import anchors, files, records, signed
from ledger.audit.tree import check_stored
from ledger.format.policy import Policy
from ledger.keys import Keys
from ledger.store.signing import spans

if TYPE_CHECKING:
    from asyncpg import Connection, Record


@dataclass(frozen=True, slots=True)
class Scope:
    """What fsck looks at beside the database.

    ``folder`` is where the log is published. ``policy`` names witnesses whose cosignatures
    are checked. ``nodes`` are asked what their chains hold. A record that was not signed
    within ``merge_delay``, as its receipt promised, gives a warning.
    """

    folder: Path | None = None
    policy: Policy | None = None
    nodes: Sequence[str] = ()
    merge_delay: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Audit:
    """What was found. ``findings`` is empty when everything agrees.

    ``warnings`` are what cannot be mended, or could not be looked at, and is no damage.
    """

    size: int
    root: bytes
    checkpoints: int
    cosignatures: int
    anchors: int
    on_chain: int
    published: int
    erased: int
    findings: tuple[str, ...]
    warnings: tuple[str, ...]


EVERYTHING_HERE = Scope()


async def fsck(
    db: Connection[Record],
    org: UUID,
    keys: Keys,
    scope: Scope = EVERYTHING_HERE,
    *,
    now: datetime | None = None,
) -> Audit:
    """Verify the whole log of an organisation again, from its records up.

    Every leaf is in its place, and opens as it says or has a record of why it does not;
    the stored tree is the tree of the leaves; every signed state is one this log went
    through, signed by every key of its time, each of which the one before vouched for; so
    is what was cosigned, published and anchored. Reads one snapshot, so it may run while
    the log grows. Linear in its size; memory is that of the tree. ``now`` is needed to
    tell how long what is not in order yet has waited.
    """
    findings: list[str] = []
    warnings: list[str] = []
    # A transaction inside another one shares its snapshots and cannot choose.
    nested = db.is_in_transaction()
    async with db.transaction(isolation=None if nested else "repeatable_read"):
        found = await records.check(db, org, keys, findings)
        await check_stored(db, org, found.tree, findings)
        states = await signed.check(db, org, keys, found.tree, findings)
        cosigned = await signed.check_cosignatures(
            db, org, found.tree, scope.policy, findings, warnings
        )
        if scope.merge_delay is not None:
            await records.check_delay(db, org, scope.merge_delay, now, warnings)
        anchored = await anchors.check(db, org, states, findings)
        known = await spans(db, org, keys)
    published = 0
    if scope.folder is not None:
        published = await files.check(
            *(scope.folder, org, keys, known, found.tree, findings)
        )
    on_chain = 0
    for node in scope.nodes:
        on_chain += await anchors.check_on_chain(node, anchored, findings, warnings)
    return Audit(
        size=found.tree.size,
        root=found.tree.root(),
        checkpoints=len(states),
        cosignatures=cosigned,
        anchors=len(anchored),
        on_chain=on_chain,
        published=published,
        erased=found.erased,
        findings=tuple(findings),
        warnings=tuple(warnings),
    )
