"""A job that failed for good is seen in the web, and done from there."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from playwright.async_api import Browser, expect
from uuid6 import uuid7

from intake.contact import Channel
from intake.raw import keep
from server.database.queue import enqueue
from tests.browser.chromium import enrolled_page
from tests.browser.rows import row_of
from tests.desk import Desk, letter

MOVE = "update raw_contact set id = $2 where id = $1"


async def test_a_failed_job_is_listed_and_done_once_what_it_missed_is_there(
    desk: Desk, browser: Browser
) -> None:
    missing = uuid7()
    async with enrolled_page(desk, browser) as page:
        await page.goto(f"{desk.origin}/#dead")
        await expect(page.get_by_role("heading", name="Nothing failed")).to_be_visible()
        async with desk.db() as db:
            await enqueue(db, "read-contact", {"raw_id": str(missing)})  # type: ignore[arg-type]
        # Three attempts, the last ten seconds after the second.
        held = page.get_by_role("article").filter(has_text=str(missing))
        await expect(held).to_be_visible(timeout=45_000)
        await expect(held).to_contain_text("Reading what came in")
        await expect(held).to_contain_text("3 tries")
        await expect(page.get_by_role("link", name="Dead letters")).to_contain_text("1")

        await bring(desk, missing)
        await held.get_by_role("button", name="Try again").click()
        await expect(page.get_by_role("heading", name="Nothing failed")).to_be_visible()
        await page.goto(f"{desk.origin}/#all")
        row = row_of(page, "It was lost for a while")
        await expect(row).to_be_visible()


async def bring(desk: Desk, missing: UUID) -> None:
    """Store the mail that the job was about."""
    mail = letter("late", "It was lost for a while", "Please send an invoice.")
    async with desk.db() as found:
        db: Any = found
        org = await db.fetchval("select id from organisation")
        kept = await keep(db, org, Channel.MAIL, mail.as_bytes(), {}, now=datetime.now(UTC))
        await db.execute(MOVE, kept, missing)
