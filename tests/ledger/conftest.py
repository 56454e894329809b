"""Keys and a chain process for the ledger's tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger import Keys
from ledger.keys import load
from tests.ledger.scene import ChainProcess


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return load(tmp_path_factory.mktemp("home") / "keys")


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[ChainProcess]:
    running = ChainProcess(tmp_path)
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture
def operator(chain: ChainProcess) -> Keys:
    """The keys of the home that the chain process runs on."""
    return load(chain.home / "keys")
