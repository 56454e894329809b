"""What keeps the desk running: failed jobs, the sample day."""

from __future__ import annotations

from aiohttp import web

from ticketing.view.rows import Filters, View, rows
from ui import shapes
from ui.desk import account_of, answer, clock, desk_of, verdict_of
from ui.problems import NotFound


class NotEmpty(Exception):
    """The desk is in use."""

    status = 409


async def dead_letters(request: web.Request) -> web.Response:
    """The jobs that failed for good, the latest first."""
    desk = desk_of(request)
    async with desk.transaction() as db:
        held = await desk.dead.held(db)
    return answer(shapes.DeadLetters(items=list(held)))


async def retry(request: web.Request) -> web.Response:
    """Put one failed job back into the queue."""
    desk = desk_of(request)
    number = request.match_info["id"]
    async with desk.transaction() as db:
        plain = number.isdecimal() and len(number) < 19
        if not plain or not await desk.dead.retry(db, int(number)):
            raise NotFound("no failed job has this number")
    return web.Response(status=204)


async def sample_state(request: web.Request) -> web.Response:
    """How far the sample day is; its steps name people, so they are hidden where masked."""
    running, steps = desk_of(request).sample.state()
    if verdict_of(request).masked:
        steps = []
    return answer(shapes.DemoState(running=running, steps=steps))


async def sample_begin(request: web.Request) -> web.Response:
    """Play the sample day into this desk. Refuses (409) one that has tickets already:
    sample customers must not come to stand among real ones.
    """
    desk = desk_of(request)
    sample = desk.sample
    running, _ = sample.state()
    if not running:
        async with desk.transaction() as db:
            me, now = account_of(request), clock()
            page = await rows(db, desk.org, View.ALL, Filters(), None, me, limit=1, now=now)
            if page.rows:
                raise NotEmpty("this desk has tickets: the sample day is for an empty one")
        sample.begin()
    running, steps = sample.state()
    return answer(shapes.DemoState(running=running, steps=steps), status=202)
