"""The pitch is librosa's, to the last bit, without what librosa needs to find it."""

from __future__ import annotations

import subprocess
import sys

import librosa
import numpy as np
import pytest
from numpy.typing import NDArray

from sentiment.voice.frames import HOP, RATE, WINDOW, _mel
from sentiment.voice.pitch import HIGHEST, LOWEST, pitch
from sentiment.voice.synthesis import calm, rising
from tests.desk import ROOT

SECOND = np.arange(RATE) / RATE

SOUNDS = {
    "calm": calm(20, 1, RATE) / 32768,
    "rising": rising(32, 2, 16.0, RATE) / 32768,
    "noise": np.random.default_rng(3).normal(0, 0.1, 4 * RATE),
    "chirp": np.sin(2 * np.pi * (60 * SECOND + 250 * SECOND**2)),
    "two tones": np.sin(2 * np.pi * 110 * SECOND) + np.sin(2 * np.pi * 171 * SECOND),
    "silence": np.zeros(RATE),
    "constant": np.full(RATE, 0.3),
}


def windows(sound: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.lib.stride_tricks.sliding_window_view(sound, WINDOW)[::HOP]


@pytest.mark.parametrize("name", SOUNDS)
def test_the_pitch_is_librosas_to_the_last_bit(name: str) -> None:
    known = librosa.yin(
        SOUNDS[name],
        fmin=LOWEST,
        fmax=HIGHEST,
        sr=RATE,
        frame_length=WINDOW,
        hop_length=HOP,
        center=False,
    )
    np.testing.assert_array_equal(pitch(windows(SOUNDS[name]), RATE), known)


@pytest.mark.parametrize("hertz", [80.0, 123.4, 220.0, 401.5])
def test_the_pitch_of_a_tone_is_its_frequency(hertz: float) -> None:
    found = pitch(windows(np.sin(2 * np.pi * hertz * SECOND)), RATE)
    np.testing.assert_allclose(found, hertz, rtol=0.02)


def test_the_bands_are_librosas_to_the_last_bit() -> None:
    known = librosa.filters.mel(sr=RATE, n_fft=WINDOW, n_mels=24, fmin=250, fmax=3500)
    np.testing.assert_array_equal(_mel(), known.T)


def test_listening_loads_no_compiler() -> None:
    # It took the first start of a desk half a minute, before which no mail became a ticket.
    program = (
        "import sys, sentiment.voice; sentiment.voice.warm();"
        "print({'numba', 'librosa', 'llvmlite'} & set(sys.modules))"
    )
    said = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == "set()"
