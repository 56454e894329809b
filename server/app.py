"""The web application: every route behind the gate, and what its handlers work with."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from auth.door import ACTIONS, DOOR, Door
from ledger.log import LogDamaged, check_tree
from ledger.publish.delay import delay
from ledger.publish.folder import CannotPublish
from ledger.publish.standing import published
from ledger.store.signing import KeyMissing, able_signers
from sentiment.learned.versions import standing
from server.database import borrow
from server.database.queue import sizes
from server.gate import gate, undeclared
from server.observe import Metrics, exposition
from ui.desk import DESK, Desk, desk_of
from ui.routes import ROUTES

Next = Callable[[web.Request], Awaitable[web.StreamResponse]]

METRICS = web.AppKey("metrics", Metrics)
LARGEST_BODY = 32 * 2**20  # the gate caps each route below this


class Undeclared(RuntimeError):
    """A route says nowhere who may use it: the desk does not start."""


def make_app(desk: Desk, door: Door, metrics: Metrics) -> web.Application:
    """Put the application together. Raises Undeclared on a route without a rule."""
    app = web.Application(middlewares=[_measured, gate], client_max_size=LARGEST_BODY)
    app[DESK] = desk
    app[DOOR] = door
    app[METRICS] = metrics
    app[ACTIONS] = {
        f"{route.method} {route.path}": route.action for route in ROUTES if route.action
    }
    for route in ROUTES:
        app.router.add_route(route.method, route.pattern, route.handler)
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    app.router.add_get("/metrics", show_metrics)
    if nowhere := undeclared(app):
        raise Undeclared(f"{nowhere} declare no action and are not listed as public")
    return app


async def healthz(_: web.Request) -> web.Response:
    """Whether this process answers."""
    return web.Response(text="ok\n")


async def readyz(request: web.Request) -> web.Response:
    """Whether this process can serve, and if not, why not."""
    troubles = request.app[DOOR].troubles()
    desk = desk_of(request)
    if not desk.feed.alive:
        troubles.append("announcements are not heard")
    try:
        async with desk.transaction() as db:
            await db.fetchval("select 1")
    except Exception as error:
        troubles.append(f"the database does not answer ({type(error).__name__})")
    if troubles:
        return web.Response(status=503, text="; ".join(troubles) + "\n")
    learned = await asyncio.to_thread(standing, desk.models, anew=True)
    ails = [*await _log_troubles(desk), *filter(None, [learned.trouble])]
    return web.Response(text="\n".join(["ready", *ails]) + "\n")


async def _log_troubles(desk: Desk) -> list[str]:
    """What ails the log. Contacts are taken in all the same, so none makes it unready."""
    async with desk.transaction() as db:
        waited = (await delay(db, desk.org, now=datetime.now(UTC))).oldest
    async with borrow(desk.pool) as db:
        try:
            await check_tree(db, desk.org, desk.log_keys)
            await published(db, desk.org, desk.log_keys, desk.log_folder)
            await able_signers(db, desk.org, desk.log_keys)
        except (LogDamaged, CannotPublish) as refusal:
            return [
                f"the log stands still ({type(refusal).__name__}): the worker's own log "
                "says why, and what to do"
            ]
        except KeyMissing as stale:
            return [f"no receipts can be given: {stale}"]
    if waited > desk.merge_delay:
        return [
            f"a record waits for {waited.total_seconds():.0f} seconds to be published, "
            f"longer than the {desk.merge_delay.total_seconds():.0f} that receipts promise"
        ]
    return []


async def show_metrics(request: web.Request) -> web.Response:
    """Counts for Prometheus."""
    desk, metrics = desk_of(request), request.app[METRICS]
    async with desk.transaction() as db:
        jobs = await sizes(db)
        waits = await delay(db, desk.org, now=datetime.now(UTC))
    metrics.ledger_oldest.set(waits.oldest.total_seconds())
    metrics.ledger_unpublished.set(waits.records)
    body = exposition(metrics, jobs)
    return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})


@web.middleware
async def _measured(request: web.Request, handler: Next) -> web.StreamResponse:
    metrics = request.app[METRICS]
    resource = request.match_info.route.resource
    route = f"{request.method} {resource.canonical}" if resource else "unknown"
    with metrics.request_seconds.labels(route).time():
        response: web.StreamResponse = await handler(request)
    metrics.requests.labels(route, response.status).inc()
    return response
