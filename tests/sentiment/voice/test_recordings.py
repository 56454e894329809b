"""Recordings are listened to from the terminal: any length, any format, broken ones too."""

from __future__ import annotations

import json
import resource
from pathlib import Path

import numpy as np
import pytest
import soundfile

from sentiment.__main__ import main
from sentiment.voice.file import BadRecording, hear_file
from sentiment.voice.synthesis import calm, rising


def recorded(folder: Path, name: str, sound: np.ndarray, rate: int = 8000) -> Path:
    path = folder / name
    soundfile.write(path, sound, rate)
    return path


def test_a_call_is_told_line_by_line_as_it_would_have_been_live(tmp_path, capsys):
    path = recorded(tmp_path, "call.flac", rising(32, 1, 16.0, 8000))
    assert main(["listen", str(path), "--json", "--language", "en"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["seconds"] == 32
    assert told["index"] >= 70
    assert 16 < told["alarm_at"] <= 28
    assert told["validated"]
    assert {"t", "strain"} == told["track"][0].keys()


def test_a_clip_too_short_to_hold_a_strain_is_judged_as_a_whole(tmp_path):
    short = hear_file(recorded(tmp_path, "short.wav", calm(2, 1, 8000)))
    assert short.index == short.absolute is not None
    assert not short.validated
    strained = rising(8, 1, 0.0, 8000)[-2 * 8000 :]
    assert hear_file(recorded(tmp_path, "strained.wav", strained)).absolute > short.absolute


def test_both_channels_of_a_recording_are_heard(tmp_path):
    voice = calm(6, 3, 8000)
    both = np.stack((voice, np.zeros_like(voice)), axis=1)
    heard = hear_file(recorded(tmp_path, "both.wav", both))
    assert heard.voiced_seconds > 2


def test_what_says_too_little_gets_no_number(tmp_path, capsys):
    silent = recorded(tmp_path, "silent.wav", np.zeros(5 * 8000, np.int16))
    empty = recorded(tmp_path, "empty.wav", np.zeros(0, np.int16))
    for path in (silent, empty):
        heard = hear_file(path)
        assert heard.index is heard.absolute is None
        assert heard.notes == ("no speech",)
    assert main(["listen", str(silent)]) == 0
    assert "nothing can be said" in capsys.readouterr().out


def test_what_is_no_sound_is_told_and_the_rest_is_heard(tmp_path, capsys):
    whole = recorded(tmp_path, "whole.flac", calm(4, 1, 8000))
    broken = tmp_path / "broken.flac"
    broken.write_bytes(whole.read_bytes()[:2000] + b"\x00" * 2000)
    text = tmp_path / "text.wav"
    text.write_text("no sound at all")
    slow = recorded(tmp_path, "slow.wav", calm(4, 1, 8000), 4000)
    for bad in (broken, text, slow, tmp_path / "missing.wav"):
        with pytest.raises(BadRecording):
            hear_file(bad)
    with pytest.raises(BadRecording, match="there is no such file"):
        hear_file(tmp_path / "missing.wav")
    assert main(["listen", str(text), str(whole), "--json"]) == 1
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert "cannot be read as sound" in first["error"]
    assert second["voiced_seconds"] > 1


def test_a_voice_that_changes_much_is_not_said_to_be_too_short(tmp_path):
    heard = hear_file(recorded(tmp_path, "rising.wav", rising(36, 5, 14.0, 8000)))
    assert heard.voiced_seconds > 20
    assert heard.alarm_at is not None
    assert heard.absolute is None
    assert heard.notes == ("too varied to compare with other voices",)


def test_three_hours_of_silence_take_little_memory(tmp_path):
    path = tmp_path / "long.flac"
    with soundfile.SoundFile(path, "w", 8000, 1, "PCM_16") as file:
        for _ in range(180):
            file.write(np.zeros(60 * 8000, np.int16))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    heard = hear_file(path)
    assert heard.seconds == 3 * 3600
    assert heard.track == ()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kB
