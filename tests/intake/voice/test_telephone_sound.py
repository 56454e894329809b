"""µ-law, the step between 8 and 16 kHz, and chunks that come out of order."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from intake.voice.doors.twilio import InOrder
from intake.voice.ulaw import SILENCE, Step, decode, encode


@given(st.binary(max_size=500))
def test_what_was_decoded_encodes_to_the_same_sound(codes: bytes):
    sound = decode(codes)
    assert (decode(encode(sound)) == sound).all()


def test_every_sample_keeps_within_the_step_of_its_segment():
    sound = np.arange(-32768, 32768).astype(np.int16)
    back = decode(encode(sound)).astype(int)
    clipped = np.clip(sound.astype(int), -32124, 32124)
    assert (np.abs(back - clipped) <= 8 + np.abs(clipped) // 16).all()
    assert (np.diff(back) >= 0).all()


def test_known_codes_of_the_recommendation():
    known = {0x00: -32124, 0x80: 32124, 0x7F: 0, 0xFF: 0, 0x70: -120, 0xF0: 120}
    assert {code: int(decode(bytes([code]))[0]) for code in known} == known
    assert encode(np.zeros(1, np.int16)) == bytes([SILENCE])


@given(st.lists(st.integers(1, 700), min_size=1, max_size=8), st.booleans())
def test_the_step_does_not_mind_how_the_sound_is_cut(sizes: list[int], up: bool):
    wave = np.random.default_rng(1).normal(0, 5000, sum(sizes)).astype(np.int16)
    whole, piecewise = Step(up=up)(wave), Step(up=up)
    pieces = [piecewise(p) for p in np.split(wave, np.cumsum(sizes)[:-1])]
    assert (np.concatenate(pieces) == whole).all()


def test_a_tone_survives_going_up_and_down():
    tone = (np.sin(np.arange(8000) * 2 * np.pi * 1000 / 8000) * 10_000).astype(np.int16)
    doubled = Step(up=True)(tone)
    assert len(doubled) == 16_000
    back = Step(up=False)(doubled)
    assert abs(back[1000:].astype(float).std() / tone.std() - 1) < 0.02


@given(st.permutations(range(1, 21)))
def test_chunks_come_out_in_their_order(numbers: list[int]):
    order = InOrder()
    out = [c for n in numbers for c in order.take(n, bytes([n]))]
    assert out + list(order.rest()) == [bytes([n]) for n in range(1, 21)]


def test_a_lost_chunk_becomes_silence_and_a_late_one_is_dropped():
    order = InOrder()
    out = [c for n in range(2, 60) for c in order.take(n, b"\x01")]
    assert out[0] == bytes([SILENCE])
    assert len(out) == 59
    assert list(order.take(1, b"\x02")) == []
