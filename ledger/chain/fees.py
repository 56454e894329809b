"""What an anchor may cost: its first fee, raising it, the limits of a day and a month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from ledger.chain.trouble import Trouble, Troubled

if TYPE_CHECKING:
    from asyncpg import Connection, Record

GWEI = 10**9
NATIVE = 10**18
DAY = timedelta(days=1)
MONTH = timedelta(days=30)

# What open transactions may cost an account, and what it paid for others since a moment.
# Uses anchoring_owed and anchor_fee_paid: one account pays for all the logs that it
# anchors.
SPENT = """
select (
    select coalesce(sum(coalesce(cost, most)), 0) from anchoring
    where chain_id = $1 and operator = $2 and state in ('sent', 'mined')
) + (
    select coalesce(sum(cost), 0) from anchor_fee
    where chain_id = $1 and operator = $2 and at > $3
)
"""
PAID = """
insert into anchor_fee (org_id, chain_id, at, transaction, operator, cost)
values ($1, $2, $3, $4, $5, $6)
on conflict do nothing
"""
BILLED = """
insert into anchor_bill (org_id, chain_id, cost) values ($1, $2, $3)
on conflict (org_id, chain_id) do update set cost = anchor_bill.cost + excluded.cost
"""
# No limit asks for what is older. Uses the primary key.
FORGET = "delete from anchor_fee where org_id = $1 and chain_id = $2 and at <= $3"


@dataclass(frozen=True, slots=True)
class Fees:
    """Wei for a unit of gas: at most ``fee`` in all, ``tip`` of it to the block's maker.

    On a chain without a base fee both are the gas price.
    """

    fee: int
    tip: int


@dataclass(frozen=True, slots=True)
class Market:
    """What the node says about fees now; ``base`` is None on a chain without one."""

    base: int | None
    tip: int


def first_fees(market: Market, cap: int) -> Fees:
    """Choose the fees of a new transaction: good for a base fee that doubles.

    Never above ``cap``. Raises Troubled when even the next block asks for more than that.
    """
    if market.base is None:
        least, wanted = market.tip, Fees(market.tip, market.tip)
    else:
        least = market.base + min(market.tip, cap)
        wanted = Fees(2 * market.base + market.tip, market.tip)
    if least > cap:
        raise _above(least, cap)
    return Fees(min(wanted.fee, cap), min(wanted.tip, cap))


def raised_fees(old: Fees, market: Market, cap: int) -> Fees:
    """Choose the fees of a replacement: both at least 12.5 % more, as nodes ask for.

    Raises Troubled when that would be above ``cap``.
    """
    least = Fees(_raise(old.fee), _raise(old.tip))
    if market.base is None:
        fee = tip = max(least.fee, market.tip)
    else:
        tip = max(least.tip, min(market.tip, cap))
        fee = max(least.fee, min(2 * market.base + tip, cap))
    if fee > cap or (market.base or 0) > cap:
        raise _above(max(fee, market.base or 0), cap)
    return Fees(fee, min(tip, fee))


def _raise(wei: int) -> int:
    return max(-(-wei * 9 // 8), wei + 1)


def _above(wei: int, cap: int) -> Troubled:
    return Troubled(
        Trouble.FEE_CAP,
        f"the chain asks for {wei / GWEI:.9g} gwei a unit of gas, and "
        f"VERIDESK_CHAIN_FEE_CAP allows {cap / GWEI:.9g}",
    )


@dataclass(frozen=True, slots=True)
class Budget:
    """Wei that an account may spend in any day and any 30 days; None is no limit."""

    day: int | None = None
    month: int | None = None

    async def check(
        self,
        db: Connection[Record],
        chain_id: int,
        operator: str,
        more: int,
        *,
        now: datetime,
    ) -> None:
        """Raise Troubled if ``more`` wei might go over a limit.

        To be asked under the account's nonce lock: what open transactions may cost at
        most counts as spent.
        """
        for limit, span, name in (
            (self.day, DAY, "DAY"),
            (self.month, MONTH, "MONTH"),
        ):
            if limit is None:
                continue
            spent = int(await db.fetchval(SPENT, chain_id, operator, now - span))
            if spent + more > limit:
                raise Troubled(
                    Trouble.BUDGET,
                    f"{spent / NATIVE:.6g} are spent or promised of the "
                    f"{limit / NATIVE:.6g} that VERIDESK_CHAIN_{name}_LIMIT allows, and "
                    f"this may cost {more / NATIVE:.6g}",
                )


async def pay(
    db: Connection[Record],
    org: UUID,
    chain_id: int,
    operator: str,
    transaction: str,
    cost: int,
    *,
    at: datetime,
) -> None:
    """Write down what a transaction cost that was mined ``at`` and can change no more.

    Once for each, in the transaction that says so. It stands for ever in the sum, and for
    as long as a limit asks for it by itself.
    """
    await db.execute(PAID, org, chain_id, at, transaction, operator, cost)
    await db.execute(BILLED, org, chain_id, cost)
    await db.execute(FORGET, org, chain_id, at - MONTH)
