"""Listening to a recording: what a live call would have shown, and the whole of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sentiment.voice.ear import HOLD, VALIDATED, judge_second, open_ear
from sentiment.voice.features import SURE, features
from sentiment.voice.frames import (
    CLIPPED,
    HOP,
    KEYS,
    MUSIC,
    PITCH,
    RATE,
    SPEECH,
    Rows,
    Sound,
    frames,
)
from sentiment.voice.score import index

LONGEST = 4 * 3600  # seconds of a recording that are listened to
CHANNELS = 32
_KEPT = 60 * RATE // HOP  # voiced frames that "the whole" looks at: the first minute

_NOTES = {CLIPPED: "clipping", KEYS: "keys pressed", MUSIC: "music"}


class BadRecording(ValueError):
    """The file cannot be listened to; the message says why."""


@dataclass(frozen=True, slots=True)
class Recording:
    """What was heard in a file.

    ``index`` is the highest strain that was held for three seconds of speech, against the
    caller's own usual voice once that is known; where there is less speech than that, the
    strain of all of it. ``absolute`` is the strain of all of it, compared with other
    people's voices. Both are 0..100, None where too little is said. ``track`` is (second,
    strain). ``notes`` name what was left out.
    """

    seconds: float
    voiced_seconds: float
    index: float | None
    absolute: float | None
    track: tuple[tuple[float, float], ...]
    alarm_at: float | None
    validated: bool
    notes: tuple[str, ...]


def hear_file(path: Path, *, language: str = "und", line: float = 70.0) -> Recording:
    """Listen to a sound file of any format that libsndfile reads, all channels together.

    Takes memory for a minute of speech, however long it is, and stops after four hours.
    Raises BadRecording for what is no sound, is broken, has too many channels, or is
    sampled too slowly or too fast.
    """
    ear, points = open_ear(line), []
    samples, rate, kept = 0, RATE, 0
    spoken: list[Rows] = []
    left_out = dict.fromkeys(_NOTES, 0)
    before: Sound | None = None
    for piece, rate in _seconds(path):
        samples += len(piece)
        second = np.concatenate((piece, np.zeros(rate - len(piece), np.int16)))
        lead = np.zeros(rate, np.int16) if before is None else before
        rows = frames(np.concatenate((lead, second)), rate, lead=1)
        ear, point = judge_second(ear, rows)
        points += [point] if point else []
        for what in left_out:
            left_out[what] += int((rows[:, SPEECH] == what).sum())
        if kept < _KEPT:
            spoken.append(rows)
            kept += int((~np.isnan(rows[:, PITCH])).sum())
        before = second
    voice = features(np.concatenate(spoken)) if kept else None
    absolute = None if voice is None else round(index(ear.weights.alone(voice)), 1)
    notes = [_NOTES[what] for what, count in left_out.items() if count * HOP >= RATE]
    if absolute is None:
        notes.insert(0, _why_not_compared(kept))
    if samples >= LONGEST * rate:
        notes.append("only the beginning was heard")
    return Recording(
        seconds=round(samples / rate, 3),
        voiced_seconds=round(ear.voiced, 2),
        index=round(ear.held, 1) if len(ear.latest) == HOLD else absolute,
        absolute=absolute,
        track=tuple((p.second, p.strain) for p in points),
        alarm_at=ear.alarm_at,
        validated=language in VALIDATED,
        notes=tuple(notes),
    )


def _why_not_compared(voiced: int) -> str:
    if voiced >= SURE:  # of two people, say, or of one who is calm and then cries out
        return "too varied to compare with other voices"
    return "not enough speech" if voiced else "no speech"


def _seconds(path: Path) -> Iterator[tuple[Sound, int]]:
    import soundfile

    try:
        if path.is_dir():
            raise BadRecording("a folder")
        with soundfile.SoundFile(os.fsencode(path)) as file:
            rate = int(file.samplerate)
            if not 8000 <= rate <= 48_000:
                raise BadRecording(
                    f"sampled {rate:,} times a second; 8,000 to 48,000 is heard"
                )
            if file.channels > CHANNELS:
                raise BadRecording(
                    f"has {file.channels} channels; at most {CHANNELS} are heard"
                )
            for number, block in enumerate(
                file.blocks(rate, dtype="float32", always_2d=True)
            ):
                if number >= LONGEST:
                    return
                yield _whole(block), rate
    except (soundfile.LibsndfileError, OSError, RuntimeError) as error:
        if not path.exists():
            raise BadRecording("there is no such file") from error
        if path.stat().st_size == 0:
            raise BadRecording("empty") from error
        told = error.error_string if isinstance(error, soundfile.LibsndfileError) else error
        raise BadRecording(f"cannot be read as sound: {told}") from error


def _whole(block: NDArray[np.float32]) -> Sound:
    """All channels together as 16-bit numbers; what is no number is silence."""
    mono = np.nan_to_num(block, posinf=0.0, neginf=0.0).mean(axis=1, dtype=np.float64)
    pcm: Sound = np.clip(mono * 32768, -32768, 32767).astype(np.int16)
    return pcm
