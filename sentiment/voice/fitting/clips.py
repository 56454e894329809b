"""Labelled recordings as calls: one speaker's calm clips first, then what is asked for."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sentiment.voice.ear import BASELINE, Ear, judge_second
from sentiment.voice.features import Features, features
from sentiment.voice.frames import HOP, PITCH, RATE, Rows, frames

CALM = frozenset({"neutral", "calm", "boredom"})
DISTRESS = frozenset({"anger", "fear"})
AROUSED = frozenset({"happy", "surprise"})

_SECOND = RATE // HOP


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """One recording: who speaks, how, and its frames in whole seconds."""

    corpus: str
    speaker: str
    emotion: str
    rows: Rows
    voice: Features | None

    @property
    def voiced(self) -> float:
        """Seconds of it that are voiced."""
        return float((~np.isnan(self.rows[:, PITCH])).sum()) / _SECOND


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """What became of one call that changes its tone at ``onset`` (seconds)."""

    onset: float
    end: float
    ear: Ear

    @property
    def delay(self) -> float | None:
        """Seconds from the onset to the alarm; None without one or if it came before."""
        at = self.ear.alarm_at
        return None if at is None or at <= self.onset else at - self.onset


def read_clips(folders: Iterable[Path]) -> list[Clip]:
    """Read folders of sound files with labels.csv (path, speaker, emotion among others).

    Raises FileNotFoundError for a folder without labels.
    """
    import soundfile

    found = []
    for folder in folders:
        with (folder / "labels.csv").open(newline="") as file:
            for label in csv.DictReader(file):
                sound, rate = soundfile.read(folder / label["path"], dtype="int16")
                after = np.zeros(-len(sound) % rate, np.int16)
                before = np.zeros(rate, np.int16)
                rows = frames(np.concatenate((before, sound, after)), rate, lead=1)
                who, how = label["speaker"], label["emotion"]
                found.append(Clip(folder.name, who, how, rows, features(rows)))
    return found


def call(ear: Ear, calm: Sequence[Clip], then: Sequence[Clip]) -> Heard | None:
    """Play calm clips until the baseline is known and a little longer, then the others.

    None if there are too few calm clips for a baseline. With ``then`` empty the call
    stays calm to its end, and its onset is where another call would have turned.
    """
    onset: float | None = None
    left = list(calm)
    enough = 0.0
    while left and onset is None:
        clip = left.pop(0)
        ear = _play(ear, clip)
        enough += clip.voiced
        if ear.usual is not None and enough >= BASELINE:
            onset = float(ear.second)
    if onset is None:
        return None
    for clip in then or left:
        ear = _play(ear, clip)
    return Heard(onset, float(ear.second), ear)


def _play(ear: Ear, clip: Clip) -> Ear:
    for at in range(0, len(clip.rows), _SECOND):
        ear, _ = judge_second(ear, clip.rows[at : at + _SECOND])
    return ear


def shuffled(clips: Iterable[Clip], how: frozenset[str], seed: int) -> list[Clip]:
    """The clips of those tones, in an order that the seed decides."""
    chosen = [clip for clip in clips if clip.emotion in how]
    order = np.random.default_rng(seed).permutation(len(chosen))
    return [chosen[i] for i in order]
