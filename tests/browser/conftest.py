"""One browser and one desk for all browser tests that need not be alone on it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, expect

from tests.browser.chromium import open_browser
from tests.desk import Desk, running_desk

# Machines that run tests are busy; what must be fast is measured in tests/bench.
expect.set_options(timeout=60_000)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium whose microphone beeps."""
    async with open_browser() as opened:
        yield opened


@pytest.fixture(scope="session")
async def desk() -> AsyncIterator[Desk]:
    """A running desk; what a test finds on it may be of another test."""
    async with running_desk() as started:
        yield started
