"""Binding a browser: the page stands still under the pointer of whoever uses it."""

from __future__ import annotations

import asyncio

from playwright.async_api import Browser, Route, expect

from auth.verdict import Role
from tests.browser.chromium import link_for, open_page
from tests.desk import Desk


async def test_a_code_that_arrives_late_pushes_no_button_from_under_the_pointer(
    desk: Desk, browser: Browser
) -> None:
    seen = asyncio.Event()

    async def answered_late(route: Route) -> None:
        await seen.wait()
        await route.continue_()

    for width in (1280, 390):
        seen.clear()
        async with open_page(browser, width=width) as page:
            await page.route("**/api/totp/begin", answered_late)
            await page.goto(await link_for(desk, Role.AGENT, "Robin Vale"))
            await page.get_by_test_id("enrol").click()
            later = page.get_by_test_id("later")
            await later.wait_for()
            before = await later.bounding_box()
            await expect(page.locator("img.qr")).to_have_count(0)
            seen.set()
            await page.locator("img.qr").wait_for()
            assert await later.bounding_box() == before
