"""A web process: pages, API, WebSockets and the SMTP door. Any number may run."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import uvloop
from aiohttp import web
from asyncpg import Connection, Pool, Record

from auth.door import open_door
from intake.contact import Channel
from intake.mail.door import Envelope
from intake.mail.door import open_door as open_mail_door
from intake.mail.thread import load_key
from intake.raw import keep
from intake.voice.call import CallStart
from intake.voice.follow import Bell
from intake.voice.token import load_token
from ledger.keys import load
from server import database
from server.app import make_app
from server.database import queue
from server.database.migrate import organisation
from server.demo.play import Player
from server.observe import Metrics, log, measure
from server.pipeline.calls import open_call
from server.pipeline.erasing import erase as erase_customer
from server.pipeline.erasing import reapply
from server.settings import Settings, log_policy, place_file
from ui.desk import Desk
from ui.live import Feed
from ui.shapes import DeadLetter

ANNOUNCE_SAMPLE = "select emit($1, 'demo', null, $2)"
GRACE = 2.0  # seconds that open requests have to end


def main(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT."""
    uvloop.run(_main(settings))


async def _main(settings: Settings) -> None:
    stop = asyncio.Event()
    for how in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(how, stop.set)
    async with serving(settings):
        log(__name__).info("ready", port=settings.http_port)
        await stop.wait()


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[Desk]:
    """Serve HTTP and take in mail for the block."""
    keys = settings.home / "keys"
    url = database.address(settings)
    metrics = measure()
    async with contextlib.AsyncExitStack() as stack:
        pool = await database.open_pool(url, least=2, most=20)
        stack.push_async_callback(pool.close)
        async with database.borrow(pool) as db:
            now = datetime.now(UTC)
            org = await organisation(db, settings.organisation, now=now)
            await reapply(db, org, load(keys), settings.home, now=now)
        door = await stack.enter_async_context(
            open_door(
                pool,
                org,
                origin=settings.web_origin,
                keys=keys,
                place_database=place_file(settings),
                trusted_proxies=settings.trusted_proxies,
            )
        )
        feed = Feed(org, lambda: database.connect(url))
        following = asyncio.create_task(feed.run())
        stack.callback(following.cancel)
        bell = await stack.enter_async_context(Bell(pool))

        async def announce(steps: list[str], running: bool) -> None:
            body = {"running": running, "steps": steps}
            await pool.execute(ANNOUNCE_SAMPLE, org, body)

        player = Player(settings, announce)
        stack.push_async_callback(player.stop)
        desk = _desk(settings, pool, org, feed, bell, player)
        app = make_app(desk, door, metrics)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=GRACE)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, settings.http_host, settings.http_port, reuse_port=True)
        await site.start()
        await stack.enter_async_context(
            open_mail_door(
                settings.smtp_host,
                settings.smtp_port,
                _taker(pool, org, metrics),
                size_limit=settings.mail_size_limit,
                domains=settings.mail_domains,
            )
        )
        yield desk


def _desk(
    settings: Settings,
    pool: Pool[Record],
    org: UUID,
    feed: Feed,
    bell: Bell,
    player: Player,
) -> Desk:
    keys = settings.home / "keys"

    @asynccontextmanager
    async def transaction() -> AsyncIterator[Connection[Record]]:
        async with database.borrow(pool) as db, db.transaction():
            yield db

    async def call(
        db: Connection[Record], start: CallStart, customer_id: UUID | None
    ) -> tuple[UUID, UUID]:
        return await open_call(db, org, start, customer_id, now=datetime.now(UTC))

    async def erase(customer_id: UUID, now: datetime) -> None:
        await erase_customer(
            *(pool, org, load(keys), settings.home, customer_id),
            asked_by="person",
            now=now,
        )

    return Desk(
        org=org,
        organisation=settings.organisation,
        origin=settings.web_origin,
        zone=settings.time_zone,
        address=settings.desk_address,
        alarm_line=settings.escalate_strain,
        risk_line=settings.escalate_risk,
        speech=bool(settings.speech_model),
        call_token=settings.call_token or load_token(keys),
        public_chain=any(settings.chain_public),
        merge_delay=timedelta(seconds=settings.merge_delay),
        log_keys=load(keys),
        log_policy=log_policy(settings),
        log_folder=settings.home / "tlog",
        models=settings.models,
        reply_key=load_key(keys),
        pool=pool,
        transaction=transaction,
        enqueue=queue.enqueue,
        open_call=call,
        erase=erase,
        bell=bell,
        feed=feed,
        dead=_DeadLetters(),
        sample=player,
    )


def _taker(pool: Pool[Record], org: UUID, metrics: Metrics) -> Any:
    async def take(raw: bytes, envelope: Envelope) -> None:
        """Store a mail and the job that reads it; it is durable when this returns."""
        now = datetime.now(UTC)
        async with database.borrow(pool) as db, db.transaction():
            kept = await keep(db, org, Channel.MAIL, raw, envelope.meta, now=now)
            if kept is not None:
                await queue.enqueue(db, "read-contact", {"raw_id": str(kept)})
        metrics.contacts.labels("mail").inc()

    return take


class _DeadLetters:
    """The queue's held jobs as handlers see them."""

    async def held(self, db: Connection[Record]) -> Sequence[DeadLetter]:
        return [
            DeadLetter(
                id=d.id,
                job=d.job,
                ref=d.ref,
                error=d.error,
                attempts=d.attempts,
                failed_at=d.failed_at,
            )
            for d in await queue.dead_letters(db)
        ]

    async def retry(self, db: Connection[Record], id: int) -> bool:
        return await queue.retry(db, id)
