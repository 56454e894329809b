"""Texts and recordings made to break the reading: each is answered, at a bounded cost."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from sentiment.commands.read import lines
from sentiment.language import LIMIT, view
from sentiment.voice import file as recordings
from sentiment.voice.file import BadRecording, hear_file
from sentiment.voice.synthesis import calm
from sentiment.words.plain import toneless

LARGEST = 900_000  # kB of memory of a process that reads, whatever it is given
READS = """
import sys
from sentiment.__main__ import main
status = main(["read", "--json"])
with open("/proc/self/status") as status_file:  # what it held at most
    held = next(line.split()[1] for line in status_file if line.startswith("VmHWM"))
print(held, file=sys.stderr)
sys.exit(status)
"""
HOSTILE = {
    "long line": "the line is down " * 62_500,
    "long word": "a" * 1_000_000,
    "long Chinese": "停" * 1_000_000,
    "control characters": "".join(map(chr, range(32))) * 100 + "the server is down",
    "right to left": "\u202egnihtyreve si nwod\u202c \u2066hidden\u2069 help",
    "zero width": "f\u200bi\u200br\u200be\ufeff in the kitchen" * 500,
    "lone surrogates": "\ud83d\ude00\ud800 help \udfff" * 200,
    "zeros": "\x00" * 10_000 + "help",
    "combining": "e" + "\u0301" * 50_000,
    "full width": "ＵＲＧＥＮＴ！" * 5_000,
    "line ends": "help\r\n\r\r\n" * 5_000,
    "marks": "!?" * 100_000,
    "brackets": "([{（【" * 50_000,
    "deadlines": "by friday tomorrow 明天前 " * 20_000,
    "manners": "please thank you 请谢谢 idiots " * 20_000,
    "numbers": "9" * 200_000 + " in 999 weeks 2099-99-99 99:99",
    "numerals": "零一二三四五六七八九十百" * 5_000 + "天内",
    "empty": "",
    "quoted": "> " * 200_000,
    "json": '{"id": "other", "text": "help"}\\n' * 1_000,
}


def asked(name: str, text: str, **more: object) -> str:
    return json.dumps({"id": name, "text": text, **more})


def test_every_hostile_line_gets_its_own_answer_in_a_bounded_process() -> None:
    given = [asked(name, text) for name, text in HOSTILE.items()]
    done = subprocess.run(
        [sys.executable, "-c", READS],
        input="\n".join(given).encode() + b"\n\xff\xfe\n" + asked("last", "help").encode(),
        capture_output=True,
        check=False,
    )
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["id"] for one in told] == [*HOSTILE, None, "last"]
    assert ["error" in one for one in told] == [*(False for _ in HOSTILE), True, False]
    assert done.returncode == 1
    assert int(done.stderr.split()[-1]) < LARGEST


@pytest.mark.parametrize("name", HOSTILE)
def test_no_more_than_the_first_letters_of_a_text_are_looked_at(name: str) -> None:
    seen = view(HOSTILE[name])
    assert len(toneless(seen).own) <= 2 * len(seen.own) <= 2 * LIMIT


@pytest.mark.parametrize(
    "line",
    [
        '{"id": 7, "text": "x", "now": "yesterday"}',
        '{"id": 7, "text": "x", "now": "99999-01-01"}',
        '{"id": 7, "text": null}',
        '{"id": 7}',
        '{"id": 7, "text": "x", "context": {"hours_waiting": "long"}}',
        '{"id": 7, "text": "x", "context": {"prior_contacts_7d": 1e999}}',
        '{"id": 7, "text": "x", "context": {"hours_waiting": NaN}}',
        '{"id": 7, "text": "x", "context": {"hours_waiting": Infinity}}',
        '{"id": 7, "text": "x", "context": [1]}',
        '{"id": 7, "text": "answer by tomorrow", "now": "9999-12-31T23:00:00+00:00"}',
        '{"id": 7, "text": "yesterday 去年", "now": "0001-01-01T00:00:00+00:00"}',
    ],
)
def test_what_cannot_be_read_is_answered_with_its_id(
    line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    lines([line, asked("next", "help")], sys.stdout)
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert first["id"] == 7
    assert "error" in first or "urgency" in first
    assert "error" not in second


@pytest.mark.parametrize(
    "line", ["[" * 100_000, "null", "3", '"text"', "{", "\x00", '{"text"' * 9]
)
def test_what_is_no_message_is_answered_too(
    line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lines([line, asked("next", "help")], sys.stdout) == 1
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert set(first) == {"id", "error"}
    assert second["id"] == "next"


def wav(
    folder: Path,
    name: str,
    *,
    rate: int = 8000,
    channels: int = 1,
    bits: int = 16,
    kind: int = 1,
    body: bytes = b"\0" * 32_000,
) -> Path:
    """A RIFF file whose header says what it likes."""
    block = channels * bits // 8
    form = struct.pack("<HHIIHH", kind, channels, rate, rate * block % 2**32, block, bits)
    chunks = (
        b"fmt "
        + struct.pack("<I", len(form))
        + form
        + b"data"
        + struct.pack("<I", len(body))
        + body
    )
    path = folder / name
    path.write_bytes(b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks)
    return path


def broken(folder: Path) -> list[Path]:
    """Recordings that are cut off, altered, or claim what cannot be."""
    voice = calm(4, 1, 8000)
    made = [
        wav(folder, "no channels.wav", channels=0),
        wav(folder, "many channels.wav", channels=65_535, bits=8),
        wav(folder, "one hertz.wav", rate=1),
        wav(folder, "no hertz.wav", rate=0),
        wav(folder, "192 kHz.wav", rate=192_000),
        wav(folder, "four gigahertz.wav", rate=2**32 - 1),
        wav(folder, "no bits.wav", bits=0),
        wav(folder, "unknown.wav", kind=0x1234),
        wav(folder, "empty.wav", body=b""),
    ]
    for name, how in (("cut.flac", None), ("cut.wav", None), ("cut-ulaw.wav", "ULAW")):
        path = folder / name
        soundfile.write(path, voice, 8000, subtype=how)
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])
        made.append(path)
    whole = folder / "altered.flac"
    soundfile.write(whole, voice, 8000)
    sound = bytearray(whole.read_bytes())
    for place in range(500, len(sound), 997):
        sound[place] ^= 0xFF
    whole.write_bytes(sound)
    return [*made, whole]


def test_broken_recordings_are_answered_one_by_one(tmp_path: Path) -> None:
    files = broken(tmp_path)
    good = tmp_path / "good.wav"
    soundfile.write(good, calm(4, 1, 8000), 8000)
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "sentiment",
            "listen",
            "--json",
            *map(str, files),
            str(good),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["file"] for one in told] == [str(path) for path in (*files, good)]
    assert all(("error" in one) != ("index" in one) for one in told)
    assert told[-1]["voiced_seconds"] > 1
    assert done.stderr == ""


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e30])
def test_numbers_that_are_no_sound_make_no_voice(tmp_path: Path, value: float) -> None:
    path = tmp_path / "numbers.wav"
    sound = calm(6, 1, 8000).astype(np.float32) / 32768
    sound[::7] = value
    soundfile.write(path, sound, 8000, subtype="FLOAT")
    heard = hear_file(path)
    assert heard.seconds == 6
    assert heard.index is None or 0 <= heard.index <= 100
    assert all(0 <= strain <= 100 for _, strain in heard.track)


def test_a_voice_in_a_file_of_fractions_is_heard_as_in_one_of_whole_numbers(
    tmp_path: Path,
) -> None:
    sound = calm(6, 1, 8000)
    whole, fractions = tmp_path / "whole.wav", tmp_path / "fractions.wav"
    soundfile.write(whole, sound, 8000)
    soundfile.write(fractions, sound.astype(np.float32) / 32768, 8000, subtype="FLOAT")
    assert hear_file(fractions).index == pytest.approx(hear_file(whole).index, abs=1)


def test_noise_without_end_is_listened_to_for_so_long_and_no_longer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recordings, "LONGEST", 5)
    path = tmp_path / "noise.flac"
    noise = np.random.default_rng(1).integers(-20_000, 20_000, 12 * 8000)
    soundfile.write(path, noise.astype(np.int16), 8000)
    heard = hear_file(path)
    assert heard.seconds == 5
    assert "only the beginning was heard" in heard.notes
    assert heard.alarm_at is None


def test_a_folder_a_socket_and_nothing_are_no_recordings(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.wav", Path("/dev/null")):
        with pytest.raises(BadRecording):
            hear_file(path)
