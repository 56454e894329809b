"""Calls as agents see them: who is on the line, how strained, what was said."""

from __future__ import annotations

from aiohttp import web
from asyncpg import Connection, Record

from customers.people import customers
from intake.voice import store
from intake.voice.call import Call
from sentiment.signal import Strain
from sentiment.voice import strain_of_track
from ui import shapes
from ui.api.tickets import staff_of
from ui.desk import answer, desk_of, id_of, verdict_of
from ui.problems import NotFound
from ui.shown import called


async def list_calls(request: web.Request) -> web.Response:
    """The calls that are on, and the latest that were."""
    desk = desk_of(request)
    async with desk.transaction() as db:
        found = await store.latest_calls(db, desk.org)
        shown = await _shown(db, request, found)
    return answer(shapes.Calls(items=shown))


async def read_call(request: web.Request) -> web.Response:
    """One call with its whole strain curve."""
    desk = desk_of(request)
    async with desk.transaction() as db:
        found = await store.call(db, desk.org, id_of(request))
        if found is None:
            raise NotFound("there is no such call")
        (shown,) = await _shown(db, request, [found], curves=True)
    return answer(shown)


async def _shown(
    db: Connection[Record],
    request: web.Request,
    calls: list[Call],
    *,
    curves: bool = False,
) -> list[shapes.CallShape]:
    desk, masked = desk_of(request), verdict_of(request).masked
    people = await customers(db, desk.org, {call.customer_id for call in calls})
    staff = await staff_of(db, desk)
    spoken = await store.heard_of(db, desk.org, [call.id for call in calls])
    shown = []
    for call in calls:
        caller = people.get(call.customer_id)
        by = staff.get(call.answered_by) if call.answered_by else None
        seconds, alarm_at = spoken.get(call.id, (0.0, None))
        heard: Strain | None = None
        if curves and call.listened:
            points = await store.strain_points(db, desk.org, call.id)
            heard = strain_of_track(points, call.language)
        shown.append(
            shapes.CallShape.model_validate(
                {
                    "id": call.id,
                    "ticket_id": call.ticket_id,
                    "source": call.source.value,
                    "caller": None if masked or caller is None else called(caller),
                    "started_at": call.started_at,
                    "ended_at": call.ended_at,
                    "recorded": call.recorded,
                    "listened": call.listened,
                    "transcript": call.transcript.value,
                    "answered_by": by.name if by else None,
                    "keys": "" if masked else call.keys,  # people type their numbers
                    "heard_seconds": seconds,
                    "alarm_at": alarm_at,
                    "strain": {
                        "index": heard.index,
                        "alarm_at": heard.alarm_at,
                        "baseline": heard.baseline,
                        "voiced_seconds": heard.voiced_seconds,
                        "validated": heard.validated,
                        "track": list(heard.track),
                    }
                    if heard
                    else None,
                    "alarm_line": desk.alarm_line,
                }
            )
        )
    return shown
