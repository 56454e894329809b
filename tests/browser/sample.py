"""A desk on which the sample day has been played, for tests that look at full pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from server.demo.play import play
from server.settings import load
from tests.desk import Desk, running_desk


@asynccontextmanager
async def played_desk() -> AsyncIterator[tuple[Desk, str]]:
    """The desk, and the one-time link of one of its customers."""
    said: list[str] = []
    async with running_desk() as desk:
        settings = load({k: v for k, v in desk.env.items() if k.startswith("VERIDESK_")})
        await play(settings, said.append)
        (one_time,) = (line.split()[-1] for line in said if "/enrol#" in line)
        yield desk, one_time
