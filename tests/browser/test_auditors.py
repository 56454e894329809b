"""The auditors' pages, and the checker that opens from a disk without any desk."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from auth.verdict import Role
from tests.browser.axe import look_at
from tests.browser.chromium import enrol, link_for, open_page
from tests.browser.looks import LOOKS, Look
from tests.browser.outbox import become_customer
from tests.browser.test_ticket import drop
from tests.desk import Desk

SAMPLES = Path(__file__).parents[1] / "ledger/samples"
STATIC = Path(__file__).parents[2] / "ui/static"


# Why the sample whose value was changed is refused, to the letter.
NOT_SEALED = {
    "en": "record 5: “Deadline” is not what was sealed",
    "zh": "记录 5：“期限”不是封存时的值",
}
# How what a witness did is said, and that a receipt was as good as its word.
SIGNED = {"en": ", in your policy, signed", "zh": "，在您的策略中，"}
HONOURED = {"en": "Receipt honoured", "zh": "回执已履行"}
# Pieces of text with two English words in a row, but for what is code or quoted.
WORDS_OF_ENGLISH = """(main) => {
    const found = [];
    const texts = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const {data, parentElement} = texts.currentNode;
        const ours = data.replace(/“[^”]*”|C2SP tlog-policy/g, "");
        if (!parentElement.closest("code, .mono") && /[a-z]{2,} [a-z]{2,}/i.test(ours))
            found.push(data);
    }
    return found;
}"""


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


@pytest.fixture
def on_disk(tmp_path: Path) -> str:
    """The checker, alone in a folder of somebody's disk."""
    kept = tmp_path / "veridesk-verify.html"
    shutil.copyfile(STATIC / "verify-offline.html", kept)
    return kept.as_uri()


@pytest.mark.parametrize(
    "look",
    [look for look in LOOKS if look.width == 390 or look.language == "zh"],
    ids=str,
)
async def test_the_checker_opens_from_a_disk_and_asks_nobody(
    browser: Browser, on_disk: str, look: Look
) -> None:
    # Nothing may be asked for, not even what would be refused.
    asked: list[str] = []
    async with open_page(
        browser, language=look.language, width=look.width, height=844, dark=look.dark
    ) as page:
        page.on("request", lambda request: asked.append(request.url))
        await page.goto(on_disk)
        await page.get_by_role("heading", level=1).wait_for()
        await drop(page, "two-of-three.policy", sample("two-of-three.policy"))
        await drop(page, "good-everything.proof", sample("good-everything.proof"))
        good = page.locator("article.result").filter(has_text="good-everything.proof")
        reached = good.locator(".ladder > .is-reached")
        await expect(reached).to_have_count(2)
        await expect(good.locator("[data-raise]")).to_have_count(1)
        await expect(good.locator('[data-check="witnesses"]')).to_have_attribute(
            "data-state", "passed"
        )
        signed = good.locator(".ladder .said-by")
        await expect(signed).to_contain_text(SIGNED[look.language])
        if look.language == "zh":
            await expect(signed).not_to_contain_text(", ")
        await drop(page, "kept.receipt", sample("kept.receipt"))
        await expect(page.locator('[data-merged="in-time"]')).to_be_visible()
        await expect(page.get_by_text(HONOURED[look.language], exact=True)).to_be_visible()
        await page.locator("#known-policy").fill("")
        await drop(page, "bad-value-changed.proof", sample("bad-value-changed.proof"))
        bad = page.locator("article.result").filter(has_text="bad-value-changed.proof")
        await expect(bad).to_contain_text("bad-opening")
        await expect(bad).to_contain_text(NOT_SEALED[look.language])
        await look_at(page)
    assert asked == [on_disk]


async def test_all_that_is_said_goes_over_to_the_other_language(
    browser: Browser, on_disk: str
) -> None:
    async with open_page(browser) as page:
        await page.goto(on_disk)
        await drop(page, "bad-value-changed.proof", sample("bad-value-changed.proof"))
        bad = page.locator("article.result")
        await expect(bad).to_contain_text(NOT_SEALED["en"])
        await page.locator(".known > summary").click()
        await page.locator("#known-policy").fill("quorum all")
        said = page.locator("#known-policy-said")
        await expect(said).to_contain_text("line 1: “all” is not defined above")
        await page.get_by_role("button", name="中文").click()
        await expect(bad).to_contain_text(NOT_SEALED["zh"])
        await expect(said).to_contain_text("第 1 行：“all”在上文没有定义")
        english = await page.locator("main").evaluate(WORDS_OF_ENGLISH)
        assert english == []


async def test_the_checker_on_a_disk_agrees_with_the_command_on_every_sample(
    browser: Browser, on_disk: str
) -> None:
    index: list[Mapping[str, Any]] = json.loads(sample("index.json"))
    alone = [one for one in index if not (one["key"] or one["policy"] or one["seen"])]
    assert len(alone) > 60
    async with open_page(browser) as page:
        await page.goto(on_disk)
        await page.get_by_role("heading", level=1).wait_for()
        for one in alone:
            try:
                await drop(page, one["file"], sample(one["file"]))
            except UnicodeDecodeError:
                continue  # `drop` hands text over, and this is none
            result = page.locator("article.result").first
            if one["valid"]:
                await expect(result, one["file"]).to_have_class(re.compile("result-ok"))
                raised = result.locator("[data-raise]")
                await expect(raised).to_have_count(len(one["raise"]))
            else:
                await expect(result.locator("code").first).to_have_text(one["reason"])
            await result.get_by_role("button", name=f"Remove {one['file']}").click()


