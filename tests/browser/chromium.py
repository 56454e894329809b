"""A real Chromium with a device of its own, enrolled by the link that a desk prints."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright

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
)


def chromium() -> str:
    """Where Chromium is. Fails with what to do where it is not."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    pytest.fail("Chromium is missing: ./veridesk test installs it where apt is allowed")


@asynccontextmanager
async def open_browser(*, microphone: Path | None = None) -> AsyncIterator[Browser]:
    """Start Chromium; with a WAV file that its fake microphone plays, if one is given."""
    flags = list(FLAGS)
    if microphone:
        flags += [
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
            f"--use-file-for-fake-audio-capture={microphone}",
        ]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=flags)
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def enrolled_page(
    desk: Desk,
    *,
    language: str = "en",
    width: int = 1440,
    height: int = 900,
    dark: bool = False,
) -> AsyncIterator[Page]:
    """The workspace of the first administrator in a browser of their own."""
    assert desk.link
    async with open_browser() as browser:
        context = await browser.new_context(
            locale="zh-CN" if language == "zh" else "en-GB",
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
        )
        page = await context.new_page()
        await enrol(page, desk.link)
        yield page


async def enrol(page: Page, link: str) -> None:
    """Open a one-time link and bind this browser to its account."""
    await page.goto(link)
    await page.get_by_test_id("enrol").click()
    await page.wait_for_url(lambda url: "/enrol" not in url)
