"""Things that can be named about the last seconds of a voice, in numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sentiment.voice.frames import (
    BALANCE,
    CENTROID,
    CEPSTRUM,
    CLIPPED,
    FLUX,
    HARMONY,
    HOP,
    LEVEL,
    PITCH,
    RATE,
    SAID,
    SPEECH,
    Rows,
)

Features = NDArray[np.float64]

NAMES = (
    "pitch",  # 80th percentile, semitones above 100 Hz
    "pitch_spread",  # 10th to 90th percentile, semitones
    "brightness",  # spectral centroid, kHz
    "balance",  # above 1 kHz against below, dB
    "harmony",  # mean share that repeats itself at its pitch
    "level_spread",  # standard deviation of the level of speech, dB
    "energy_spread",  # standard deviation of cepstral term 0 of the voiced part
    "flux_spread",  # standard deviation of the change of colour from frame to frame
    "tilt_movement",  # mean absolute change of cepstral term 1, a frame
    "shape_movement",  # mean absolute change of cepstral term 4, a frame
    "loud_shape_3",  # mean cepstral term 3 of the loudest three tenths
    "shape_5",  # mean cepstral term 5, and so on
    "shape_6_spread",
    "shape_7",
    "shape_11",
    "syllables",  # peaks of the level, a second of speech
    "voiced_share",  # of the speech
)

ENOUGH = 15  # voiced frames (0.3 s) below which nothing is said
STRAY = 8.0  # semitones from the median: further off, yin took a harmonic for the pitch
SURE = 50  # voiced frames from which strays are believed to be a second voice
TWO_VOICES = 0.25  # more than this share so far off is somebody else: nothing is said
_STEP = HOP / RATE


def features(rows: Rows) -> Features | None:
    """The features of a window, in the order of ``NAMES``.

    None with too little voice in it, with much of it clipped, and where a second voice
    speaks as well: nobody can tell whose strain it would be. Nothing depends on how loud
    the line is: gain differs from telephone to telephone.
    """
    speech = rows[:, SPEECH] == SAID
    if (rows[:, SPEECH] == CLIPPED).sum() > speech.sum() / 2:
        return None
    voiced = ~np.isnan(rows[:, PITCH])
    heard = int(voiced.sum())
    if heard:
        usual = np.median(rows[voiced, PITCH])
        voiced &= np.abs(np.nan_to_num(rows[:, PITCH]) - usual) < STRAY
    if voiced.sum() < ENOUGH or (heard >= SURE and voiced.sum() < (1 - TWO_VOICES) * heard):
        return None
    pitch = rows[voiced, PITCH].astype(np.float64)
    level = rows[:, LEVEL].astype(np.float64)
    shape = rows[:, CEPSTRUM:].astype(np.float64)
    own, moved = shape[voiced], np.abs(np.diff(shape[voiced], axis=0)).mean(axis=0)
    loudest = rows[voiced, LEVEL] >= np.percentile(rows[voiced, LEVEL], 70)
    low, high = np.percentile(pitch, (10, 90))
    return np.array(
        [
            np.percentile(pitch, 80),
            high - low,
            rows[voiced, CENTROID].mean() / 1000,
            rows[voiced, BALANCE].mean(),
            rows[voiced, HARMONY].mean(),
            level[speech].std(),
            own[:, 0].std(),
            rows[speech, FLUX].std(),
            moved[1],
            moved[4],
            own[loudest, 3].mean(),
            own[:, 5].mean(),
            own[:, 6].std(),
            own[:, 7].mean(),
            own[:, 11].mean(),
            _syllables(level, speech),
            voiced.sum() / speech.sum(),
        ]
    )


def _syllables(level: NDArray[np.float64], speech: NDArray[np.bool_]) -> float:
    """Peaks of the smoothed level that stand out by 2 dB, for each second of speech."""
    from scipy.signal import find_peaks

    smooth = np.convolve(level, np.ones(3) / 3, "same")
    peaks, _ = find_peaks(smooth, prominence=2.0)
    return float(speech[peaks].sum() / (speech.sum() * _STEP))
