"""A call whose voice grows strained raises its ticket while the caller still speaks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import soundfile
from playwright.async_api import Page, expect

from auth.verdict import Role
from sentiment.voice.synthesis import rising
from tests.browser.axe import look_at
from tests.browser.chromium import enrolled_page, open_browser, open_page
from tests.browser.outbox import become_customer, enter_portal
from tests.desk import Desk

RATE = 48_000  # what Chromium's fake microphone takes
ONSET = 14.0  # seconds of calm speech, from which the caller's own range is learnt


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A voice that is calm at first and strained from ``ONSET`` on."""
    path = tmp_path_factory.mktemp("voice") / "rising.wav"
    soundfile.write(path, rising(90.0, seed=5, onset=ONSET, rate=RATE), RATE)
    return path


async def test_strain_raises_the_ticket_while_the_call_is_on(
    desk: Desk, voice: Path
) -> None:
    address = await become_customer(desk, "caller")
    async with (
        open_browser(microphone=voice) as phone,
        open_browser() as browser,
        open_page(phone, width=390, height=844) as caller,
        enrolled_page(desk, browser, role=Role.AGENT, name="Mei Chen", width=1440) as agent,
    ):
        await enter_portal(caller, desk, address)
        await caller.get_by_role("link", name="Call now").click()
        for purpose in ("Record my calls", "Listen for strain in my voice"):
            await agree(caller, purpose)
        await caller.get_by_role("button", name="Start the call").click()
        hang_up = caller.get_by_role("button", name="Hang up")
        await expect(hang_up).to_be_visible()
        await expect(caller.get_by_text("This call is recorded")).to_be_visible()

        await agent.goto(f"{desk.origin}/#calls")
        await agent.locator("a.call-row").filter(has_text="Customer caller").click()
        curve = agent.get_by_test_id("strain")
        await expect(curve).to_be_visible()
        raised = agent.get_by_test_id("raised")
        await expect(raised).to_contain_text("Strain of the voice at", timeout=60_000)
        assert await live_calls(desk) == 1, "raised only once the call was over"
        await expect(hang_up).to_be_visible()
        assert int(await curve.get_attribute("data-points") or 0) > ONSET
        await expect(curve).to_have_attribute("aria-label", re.compile("Alarm at 0:"))

        say = agent.get_by_test_id("say")  # what helps to say, and why
        await expect(say).to_contain_text("Slow down")
        await expect(say).to_contain_text("voice strained")

        await raised.get_by_role("button", name="Undo").click()
        await expect(raised).to_have_count(0)

        await agent.get_by_test_id("answer").click()
        await expect(agent.get_by_text("You are on the line")).to_be_visible()
        await expect(caller.get_by_text("You are speaking with Mei Chen")).to_be_visible()
        # Both sides hear sound: the fake microphones speak and beep.
        await expect(
            caller.get_by_role("img", name=re.compile("Level Them: [1-9]"))
        ).to_be_visible()
        await expect(
            agent.get_by_role("img", name=re.compile("Caller: level [1-9]"))
        ).to_be_visible()

        for page in (agent, caller):
            await look_at(page)

        await hang_up.click()
        await expect(caller.get_by_text("Call ended after")).to_be_visible()
        await expect(agent.get_by_test_id("call")).to_have_count(0)
        await agent.get_by_role("button", name="Listen to the recording").click()
        await expect(agent.locator("#conversation audio")).to_be_visible()
        # Nothing was written down of what was said: the list claims no calm.
        await agent.goto(f"{desk.origin}/#all")
        called = (
            agent.get_by_test_id("row")
            .filter(has_text="Phone call")
            .filter(has_text="Customer caller")
        )
        await expect(called.get_by_role("img", name="No words to read yet")).to_be_visible()
        await expect(called.get_by_role("img", name="Calm")).to_have_count(0)
        await caller.get_by_role("link", name="See the request").click()
        await expect(caller.get_by_role("heading", level=1)).to_have_text("Phone call")
        assert await live_calls(desk) == 0


async def agree(page: Page, purpose: str) -> None:
    """Switch one consent on, for as long as is offered first."""
    await page.get_by_role("switch", name=purpose).click()
    await page.get_by_role("button", name="Agree until").click()
    await expect(page.get_by_role("switch", name=purpose)).to_be_checked()
    await expect(page.get_by_role("button", name="Agree until")).to_have_count(0)


async def live_calls(desk: Desk) -> int:
    """How many calls have begun and not ended, by the database."""
    async with desk.db() as db:
        found = await db.fetchval("select count(*) from call where ended_at is null")  # type: ignore[attr-defined]
    return int(found)
