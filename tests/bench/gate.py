"""What the gate costs a request, against the same route of a bare aiohttp application."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from aiohttp import web
from aiohttp.test_utils import TestServer
from uuid6 import uuid7

from server import database
from server.database.migrate import OPEN_ORGANISATION, migrate
from server.database.postgres import embedded
from tests.auth.small_desk import small_desk
from tests.bench.ratio import Line

REQUESTS = 1_500
ROUNDS = 3


async def run() -> AsyncIterator[Line]:
    """CPU a request, client and recording of verdicts included in both or neither's favour.

    The client writes requests that were signed beforehand to one connection, so that what
    differs between the two is the gate.
    """
    with tempfile.TemporaryDirectory() as folder, embedded(Path(folder)) as cluster:
        await database.create_database(cluster.url("postgres"), "veridesk")
        pool = await database.open_pool(cluster.url())
        async with database.borrow(pool) as db:
            await migrate(db)
            org = uuid7()
            await db.execute(OPEN_ORGANISATION, org, "Bench", datetime.now(UTC))
        bare, gated = [], []
        async with small_desk(pool, org, Path(folder), burst=1e9) as desk:
            device = await desk.device()
            for _ in range(ROUNDS):
                bare.append(await _bare())
                lines = [
                    f"DPoP: {device.proof('GET', '/api/tickets', device.token)}\r\n"
                    f"Authorization: DPoP {device.token}\r\n"
                    for _ in range(REQUESTS)
                ]
                port = int(desk.base.rpartition(":")[2])
                gated.append(await _ask(port, "/api/tickets", lines))
        await pool.close()
    floor, ours = median(bare), median(gated)
    yield Line(
        "gate: µs CPU a request (lower is better)",
        f"{ours * 1e6:,.0f}",
        f"bare aiohttp {floor * 1e6:,.0f}",
        floor / ours,
    )


async def _bare() -> float:
    async def hello(_: web.Request) -> web.Response:
        return web.json_response({"masked": False, "reasons": [], "body": ""})

    app = web.Application()
    app.router.add_get("/api/tickets", hello)
    server = TestServer(app)
    await server.start_server()
    assert server.port
    try:
        return await _ask(server.port, "/api/tickets", [""] * REQUESTS)
    finally:
        await server.close()


async def _ask(port: int, path: str, headers: Sequence[str]) -> float:
    """CPU seconds a request of this whole process."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for extra in headers[:50]:
        await _once(reader, writer, port, path, extra)
    began = time.process_time()
    for extra in headers[50:]:
        await _once(reader, writer, port, path, extra)
    used = time.process_time() - began
    writer.close()
    return used / (len(headers) - 50)


async def _once(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    port: int,
    path: str,
    extra: str,
) -> None:
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{extra}\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200"), head
    (length,) = [
        int(line.partition(b":")[2])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length")
    ]
    await reader.readexactly(length)
