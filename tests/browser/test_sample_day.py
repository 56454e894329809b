"""The empty desk offers a sample day, and plays it."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from tests.browser.chromium import enrolled_page
from tests.browser.sample import FRIDGE, SampleDay

pytestmark = pytest.mark.xdist_group("sample day")


async def test_the_button_of_an_empty_desk_plays_the_day_and_tickets_appear(
    sample_day: SampleDay, browser: Browser
) -> None:
    for subject in (FRIDGE, "冷藏箱温度报警，疫苗今晚前要转移"):
        assert any(subject in row for row in sample_day.rows), sample_day.rows
    desk = sample_day.desk
    async with enrolled_page(desk, browser) as page:
        await page.goto(f"{desk.origin}/#calls")
        await expect(page.locator("a.call-row")).to_have_count(2)
        await page.goto(f"{desk.origin}/#escalated")
        await expect(page.get_by_test_id("row").first).to_be_visible()
