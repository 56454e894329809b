"""A PostgreSQL of the desk's own, kept under the desk's home and dying with its parent."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import quote

from server.database.programs import (
    PostgresFailed,
    become,
    unprivileged,
    version,
    within_reach,
)
from server.processes import end_with, free_port

ROLE = DATABASE = "veridesk"
PATIENCE = 60.0
SOCKET_PATH_LIMIT = 107  # sizeof sockaddr_un.sun_path, less its closing zero

# The server and all its children stand in the data directory, so this names it without
# walking the folders above, which the unprivileged user may not enter (/root is 0700).
HERE = "/proc/self/cwd"

OPTIONS = {
    "max_connections": "200",
    "shared_buffers": "256MB",
    "jit": "off",
    # Old write-ahead log is deleted and not written over by and by, so that what was
    # erased does not stay in it.
    "wal_recycle": "off",
    "log_line_prefix": "%m [%p] ",
    # Errors quote the row and the statement: what a person wrote. The client gets them, and
    # logs their kind; here stays what the server says about itself.
    "log_min_messages": "log",
    "log_error_verbosity": "terse",
}


@dataclass(frozen=True, slots=True)
class Cluster:
    """One prepared data directory, the binaries that match it, and its address."""

    data: Path
    log: Path
    binaries: Path
    owner: pwd.struct_passwd | None
    password: str
    port: int
    tcp: bool

    def url(self, database: str = DATABASE) -> str:
        """Address of one database, password included."""
        name = quote(database, safe="")
        if self.tcp:
            place = f"127.0.0.1:{self.port}/{name}"
        else:
            place = f"/{name}?host={quote(str(self.data), safe='')}&port={self.port}"
        return f"postgresql://{ROLE}:{self.password}@{place}"


def prepare(home: Path) -> Cluster:
    """Make `home`/postgres if it is not there, and tell how to launch it.

    Runs as any user: PostgreSQL refuses root, so root hands the data to the user
    `postgres` or `nobody`; no other folder changes owner or mode. Raises PostgresFailed
    when the data was made by another major version than the binaries'.
    """
    home = home.resolve()
    data, keys, logs = home / "postgres", home / "keys", home / "log"
    for folder in (home, keys, logs):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    owner = unprivileged()
    binaries = within_reach(owner)
    password = _secret(keys / "postgres.password")
    if not data.exists():
        _create(data, binaries, owner, password)
    have = (data / "PG_VERSION").read_text().strip()
    major = version(binaries).partition(".")[0]
    if have != major:
        raise PostgresFailed(
            f"{data} was written by PostgreSQL {have} and these are binaries of {major}: "
            "dump it with the old version and restore it, or use pg_upgrade"
        )
    tcp = len(os.fsencode(data / ".s.PGSQL.5432")) > SOCKET_PATH_LIMIT
    port = (free_port("127.0.0.1") or 0) if tcp else 5432
    return Cluster(data, logs / "postgres.log", binaries, owner, password, port, tcp)


def launch(
    cluster: Cluster, options: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start the server; it shuts down fast when the calling thread's process dies.

    Call it in the main thread: the kernel ties the death signal to the thread. Waits for
    a server of a desk that has just died to leave; refuses when it does not.
    """
    end = time.monotonic() + PATIENCE
    while pid := _running(cluster.data):
        if time.monotonic() > end:
            raise PostgresFailed(f"{cluster.data} is in use by process {pid}")
        time.sleep(0.05)
    chosen = {
        **OPTIONS,
        "unix_socket_directories": "" if cluster.tcp else HERE,
        "listen_addresses": "127.0.0.1" if cluster.tcp else "",
        "port": str(cluster.port),
        **(options or {}),
    }
    words = [word for name, value in chosen.items() for word in ("-c", f"{name}={value}")]
    with cluster.log.open("ab") as log:
        return subprocess.Popen(
            [str(cluster.binaries / "postgres"), "-D", HERE, *words],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=cluster.data,
            start_new_session=True,
            preexec_fn=partial(
                end_with, os.getpid(), signal.SIGINT
            ),  # SIGINT is its fast shutdown
            **become(cluster.owner),
        )


def stop(process: subprocess.Popen[bytes], patience: float = 30.0) -> None:
    """Shut down fast: open transactions are rolled back, committed ones are kept."""
    for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if process.poll() is None:
            process.send_signal(how)
            try:
                process.wait(patience)
            except subprocess.TimeoutExpired:
                continue
        return


@contextmanager
def embedded(home: Path, options: Mapping[str, str] | None = None) -> Iterator[Cluster]:
    """Run the PostgreSQL of `home` for as long as the block lasts."""
    cluster = prepare(home)
    process = launch(cluster, options)
    try:
        yield cluster
    finally:
        stop(process)


def _create(
    data: Path, binaries: Path, owner: pwd.struct_passwd | None, password: str
) -> None:
    """Make the data in a folder beside it: a cut-off attempt is never taken for it."""
    fresh = data.with_name("postgres.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    if owner:
        os.chown(fresh, owner.pw_uid, owner.pw_gid)
    reading, writing = os.pipe()
    os.write(writing, password.encode() + b"\n")
    os.close(writing)
    if owner:
        os.fchown(reading, owner.pw_uid, owner.pw_gid)
    # The builtin provider sorts and folds Chinese correctly; --locale=C does not.
    made = subprocess.run(
        [
            *(str(binaries / "initdb"), "-D", HERE, "-U", ROLE, "--encoding=UTF8"),
            *("--locale-provider=builtin", "--locale=C.UTF-8"),
            *("-A", "scram-sha-256", f"--pwfile=/dev/fd/{reading}"),
        ],
        pass_fds=(reading,),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=fresh,
        **become(owner),
    )
    os.close(reading)
    if made.returncode:
        raise PostgresFailed(f"initdb failed:\n{made.stdout.decode(errors='replace')}")
    fresh.rename(data)


def _secret(path: Path) -> str:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(24))
    return path.read_text()


def _running(data: Path) -> int | None:
    """Process id of a live server on this folder; a stale or reused id does not count."""
    try:
        pid = int((data / "postmaster.pid").read_text().split()[0])
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (OSError, ValueError, IndexError):
        return None
    name = stat[stat.index("(") + 1 : stat.rindex(")")]
    state = stat[stat.rindex(")") + 2]
    if not name.startswith("postgres") or state in "ZX":
        return None
    try:
        here = Path(f"/proc/{pid}/cwd").resolve()
    except OSError:
        return pid
    return pid if here == data else None
