"""The sample day: an empty desk plays it, and everyone can read the pages it fills."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.async_api import Browser, Page, expect

from auth.enrol import invite, link
from auth.verdict import Role
from tests.browser.axe import look_at
from tests.browser.chromium import enrol, enrolled_page, link_for, open_page
from tests.browser.looks import LOOKS, Look
from tests.browser.rows import row_of
from tests.browser.test_ticket import drop
from tests.desk import Desk, running_desk

FRIDGE = "Vaccine fridge alarming again, stock at risk"
ENDS_WITHIN = 120_000  # milliseconds
DOCS = Path(__file__).parents[2] / "docs"
PROOFS = Path(__file__).parents[1] / "ledger/samples"
SIZE = (1440, 900)
LARGEST = 500_000

every_look = pytest.mark.parametrize("look", LOOKS, ids=str)


@dataclass(frozen=True)
class SampleDay:
    """The desk, and the text of each row that the list held when the day was over."""

    desk: Desk
    rows: tuple[str, ...]


async def play(desk: Desk, browser: Browser) -> SampleDay:
    """Press the button that an empty desk offers, and look on until the day is over."""
    async with enrolled_page(desk, browser) as page:
        await page.get_by_test_id("demo").click()
        await expect(page.get_by_text("The sample day is playing").first).to_be_visible()
        over = page.get_by_text("The sample day is over")
        await expect(over).to_be_visible(timeout=ENDS_WITHIN)
        return SampleDay(desk, tuple(await page.get_by_test_id("row").all_inner_texts()))


@pytest.fixture(scope="module")
async def sample_day(browser: Browser) -> AsyncIterator[SampleDay]:
    """Played once, for it takes as long as its calls do; each test leaves it as it is."""
    async with running_desk() as started:
        yield await play(started, browser)


@pytest.fixture
def desk(sample_day: SampleDay) -> Desk:
    """The desk with the sample day on it."""
    return sample_day.desk


async def test_the_button_of_an_empty_desk_plays_the_day_and_tickets_appear(
    sample_day: SampleDay, browser: Browser
) -> None:
    for subject in (FRIDGE, "冷藏箱温度报警，疫苗今晚前要转移"):
        assert any(subject in row for row in sample_day.rows), sample_day.rows
    desk = sample_day.desk
    async with enrolled_page(desk, browser) as page:
        await page.goto(f"{desk.origin}/#calls")
        await expect(page.locator("a.call-row")).to_have_count(2)
        # The day plays calls faster than they were spoken; what was said counts.
        strained = page.locator("a.call-row").filter(has_text="0:36")
        await expect(strained).to_contain_text("0:24")
        await page.goto(f"{desk.origin}/#escalated")
        await expect(page.get_by_test_id("row").first).to_be_visible()


async def test_the_workspace_of_the_sample_day_makes_the_picture_of_the_readme(
    desk: Desk, browser: Browser, tmp_path: Path
) -> None:
    where = DOCS if os.environ.get("PICTURES") else tmp_path
    width, height = SIZE
    async with enrolled_page(
        *(desk, browser),
        role=Role.AGENT,
        name="Robin Vale",
        width=width,
        height=height,
    ) as page:
        await row_of(page, FRIDGE).click()
        await page.locator("#conversation mark").first.wait_for()
        await page.locator("#reply").fill(
            "I am sorry, Ms Ashworth. A technician is on the way with a spare cabinet,"
            " and I will call you before 10:00 tomorrow."
        )
        await expect(page.get_by_test_id("send")).to_contain_text("Send and seal")
        await page.mouse.move(0, 0)
        await page.screenshot(path=tmp_path / "shot.png")
    path = where / "workspace.png"
    with Image.open(tmp_path / "shot.png") as shot:
        # A page has few colours: a palette keeps it sharp at a third of the size.
        shot.convert("RGB").quantize(256).save(path, optimize=True)
    with Image.open(path) as picture:
        assert picture.size == SIZE
        assert len(picture.convert("RGB").getcolors(SIZE[0] * SIZE[1]) or ()) > 50
    assert path.stat().st_size < LARGEST


@every_look
async def test_the_workspace_is_accessible(
    desk: Desk, browser: Browser, look: Look
) -> None:
    async with open_page(browser, **asdict(look)) as page:
        await page.goto(await link_for(desk, Role.ADMIN, "Robin Vale"))
        await page.get_by_test_id("enrol").wait_for()
        await look_at(page)
        await page.get_by_test_id("enrol").click()
        await page.locator("img.qr").wait_for()
        await look_at(page)
        await page.get_by_test_id("later").click()
        rows = page.get_by_test_id("row")
        await rows.first.wait_for()
        await look_at(page)
        await row_of(page, FRIDGE).click()
        await page.locator("#conversation mark").first.wait_for()
        await page.locator("#reply").fill("I will call you before 10:00 tomorrow.")
        await expect(page.get_by_test_id("send")).to_be_enabled()
        await look_at(page)
        await page.goto(f"{desk.origin}/#calls")
        await page.locator("a.call-row").first.click()
        await page.get_by_test_id("strain").wait_for()
        await look_at(page)
        for view in ("team", "dead", "quality"):
            await page.goto(f"{desk.origin}/#{view}")
            await page.locator("#list.wide").wait_for()
            await look_at(page)


@every_look
async def test_the_portal_is_accessible(desk: Desk, browser: Browser, look: Look) -> None:
    async with open_page(browser, **asdict(look)) as page:
        await page.goto(f"{desk.origin}/portal")
        await page.locator("input[type=email]").wait_for()
        await look_at(page)
        await enrol(page, await link_of_caller(desk))
        await page.locator(".req-link").first.wait_for()
        await look_at(page)
        await page.locator(".req-link").filter(has_text="The controller shows").click()
        await page.locator(".exchange").wait_for()
        await look_at(page)
        for place in ("promised", "agreed", "erase"):
            await page.goto(f"{desk.origin}/portal#/{place}")
            await page.locator("main h1").wait_for()
            await look_at(page)
        await page.goto(f"{desk.origin}/portal#/promised")
        await page.locator(".prom-box + .hstack button").nth(1).click()
        await page.get_by_role("dialog").wait_for()
        await look_at(page)
        await home(page, desk)
        await page.locator(".callnow a").last.click()
        await page.locator("#subject").wait_for()
        await look_at(page)
        await home(page, desk)
        await page.locator(".callnow a").first.click()
        await page.get_by_role("switch").first.wait_for()
        await look_at(page)


@every_look
async def test_the_auditors_page_is_accessible(
    desk: Desk, browser: Browser, look: Look
) -> None:
    async with open_page(browser, **asdict(look)) as page:
        await page.goto(f"{desk.origin}/verify")
        await page.get_by_role("heading", level=1).wait_for()
        await look_at(page)
        for name in (
            *("good-ticket.proof", "good-everything.proof", "bad-leaf-changed.proof"),
            *("kept.receipt", "two-of-three.policy"),
        ):
            await drop(page, name, (PROOFS / name).read_bytes())
            if not name.endswith(".policy"):
                await page.locator("article.result").filter(has_text=name).wait_for()
            await look_at(page)
        await page.goto(f"{desk.origin}/verify#log")
        await page.locator(".plot canvas").first.wait_for()
        await look_at(page)
        for place in ("lookup", "self"):
            await page.goto(f"{desk.origin}/verify#{place}")
            await page.locator(".card:visible").first.wait_for()
            await look_at(page)


async def home(page: Page, desk: Desk) -> None:
    await page.goto(f"{desk.origin}/portal")
    await page.locator(".callnow").wait_for()


async def link_of_caller(desk: Desk) -> str:
    """A new link for the customer of the sample day who has a device."""
    async with desk.db() as found:
        db: Any = found
        org = await db.fetchval("select id from organisation")
        caller = await db.fetchval("select id from account where role = 'customer'")
        return link(desk.origin, await invite(db, org, caller, now=datetime.now(UTC)))
