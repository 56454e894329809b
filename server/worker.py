"""A worker: does the queue's jobs, and what the clock asks for. Any number may run."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import Coroutine, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import uvloop

import ticketing
from intake.mail.thread import load_key
from intake.voice.follow import Bell
from ledger.chain.fees import GWEI, NATIVE, Budget
from ledger.chain.following import Node
from ledger.keys import load
from server import database
from server.database.migrate import organisation
from server.database.queue import run_jobs
from server.observe import log
from server.pipeline.calls import CallJobs
from server.pipeline.contacts import ContactJobs
from server.pipeline.erasing import reapply
from server.pipeline.keeper import Keeper
from server.pipeline.scorers import SLOW, VOICE, WORDS, Scorers, Warm
from server.settings import EMBEDDED, Settings, log_policy
from ticketing.calendar import parse
from ticketing.escalation import Lines

DEPTH = 1000


def main(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT; running jobs get a moment to end."""
    # web3 raises Python's limit a hundredfold when it is imported. Nothing here calls that
    # deep, and what strangers nest that deep must raise, not end the process.
    sys.setrecursionlimit(DEPTH)
    uvloop.run(_main(settings))


async def _main(settings: Settings) -> None:
    stop = asyncio.Event()
    for how in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(how, stop.set)
    await work(settings, stop)


async def work(
    settings: Settings, stop: asyncio.Event, warming: Mapping[str, Warm] | None = None
) -> None:
    """Work until `stop`: jobs, sealing, anchoring, promises falling due, forecasts.

    Jobs are taken as soon as words can be read. A call or a picture that comes before its
    own process is warm waits for that alone. `warming` may replace how one is warmed.
    """
    home = settings.home
    url = database.address(settings)
    keys = load(home / "keys")
    async with contextlib.AsyncExitStack() as stack:
        scorers = await stack.enter_async_context(Scorers(warming))
        pool = await database.open_pool(url, most=12)
        stack.push_async_callback(pool.close)
        async with database.borrow(pool) as db:
            now = datetime.now(UTC)
            org = await organisation(db, settings.organisation, now=now)
            await reapply(db, org, keys, home, now=now)
            hours = parse(settings.business_hours, settings.time_zone)
            async with db.transaction():
                await ticketing.set_hours(db, org, hours, now=now)
        bell = await stack.enter_async_context(Bell(pool))
        lines = Lines(
            settings.escalate_urgency, settings.escalate_strain, settings.escalate_risk
        )
        keeper = Keeper(
            pool,
            org,
            home,
            keys,
            chain_nodes(settings),
            log_policy(settings),
            timedelta(seconds=settings.witness_every),
            lines,
            timedelta(days=settings.verdict_days),
        )
        keeping = asyncio.create_task(keeper.run())
        stack.callback(keeping.cancel)
        if not await _before(stop, scorers.warm(WORDS)):
            return
        log(__name__).info("ready")
        scorers.start(
            VOICE, SLOW
        )  # the rest only now: on a small machine mail and web come first
        contacts = ContactJobs(pool, org, scorers, settings, lines, load_key(home / "keys"))
        calls = CallJobs(
            pool,
            org,
            scorers,
            bell,
            lines,
            settings.time_zone,
            settings.speech_model,
            settings.chinese_feelings,
            settings.emotion_model,
            str(settings.models),
        )
        jobs = {
            "read-contact": contacts.read,
            "read-picture": contacts.look,
            "send-mail": contacts.send,
            "listen-call": calls.listen,
            "transcribe-call": calls.transcribe,
            "hear-words": calls.hear_words,
        }
        await run_jobs(pool, jobs, stop=stop)


async def _before(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> bool:
    """Whether the work was done before `stop` was set, which gives it up."""
    doing, leaving = asyncio.create_task(work), asyncio.create_task(stop.wait())
    await asyncio.wait({doing, leaving}, return_when=asyncio.FIRST_COMPLETED)
    leaving.cancel()
    if doing.done():
        await doing
        return True
    doing.cancel()
    return False


def chain_nodes(settings: Settings) -> tuple[Node, ...]:
    """The chains to anchor on, the embedded one of this home among them if it is named."""

    def of(place: int, values: Sequence[Any]) -> Any:
        return values[place if len(values) > 1 else 0]

    found = []
    for place, url in enumerate(settings.chain_url):
        contract = (*settings.chain_contract, *("-",) * len(settings.chain_url))[place]
        day, month = (
            int(of(place, limits) * NATIVE) or None
            for limits in (settings.chain_day_limit, settings.chain_month_limit)
        )
        found.append(
            Node(
                _embedded(settings) if url == EMBEDDED else url,
                name=EMBEDDED if url == EMBEDDED else "",
                contract="" if contract == "-" else contract,
                public=of(place, settings.chain_public),
                every=timedelta(seconds=of(place, settings.anchor_every)),
                fee_cap=int(of(place, settings.chain_fee_cap) * GWEI),
                budget=Budget(day, month),
            )
        )
    return tuple(found)


def _embedded(settings: Settings) -> str:
    note = Path(settings.home) / "run" / "chain.url"
    return note.read_text().strip() if note.exists() else "http://127.0.0.1:1"
