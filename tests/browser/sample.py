"""A desk on which the sample day was played, as whoever tries the desk first does it."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.async_api import Browser, expect

from tests.browser.chromium import enrolled_page
from tests.desk import Desk

FRIDGE = "Vaccine fridge alarming again, stock at risk"
ENDS_WITHIN = 120_000  # milliseconds


@dataclass(frozen=True)
class SampleDay:
    """The desk, and the text of each row that the list held when the day was over."""

    desk: Desk
    rows: tuple[str, ...]


async def play(desk: Desk, browser: Browser) -> SampleDay:
    """Press the button that an empty desk offers, and look on until the day is over."""
    async with enrolled_page(desk, browser) as page:
        await page.get_by_test_id("demo").click()
        await expect(page.get_by_text("The sample day is playing").first).to_be_visible()
        over = page.get_by_text("The sample day is over")
        await expect(over).to_be_visible(timeout=ENDS_WITHIN)
        return SampleDay(desk, tuple(await page.get_by_test_id("row").all_inner_texts()))
