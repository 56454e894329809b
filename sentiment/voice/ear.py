"""Strain in a caller's voice, second by second, while they are still speaking."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from sentiment.signal import Strain
from sentiment.voice.features import Features, features
from sentiment.voice.frames import COLUMNS, HOP, PITCH, RATE, Rows, Sound, frames
from sentiment.voice.score import Weights, index, load

WINDOW = 4  # seconds that one judgement looks back on
BASELINE = 7.0  # voiced seconds after which the caller's usual voice is known
HOLD = 3  # seconds of speech in a row above the line that make an alarm
SMOOTH = 0.5  # share of the new second in the smoothed strain
SPOKE = 0.1  # voiced seconds without which a second says nothing new

# Languages of the recordings that the index was checked against; see CARD.md.
VALIDATED = frozenset({"en", "de"})

_FRAMES = RATE // HOP


@dataclass(frozen=True, slots=True)
class Point:
    """Strain 0..100 after one second in which the caller spoke.

    ``second`` counts from the start of the sound to the end of that second. ``voiced``
    is how much of it was voice. ``alarm_at`` is the second of the alarm, once it rang.
    """

    second: float
    strain: float
    voiced: float
    alarm_at: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Ear:
    """Everything that listening to one voice remembers: plain values, small, picklable.

    ``line`` is the strain that makes an alarm when it is held for ``HOLD`` seconds of
    speech. ``held`` is the highest strain that was held so long: at or above the line
    exactly when there was an alarm.
    """

    line: float
    weights: Weights
    rate: int = 0
    sound: Sound = field(default_factory=lambda: np.zeros(0, np.int16))
    rows: Rows = field(default_factory=lambda: np.zeros((0, COLUMNS), np.float32))
    second: int = 0
    voiced: float = 0.0
    usual: Features | None = None
    so_far: tuple[Features, ...] = ()
    smoothed: float | None = None
    latest: tuple[float, ...] = ()
    held: float = 0.0
    alarm_at: float | None = None


def open_ear(line: float = 70.0, weights: Weights | None = None) -> Ear:
    """An ear that has heard nothing yet."""
    return Ear(line, weights or load())


def hear(ear: Ear, pcm: Sound, rate: int) -> tuple[Ear, list[Point]]:
    """Listen to the next piece of the caller's sound, 16-bit mono.

    Pure, and blind to how the sound was cut into pieces: the points of a call are the
    same for any pieces. There is a point for each second in which the caller spoke, none
    for silence, for keys pressed or for a clipped line. ``rate`` must be 8,000 to 48,000
    and stay the same (ValueError).
    """
    if not 8000 <= rate <= 48_000 or rate != (ear.rate or rate):
        raise ValueError(f"cannot listen at {rate} samples a second")
    if not ear.rate:  # a second of silence, so that the first second has one before it
        ear = replace(ear, rate=rate, sound=np.zeros(rate, np.int16))
    sound = np.concatenate((ear.sound, np.asarray(pcm, np.int16)))
    points = []
    whole = len(sound) // rate - 1
    for at in range(whole):
        piece = sound[at * rate : (at + 2) * rate]
        ear, point = judge_second(ear, frames(piece, rate, lead=1))
        points += [point] if point else []
    return replace(ear, sound=sound[whole * rate :].copy()), points


def judge_second(ear: Ear, rows: Rows) -> tuple[Ear, Point | None]:
    """Go on by one second of frames, of which the last ``WINDOW`` seconds are kept."""
    second = ear.second + 1
    voiced = float((~np.isnan(rows[:, PITCH])).sum()) / _FRAMES
    kept = np.concatenate((ear.rows, rows))[-WINDOW * _FRAMES :]
    ear = replace(ear, second=second, rows=kept, voiced=ear.voiced + voiced)
    voice = features(kept) if voiced >= SPOKE else None
    if voice is None:
        return ear, None
    ear = _know(ear, voice)
    logit = ear.weights.alone(voice)
    if ear.usual is not None:  # one who was upset from the start has an upset usual voice
        logit = max(logit, ear.weights.against(voice, ear.usual))
    before = ear.smoothed if ear.smoothed is not None else logit
    smoothed = before + SMOOTH * (logit - before)
    latest = (*ear.latest, index(smoothed))[-HOLD:]
    held = max(ear.held, min(latest)) if len(latest) == HOLD else ear.held
    alarm_at = ear.alarm_at
    if alarm_at is None and held >= ear.line:
        alarm_at = float(second)
    ear = replace(ear, smoothed=smoothed, latest=latest, held=held, alarm_at=alarm_at)
    return ear, Point(float(second), round(latest[-1], 1), round(voiced, 2), alarm_at)


def _know(ear: Ear, voice: Features) -> Ear:
    """Gather the caller's usual voice until enough of it was heard; then keep it."""
    if ear.usual is not None:
        return ear
    so_far = (*ear.so_far, voice)
    if ear.voiced < BASELINE:
        return replace(ear, so_far=so_far)
    return replace(ear, so_far=(), usual=np.mean(so_far, axis=0))


def strain(ear: Ear, language: str, track: tuple[tuple[float, float], ...] = ()) -> Strain:
    """What was heard so far, for a signal; ``track`` is kept elsewhere: it is long."""
    usual = ear.usual
    return Strain(
        index=round(ear.held, 1),
        alarm_at=ear.alarm_at,
        baseline=None if usual is None else round(index(ear.weights.alone(usual)), 1),
        voiced_seconds=round(ear.voiced, 1),
        validated=language in VALIDATED,
        track=track,
    )
