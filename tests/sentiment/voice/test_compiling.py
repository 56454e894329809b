"""Where numba keeps what it compiles for hearing voices, and what if it can nowhere."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import numpy as np
import pytest
from numpy.typing import NDArray

from sentiment.voice import __main__ as compiling
from sentiment.voice import frames


class Unkept:
    """librosa, as it loads where numba may write to none of its own places."""

    __file__ = __file__

    @property
    def yin(self) -> Callable[..., NDArray[np.float64]]:
        if not numba.config.CACHE_DIR:
            raise RuntimeError("cannot cache function: no locator available")
        return lambda sound, **_: np.zeros(len(sound))


@pytest.fixture
def unkept(monkeypatch: pytest.MonkeyPatch) -> Any:
    frames._yin.cache_clear()
    monkeypatch.setitem(sys.modules, "librosa", Unkept())
    monkeypatch.setattr(numba.config, "CACHE_DIR", "")
    monkeypatch.setattr(compiling, "warm", lambda: None)
    yield
    shutil.rmtree(numba.config.CACHE_DIR)
    frames._yin.cache_clear()


def test_where_nothing_can_be_kept_voices_are_heard_all_the_same(unkept: None):
    assert len(frames._yin()(np.zeros(800)))
    # What lies there is executed, so that nobody else may write to it.
    assert Path(numba.config.CACHE_DIR).stat().st_mode & 0o777 == 0o700


def test_where_nothing_can_be_kept_compiling_ahead_says_so(
    unkept: None, capsys: pytest.CaptureFixture[str]
):
    assert compiling.main() == 1
    assert "may write neither" in capsys.readouterr().err
