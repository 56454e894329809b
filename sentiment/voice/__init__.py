"""How strained a voice sounds: arousal, never which feeling."""

from sentiment.voice.ear import Ear, Point, hear, open_ear, strain
from sentiment.voice.track import strain_of_track

__all__ = ["Ear", "Point", "hear", "open_ear", "strain", "strain_of_track", "warm"]


def warm() -> None:
    """Pay for the imports and the first call (seconds) before a caller waits for them."""
    import numpy as np

    noise = np.random.default_rng(1).normal(0, 3000, 16_000).astype(np.int16)
    hear(open_ear(), noise, 8000)
