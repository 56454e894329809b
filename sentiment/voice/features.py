"""Ten things that a person can name about the last seconds of a voice."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sentiment.voice.frames import (
    BALANCE,
    CENTROID,
    HOP,
    LEVEL,
    PITCH,
    RATE,
    ROLLOFF,
    SPEECH,
    Rows,
)

Features = NDArray[np.float64]

NAMES = (
    "pitch",  # 80th percentile, semitones above 100 Hz
    "pitch_spread",  # 10th to 90th percentile, semitones
    "pitch_movement",  # mean absolute slope, semitones a second
    "brightness",  # spectral centroid, kHz
    "rolloff",  # 85 % of the energy lies below, kHz
    "balance",  # above 1 kHz against below, dB
    "level_spread",  # standard deviation, dB
    "level_movement",  # mean absolute slope, dB a second
    "syllables",  # peaks of the level, a second of speech
    "voiced_share",  # of the speech
)

ENOUGH = 25  # voiced frames (half a second) below which nothing is said
STRAY = 8.0  # semitones from the median: further off, yin took a harmonic for the pitch
_STEP = HOP / RATE


def features(rows: Rows) -> Features | None:
    """The ten features of a window, in the order of ``NAMES``; None with too little voice.

    None depends on how loud the line is: gain differs from telephone to telephone.
    """
    speech = rows[:, SPEECH] > 0
    voiced = ~np.isnan(rows[:, PITCH])
    if voiced.any():
        usual = np.median(rows[voiced, PITCH])
        voiced &= np.abs(np.nan_to_num(rows[:, PITCH]) - usual) < STRAY
    if voiced.sum() < ENOUGH:
        return None
    pitch = rows[voiced, PITCH].astype(np.float64)
    level = rows[:, LEVEL].astype(np.float64)
    beside = voiced[1:] & voiced[:-1]
    spoken = speech[1:] & speech[:-1]
    low, high = np.percentile(pitch, (10, 90))
    return np.array(
        [
            np.percentile(pitch, 80),
            high - low,
            _mean(np.abs(np.diff(rows[:, PITCH].astype(np.float64)))[beside]) / _STEP,
            rows[voiced, CENTROID].mean() / 1000,
            rows[voiced, ROLLOFF].mean() / 1000,
            rows[voiced, BALANCE].mean(),
            level[speech].std(),
            _mean(np.abs(np.diff(level))[spoken]) / _STEP,
            _syllables(level, speech),
            voiced.sum() / speech.sum(),
        ]
    )


def _mean(values: NDArray[np.float64]) -> float:
    return float(values.mean()) if len(values) else 0.0


def _syllables(level: NDArray[np.float64], speech: NDArray[np.bool_]) -> float:
    """Peaks of the smoothed level that stand out by 2 dB, for each second of speech."""
    from scipy.signal import find_peaks

    smooth = np.convolve(level, np.ones(3) / 3, "same")
    peaks, _ = find_peaks(smooth, prominence=2.0)
    return float(speech[peaks].sum() / (speech.sum() * _STEP))
