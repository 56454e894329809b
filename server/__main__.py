"""The command line of the desk: python -m server COMMAND."""

from __future__ import annotations

import argparse
import asyncio
import sys
from datetime import UTC, datetime

from server import database, observe
from server.database import queue
from server.database.migrate import MigrationFailed, migrate, organisation
from server.database.programs import PostgresFailed
from server.processes import Hopeless
from server.settings import BadSetting, Settings, load

PSQL = ("sh", "-c", 'exec psql "$DATABASE_URL"')


def main() -> int:
    """Run one command; 0 when it did what was asked, 1 with the reason on stderr if not."""
    parser = argparse.ArgumentParser(prog="python -m server", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("run", help="the whole desk on this machine")
    commands.add_parser("web", help="one web process, taking in requests and mail")
    commands.add_parser("worker", help="one worker process, doing jobs")
    commands.add_parser("migrate", help="bring the database's schema up to date")
    commands.add_parser("demo", help="play a sample day into the running desk")
    dead = commands.add_parser("dead-letters", help="jobs that failed for good")
    dead.add_argument("what", nargs="?", choices=("list", "retry"), default="list")
    dead.add_argument("id", nargs="?", type=int, help="the job to retry; all if left out")
    erase = commands.add_parser("erase", help="erase a customer for good")
    erase.add_argument("who", help="their id, mail address or phone number")
    commands.add_parser("learn", help="learn from what agents corrected, if that is better")
    commands.add_parser("lessons", help="print what could be learned from, as JSON lines")
    beside = commands.add_parser("database", help="run a command beside the database")
    beside.add_argument("words", nargs=argparse.REMAINDER, help="psql if left out")
    asked = parser.parse_args()
    try:
        return _do(asked, load())
    except (
        BadSetting,
        Hopeless,
        MigrationFailed,
        database.NoDatabase,
        PostgresFailed,
    ) as error:
        print(error, file=sys.stderr)
        return 1


def _do(asked: argparse.Namespace, settings: Settings) -> int:
    # Each command imports only what it needs: the web must not load what the worker does.
    match asked.command:
        case "run" | "database":
            from server import supervise

            try:
                if asked.command == "database":
                    return supervise.with_database(settings, asked.words or PSQL)
                supervise.run(settings)
            except supervise.CannotRun as error:
                print(error, file=sys.stderr)
                return 1
        case "web":
            from server import web

            observe.configure(settings.log_level)
            web.main(settings)
        case "worker":
            from server import worker

            observe.configure(settings.log_level)
            worker.main(settings)
        case "demo":
            from server.demo import play

            play.main(settings)
        case "migrate":
            asyncio.run(_migrate(settings))
        case "erase":
            return asyncio.run(_erase(settings, asked.who))
        case "learn":
            from server.learn import learn

            return asyncio.run(learn(settings))
        case "lessons":
            from server.learn import print_lessons

            asyncio.run(print_lessons(settings))
        case "dead-letters":
            return asyncio.run(_dead_letters(settings, asked.what, asked.id))
    return 0


async def _migrate(settings: Settings) -> None:
    db = await database.connect(database.address(settings))
    try:
        for name in await migrate(db):
            print("applied", name)
        await organisation(db, settings.organisation, now=datetime.now(UTC))
    finally:
        await db.close()
    print("The schema is up to date.")


async def _erase(settings: Settings, who: str) -> int:
    from customers.people import NoSuchCustomer
    from server.pipeline.erasing import erase_by_desk

    pool = await database.open_pool(database.address(settings))
    try:
        await erase_by_desk(
            pool, settings.organisation, settings.home, who, now=datetime.now(UTC)
        )
    except NoSuchCustomer:
        print(f"There is no customer {who}.", file=sys.stderr)
        return 1
    finally:
        await pool.close()
    print("Erased. The log says so within a minute.")
    return 0


async def _dead_letters(settings: Settings, what: str, id: int | None) -> int:
    db = await database.connect(database.address(settings), patience=5)
    try:
        held = await queue.dead_letters(db)
        chosen = [letter for letter in held if id in (None, letter.id)]
        if id is not None and not chosen:
            print(f"No job {id} is held.", file=sys.stderr)
            return 1
        for letter in chosen:
            if what == "retry" and await queue.retry(db, letter.id):
                print(f"{letter.id} is tried again.")
            elif what == "list":
                at = letter.failed_at.isoformat(timespec="seconds")
                print(letter.id, letter.job, letter.ref, at, letter.error, sep="\t")
        if not held:
            print("No job is held.", file=sys.stderr)
        return 0
    finally:
        await db.close()


if __name__ == "__main__":
    raise SystemExit(main())
