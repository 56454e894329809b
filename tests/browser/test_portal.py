"""A customer's own pages: writing with a picture, what was promised, agreed to and used."""

from __future__ import annotations

import io
import json
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from playwright.async_api import Browser, FilePayload, Route, expect

from auth.verdict import Role
from tests.browser.chromium import enrolled_page, open_page
from tests.browser.outbox import become_customer, enter_portal
from tests.browser.rows import row_of
from tests.browser.test_call import agree
from tests.desk import Desk

ANSWER = "A technician restarts it today."


async def test_a_customer_writes_reads_agrees_takes_proofs_and_all_data_away(
    desk: Desk, browser: Browser, tmp_path: Path
) -> None:
    address = await become_customer(desk, "portal")
    async with (
        open_page(browser, width=390, height=844) as page,
        enrolled_page(desk, browser, role=Role.AGENT, name="Mei Chen", width=1440) as agent,
    ):
        await enter_portal(page, desk, address)
        await page.get_by_role("link", name="Write", exact=True).click()
        await page.locator("#subject").fill("The controller shows an error")
        await page.locator("#text").fill("It shows this since noon. What does it mean?")
        picture = FilePayload(name="controller.png", mimeType="image/png", buffer=dialog())
        await page.locator("input[type=file]").set_input_files(picture)
        await expect(page.get_by_role("img", name="controller.png")).to_be_visible()
        await page.get_by_role("button", name="Send").click()
        request = page.get_by_role("article", name="The controller shows an error")
        await expect(request).to_contain_text("We promise a first reply by")
        await expect(request).to_contain_text("Sealed")

        row = row_of(agent, "The controller shows an error")
        await row.click()
        await expect(agent.locator("#conversation")).to_contain_text("compressor")
        await agent.locator("#reply").fill(ANSWER)
        await agent.get_by_test_id("send").click()
        await expect(agent.get_by_text("Sent", exact=True).first).to_be_visible()

        await request.get_by_role("link", name="The controller shows an error").click()
        await expect(page.get_by_role("listitem").filter(has_text=ANSWER)).to_be_visible()
        await expect(page.get_by_text("First reply by").first).to_contain_text("kept")
        async with page.expect_download() as started:
            await page.get_by_role("button", name="Download all proofs").click()
        kept = tmp_path / "request.proof"
        await (await started.value).save_as(kept)
        assert "kept" in verify(desk, kept)

        await page.get_by_role("link", name="Back").click()
        await agree(page, "Use my requests to improve the service")
        proof = page.get_by_role("button", name="Download the proof: Use my requests")
        async with page.expect_download() as started:
            await proof.click()
        consent = tmp_path / "consent.proof"
        await (await started.value).save_as(consent)
        assert "allowed improving the service" in verify(desk, consent)

        used = page.get_by_role("region", name="Who used my data")
        await expect(used).to_contain_text("read your message")
        await expect(used).to_contain_text("looked at your picture")
        async with page.expect_download() as started:
            await page.get_by_role("button", name="Download all my data").click()
        everything = tmp_path / "my-data.json"
        await (await started.value).save_as(everything)
        told = json.dumps(json.loads(everything.read_bytes()), ensure_ascii=False)
        assert address in told
        assert ANSWER in told
        assert "What does it mean?" in told
        assert "improve-service" in told


def verify(desk: Desk, proof: Path) -> str:
    """What the offline verifier says of a proof; it must accept it."""
    return desk.command("ledger", "verify", str(proof))


def dialog() -> bytes:
    """A picture of an error message; PNG."""
    picture = Image.new("RGB", (760, 220), "white")
    draw = ImageDraw.Draw(picture)
    text = "Error E-41: compressor restart failed"
    draw.text((40, 60), text, font=ImageFont.load_default(32), fill="black")
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


LOOKED_AT = "document.dispatchEvent(new Event('visibilitychange'))"


async def answered_late(route: Route) -> None:
    """Hand over what the desk has done only after the page was looked at again."""
    answer = await route.fetch()
    await route.request.frame.evaluate(LOOKED_AT)
    await route.fulfill(response=answer)


async def test_a_customer_chooses_what_a_proof_shows_and_deletes_everything(
    desk: Desk, browser: Browser, tmp_path: Path
) -> None:
    address = await become_customer(desk, "leaving")
    async with open_page(browser, width=390, height=844) as page:
        await enter_portal(page, desk, address)
        await page.get_by_role("link", name="All that we promised you").click()
        promise = page.get_by_text("We promise a first reply by").first
        await expect(promise).to_be_visible()

        async with page.expect_download() as started:
            await page.get_by_role("button", name="Download the receipt").first.click()
        receipt = tmp_path / "promise.receipt"
        await (await started.value).save_as(receipt)
        assert receipt.read_text().startswith("veridesk/receipt@v1\n")

        choose = page.get_by_role("button", name="Choose what the proof shows").first
        await choose.click()
        await page.get_by_role("radio", name="The times and what it is").check()
        async with page.expect_download() as started:
            await page.get_by_role("button", name="Save this proof").click()
        little = tmp_path / "promise.proof"
        await (await started.value).save_as(little)
        told = json.loads(desk.command("ledger", "verify", "--json", str(little)))
        (record,) = told["records"]
        assert record["fields"]["promise"] == "first-reply"
        assert {"subject", "ticket"} <= set(record["hidden"])

        await page.get_by_role("link", name="Back").click()
        await agree(page, "Record my calls")
        await page.get_by_role("link", name="All that I ever agreed to").click()
        shown = page.get_by_role("listitem").filter(has_text="You were shown")
        await expect(shown).to_contain_text("So that a call can be heard again.")

        await page.get_by_role("link", name="Back").click()
        await page.get_by_role("link", name="Delete my data").click()
        delete = page.get_by_role("button", name="Delete everything")
        await expect(delete).to_be_disabled()
        await page.locator("#confirm").fill("delete")
        # It looks for news in between and afterwards: it must not ask for what is gone.
        await page.route("**/api/portal/erasure", answered_late)
        await delete.click()
        await expect(
            page.get_by_role("heading", name="Your data was deleted")
        ).to_be_visible()
        await page.evaluate(LOOKED_AT)
        await page.wait_for_load_state("networkidle")
        await page.reload()
        await expect(page.locator("input[type=email]")).to_be_visible()
    # What was saved stays valid.
    desk.command("ledger", "verify", str(little))
