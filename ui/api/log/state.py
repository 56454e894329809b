"""The log's state and course, and the proof that it only grew."""

from __future__ import annotations

from dataclasses import replace

from aiohttp import web

from ledger.format.note import encode, number
from ledger.format.policy import Log, Policy
from ledger.public.anchors import anchors
from ledger.public.course import growth, months
from ledger.public.heads import NoSuchHead, consistency, newest_head
from ledger.reading import state
from ledger.store.signing import Span, spans
from ledger.witness.standing import witnesses
from ui import shapes
from ui.desk import answer, clock, desk_of
from ui.problems import NotFound, Unusable


async def log_state(request: web.Request) -> web.Response:
    """The log at a glance, with its newest signed head to check it by."""
    desk = desk_of(request)
    async with desk.transaction() as db:
        found = await state(db, desk.org, desk.log_keys)
        head = await newest_head(db, desk.org)
        registry = await spans(db, desk.org, desk.log_keys)
        asked = await witnesses(db, desk.org, desk.log_policy)
        held = await anchors(db, desk.org)
    return answer(
        shapes.LogState.model_validate(
            {
                "size": found.size,
                "root": found.root,
                "pending": found.pending,
                "checkpoint_at": found.checkpoint_at,
                "checkpoint": head,
                "keys": [str(span.key) for span in registry],
                "policy": str(_proposed(desk.log_policy, registry)),
                "witnesses": [
                    {"name": w.name, "size": w.size, "at": w.at, "alarm": w.alarm}
                    for w in asked
                ],
                "anchored_size": found.anchored_size,
                "anchored_at": found.anchored_at,
                "anchored_block": found.anchored_block,
                "anchors": [
                    {
                        "chain_id": one.chain_id,
                        "public": one.public,
                        "contract": one.contract,
                        "size": one.size,
                        "at": one.at,
                        "block": one.block,
                        "sent_size": one.sent_size,
                        "state": one.state,
                        "sent_at": one.sent_at,
                        "mined_at": one.mined_at,
                        "trouble": one.trouble,
                        "since": one.since,
                        "spent": str(one.spent),
                    }
                    for one in held
                ],
                "level": found.level.value,
            }
        )
    )


def _proposed(policy: Policy, registry: tuple[Span, ...]) -> Policy:
    """The operator's own policy, for readers to compare: its keys, without addresses."""
    plain = policy.narrow([witness.name for witness in policy.witnesses])
    return replace(plain, logs=tuple(Log(s.key) for s in registry if s.last is None))


async def log_course(request: web.Request) -> web.Response:
    """How the log grew, and how its promises ended month by month."""
    desk = desk_of(request)
    async with desk.transaction() as db:
        points = await growth(db, desk.org)
        ended = await months(db, desk.org, now=clock())
    return answer(
        shapes.LogCourse(
            growth=[shapes.LogPoint(size=point.size, at=point.at) for point in points],
            months=[
                shapes.LogMonth(
                    month=one.first,
                    made=one.made,
                    kept=one.kept,
                    broken=one.broken,
                    excused=one.excused,
                )
                for one in ended
            ],
        )
    )


async def log_consistency(request: web.Request) -> web.Response:
    """Prove that the head of ``new`` records grew from ``old``; the newest by default."""
    desk = desk_of(request)
    try:
        old = number(request.query.get("old", ""))
        asked = request.query.get("new", "")
        new = number(asked) if asked else None
    except ValueError as error:
        raise Unusable("name two sizes: old and, if not the newest, new") from error
    async with desk.transaction() as db:
        try:
            found = await consistency(db, desk.org, old, new)
        except NoSuchHead as error:
            raise NotFound(str(error)) from error
    return answer(
        shapes.LogConsistency(
            old=found.old, new=found.new, hashes=[encode(one) for one in found.hashes]
        )
    )
