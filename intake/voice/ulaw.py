"""G.711 µ-law, as telephones carry it, and the step between 8 and 16 kHz."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.int16]

SILENCE = 0xFF  # the code of zero
_BIAS, _CLIP = 132, 32_635


def _table() -> Sound:
    code = ~np.arange(256, dtype=np.uint8)
    size = (((code & 0x0F).astype(np.int32) << 3) + _BIAS) << ((code >> 4) & 7)
    return np.where(code & 0x80, _BIAS - size, size - _BIAS).astype(np.int16)


def decode(codes: bytes) -> Sound:
    """16-bit samples of µ-law codes (ITU-T G.711), exactly as audioop.ulaw2lin."""
    return _TABLE[np.frombuffer(codes, np.uint8)]


def encode(sound: Sound) -> bytes:
    """µ-law codes of 16-bit samples, exactly as audioop.lin2ulaw.

    ``decode(encode(decode(x))) == decode(x)`` for every x.
    """
    # audioop quantises to 14 bits first, rounding toward minus infinity.
    fourteen = sound.astype(np.int32) >> 2
    sign = np.where(fourteen < 0, 0x7F, 0xFF)
    size = np.minimum(np.abs(fourteen), _CLIP >> 2) + (_BIAS >> 2)
    segment = np.searchsorted(_SEGMENT_ENDS, size)
    low = (size >> (segment + 1)) & 0x0F
    code = np.where(segment >= 8, 0x7F, (segment << 4) | low)
    return bytes((code ^ sign).astype(np.uint8))


_TABLE = _table()
_SEGMENT_ENDS = np.array([0x3F, 0x7F, 0xFF, 0x1FF, 0x3FF, 0x7FF, 0xFFF, 0x1FFF])


class Step:
    """Doubles or halves the rate of a stream piece by piece, remembering its edge.

    A windowed sinc of 31 taps: nothing above the lower rate's 4 kHz passes.
    """

    def __init__(self, *, up: bool) -> None:
        taps = np.arange(31) - 15
        low = np.sinc(taps / 2) * np.hamming(31) / 2
        self._taps = low / low.sum() * (2 if up else 1)
        self._up = up
        self._edge = np.zeros(30)
        self._odd = 0

    def __call__(self, sound: Sound) -> Sound:
        """The next piece at the other rate."""
        wave = sound.astype(np.float64)
        if self._up:
            wave = np.stack((wave, np.zeros_like(wave)), axis=1).ravel()
        joined = np.concatenate((self._edge, wave))
        smooth = np.convolve(joined, self._taps, "valid")
        self._edge = joined[len(joined) - 30 :]
        if not self._up:
            taken = smooth[self._odd :: 2]
            self._odd = (self._odd + len(smooth)) % 2
            smooth = taken
        return np.clip(np.round(smooth), -32768, 32767).astype(np.int16)
