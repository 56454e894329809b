"""The log that monitors are shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ledger.monitor.shown import Shown


@pytest.fixture
def shown(tmp_path: Path) -> Shown:
    return Shown(tmp_path / "log")
