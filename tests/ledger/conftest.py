"""Keys and a chain process for the ledger's tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger import Keys
from ledger.keys import load
from tests.ledger.foundry import Anvil
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


@pytest.fixture
def make_anvil(tmp_path: Path) -> Iterator[Callable[..., Anvil]]:
    """Starts nodes of their own chains, which are gone at the end."""
    made: list[Anvil] = []

    def make(**how: Any) -> Anvil:
        made.append(Anvil(tmp_path / f"anvil-{len(made)}", **how))
        made[-1].start()
        return made[-1]

    yield make
    for one in made:
        one.kill()
