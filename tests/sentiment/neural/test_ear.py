"""The ear: what it learned is what it says, and only the pieces asked for are looked at."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sentiment.training.student import ear as teaching
from sentiment.training.student.texts import Rows
from sentiment.words.neural.ear import Ear, ear, save
from sentiment.words.neural.encoder import encoder

WIDTH = 384
TABLE = np.random.default_rng(0).normal(size=(9, WIDTH)).astype(np.float32)
GOOD, BAD = 4, 5


def lines() -> tuple[Rows, np.ndarray]:
    order = np.random.default_rng(1)
    rows, truth = [], []
    for number in range(300):
        row = order.integers(6, 9, size=order.integers(3, 9))
        row[order.integers(len(row))] = (GOOD, BAD)[number % 2]
        rows.append([0, *row.tolist(), 2])
        truth.append([number % 2, 1 - number % 2])
    return Rows(rows), np.array(truth, dtype=float)


def test_an_ear_learns_which_piece_tells_and_says_so_from_eight_bits(tmp_path: Path):
    rows, truth = lines()
    *_, made = teaching.learn(TABLE, rows, truth, np.ones(2))
    save(tmp_path / "ear.npz", made)
    kept = ear(tmp_path / "ear.npz")
    for said in ([0, GOOD, 6, 7, 2], [0, 8, 6, GOOD, 2], [0, 7, BAD, 2], [0, BAD, 2]):
        whole, rounded = made.logits(TABLE[said]), kept.logits(TABLE[said])
        assert np.allclose(whole, rounded, atol=0.2)
        assert (rounded[0] > rounded[1]) == (BAD in said)


def test_what_was_learned_is_what_is_said():
    import torch

    torch.manual_seed(0)
    often = np.full(35, 0.1)
    made = teaching._untaught(WIDTH, often).train(False)
    centre, spread = TABLE.mean(axis=0), TABLE.std(axis=0) + 0.5
    plain = teaching._plain(made, centre, spread)
    said = TABLE[[0, 4, 6, 7, 2]]
    vectors = torch.zeros(1, 9, WIDTH)  # padded
    vectors[0, :5] = torch.tensor((said - centre) / spread)
    real = torch.arange(9)[None] < 5
    with torch.inference_mode():
        wanted = teaching._say(made, vectors, real)[0].numpy()
    assert np.allclose(plain.logits(said), wanted, atol=1e-4)


@given(st.integers(6, 80), st.integers(0, 1000))
@settings(deadline=None, max_examples=20)
def test_what_is_far_from_the_pieces_that_are_looked_at_is_not_heard(
    pieces: int, seed: int
):
    """The shipped ear: two neighbours on each side are heard, no more."""
    network = encoder()
    assert network is not None
    order = np.random.default_rng(seed)
    ids = order.integers(5, len(network.table), size=pieces)
    inside = np.zeros(pieces, dtype=bool)
    inside[:3] = True
    shipped: Ear = ear()
    before = shipped.logits(network.vectors(ids), inside)
    every = shipped.logits(network.vectors(ids[:3]), np.ones(3, dtype=bool))
    assert np.allclose(every, shipped.logits(network.vectors(ids[:3])), atol=1e-4)
    ids[5:] = order.integers(5, len(network.table), size=pieces - 5)
    assert np.allclose(shipped.logits(network.vectors(ids), inside), before, atol=1e-4)
    assert len(before) == sum(len(labels) for labels in network.heads.values())
