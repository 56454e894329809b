"""What is looked at counts, and what every piece says sums to what is said of the text."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sentiment.words.neural.glance import Glance
from sentiment.words.pressure import weighing

WIDTH = 384


def rows(pieces: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(pieces, WIDTH)).astype(np.float32)


@given(st.integers(1, 60), st.integers(0, 1000))
def test_looks_sum_to_one_and_parts_to_the_whole(pieces: int, seed: int) -> None:
    glance, states = weighing().glance, rows(pieces, seed)
    share, numbers = glance.see(states)
    assert np.isclose(share.sum(), 1, atol=1e-5)
    assert (share >= 0).all()
    assert np.allclose(share @ numbers, glance.seen(states), atol=1e-4)
    assert numbers.shape == (pieces, WIDTH + len(glance.look))


def test_a_piece_that_is_looked_at_is_not_averaged_away() -> None:
    inner = np.zeros((WIDTH, 1), dtype=np.float32)
    inner[0] = 1
    glance = Glance(inner, np.zeros(1, np.float32), np.array([20.0], np.float32))
    states = np.zeros((200, WIDTH), dtype=np.float32)
    states[120, 0] = 1
    share, _ = glance.see(states)
    assert share[120] > 0.99
