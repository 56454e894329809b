"""What was read is corrected with one key each, taken back, and counted on its page."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any
from urllib.request import urlopen

from playwright.async_api import Browser, Locator, Page, expect

from auth.verdict import Role
from sentiment.learned.versions import CURRENT, choose, publish
from sentiment.learned.weights import PACKAGE
from sentiment.reading import MODEL
from tests.browser.chromium import enrolled_page
from tests.browser.rows import row_of
from tests.desk import Desk, letter
from ticketing.reading.correct import Aspect

KEPT = """
select aspect, said, meant, model from correction
join ticket on ticket.id = correction.ticket_id where ticket.subject = $1
"""


async def opened(desk: Desk, page: Page, subject: str) -> None:
    text = "The invoice lists the same item twice, please have a look when you can."
    await asyncio.to_thread(desk.send, letter(subject, subject, text))
    await row_of(page, subject).click()
    await page.locator("#conversation .msg").first.wait_for()


def row(page: Page, name: str) -> Locator:
    return page.locator("#inspector").get_by_role("group", name=name)


async def kept(desk: Desk, subject: str) -> dict[str, Any]:
    async with desk.db() as db:
        found: Any = db
        return {one["aspect"]: dict(one) for one in await found.fetch(KEPT, subject)}


async def test_urgency_tone_and_topic_are_corrected_with_one_key_each_and_taken_back(
    desk: Desk, browser: Browser
) -> None:
    async with enrolled_page(desk, browser, role=Role.AGENT, width=1440) as page:
        subject = "Twice on the invoice"
        await opened(desk, page, subject)
        urgency, tone, topic = (row(page, name) for name in ("Urgency", "Tone", "About"))
        read = (await tone.locator("p").inner_text()).split(" · ")[0]

        await page.keyboard.press("4")
        critical = urgency.get_by_role("button", name="Critical")
        await expect(critical).to_have_attribute("aria-pressed", "true")
        await expect(urgency).to_contain_text("Robin Vale: Critical")
        await expect(urgency).to_contain_text("Read as")

        # The key goes on to the next likely one; a moment's rest keeps it.
        await page.keyboard.press("t")
        await expect(tone).to_contain_text("kept in a moment")
        await expect(tone).to_contain_text("Robin Vale:")
        await expect(tone).to_contain_text(read)
        corrected = page.locator("#conversation .tone-btn").first
        await expect(corrected).to_contain_text("corrected")
        await page.keyboard.press("b")
        await expect(topic).to_contain_text("Robin Vale:")

        held = await kept(desk, subject)
        assert held.keys() == {"urgency", "emotion", "topic"}
        assert held["urgency"]["meant"] == "critical"
        assert all(one["said"] != one["meant"] for one in held.values())
        assert all(one["model"].startswith(MODEL) for one in held.values())

        # Each is a line of the history; Z takes back the latest first.
        lines = page.locator(".hist li").filter(has_text="Reading corrected")
        await expect(lines).to_have_count(3)
        await page.keyboard.press("z")
        await expect(topic).not_to_contain_text("Robin Vale")
        await tone.get_by_role("button", name="Take back").click()
        await expect(corrected).not_to_contain_text("corrected")
        assert (await kept(desk, subject)).keys() == {"urgency"}

        await page.keyboard.press("?")
        keys = page.get_by_role("dialog")
        await expect(keys).to_contain_text("urgency is low … critical")
        await expect(keys).to_contain_text("take a correction back")


async def test_what_was_corrected_is_said_in_its_row_and_covers_no_other(
    desk: Desk, browser: Browser
) -> None:
    async with enrolled_page(
        desk, browser, role=Role.AGENT, width=1440, height=700
    ) as page:
        await opened(desk, page, "Nothing in the way")
        notices = page.locator(".toast")
        # The rows lie below what is seen: the key brings its own into sight.
        await page.keyboard.press("4")
        urgency = row(page, "Urgency")
        await expect(urgency).to_contain_text("Robin Vale: Critical")
        await expect(urgency).to_be_in_viewport(ratio=1)
        await page.keyboard.press("t")
        await expect(row(page, "Tone")).to_contain_text("Robin Vale:")
        await expect(row(page, "Tone")).to_be_in_viewport(ratio=1)
        await expect(notices).to_have_count(0)
        await row(page, "Tone").get_by_role("button", name="Take back").click()
        await row(page, "About").get_by_role("button").first.click(timeout=5_000)
        await page.keyboard.press("Escape")
        # Where the details are away, a notice says it, and not over the answer's button.
        await page.set_viewport_size({"width": 1000, "height": 700})
        await page.keyboard.press("1")
        await expect(notices).to_contain_text("Urgency: Low")
        notice, send = await notices.bounding_box(), page.get_by_test_id("send")
        box = await send.bounding_box()
        assert notice
        assert box
        assert notice["y"] + notice["height"] < box["y"]
        await notices.get_by_role("button", name="Take back").click()
        await expect(notices).to_contain_text("Taken back")


async def test_a_mouse_corrects_too_and_keys_in_a_text_do_not(
    desk: Desk, browser: Browser
) -> None:
    async with enrolled_page(
        desk, browser, role=Role.AGENT, language="zh", width=1440
    ) as page:
        await opened(desk, page, "A mouse and a key")
        topic = row(page, "主题")
        await page.locator("#reply").fill("1 t b z")
        await expect(page.locator("#reply")).to_have_value("1 t b z")
        await expect(topic).not_to_contain_text("Robin Vale")
        await topic.get_by_role("button").first.click()
        await page.get_by_role("dialog").get_by_role("button", name="退款").click()
        await expect(topic).to_contain_text("Robin Vale：退款")


async def test_the_page_tells_drift_calibration_fairness_and_versions(
    desk: Desk, browser: Browser
) -> None:
    models = desk.home / "models"
    held = {"urgency.npz": (PACKAGE / "urgency.npz").read_bytes()}
    heads = [
        {"head": "urgency", "why": "better", "past": 31, "latest": 12, "learned_from": 90}
        | {"figures": {"judged": 44, "before": 0.5, "after": 0.75, "luck": 0.012}}
    ]
    now = datetime.now(UTC)
    version = publish(models, held, {"model": MODEL, "heads": heads}, parent="", now=now)
    choose(models, version, "learned", now=now)
    async with enrolled_page(desk, browser, width=1440) as page:
        await opened(desk, page, "Something to count")
        model = f"{MODEL}+{version}"
        async with desk.db() as db:
            found: Any = db
            assert await found.fetchval("select count(*) from signal where model=$1", model)
        await page.get_by_role("link", name="Reading quality").click()
        quality = page.locator(".quality")
        await expect(quality).to_contain_text(f"read with version {version}")
        await expect(quality).to_contain_text("macro-F1 0.50 → 0.75 on 44; luck 1.2 %")
        await expect(quality.locator(".uplot")).to_have_count(3)
        await expect(quality.locator("svg.reliability")).to_have_count(len(Aspect))
        await expect(quality).to_contain_text("fewer than 50 say nothing")
        await quality.get_by_role("button", name="Region").click()
        await expect(quality.locator("svg.intervals")).to_contain_text("Not known")
        for summary in await quality.locator("details.alt > summary").all():
            await summary.click()
        await expect(quality.get_by_role("table")).to_have_count(4)
        await expect(quality.get_by_role("row").filter(has_text=model)).to_have_count(1)

        # A file that was altered is not used, and whoever looks is told.
        (models / version / "urgency.npz").write_bytes(b"no weights")
        await page.reload()
        await expect(quality.get_by_role("alert")).to_contain_text("is not the file")
        await expect(quality).to_contain_text("the package’s own weights")
    ready = await asyncio.to_thread(ready_of, desk)
    assert version in ready
    (models / CURRENT).unlink()


async def test_an_agent_is_not_offered_the_page(desk: Desk, browser: Browser) -> None:
    async with enrolled_page(desk, browser, role=Role.AGENT) as page:
        await page.get_by_role("link", name="All tickets").wait_for()
        await expect(page.get_by_role("link", name="Reading quality")).to_have_count(0)
    async with enrolled_page(desk, browser, role=Role.AUDITOR) as page:
        await expect(page.get_by_role("link", name="Reading quality")).to_be_visible()


def ready_of(desk: Desk) -> str:
    with urlopen(f"{desk.origin}/readyz") as answer:
        return str(answer.read().decode())
