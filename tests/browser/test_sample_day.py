"""The empty desk offers a sample day, and plays it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, expect

from tests.browser.chromium import enrolled_page
from tests.browser.rows import row_of
from tests.desk import Desk, running_desk


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    """A desk that nobody has written to."""
    async with running_desk() as started:
        yield started


async def test_the_button_of_an_empty_desk_plays_the_day_and_tickets_appear(
    desk: Desk, browser: Browser
) -> None:
    async with enrolled_page(desk, browser) as page:
        await page.get_by_test_id("demo").click()
        await expect(page.get_by_text("The sample day is playing").first).to_be_visible()
        rows = page.get_by_test_id("row")
        fridge = "Vaccine fridge alarming again, stock at risk"
        await expect(row_of(page, fridge)).to_be_visible()
        await expect(row_of(page, "冷藏箱温度报警，疫苗今晚前要转移")).to_be_visible()
        over = page.get_by_text("The sample day is over")
        await expect(over).to_be_visible(timeout=120_000)
        await page.goto(f"{desk.origin}/#calls")
        await expect(page.locator("a.call-row")).to_have_count(2)
        await page.goto(f"{desk.origin}/#escalated")
        await expect(rows.first).to_be_visible()
