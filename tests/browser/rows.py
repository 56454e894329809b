"""The row of one ticket in the list, on a desk that other tests write to as well."""

from __future__ import annotations

from playwright.async_api import Locator, Page


def row_of(page: Page, subject: str) -> Locator:
    """The row whose subject is exactly this: another's subject may begin alike."""
    said = page.get_by_text(subject, exact=True)
    return page.get_by_test_id("row").filter(has=said)
