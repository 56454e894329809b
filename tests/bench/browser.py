"""Time from SMTP's 250 to the ticket standing in an open browser page."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from statistics import median

from tests.bench.ratio import Line
from tests.browser.chromium import enrolled_page
from tests.desk import letter, running_desk

MAILS = 12


async def run() -> AsyncIterator[Line]:
    """Seconds from 250 to the subject being visible; the aim is 2."""
    waited = []
    async with running_desk() as desk, enrolled_page(desk) as page:
        for number in range(MAILS):
            subject = f"Freezer {number} is warm"
            mail = letter(number, subject, "Our freezer fails, please help before 17:00.")
            await asyncio.to_thread(desk.send, mail)
            began = time.perf_counter()
            await page.get_by_text(subject).first.wait_for(timeout=20_000)
            waited.append(time.perf_counter() - began)
    half, most = median(waited), max(waited)
    yield Line(
        "SMTP 250 → ticket in the browser, seconds (lower is better)",
        f"{half:.2f}, at most {most:.2f}",
        "aim 2",
        2 / half,
    )
