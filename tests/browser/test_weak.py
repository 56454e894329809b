"""A key in a browser that is not the one it was bound in: hidden data, and the way out."""

from __future__ import annotations

import asyncio
import time

import pyotp
from playwright.async_api import Browser, Page, expect

from auth.verdict import Role
from tests.browser.chromium import link_for, open_page
from tests.browser.rows import row_of
from tests.desk import Desk, letter

STEP = 30  # seconds that a code lasts


async def test_a_key_in_another_browser_sees_masks_until_a_code_of_the_second_factor(
    desk: Desk, browser: Browser
) -> None:
    mail = letter("Vera Lang", "Freezer is warm", "Our freezer fails, help before 17:00.")
    await asyncio.to_thread(desk.send, mail)
    async with open_page(browser, refused="/api/step-up") as page:
        await page.goto(await link_for(desk, Role.AGENT, "Chen Wei"))
        await page.get_by_test_id("enrol").click()
        await page.locator("img.qr").wait_for()
        secret = await page.locator(".secret").inner_text()
        codes = pyotp.TOTP(secret.replace(" ", ""))
        began = time.time()
        await enter(page, codes.at(began))
        await page.wait_for_url(f"{desk.origin}/")
        row = row_of(page, "Freezer is warm")
        await expect(row).to_contain_text("Customer Vera Lang")

        masked = page.locator(f"#{await row.get_attribute('id')}")

        await wear_other_browser(page)
        await expire_step_up(desk)
        await page.reload()
        await expect(masked).to_be_visible()
        await expect(page.get_by_text("Customer Vera Lang")).to_have_count(0)
        await expect(page.get_by_text("Freezer is warm")).to_have_count(0)
        await masked.click()
        await expect(page.locator("#conversation")).not_to_contain_text("fails")

        await page.locator("#ticket").get_by_role("button", name="Confirm").click()
        dialog = page.get_by_role("dialog", name="Confirm that it is you")
        await expect(dialog).to_contain_text("different from the one that was enrolled")
        await enter(page, "000000" if codes.at(began) != "000000" else "000001")
        await expect(dialog.get_by_role("alert")).to_be_visible()
        # A code works once, so the one of the set-up would not do again.
        await enter(page, codes.at(max(time.time(), began + STEP)))
        await expect(dialog).to_have_count(0)
        await expect(page.locator("#conversation")).to_contain_text("Our freezer")
        await expect(row).to_contain_text("Customer Vera Lang")


async def enter(page: Page, code: str) -> None:
    await page.locator("#step-code").fill(code)
    await page.keyboard.press("Enter")


async def wear_other_browser(page: Page) -> None:
    """Let this browser say from now on that it is another one on another system."""
    session = await page.context.new_cdp_session(page)
    await session.send(
        "Emulation.setUserAgentOverride",
        {
            "userAgent": "Mozilla/5.0 (Macintosh) AppleWebKit/537.36 Chrome/140.0.0.0",
            "platform": "MacIntel",
            "userAgentMetadata": {
                "brands": [{"brand": "Other Browser", "version": "140"}],
                "platform": "macOS",
                "platformVersion": "15.0",
                "architecture": "arm",
                "model": "",
                "mobile": False,
            },
        },
    )


async def expire_step_up(desk: Desk) -> None:
    """Let the quarter of an hour pass that a step-up lasts."""
    async with desk.db() as db:
        await db.execute("update device set assured_until = now() - interval '1 second'")  # type: ignore[attr-defined]
