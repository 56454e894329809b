"""`python -m sentiment look`: one answer a file, whatever the files are."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from sentiment.__main__ import main
from sentiment.training.tables.pictures import read_pictures, wrong
from tests.intake.pictures.renders import ENGLISH, drawn, saved

pytestmark = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="tesseract is not installed"
)


def test_each_file_is_one_json_object_and_a_bad_one_keeps_no_other_from_being_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    good, bad, none = (tmp_path / name for name in ("a.png", "b.png", "c.png"))
    good.write_bytes(saved(drawn(ENGLISH).rotate(-90, expand=True)))
    bad.write_bytes(b"no picture")
    assert main(["look", str(bad), str(none), str(good), "--json"]) == 1
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["file"] for one in told] == [str(bad), str(none), str(good)]
    assert [set(one) for one in told[:2]] == [
        {"file", "error", "text", "lines", "rotation", "facts"}
    ] * 2
    read = told[2]
    assert set(read) == {"file", "text", "lines", "rotation", "facts"}
    assert read["text"].splitlines() == [line["text"] for line in read["lines"]]
    assert {len(line["box"]) for line in read["lines"]} == {4}
    assert all(0 <= line["confidence"] <= 1 for line in read["lines"])
    assert read["rotation"] == 90
    assert read["facts"]["codes"] == "0x80070057"


def test_people_read_lines_with_how_sure_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "a.png"
    path.write_bytes(saved(drawn(ENGLISH)))
    assert main(["look", str(path)]) == 0
    said = capsys.readouterr().out
    assert "kind screenshot" in said
    assert "Error code 0x80070057" in said


def test_a_missing_file_is_named_with_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["look", str(tmp_path / "none")]) == 1
    assert "No such file" in capsys.readouterr().err


def test_the_bench_draws_the_same_pictures_each_time_and_counts_wrong_letters():
    reads = read_pictures(2)
    assert [r.render.data for r in reads] == [r.render.data for r in read_pictures(2)]
    assert max(r.wrong for r in reads) <= 0.05
    assert all(r.seconds > 0 for r in reads)


@pytest.mark.parametrize(
    ("meant", "said", "share"),
    [("abcd", "abcd", 0), ("abcd", "abd", 0.25), ("abcd", "", 1), ("ab", "abab", 1)],
)
def test_wrong_letters_are_those_changed_added_and_lost(meant, said, share):
    assert wrong(meant, said) == share
