"""Speech-like sound made from nothing, for demonstrations and tests: it says no words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sentiment.voice.frames import Sound

Wave = NDArray[np.float64]

# Formants of five vowels in Hz (Peterson and Barney 1952, men), each with its bandwidth.
_VOWELS = (
    (730, 1090, 2440),
    (530, 1840, 2480),
    (270, 2290, 3010),
    (570, 840, 2410),
    (300, 870, 2240),
)
_WIDTHS = (80, 110, 160)
_SYLLABLES_A_BREATH = 9


@dataclass(frozen=True, slots=True)
class Manner:
    """How the voice speaks: pitch and its range, syllables a second, level, brightness.

    ``pitch`` is in Hz, ``swing`` in semitones up and down, ``loud`` 0..1 of full scale,
    ``bright`` 0..1 the share of sharp glottal pulses (a pressed voice) in the soft ones.
    """

    pitch: float
    swing: float
    tempo: float
    loud: float
    bright: float

    def toward(self, other: Manner, share: float) -> Manner:
        """The manner that lies that share (0..1) of the way to another one."""
        return Manner(
            *(
                a + (b - a) * share
                for a, b in zip(
                    (self.pitch, self.swing, self.tempo, self.loud, self.bright),
                    (other.pitch, other.swing, other.tempo, other.loud, other.bright),
                    strict=True,
                )
            )
        )


CALM = Manner(pitch=115, swing=1.6, tempo=3.6, loud=0.12, bright=0.05)
STRAINED = Manner(pitch=215, swing=4.0, tempo=5.4, loud=0.5, bright=0.9)


def calm(seconds: float, seed: int = 1, rate: int = 16_000) -> Sound:
    """A voice that stays as it is. The same arguments give the same samples."""
    return speak([CALM] * 2, seconds, seed, rate)


def rising(seconds: float, seed: int = 1, onset: float = 15.0, rate: int = 16_000) -> Sound:
    """A voice that is calm until ``onset`` and wholly strained four seconds later."""
    steps = np.arange(0, seconds + 1, 1.0)
    shares = np.clip((steps - onset) / 4, 0, 1)
    return speak([CALM.toward(STRAINED, float(s)) for s in shares], seconds, seed, rate)


def speak(course: list[Manner], seconds: float, seed: int, rate: int) -> Sound:
    """Syllables in breaths with pauses between, in manners evenly spread over the time."""
    draw = np.random.default_rng(seed)
    total = int(seconds * rate)
    wave = draw.normal(0, 0.0005, total + rate)  # a line is never quite silent
    at, said = 0.3, 0
    vowels: list[tuple[int, ...]] = []
    while at < seconds:
        where = min(at / seconds, 1.0) * (len(course) - 1)
        low = min(int(where), len(course) - 2)
        manner = course[low].toward(course[low + 1], where - low)
        length = float(draw.uniform(0.75, 1.25)) / manner.tempo
        if not vowels:  # each as often as the others, so that the mean colour is steady
            vowels = [_VOWELS[i] for i in draw.permutation(len(_VOWELS))]
        piece = _syllable(manner, vowels.pop(), length * 0.92, draw, rate)
        begin = int(at * rate)
        piece = piece[: len(wave) - begin]
        wave[begin : begin + len(piece)] += piece
        at, said = at + length, said + 1
        if said % _SYLLABLES_A_BREATH == 0:
            at += float(draw.uniform(0.25, 0.55))
    return (np.clip(wave[:total], -1, 1) * 32767).astype(np.int16)


def _syllable(
    manner: Manner,
    vowel: tuple[int, ...],
    length: float,
    draw: np.random.Generator,
    rate: int,
) -> Wave:
    """A consonant's breath of noise and a vowel that glides, with a rounded level."""
    count = int(length * rate)
    time = np.linspace(0, 1, count)
    start, end = draw.uniform(-1, 1, 2) * manner.swing
    pitch = manner.pitch * 2 ** ((start + (end - start) * time) / 12)
    phase = np.cumsum(pitch) / rate + draw.uniform()
    voice = _resonate(_glottis(phase, manner.bright, draw), vowel, rate)
    voice *= np.sin(np.pi * np.minimum(time * 1.15, 1)) ** 0.6
    noise = draw.normal(0, 1, count) * np.exp(-(((time - 0.04) / 0.05) ** 2))
    loud = manner.loud * float(draw.uniform(0.9, 1.1))
    sound: Wave = loud * (voice / (np.abs(voice).max() + 1e-9) + 0.06 * noise)
    return sound


def _glottis(phase: Wave, bright: float, draw: np.random.Generator) -> Wave:
    """Pulses: a soft one is nearly a sine, a sharp one closes within a tenth of its period.

    Closing quickly is what gives a pressed voice its high harmonics (Fant 1960).
    """
    turn = phase % 1
    soft = np.sin(np.pi * turn) ** 2
    sharp = np.where(turn < 0.4, turn / 0.4, np.exp(-(turn - 0.4) / 0.03))
    breath = draw.normal(0, 0.01, len(phase))
    pulse: Wave = np.diff((1 - bright) * soft + bright * sharp, prepend=0.0) + breath * 0.05
    return pulse


def _resonate(source: Wave, vowel: tuple[int, ...], rate: int) -> Wave:
    """The source through one resonance after another (a cascade, as in Klatt 1980)."""
    from scipy.signal import lfilter

    for formant, width in zip(vowel, _WIDTHS, strict=True):
        if formant >= rate / 2:
            continue
        radius = np.exp(-np.pi * width / rate)
        turn = 2 * np.pi * formant / rate
        source = lfilter([1 - radius], [1, -2 * radius * np.cos(turn), radius**2], source)
    shaped: Wave = source
    return shaped
