"""What a running desk shows to others on its machine: processes, files, ports, logs."""

from __future__ import annotations

import asyncio
import json
import os
import stat
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from tests.desk import Desk, letter, running_desk


def _secrets(desk: Desk) -> list[str]:
    keys = [p.read_bytes() for p in (desk.home / "keys").iterdir()]
    found = [k.decode().strip() if k.isascii() else k.hex() for k in keys]
    return [*found, urlsplit(desk.database_url()).password or "?"]


def _answer(url: str, **headers: str) -> int:
    asked = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "eth_chainId"}).encode()
    request = urllib.request.Request(url, asked, headers)
    try:
        with urllib.request.urlopen(request) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code


async def test_a_running_desk_shows_nothing_to_its_neighbours():
    async with running_desk() as desk:
        assert desk.process
        assert desk.link
        secrets = _secrets(desk)
        token = desk.link.partition("#")[2]
        parts = psutil.Process(desk.process.pid).children(recursive=True)
        words = "\n".join(" ".join(part.cmdline()) for part in parts)
        assert "postgres" in words
        assert not [s for s in (*secrets, token) if s in words]
        ports = {
            (c.laddr.ip, c.laddr.port)
            for part in parts
            for c in part.net_connections()
            if c.status == psutil.CONN_LISTEN
        }
        assert {ip for ip, _ in ports} == {"127.0.0.1"}
        # The chain answers programs of this machine, and no page.
        chain = (desk.home / "run" / "chain.url").read_text().strip()
        assert _answer(chain) == 200
        assert _answer(chain, Origin="http://127.0.0.1:8420") == 403
        assert _answer(chain, Host="bad.example") == 403


async def test_files_and_logs_of_a_desk_are_its_owners_and_name_nobody():
    async with running_desk() as desk:
        mark = "quokkazz"
        mail = letter(1, f"Refund {mark}", f"Please, {mark}.")
        mail.replace_header("From", f"{mark} <{mark}@shop.example>")
        await asyncio.to_thread(desk.send, mail)
        outbox = desk.home / "outbox"
        async with asyncio.timeout(60):
            while not list(outbox.glob("*.eml")):  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        logs = desk.logs(100_000)
        assert "ready" in logs
        assert not [s for s in (mark, *_secrets(desk)) if s in logs]
        assert stat.S_IMODE(desk.home.stat().st_mode) == 0o700
        for folder in (Path(f.path) for f in os.scandir(desk.home) if f.is_dir()):
            if folder.name != "tlog":  # the published log is meant for everybody
                assert stat.S_IMODE(folder.stat().st_mode) == 0o700, folder
        for path in [*(desk.home / "keys").iterdir(), *outbox.iterdir()]:
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
        for name in ("database.url", "chain.url"):
            assert stat.S_IMODE((desk.home / "run" / name).stat().st_mode) == 0o600, name
