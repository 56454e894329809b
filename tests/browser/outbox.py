"""What a desk without a relay wrote, as its customers would read it."""

from __future__ import annotations

import asyncio
import email
import re
from email.message import EmailMessage
from email.policy import default

from playwright.async_api import Page

from tests.browser.chromium import enrol
from tests.desk import Desk, letter

WITHIN = 60.0  # the worker of a desk just started still loads its models


async def mail_to(desk: Desk, address: str, *, holding: str) -> EmailMessage:
    """Wait for the mail to this address that has these words."""
    async with asyncio.timeout(WITHIN):
        while True:
            for path in (desk.home / "outbox").glob("*.eml"):
                mail = email.message_from_bytes(
                    path.read_bytes(), EmailMessage, policy=default
                )
                if address in str(mail["To"]) and holding in words_of(mail):
                    return mail
            await asyncio.sleep(0.05)


def words_of(mail: EmailMessage) -> str:
    """The plain text of a mail."""
    body = mail.get_body(("plain",))
    return str(body.get_content()) if body else ""


async def become_customer(desk: Desk, who: str) -> str:
    """Write a first mail and wait for its receipt; gives the address it came from."""
    await asyncio.to_thread(
        desk.send, letter(who, "A question first", "Are you open today?")
    )
    address = f"c{who}@shop.example"
    await mail_to(desk, address, holding="received")
    return address


async def enter_portal(page: Page, desk: Desk, address: str) -> None:
    """Ask for the link of one's own pages, and open it from the mail."""
    await page.goto(f"{desk.origin}/portal")
    await page.locator("input[type=email]").fill(address)
    await page.keyboard.press("Enter")
    await page.get_by_role("status").filter(has_text=address).wait_for()
    mail = await mail_to(desk, address, holding="/enrol#")
    found = re.search(r"http\S+/enrol#\S+", words_of(mail))
    assert found
    await enrol(page, found[0])
    await page.wait_for_url(f"{desk.origin}/portal**")
