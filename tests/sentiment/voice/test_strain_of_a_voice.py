"""Strain is heard in voices that the project makes, and in nothing that is no voice."""

from __future__ import annotations

import pickle
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sentiment.voice import Ear, Point, hear, open_ear, strain
from sentiment.voice.features import NAMES
from sentiment.voice.frames import Sound
from sentiment.voice.score import Weights, index, load, logit, write
from sentiment.voice.synthesis import CALM, calm, rising, speak

ONSET = 16.0


@cache
def listened(kind: str, seed: int, rate: int) -> tuple[Ear, list[Point]]:
    sound = calm(60, seed, rate) if kind == "calm" else rising(32, seed, ONSET, rate)
    return hear(open_ear(), sound, rate)


@pytest.mark.parametrize("rate", [8000, 16_000])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_calm_voice_never_alarms(seed: int, rate: int):
    ear, points = listened("calm", seed, rate)
    assert ear.alarm_at is None
    assert ear.voiced > 30
    assert len(points) > 50


@pytest.mark.parametrize("rate", [8000, 16_000])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_rising_voice_alarms_within_twelve_seconds(seed: int, rate: int):
    ear, points = listened("rising", seed, rate)
    assert ear.alarm_at is not None
    assert ONSET < ear.alarm_at <= ONSET + 12
    assert {p.alarm_at for p in points if p.second >= ear.alarm_at} == {ear.alarm_at}
    before = [p.strain for p in points if p.second < ONSET]
    after = [p.strain for p in points if p.second > ONSET + 6]
    assert np.mean(after) > np.mean(before) + 30


def test_it_alarms_exactly_when_strain_was_held_at_the_line():
    ear, _ = listened("rising", 1, 8000)
    sound = rising(32, 1, ONSET, 8000)
    for line in (ear.held - 0.5, ear.held + 0.5):
        again, _ = hear(open_ear(line), sound, 8000)
        assert (again.alarm_at is not None) is (again.held >= line)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(1, 40_000), max_size=6), st.sampled_from([8000, 16_000]))
def test_it_hears_the_same_however_the_sound_is_cut(cuts: list[int], rate: int):
    sound = rising(6, 4, 3, rate)
    _, whole = hear(open_ear(), sound, rate)
    ear, points = open_ear(), []
    for piece in np.split(sound, sorted(c % len(sound) for c in cuts)):
        ear = pickle.loads(pickle.dumps(ear))  # it travels between processes
        ear, heard = hear(ear, piece, rate)
        points += heard
    assert points == whole


def test_how_loud_the_line_is_makes_no_difference():
    sound = calm(20, 5, 8000)
    _, usual = hear(open_ear(), sound, 8000)
    _, quiet = hear(open_ear(), (sound // 6).astype(np.int16), 8000)
    assert abs(usual[-1].strain - quiet[-1].strain) < 15


def tones(*hertz: float, seconds: float = 6, rate: int = 8000) -> Sound:
    time = np.arange(int(seconds * rate)) / rate
    wave = sum(np.sin(2 * np.pi * f * time) for f in hertz)
    return (np.asarray(wave) / len(hertz) * 12_000).astype(np.int16)


def silence() -> Sound:
    return np.zeros(8 * 8000, np.int16)


def hiss() -> Sound:
    return np.random.default_rng(1).normal(0, 60, 8 * 8000).astype(np.int16)


def keys() -> Sound:
    pairs = ((697, 1209), (852, 1477), (941, 1336), (770, 1633))
    return np.concatenate([tones(a, b, seconds=1) for a, b in pairs])


def clipped() -> Sound:
    loud = calm(8, 1, 8000).astype(np.int32) * 60
    return np.clip(loud, -32768, 32767).astype(np.int16)


@pytest.mark.parametrize("sound", [silence, hiss, keys, clipped])
def test_what_is_no_clean_voice_gives_no_points(sound):
    ear, points = hear(open_ear(), sound(), 8000)
    assert points == []
    assert ear.alarm_at is None


def test_three_hours_of_silence_take_no_memory():
    ear, minute = open_ear(), np.zeros(60 * 8000, np.int16)
    sizes = set()
    for _ in range(180):
        ear, points = hear(ear, minute, 8000)
        assert points == []
        sizes.add(len(pickle.dumps(ear)))
    assert ear.second == 3 * 60 * 60
    assert max(sizes) < 40_000


def test_a_rate_that_changes_or_makes_no_sense_is_refused():
    ear, _ = hear(open_ear(), np.zeros(100, np.int16), 8000)
    for wrong in (16_000, 0, 7999, 96_000):
        with pytest.raises(ValueError, match="cannot listen"):
            hear(ear, np.zeros(100, np.int16), wrong)


def test_nobody_claims_to_understand_chinese_voices():
    ear, points = listened("rising", 1, 8000)
    track = tuple((p.second, p.strain) for p in points)
    heard = strain(ear, "en", track)
    assert heard.validated
    assert heard.alarm_at == ear.alarm_at
    assert heard.index >= 70
    assert heard.baseline is not None
    assert heard.track == track
    assert not strain(ear, "zh").validated


def test_the_coefficients_survive_their_file(tmp_path):
    weights = load()
    assert len(weights.by_itself) == len(weights.change) == len(NAMES)
    write(weights, tmp_path / "again.toml", "A comment\nof two lines.")
    assert load(tmp_path / "again.toml") == weights


@given(st.floats(0.001, 99.999))
def test_index_and_logit_undo_each_other(value: float):
    assert index(logit(value)) == pytest.approx(value)


def test_a_more_strained_feature_never_lowers_the_index():
    each = (1.0, *(0.0,) * (len(NAMES) - 1))
    weights = Weights(each, each, 0.0, 0.0)
    low, high = np.zeros(len(NAMES)), np.array(each)
    assert weights.alone(low) < weights.alone(high)
    assert weights.against(high, high) == weights.against(low, low)


def chords() -> Sound:
    triads = ((220, 277, 330), (247, 311, 370), (196, 247, 294), (220, 262, 330))
    return np.concatenate([tones(*triad, seconds=2) for triad in triads])


def test_hold_music_is_not_a_voice():
    ear, points = hear(open_ear(), chords(), 8000)
    assert points == []
    assert ear.voiced == 0


def test_two_people_talking_are_not_judged_as_one():
    low = speak([CALM] * 2, 10, 1, 8000)
    high = speak([replace(CALM, pitch=250)] * 2, 10, 2, 8000)
    turns = [
        (low if at % 2 == 0 else high)[at * 8000 : (at + 1) * 8000] for at in range(10)
    ]
    _, alone = hear(open_ear(), low, 8000)
    _, together = hear(open_ear(), np.concatenate(turns), 8000)
    assert len(together) < len(alone) / 2
