"""What was read in a picture, line by line, on the page of a ticket."""

from __future__ import annotations

import asyncio
import re

import pytest
from playwright.async_api import Browser, expect

from auth.verdict import Role
from tests.attacks.composed import letter
from tests.browser.chromium import enrolled_page
from tests.browser.rows import row_of
from tests.browser.test_portal import dialog
from tests.desk import Desk

WORDS = {
    "en": ("codes: E-41", "screenshot", "what it shows: not assessed", "Open: shot.png"),
    "zh": ("代码：E-41", "截图", "画面内容：未评估", "打开：shot.png"),
}


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_lines_are_shown_with_how_sure_they_are_and_facts_as_facts(
    desk: Desk, browser: Browser, language: str
) -> None:
    mail = letter(
        "Ann <ann@shop.example>", f"The cabinet says this ({language})", "See the picture."
    )
    mail.add_attachment(dialog(), "image", "png", filename="shot.png")
    async with enrolled_page(
        desk, browser, role=Role.AGENT, language=language, width=1440
    ) as page:
        await asyncio.to_thread(desk.send, mail)
        await row_of(page, f"The cabinet says this ({language})").click()
        card = page.locator("#conversation .shot")
        *facts, opens = WORDS[language]
        for fact in facts:
            await expect(card).to_contain_text(fact, timeout=60_000)
        kind, code, shows = facts[1], facts[0], facts[2]
        order = re.compile(rf"{kind}.* × .*PNG.*{code}.*{shows}", re.S)
        await expect(card).to_contain_text(order)  # what it is, then what is on it
        await card.get_by_role("button", name=opens).click()
        lines = page.get_by_test_id("lines")
        await expect(lines).to_contain_text("Error E-41: compressor restart failed")
        await expect(lines.locator("td").first).to_have_text(re.compile(r"^\d\d\s?%$"))
