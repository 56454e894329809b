"""The suggested opening: put where the cursor is, never as markup, never sent."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from tests.browser.axe import look_at
from tests.browser.chromium import enrolled_page
from tests.browser.rows import row_of
from tests.desk import Desk, letter

MARKUP = '<img src="x" onerror="document.title=\'taken\'"><b>bold</b>'


@pytest.mark.parametrize(
    ("language", "subject", "body", "says"),
    [
        (
            "en",
            "Charged twice, again",
            "I am furious! You charged me twice and nobody gives me my money back.",
            "It is your money",
        ),
        (
            "zh",
            "又被多扣钱了",
            "太气人了！你们重复扣款，钱到现在都不退，简直是骗子，我非常愤怒。",
            "这是您的钱",
        ),
    ],
)
async def test_an_opening_goes_into_the_draft_on_one_key_and_no_further(
    desk: Desk, browser: Browser, language: str, subject: str, body: str, says: str
) -> None:
    name = f"Opener {language}"
    async with enrolled_page(desk, browser, name=name, language=language) as page:
        await asyncio.to_thread(desk.send, letter(f"open-{language}", subject, body))
        await row_of(page, subject).click()
        card = page.get_by_test_id("opening")
        await expect(card).to_contain_text(says)
        field = page.locator("#reply")
        await field.fill("AB")
        await field.press("ArrowLeft")
        await page.keyboard.press("Alt+1")
        text = await field.input_value()
        assert text.startswith("A")
        assert text.endswith("B")
        assert says in text
        await expect(card).to_have_count(0)
        await page.keyboard.press("Control+z")
        assert await field.input_value() == "AB"
        await expect(page.locator("#conversation .msg-ours")).to_have_count(0)


async def test_when_to_use_it_is_told_in_the_agents_language_not_the_customers(
    desk: Desk, browser: Browser
) -> None:
    subject = "两次扣款，请退"
    body = "太气人了！你们重复扣款，钱到现在都不退，我非常愤怒。"
    async with enrolled_page(desk, browser, name="Opener abroad") as page:
        await asyncio.to_thread(desk.send, letter("open-abroad", subject, body))
        await row_of(page, subject).click()
        card = page.get_by_test_id("opening")
        await expect(card).to_contain_text("这是您的钱")
        await expect(card.locator("p.why")).to_contain_text("They are angry about money")
        await expect(card.locator("p.why")).to_have_attribute("lang", "en")


async def test_markup_in_library_or_mail_is_never_more_than_text(
    desk: Desk, browser: Browser
) -> None:
    async with enrolled_page(desk, browser, name="Librarian") as page:
        await page.goto(f"{desk.origin}/#openings")
        await page.get_by_test_id("add-opening").click()
        await page.locator("#opening-when-en").fill(f"Angry about parking {MARKUP}")
        await page.locator("#opening-words-en").fill(f"Parking words {MARKUP}")
        await (
            page.get_by_label("Angry", exact=True)
            .or_(page.get_by_label("angry", exact=True))
            .first.check()
        )
        await page.get_by_test_id("keep-opening").click()
        card = page.get_by_test_id("opening-card").filter(has_text="Parking words")
        await expect(card).to_contain_text(MARKUP)
        said = f"I am so angry. I am furious, this is outrageous! {MARKUP}"
        mail = letter("markup", f"Parking {MARKUP}", said)
        await asyncio.to_thread(desk.send, mail)
        await page.goto(f"{desk.origin}/#all")
        await row_of(page, f"Parking {MARKUP}").click()
        opening = page.get_by_test_id("opening")
        await expect(opening).to_be_visible()
        while MARKUP not in (await opening.inner_text()):
            await opening.get_by_role("button", name="Another one").click()
        await page.get_by_test_id("insert-opening").click()
        assert MARKUP in await page.locator("#reply").input_value()
        assert await page.locator("main img[src='x'], main b:text-is('bold')").count() == 0
        assert await page.title() != "taken"


async def test_an_administrator_switches_an_opening_off_and_restores_it(
    desk: Desk, browser: Browser
) -> None:
    async with enrolled_page(desk, browser, name="Keeper") as page:
        await page.goto(f"{desk.origin}/#openings")
        card = page.locator('[data-name="waited"]')
        await card.get_by_role("button", name="Switch off").click()
        await expect(card.get_by_text("off", exact=True)).to_be_visible()
        await card.get_by_role("button", name="Restore as shipped").click()
        await expect(card.get_by_role("button", name="Restore as shipped")).to_have_count(0)
        await expect(page.locator(".hist-wide")).to_contain_text("Switched off")
        await expect(page.locator(".hist-wide")).to_contain_text("Restored")


@dataclass(frozen=True)
class Own:
    """An opening of the desk's own, and what its page says of it in one language."""

    language: str
    other: str
    first: tuple[str, str]
    second: tuple[str, str]
    angry: str
    missing: str
    write: str
    switch: str
    complaint: tuple[str, str]


