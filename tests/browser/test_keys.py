"""Keys of the workspace: each does something that is seen, and can be taken back."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Browser, Page, expect

from auth.verdict import Role
from tests.browser.chromium import enrolled_page
from tests.browser.rows import row_of
from tests.desk import Desk, letter


async def opened(desk: Desk, page: Page, subject: str) -> None:
    text = "Could you send the opening hours some time?"
    await asyncio.to_thread(desk.send, letter(subject, subject, text))
    await row_of(page, subject).click()
    await page.locator("#conversation .msg").first.wait_for()


async def test_an_escalation_by_one_key_is_taken_back_by_another(
    desk: Desk, browser: Browser
) -> None:
    async with enrolled_page(desk, browser, role=Role.AGENT, width=1440) as page:
        await opened(desk, page, "Hours, please")
        priority = page.locator(".ticket .bar .chip-btn.opt")
        before = await priority.inner_text()
        await page.keyboard.press("e")
        await expect(priority).not_to_have_text(before)
        await page.keyboard.press("u")
        await expect(priority).to_have_text(before)
        await page.keyboard.press("u")
        await expect(page.get_by_text("Nothing is escalated here")).to_be_visible()

        await page.keyboard.press("e")
        notice = page.get_by_role("status").filter(has_text="Escalated")
        await notice.get_by_role("button", name="Undo").click()
        await expect(priority).to_have_text(before)


async def test_closing_by_key_opens_under_its_button_and_takes_the_reason(
    desk: Desk, browser: Browser
) -> None:
    async with enrolled_page(desk, browser, role=Role.AGENT, width=1440) as page:
        await opened(desk, page, "Hours to close with")
        await page.keyboard.press("x")
        form = page.get_by_role("dialog", name="Close this ticket")
        await expect(form.get_by_role("textbox")).to_be_focused()
        button = await page.locator("[popovertarget=close-ticket]").bounding_box()
        box = await form.bounding_box()
        assert button
        assert box
        assert box["y"] >= button["y"] + button["height"]
        assert box["x"] + box["width"] > button["x"]
        await page.keyboard.type("Answered by phone")
        await page.keyboard.press("Enter")
        await expect(page.locator("#inspector")).to_contain_text("Answered by phone")


@pytest.mark.parametrize("view", ["team", "openings", "dead", "quality"])
async def test_what_is_not_for_an_agent_is_not_offered_and_says_so(
    desk: Desk, browser: Browser, view: str
) -> None:
    look = {"role": Role.AGENT, "width": 390, "height": 844}
    async with enrolled_page(desk, browser, **look) as page:
        await page.locator(".me-btn").click()
        offered = page.get_by_role("dialog", name="You and this device").get_by_role("link")
        await expect(offered.first).to_be_visible()
        assert f"#{view}" not in [
            await one.get_attribute("href") for one in await offered.all()
        ]
        await page.goto(f"{desk.origin}/#{view}")
        await expect(page.get_by_text("This part of the desk is not yours")).to_be_visible()
