"""Mail in to scored ticket, stored and sealed, against django-helpdesk's mail to ticket."""

from __future__ import annotations

import asyncio
import json
import subprocess
import tempfile
import venv
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import aiosmtplib
import psutil

from server.database import queue
from server.demo.mails import mails
from tests.bench.ratio import Line, cpu_of
from tests.desk import ROOT, Desk, running_desk

PEER = "django-helpdesk==2.6.1"
ENVIRONMENT = ROOT / ".venv-bench"
DAYS = 14  # sample days, without their pictures: 210 mails
WARM = 56  # mails before the count, for both: modules load, statements get their plans
SEALED = """
select not exists (select from promise p where not exists (
    select from entry e where e.org_id = p.org_id and e.ref = p.id and e.index is not null))
"""


def letters() -> list[tuple[str, bytes]]:
    """The mails of some sample days, as text: the peer reads no pictures."""
    found = []
    for day in range(DAYS):
        for key, sender, raw in mails(
            "desk@veridesk.example", f"d{day}", now=datetime.now(UTC)
        ):
            if "picture" not in key:
                found.append((sender, raw.replace(b"@", b"%d@" % day, 1)))
    return found


async def run() -> AsyncIterator[Line]:
    """Mails a CPU second: ours with the database, workers, chain and web all counted."""
    sent = letters()
    ours = await _ours(sent)
    theirs, lost = await asyncio.to_thread(_theirs, sent)
    yield Line(
        "mail → scored, promised, sealed ticket / CPU s",
        f"{ours:.1f}",
        f"django-helpdesk {theirs:.1f} ({lost} lost)",
        ours / theirs,
    )


async def _ours(sent: list[tuple[str, bytes]]) -> float:
    async with running_desk() as desk:
        assert desk.process
        await _send(desk, sent[:WARM])
        await _idle(desk)
        tree = [
            psutil.Process(desk.process.pid),
            *psutil.Process(desk.process.pid).children(recursive=True),
        ]
        before = cpu_of(tree)
        await _send(desk, sent[WARM:])
        await _idle(desk)
        return (len(sent) - WARM) / (cpu_of(tree) - before)


async def _send(desk: Desk, sent: list[tuple[str, bytes]]) -> None:
    smtp = aiosmtplib.SMTP(hostname="127.0.0.1", port=desk.smtp_port, start_tls=False)
    async with smtp:
        for sender, raw in sent:
            await smtp.sendmail(sender, ["desk@veridesk.example"], raw)


async def _idle(desk: Desk) -> None:
    async with desk.db() as db, asyncio.timeout(300):
        while True:
            sizes = await queue.sizes(db)
            if sizes["queued"] + sizes["picked"] == 0 and await db.fetchval(SEALED):
                return
            await asyncio.sleep(0.2)


def _theirs(sent: list[tuple[str, bytes]]) -> tuple[float, int]:
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        venv.create(ENVIRONMENT, with_pip=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", PEER]
        subprocess.run(pip, check=True)
    with tempfile.TemporaryDirectory() as folder:
        for number, (_, raw) in enumerate(sent):
            (Path(folder) / f"{number:04}.eml").write_bytes(raw)
        script = Path(__file__).parent / "peer_helpdesk.py"
        done = subprocess.run(
            [str(python), str(script), folder, str(WARM)],
            capture_output=True,
            text=True,
            check=True,
        )
    said = json.loads(done.stdout.splitlines()[-1])
    return said["mails"] / said["cpu"], said["lost"]
