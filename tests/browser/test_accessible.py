"""Every page, in both languages, both themes, wide and narrow: readable by everyone."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from auth.enrol import invite, link
from auth.verdict import Role
from tests.browser.axe import look_at
from tests.browser.chromium import enrol, link_for, open_page
from tests.browser.rows import row_of
from tests.browser.sample import FRIDGE, SampleDay
from tests.browser.test_ticket import drop
from tests.desk import Desk

pytestmark = pytest.mark.xdist_group("sample day")

PROOFS = Path(__file__).parents[1] / "ledger/samples"


@dataclass(frozen=True)
class Look:
    language: str
    dark: bool
    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.language}-{'dark' if self.dark else 'light'}-{self.width}"


# Every pair of language, theme and width, in half of all combinations.
LOOKS = (
    Look("en", False, 1280, 860),
    Look("zh", True, 1280, 860),
    Look("en", True, 390, 844),
    Look("zh", False, 390, 844),
)
every_look = pytest.mark.parametrize("look", LOOKS, ids=str)


@pytest.fixture
def desk(sample_day: SampleDay) -> Desk:
    """A desk with the sample day on it."""
    return sample_day.desk


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
