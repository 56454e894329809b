"""The picture of the README is a picture of the desk as it is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Browser, expect

from auth.verdict import Role
from tests.browser.chromium import enrolled_page
from tests.browser.rows import row_of
from tests.browser.sample import FRIDGE, SampleDay

DOCS = Path(__file__).parents[2] / "docs"
SIZE = (1440, 900)
LARGEST = 500_000

pytestmark = pytest.mark.xdist_group("sample day")


async def test_the_workspace_of_the_sample_day_makes_the_picture_of_the_readme(
    sample_day: SampleDay, browser: Browser, tmp_path: Path
) -> None:
    where = DOCS if os.environ.get("PICTURES") else tmp_path
    width, height = SIZE
    async with enrolled_page(
        *(sample_day.desk, browser),
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
