"""The caller's own voice as the measure, an absolute score beside it, and what is kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from sentiment.voice import hear, open_ear, strain
from sentiment.voice.ear import BASELINE, WINDOW
from sentiment.voice.file import hear_file
from sentiment.voice.frames import HOP, RATE
from sentiment.voice.score import load
from sentiment.voice.synthesis import CALM, STRAINED, calm, speak


def test_the_usual_voice_is_known_after_seven_voiced_seconds_and_not_before():
    ear, sound = open_ear(), calm(30, 1, 8000)
    for at in range(30):
        ear, _ = hear(ear, sound[at * 8000 : (at + 1) * 8000], 8000)
        assert (ear.usual is not None) is (ear.voiced >= BASELINE)
        assert (strain(ear, "en").baseline is not None) is (ear.usual is not None)
    assert ear.usual is not None


def test_what_follows_does_not_move_the_usual_voice():
    ear, _ = hear(open_ear(), calm(20, 1, 8000), 8000)
    later, _ = hear(ear, speak([STRAINED] * 2, 10, 2, 8000), 8000)
    assert ear.usual is not None
    assert np.array_equal(later.usual, ear.usual)


def test_who_is_upset_from_the_start_is_heard_by_the_absolute_score():
    sound = speak([STRAINED] * 6, 24, 3, 8000)
    ear, _ = hear(open_ear(), sound, 8000)
    assert ear.usual is not None
    assert ear.alarm_at is not None
    deaf = replace(load(), absolute=-50.0)  # the own voice as the only measure
    alone, _ = hear(open_ear(weights=deaf), sound, 8000)
    assert alone.alarm_at is None


@settings(max_examples=10, deadline=None)
@given(st.integers(1, 60))
def test_no_more_than_a_window_is_kept_and_a_point_comes_each_second(seconds: int):
    ear, points = hear(open_ear(), calm(seconds, 2, 8000), 8000)
    assert len(ear.rows) <= WINDOW * RATE // HOP
    assert len(ear.sound) <= 2 * 8000
    assert all(point.second == int(point.second) for point in points)
    assert [p.second for p in points] == sorted({p.second for p in points})


def test_a_word_is_not_enough_speech_to_be_judged(tmp_path: Path):
    word = np.zeros(4 * 8000, np.int16)
    spoken = speak([CALM] * 2, 2, 1, 8000)
    word[8000 : 8000 + 2000] = spoken[4000:6000]
    soundfile.write(tmp_path / "word.wav", word, 8000)
    heard = hear_file(tmp_path / "word.wav")
    assert heard.index is heard.absolute is None
    assert heard.notes in (("not enough speech",), ("no speech",))
    assert heard.alarm_at is None


def test_clipping_keys_and_music_are_named(tmp_path: Path):
    time = np.arange(4 * 8000) / 8000
    pair = (np.sin(2 * np.pi * 697 * time) + np.sin(2 * np.pi * 1209 * time)) * 6000
    chord = sum(np.sin(2 * np.pi * hertz * time) for hertz in (220, 277, 330)) * 4000
    loud = np.clip(calm(4, 1, 8000).astype(np.int32) * 60, -32768, 32767)
    for name, sound in (("keys pressed", pair), ("music", chord), ("clipping", loud)):
        path = tmp_path / f"{name}.wav"
        soundfile.write(path, sound.astype(np.int16), 8000)
        heard = hear_file(path)
        assert name in heard.notes
        assert heard.alarm_at is None
