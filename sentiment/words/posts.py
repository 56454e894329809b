"""Whether a Chinese text reads like a post for everyone, or like a message to a desk."""

from __future__ import annotations

from functools import cache

import numpy as np

from sentiment.learned.weights import PACKAGE
from sentiment.words.linear import Grams, Head, load

_LEAST = 0.1  # a chance under which it counts as none, so that few texts cost more


@cache
def head() -> Head | None:
    """The head of one question; None where it was left out."""
    path = PACKAGE / "posts-zh.npz"
    return load(path) if path.is_file() else None


def posted(found: Grams) -> float:
    """How far to read it as a post, 0..1: mostly 0; always without the head.

    It is the chance that it is one, of which small ones count as none. People who post
    name their feelings as those do who labelled posts, customers as the project's own
    messages do. So it says which heads to believe (a mixture of experts; Jacobs et al.
    1991).
    """
    gate = head()
    if gate is None:
        return 0.0
    chance = float(1 / (1 + np.exp(-np.clip(gate.logits(found)[0], -30, 30))))
    return max(0.0, (chance - _LEAST) / (1 - _LEAST))