async def test_the_checker_is_saved_from_the_auditors_page(
    desk: Desk, browser: Browser, tmp_path: Path
) -> None:
    async with open_page(browser) as page:
        await page.goto(f"{desk.origin}/verify#self")
        async with page.expect_download() as started:
            await page.get_by_role("link", name="Save the offline checker").click()
        kept = tmp_path / "checker.html"
        await (await started.value).save_as(kept)
    text = kept.read_text()
    assert text == (STATIC / "verify-offline.html").read_text()
    assert "default-src 'none'; script-src 'sha256-" in text
    assert not re.search(r"<(script|link|img|iframe)[^>]+(src|href)=\"(?!data:)", text)
    assert "unsafe" not in text.partition("<style>")[0]


async def test_anybody_sees_the_log_and_checks_its_head_and_that_it_grew(
    desk: Desk, browser: Browser, tmp_path: Path
) -> None:
    await become_customer(desk, "auditors")
    async with open_page(browser) as page:
        # What is kept is what was checked, published already or not.
        await page.route("**/log/checkpoint", lambda route: route.abort())
        await page.goto(f"{desk.origin}/verify#log")
        await expect(page.locator('[data-signature="right"]')).to_have_count(2)
        await expect(page.get_by_role("img", name="the log grew to")).to_be_visible()
        async with page.expect_download() as started:
            await page.get_by_role("link", name="Keep this checkpoint").click()
        kept = tmp_path / "checkpoint.txt"
        await (await started.value).save_as(kept)

        await become_customer(desk, "auditors-later")
        await grown_beyond(desk, int(kept.read_text().splitlines()[1]))
        await page.reload()
        await page.get_by_role("link", name="Look up").click()
        await page.locator("#head-earlier").fill(kept.read_text())
        await page.get_by_role("button", name="Check", exact=True).click()
        await expect(page.get_by_text("only grew", exact=True)).to_be_visible()
        await page.locator("#head-earlier").fill(kept.read_text().replace("\n— ", "\n— x"))
        await page.get_by_role("button", name="Check", exact=True).click()
        await expect(page.get_by_text("not signed by this log")).to_be_visible()
        await page.get_by_role("button", name="中文").click()
        await expect(page.get_by_text("不是由本日志的密钥签名")).to_be_visible()


async def grown_beyond(desk: Desk, size: int) -> None:
    """Wait until a larger state of the log is published."""
    published = desk.home / "tlog"
    async with asyncio.timeout(30):
        while True:
            for path in published.glob("*/checkpoint"):
                if int(path.read_text().splitlines()[1]) > size:
                    return
            await asyncio.sleep(0.1)


async def test_a_reference_opens_what_it_names_and_a_number_alone_opens_nothing(
    desk: Desk, browser: Browser
) -> None:
    await become_customer(desk, "lookup")
    async with desk.db() as found:
        db: Any = found
        row = await db.fetchrow(
            "select p.id, t.number from promise p join ticket t on t.id = p.ticket_id"
            " order by p.made_at desc limit 1"
        )
    ref, number = str(row["id"]), str(row["number"])
    async with open_page(browser, refused="/api/log/search") as page:
        await page.goto(f"{desk.origin}/verify#lookup")
        await page.locator("#ticket").fill(number)
        await look_up(page)
        await expect(page.get_by_role("alert")).to_contain_text("By number alone")
        await page.locator("#what").fill(ref)
        await look_up(page)
        await expect(page.locator('[data-kind="promise.made"]').first).to_be_visible()
        await expect(page.locator(".answers code").filter(has_text=ref)).to_be_visible()
        await page.locator("#ticket").fill(str(int(number) + 1000))
        await look_up(page)
        await expect(page.get_by_role("alert")).to_contain_text("holds nothing")
        await page.locator("#what").fill("who are you")
        await look_up(page)
        await expect(page.get_by_role("alert")).to_contain_text("neither a receipt")


async def test_an_auditor_of_the_desk_looks_up_by_number_alone(
    desk: Desk, browser: Browser
) -> None:
    await become_customer(desk, "audited")
    async with desk.db() as found:
        db: Any = found
        number = await db.fetchval("select max(number) from ticket")
    async with open_page(browser) as page:
        await enrol(page, await link_for(desk, Role.AUDITOR, "Ada Moss"))
        await page.goto(f"{desk.origin}/verify#lookup")
        await page.locator("#ticket").fill(str(number))
        await look_up(page)
        await expect(page.locator('[data-kind="promise.made"]').first).to_be_visible()


async def look_up(page: Page) -> None:
    await page.get_by_role("button", name="Look up").click()
