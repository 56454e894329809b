"""How each witness of a log is doing, for those who look after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from ledger.format.policy import Policy

if TYPE_CHECKING:
    from asyncpg import Connection, Record

STANDING = """
select url, size, cosigned_at, trouble, alarm from witness
where org_id = $1 and url = any($2)
"""


@dataclass(frozen=True, slots=True)
class WitnessStanding:
    """One witness of the policy: the newest state that it cosigned (0: none yet), and when.

    ``trouble`` is why the last asking came to nothing; ``alarm``, that it may mean that
    the log was shown to others with another history.
    """

    name: str
    key: str
    url: str | None
    size: int
    at: datetime | None
    trouble: str | None
    alarm: bool


async def witnesses(
    db: Connection[Record], org: UUID, policy: Policy
) -> list[WitnessStanding]:
    """The witnesses of a policy, in its order."""
    urls = [one.url for one in policy.witnesses if one.url]
    known = {row["url"]: row for row in await db.fetch(STANDING, org, urls)}
    found = []
    for one in policy.witnesses:
        row = known.get(one.url)
        size, at, trouble, alarm = (
            (row["size"], row["cosigned_at"], row["trouble"], row["alarm"])
            if row
            else (0, None, None if one.url else "its address is not known", False)
        )
        found.append(
            WitnessStanding(one.name, str(one.key), one.url, size, at, trouble, alarm)
        )
    return found
