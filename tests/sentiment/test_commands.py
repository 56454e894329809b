"""The commands of the terminal answer whatever they are given, in plain words."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from sentiment.__main__ import main
from sentiment.commands.read import lines

AT = "2026-03-02T10:00:00+00:00"


def answers(*messages: str) -> list[dict]:
    said = io.StringIO()
    lines(messages, said)
    return [
        json.loads(one, parse_constant=pytest.fail)
        for one in said.getvalue().split("\n")[:-1]
    ]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ('"now": "yesterday"', f"now is a time as {AT.replace('+00', '+08')}"),
        ('"now": 12345', f"now is a time as {AT.replace('+00', '+08')}"),
        ('"context": {"prior_contacts_7d": "many"}', "prior_contacts_7d is a number"),
        ('"context": {"prior_contacts_7d": 1e999}', "prior_contacts_7d is a number"),
        ('"context": {"prior_contacts_7d": [3]}', "prior_contacts_7d is a number"),
        ('"context": {"hours_waiting": NaN}', "hours_waiting is a number"),
        ('"context": {"hours_waiting": Infinity}', "hours_waiting is a number"),
    ],
)
def test_what_a_line_gets_wrong_is_told_in_plain_words_with_its_id(wrong: str, told: str):
    assert answers(f'{{"id": 7, "text": "help", {wrong}}}') == [{"id": 7, "error": told}]


def test_a_line_nested_too_deep_is_told_and_the_next_one_is_read():
    first, second = answers('{"text": ' + "[" * 100_000, '{"id": 2, "text": "help"}')
    assert first == {"id": None, "error": "nested too deep"}
    assert second["id"] == 2


def test_a_file_that_begins_with_a_byte_order_mark_is_read():
    (answer,) = answers('\ufeff{"id": 1, "text": "help"}')
    assert answer["id"] == 1
    assert "error" not in answer


def test_a_zone_that_nobody_knows_is_refused_and_not_taken_for_utc(capsys):
    for zone in ("Mars/Base", "../../etc/passwd", "Asia"):
        with pytest.raises(SystemExit) as ended:
            main(["read", "--json", "--zone", zone])
        assert ended.value.code == 2
        assert "no time zone is called" in capsys.readouterr().err


def test_who_stops_reading_the_answers_sees_no_traceback():
    line = json.dumps({"id": 1, "text": "help", "now": AT}) + "\n"
    reader = subprocess.Popen(
        [sys.executable, "-m", "sentiment", "read", "--json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert reader.stdin
    assert reader.stdout
    assert reader.stderr
    reader.stdin.write(line.encode() * 50)
    reader.stdin.flush()
    assert json.loads(reader.stdout.readline())["id"] == 1
    reader.stdout.close()
    try:
        reader.stdin.write(line.encode() * 50)
        reader.stdin.close()
    except BrokenPipeError:
        pass
    assert reader.stderr.read() == b""
    assert reader.wait() == 141


def test_a_recording_whose_name_is_no_utf_8_is_heard_and_named(tmp_path: Path):
    plain, odd = tmp_path / "a.wav", os.fsdecode(os.fsencode(tmp_path) + b"/\xff\n.wav")
    soundfile.write(plain, np.zeros(8000, np.int16), 8000)
    os.rename(plain, odd)
    told = subprocess.run(
        [sys.executable, "-m", "sentiment", "listen", "--json", odd],
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
    )
    assert told.stderr == b""
    assert json.loads(told.stdout) | {"file": odd, "seconds": 1.0} == json.loads(
        told.stdout
    )


def test_an_empty_recording_and_a_folder_are_called_so(tmp_path: Path, capsys):
    (tmp_path / "empty.wav").touch()
    (tmp_path / "folder\x1b[31m.wav").mkdir()
    assert main(["listen", *map(str, sorted(tmp_path.iterdir()))]) == 1
    told = capsys.readouterr().err
    assert "empty.wav: empty\n" in told
    assert "\N{REPLACEMENT CHARACTER}[31m.wav: a folder\n" in told


@pytest.mark.parametrize(
    "words",
    [
        ("train", "--only", "deadlines", "--data"),
        ("bench", "--quick"),
        ("fit-voice",),
        ("compare", "--weights", "w", "--data"),
    ],
)
def test_a_folder_that_is_not_there_is_told_before_anything_is_made(words, capsys):
    with pytest.raises(SystemExit) as ended:
        main([*words, "/nowhere/data"])
    assert ended.value.code == 2
    assert "no folder is called '/nowhere/data'" in capsys.readouterr().err


def test_what_else_is_missing_is_told_without_a_traceback(tmp_path: Path, capsys):
    missing = tmp_path / "none.jsonl"
    assert main(["train", "--desk", str(missing), "--models", str(tmp_path)]) == 2
    assert (
        capsys.readouterr().err == f"{missing} cannot be read: No such file or directory\n"
    )
    missing.write_bytes(b"\xff\n")
    assert main(["train", "--desk", str(missing), "--models", str(tmp_path)]) == 2
    assert main(["fit-voice", str(tmp_path), "--write", str(tmp_path / "out")]) == 1
    assert "labels.csv" in capsys.readouterr().err
    assert main(["compare", "--weights", str(missing), "--data", str(tmp_path)]) == 1
    assert "no weights are called" in capsys.readouterr().err
