"""Proofs are good once."""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime
from uuid import UUID

from asyncpg import Connection, Record

from auth.possession.proof import FUTURE, PAST

# A proof dated FUTURE ahead stays acceptable until PAST after that. Forgetting it any
# earlier would let it in a second time.
_KEPT = PAST + FUTURE + 1

CLAIM = """
    insert into proof_used (org_id, jkt, jti, until) values ($1, $2, $3, $4)
    on conflict do nothing returning true
"""
# Served by the index proof_used_until.
FORGET = "delete from proof_used where org_id = $1 and until < $2"


class UsedProofs:
    """The proofs this process has accepted, for as long as they could come again.

    Call ``take`` only AFTER the signature verified: else a stranger could use up the names
    (jti) of proofs that a device is about to send.
    """

    def __init__(self) -> None:
        self._used: set[tuple[str, str]] = set()
        self._ends: deque[tuple[float, tuple[str, str]]] = deque()

    def __len__(self) -> int:
        return len(self._used)

    def take(self, jkt: str, jti: str, *, now: float) -> bool:
        """Use a proof up. False if it was used before."""
        while self._ends and self._ends[0][0] < now:
            self._used.discard(self._ends.popleft()[1])
        name = (jkt, jti)
        if name in self._used:
            return False
        self._used.add(name)
        self._ends.append((now + _KEPT, name))
        return True


async def take_everywhere(
    db: Connection[Record], org: UUID, jkt: str, jti: str, *, now: float
) -> bool:
    """Use a proof up for all processes; durable once the transaction commits."""
    until = datetime.fromtimestamp(now + _KEPT, UTC)
    return bool(await db.fetchval(CLAIM, org, jkt, jti, until))


async def forget_old(db: Connection[Record], org: UUID, *, now: datetime) -> None:
    """Forget the proofs that have expired by themselves."""
    await db.execute(FORGET, org, now)
