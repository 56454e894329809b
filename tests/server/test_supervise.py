from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

from server import database
from server.processes import free_port

# The real supervisor and database around parts that do nothing.
DESK = """
import sys
from pathlib import Path
from server import supervise
from server.settings import Settings

WEB = '''
import http.server, sys
class Ready(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Ready).serve_forever()
'''

def commands(settings):
    idle = (sys.executable, "-c", "import time; time.sleep(1e6)")
    web = (sys.executable, "-c", sys.argv[4] or WEB, str(settings.http_port))
    return {"chain": idle, "web": web, "worker 1": idle}

home, http, smtp = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
settings = Settings(home=home, http_port=http, smtp_port=smtp)
try:
    supervise.run(settings, commands)
except Exception as error:
    sys.exit(f"{type(error).__name__}: {error}")
"""


def ports() -> tuple[str, str]:
    return str(free_port("127.0.0.1")), str(free_port("127.0.0.1"))


async def launch(home: Path, web: str = "", at: tuple[str, str] | None = None):
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", DESK, str(home), *(at or ports()), web),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


async def read_until(desk: asyncio.subprocess.Process, word: str) -> str:
    assert desk.stdout
    said = ""
    async with asyncio.timeout(90):
        while word not in said:
            line = (await desk.stdout.readline()).decode()
            assert line, said
            said += line
    return said


@asynccontextmanager
async def running(home: Path) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    desk = await launch(home)
    try:
        yield desk, await read_until(desk, "Ctrl-C stops")
    finally:
        with contextlib.suppress(ProcessLookupError):
            desk.terminate()
        await asyncio.wait_for(desk.communicate(), 60)


def children(pid: int) -> dict[str, int]:
    """Process ids of the children of `pid`, by what they run."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            if int(parent) == pid and state != "Z":
                words = (folder / "cmdline").read_bytes().decode()
                kinds = {"postgres": "database", "http.server": "web"}
                kind = next((k for w, k in kinds.items() if w in words), "idle")
                found[kind] = int(folder.name)
    return found


async def until_gone(pids: list[int], within: float = 15) -> None:
    async with asyncio.timeout(within):
        while any(alive(pid) for pid in pids):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


async def test_a_desk_starts_tells_where_to_go_refuses_a_second_one_and_stops(
    tmp_path: Path,
) -> None:
    async with running(tmp_path) as (desk, said):
        assert "Ready. Open http://127.0.0.1:" in said
        assert "/enrol#" in said
        address = tmp_path / "run" / "database.url"
        assert address.stat().st_mode & 0o777 == 0o600
        assert (tmp_path / "run" / "chain.url").read_text().startswith("http://127.0.0.1:")

        second = await launch(tmp_path)
        refused, _ = await second.communicate()
        assert second.returncode == 1
        assert b"already runs" in refused
        assert f"process {desk.pid}".encode() in refused

        parts = list(children(desk.pid).values())
        began = time.monotonic()
        desk.send_signal(signal.SIGINT)
        assert "Stopped." in await read_until(desk, "Stopped.")
        await until_gone([desk.pid, *parts])
        assert time.monotonic() - began < 10
        assert not address.exists()


async def test_a_killed_part_comes_back_and_no_row_is_lost(tmp_path: Path) -> None:
    async with running(tmp_path) as (desk, _):
        url = (tmp_path / "run" / "database.url").read_text().strip()
        db = await database.connect(url)
        await db.execute("create table kept (n int)")
        before = children(desk.pid)
        for n, kind in enumerate(("web", "database", "database")):
            victim = children(desk.pid)[kind]
            await db.execute("insert into kept values ($1)", n)
            os.kill(victim, signal.SIGKILL)
            await read_until(desk, "started again")
            async with asyncio.timeout(60):
                while children(desk.pid).get(kind) in (None, victim):  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
            db = await database.connect(url)
            assert await db.fetchval("select count(*) from kept") == n + 1
        assert children(desk.pid).keys() == before.keys()
        await db.close()


async def test_killing_the_supervisor_leaves_nothing_running_and_nothing_lost(
    tmp_path: Path,
) -> None:
    async with running(tmp_path) as (desk, _):
        url = (tmp_path / "run" / "database.url").read_text().strip()
        db = await database.connect(url)
        await db.execute("create table kept (n int)")
        parts = list(children(desk.pid).values())
        assert len(parts) >= 3
        desk.kill()
        await until_gone(parts)
        with contextlib.suppress(asyncpg.PostgresError, OSError):
            await db.close()
    async with running(tmp_path):
        db = await database.connect(url)
        assert await db.fetchval("select count(*) from kept") == 0
        await db.close()


async def test_two_desks_run_side_by_side(tmp_path: Path) -> None:
    async with running(tmp_path / "a"), running(tmp_path / "b"):
        one, other = [
            await database.connect(
                (tmp_path / name / "run" / "database.url").read_text().strip()
            )
            for name in "ab"
        ]
        assert await one.fetchval("select id from organisation") != await other.fetchval(
            "select id from organisation"
        )
        await one.close()
        await other.close()


async def test_a_part_that_cannot_start_is_named_with_what_it_said(tmp_path: Path) -> None:
    desk = await launch(tmp_path, web="raise SystemExit('no such thing')")
    said, _ = await asyncio.wait_for(desk.communicate(), 90)
    assert desk.returncode == 1
    assert b"Hopeless: The web ended with status 1" in said
    assert b"no such thing" in said


async def test_a_port_in_use_is_said_in_words(tmp_path: Path) -> None:
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    taken = str(server.sockets[0].getsockname()[1])
    desk = await launch(tmp_path, at=(taken, ports()[1]))
    said, _ = await asyncio.wait_for(desk.communicate(), 60)
    server.close()
    assert desk.returncode == 1
    assert b"choose another port with VERIDESK_HTTP_PORT" in said


async def test_a_dump_of_one_desk_is_restored_into_another(tmp_path: Path) -> None:
    async def beside(home: Path, command: str) -> bytes:
        done = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "server", "database", "sh", "-c", command),
            env={**os.environ, "VERIDESK_HOME": str(home), "DATABASE_URL": ""},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await asyncio.wait_for(done.communicate(), 90)
        assert done.returncode == 0, said
        return said.strip()

    count = 'psql -At "$DATABASE_URL" -c "select count(*) from organisation"'
    dump = tmp_path / "desk.dump"
    async with running(tmp_path / "one"):
        assert await beside(tmp_path / "one", count) == b"1"
        await beside(tmp_path / "one", f'pg_dump -Fc "$DATABASE_URL" > {dump}')
    # What a desk that was killed left behind must not mislead.
    (tmp_path / "two" / "run").mkdir(parents=True)
    (tmp_path / "two" / "run" / "database.url").write_text("postgresql://nowhere.invalid/x")
    await beside(tmp_path / "two", f'pg_restore -d "$DATABASE_URL" {dump}')
    assert await beside(tmp_path / "two", count) == b"1"
    async with running(tmp_path / "two") as (_, said):
        assert "schema: up to date" in said
