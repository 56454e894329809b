"""Which pieces of a text are looked at: half a sentence of danger must not be averaged."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Glance:
    """A small network that every piece passes by itself.

    ``inner`` (width x n) and ``bias`` make n features of a piece, whose product with
    ``look`` tells how much it is looked at (Bahdanau, Cho and Bengio 2015).
    """

    inner: Array
    bias: Array
    look: Array

    def see(self, rows: Array) -> tuple[Array, Array]:
        """What each piece counts (sums to one), and its numbers with its features.

        ``rows`` has a row a piece. What a linear head says of the text is therefore the
        sum of what it says of the pieces.
        """
        features = np.maximum(rows @ self.inner + self.bias, 0)
        wanted = features @ self.look
        power = np.exp(wanted - wanted.max())
        return power / power.sum(), np.hstack([rows, features])

    def seen(self, rows: Array) -> Array:
        """What is seen of the text as a whole: one row."""
        share, numbers = self.see(rows)
        found: Array = share @ numbers
        return found
