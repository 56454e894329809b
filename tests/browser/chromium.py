"""Real Chromium, each person in a browser profile of their own, under the real policy."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright

from auth.account import open_account
from auth.enrol import invite, link
from auth.verdict import Role
from tests.desk import Desk

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)
# The browser tells the page of what the policy forbade; the page tells us.
TELL_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) => console.error(
    "policy violated:", event.effectiveDirective, event.blockedURI, event.sample));
"""


def chromium() -> str:
    """Where Chromium is. Fails with what to do where it is not."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    pytest.fail("Chromium is missing: ./veridesk test installs it where apt is allowed")


@asynccontextmanager
async def open_browser(*, microphone: Path | None = None) -> AsyncIterator[Browser]:
    """Start Chromium; its fake microphone plays the WAV file, or beeps without one."""
    flags = list(FLAGS)
    if microphone:
        flags.append(f"--use-file-for-fake-audio-capture={microphone}")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=flags)
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def open_page(
    browser: Browser,
    *,
    language: str = "en",
    width: int = 1280,
    height: int = 900,
    dark: bool = False,
    refused: str | None = None,
) -> AsyncIterator[Page]:
    """A page in a profile of its own.

    Fails at the end if the page wrote an error to its console, threw one, or did what the
    policy forbids. ``refused`` is the one path that the desk is meant to refuse, which the
    browser says in the console too.
    """
    context = await browser.new_context(
        locale="zh-CN" if language == "zh" else "en-GB",
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
    )
    await context.add_init_script(TELL_VIOLATIONS)
    page = await context.new_page()
    complaints: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        url = message.location.get("url", "")
        if message.type in ("error", "warning") and not (refused and url.endswith(refused)):
            complaints.append(f"{message.text} ({url})")

    page.on("console", heard)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    try:
        yield page
    finally:
        await context.close()
    assert complaints == [], complaints


async def enrol(page: Page, one_time: str) -> None:
    """Bind this browser with a one-time link, and go to where that leads."""
    await page.goto(one_time)
    await page.get_by_test_id("enrol").click()
    later = page.get_by_test_id("later")
    await later.or_(page.get_by_role("navigation").first).first.wait_for()
    if "/portal" not in page.url:
        await later.click()
        await page.wait_for_url(lambda url: "/enrol" not in url)


async def link_for(desk: Desk, role: Role, name: str) -> str:
    """A one-time link for a new colleague."""
    now = datetime.now(UTC)
    async with desk.db() as db:
        found: Any = db
        org = await found.fetchval("select id from organisation")
        account = await open_account(found, org, role, name, now=now)
        return link(desk.origin, await invite(found, org, account, now=now))


@asynccontextmanager
async def enrolled_page(
    desk: Desk,
    browser: Browser | None = None,
    *,
    role: Role = Role.ADMIN,
    name: str = "Robin Vale",
    **look: Any,
) -> AsyncIterator[Page]:
    """The workspace of a colleague with a device of their own."""
    if browser is None:
        alone = open_browser()
        async with (
            alone as opened,
            enrolled_page(desk, opened, role=role, name=name) as page,
        ):
            yield page
        return
    async with open_page(browser, **look) as page:
        await enrol(page, await link_for(desk, role, name))
        yield page
