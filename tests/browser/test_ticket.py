"""An agent's whole way: link, mail, ticket, promise, reply, resolution, proof, check."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from auth.verdict import Role
from tests.browser.chromium import enrol, link_for, open_page
from tests.browser.outbox import mail_to
from tests.browser.rows import row_of
from tests.desk import Desk, letter


@dataclass(frozen=True)
class Words:
    language: str
    subject: str
    body: str
    marked: str
    reply: str
    send_and_seal: str
    sealed: str
    resolved: str
    verified: str
    promised: str
    refused: str


WORDS = (
    Words(
        "en",
        "Nobody on our ward can log in",
        "Since this morning nobody on our ward can log in to the monitoring portal."
        " Please restore access before 17:00 tomorrow or we must throw away vaccines.",
        "before 17:00 tomorrow",
        "I am sorry. I will call you before 10:00 tomorrow.",
        "Send and seal",
        "Sent and sealed",
        "Resolved",
        "Verified",
        "A first reply was promised",
        "Not verified",
    ),
    Words(
        "zh",
        "冷藏箱温度报警",
        "你好，我们诊所的冷藏箱从早上开始一直报警，温度已经到 11 度。"
        "明晚八点前必须修好，否则疫苗全部报废。",
        "明晚八点前",
        "非常抱歉。我们明天上午十点前给您回电。",
        "发送并封存",
        "已发送并封存",
        "已解决",
        "核对通过",
        "首次回复",
        "核对未通过",
    ),
)


@pytest.mark.parametrize("words", WORDS, ids=lambda words: words.language)
async def test_a_mail_is_worked_to_resolution_and_its_proof_verified(
    desk: Desk, browser: Browser, words: Words, tmp_path: Path
) -> None:
    assert desk.link
    first = words.language == "en"
    one_time = desk.link if first else await link_for(desk, Role.AGENT, "陈静")
    async with open_page(browser, language=words.language, width=1440) as page:
        await enrol(page, one_time)

        # The list is open before the mail is sent.
        mail = letter(words.language, words.subject, words.body)
        await asyncio.to_thread(desk.send, mail)
        row = row_of(page, words.subject)
        await row.click()
        ticket = page.locator("#ticket")
        await expect(
            ticket.get_by_role("heading", name=words.subject).first
        ).to_be_visible()
        marks = page.locator("#conversation mark")
        await expect(marks.filter(has_text=words.marked).first).to_be_visible()

        await page.locator("#reply").fill(words.reply)
        send = page.get_by_test_id("send")
        await expect(send).to_contain_text(words.send_and_seal)
        await page.get_by_test_id("then").select_option("resolved")
        await send.click()
        await expect(page.get_by_text(words.sealed, exact=True)).to_be_visible()
        state = ticket.locator(".bar").get_by_role("button", name=words.resolved)
        await expect(state).to_be_visible()
        await expect(page.locator("#conversation")).to_contain_text(words.reply)

        # First reply, resolution and what the agent wrote: each sealed, each with a proof.
        await expect(page.get_by_test_id("proof")).to_have_count(3)
        async with page.expect_download() as started:
            await page.get_by_test_id("proof-of-ticket").click()
        proof = tmp_path / "ticket.proof"
        await (await started.value).save_as(proof)

        await page.goto(f"{desk.origin}/verify")
        result = page.locator("article.result").first
        await drop(page, "ticket.proof", proof.read_bytes())
        await expect(result).to_contain_text(words.verified)
        await expect(result).to_contain_text(words.promised)
        await drop(page, "changed.proof", changed(proof.read_bytes()))
        await expect(result).to_contain_text(words.refused)
        await expect(result).to_contain_text("changed.proof")

    customer = f"c{words.language}@shop.example"
    reply = await mail_to(desk, customer, holding=words.reply)
    assert reply["Subject"].startswith("Re: ")
    assert reply["In-Reply-To"] == mail["Message-ID"]


def changed(proof: bytes) -> bytes:
    """The proof with one bit of its middle turned."""
    middle = len(proof) // 2
    while not chr(proof[middle]).isalnum():
        middle += 1
    return proof[:middle] + bytes([proof[middle] ^ 1]) + proof[middle + 1 :]


async def drop(page: Page, name: str, data: bytes) -> None:
    """Drop a file on the page, as from a file manager."""
    files = await page.evaluate_handle(
        """([name, text]) => {
            const data = new DataTransfer();
            data.items.add(new File([text], name));
            return data;
        }""",
        [name, data.decode()],
    )
    await page.dispatch_event("main", "drop", {"dataTransfer": files})