OWN = (
    Own(
        "en",
        "zh",
        ("They are angry about the lift.", "I know how annoying that lift is."),
        ("对方因电梯生气。", "电梯总是这样，换谁都会生气。"),
        "angry",
        "Not in Chinese",
        "Write it in Chinese",
        "中文",
        ("电梯又坏了", "我非常愤怒，太气人了！你们的电梯又停了，简直荒唐。"),
    ),
    Own(
        "zh",
        "en",
        ("对方因门铃生气。", "门铃总是这样，换谁都会生气。"),
        ("They are angry about the bell.", "I know how annoying that bell is."),
        "生气",
        "缺英文",
        "写英文内容",
        "English",
        ("The bell again", "I am furious, this is outrageous! Your bell rings all night."),
    ),
)


@pytest.mark.parametrize("own", OWN, ids=lambda own: own.language)
async def test_an_own_opening_is_written_in_the_other_language_later_and_offered_in_it(
    desk: Desk, browser: Browser, own: Own
) -> None:
    (when, words), (also_when, also_words) = own.first, own.second
    look = {"language": own.language, "width": 1440}
    async with desk.db() as found:
        # Three are suggested at most: those of other tests would come before this one.
        db: Any = found
        await db.execute("delete from opening")
    async with enrolled_page(desk, browser, name=f"Author {own.language}", **look) as page:
        await page.goto(f"{desk.origin}/#openings")
        await page.get_by_test_id("add-opening").click()
        keep = page.get_by_test_id("keep-opening")
        await expect(keep).to_be_disabled()
        await page.locator(f"#opening-when-{own.language}").fill(when)
        await page.locator(f"#opening-words-{own.language}").fill(words)
        await page.locator(f"#opening-when-{own.other}").fill("?")
        await expect(keep).to_be_disabled()  # half written in the other language
        await page.locator(f"#opening-when-{own.other}").fill("")
        await page.get_by_label(own.angry, exact=True).check()
        await look_at(page)
        await keep.click()
        card = page.get_by_test_id("opening-card").filter(has_text=when)
        await expect(card).to_contain_text(own.missing)

        # Among those of the other language it stands as missing.
        await page.get_by_role("button", name=own.switch, exact=True).click()
        await expect(card).to_contain_text(own.missing)
        await look_at(page)
        await card.get_by_role("button", name=own.write).click()
        form = page.get_by_test_id("writing-opening")
        await expect(form).to_contain_text(words)  # what it says already stands beside
        await expect(form.get_by_label(own.angry, exact=True)).to_be_checked()
        await page.locator(f"#opening-when-{own.other}").fill(also_when)
        await page.locator(f"#opening-words-{own.other}").fill(also_words)
        await form.get_by_test_id("keep-opening").click()
        also = page.get_by_test_id("opening-card").filter(has_text=also_when)
        await expect(also).to_be_visible()
        await expect(also).not_to_contain_text(own.missing)

        # The customer's language decides; when to use it is told in the agent's own.
        subject, body = own.complaint
        await asyncio.to_thread(desk.send, letter(f"own-{own.other}", subject, body))
        await page.goto(f"{desk.origin}/#all")
        await row_of(page, subject).click()
        opening = page.get_by_test_id("opening")
        await expect(opening).to_be_visible()
        next_one = opening.locator("button.btn-quiet").first
        for _ in range(2):
            if also_words not in (await opening.inner_text()):
                await next_one.click()
        await expect(opening).to_contain_text(also_words)
        await expect(opening.locator("p.why")).to_have_text(when)
