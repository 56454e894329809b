"""Beside a ticket stands what was read in it, what would change it, and how it went."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Browser, expect

from tests.browser.axe import look_at
from tests.browser.chromium import enrolled_page
from tests.browser.rows import row_of
from tests.desk import Desk, letter

LETTERS = {
    "en": (
        ("Invoice question", "Please send me the invoice again. Thank you."),
        (
            "Charged twice",
            "I am furious! You charged me twice and nobody gives me my money back."
            " Please refund me before 17:00 tomorrow.",
        ),
    ),
    "zh": (
        ("发票问题", "请把发票再发我一次，谢谢。"),
        (
            "重复扣款",
            "太气人了！你们重复扣款，我连房租都交不上，账户里一分钱都没有了。"
            "请在明天下午五点前退款。",
        ),
    ),
}
SAYS = {"en": ("Read by", "Without", "this ticket"), "zh": ("读取模型", "若没有", "本工单")}
EVIDENCE = {
    "en": ("before 17:00 tomorrow", "Other words", "high from 50", "sure that it is"),
    "zh": ("明天下午五点前", "其他言语", "50 起为高", "的把握"),
}


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_topic_tone_model_and_what_would_change_the_level_are_shown(
    desk: Desk, browser: Browser, language: str
) -> None:
    by, without, here = SAYS[language]
    name = f"Reader {language}"
    async with enrolled_page(desk, browser, name=name, language=language, width=1440) as p:
        for subject, body in LETTERS[language]:
            mail = letter(f"read-{language}", subject, body)
            await asyncio.to_thread(desk.send, mail)
            await expect(row_of(p, subject)).to_be_visible()
        await row_of(p, LETTERS[language][1][0]).click()
        details = p.locator("#inspector")
        await expect(details.get_by_test_id("topic")).to_contain_text("%")
        await expect(details.get_by_test_id("tones")).to_contain_text("%")
        await expect(details).to_contain_text(by)
        await expect(details.get_by_test_id("otherwise")).to_contain_text(without)
        deadline, others, lines, sure = EVIDENCE[language]
        for words in (lines, sure):
            await expect(details).to_contain_text(words)
        understood = details.get_by_test_id("deadline")
        await expect(understood).to_contain_text("17:00")
        await expect(understood).to_contain_text(deadline)
        evidence = details.get_by_test_id("evidence")
        await evidence.locator("summary").click()
        for words in (deadline, others):
            await expect(evidence.get_by_role("table")).to_contain_text(words)
        trend = details.get_by_test_id("trend")
        await expect(trend.locator("circle")).to_have_count(2)
        await expect(trend.locator("circle.is-here")).to_have_count(1)
        section = p.locator("details.sec").filter(has=p.get_by_test_id("trend"))
        await section.locator("details.alt > summary").click()
        rows = section.locator("tbody tr")
        await expect(rows).to_have_count(2)
        await expect(rows.first).to_contain_text(here)
        await look_at(p)
