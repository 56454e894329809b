"""The text of pictures that customers send, and how sure the desk is of it."""

from __future__ import annotations

import shutil

import pytest
from PIL import Image

from intake.pictures import look
from intake.pictures.facts import errors
from tests.intake.pictures.renders import (
    CHINESE,
    ENGLISH,
    chinese_font,
    drawn,
    errors_in,
    noisy,
    saved,
)

pytestmark = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="tesseract is not installed"
)


def test_a_screenshot_in_english_is_read_to_the_letter():
    seen = look(saved(drawn(ENGLISH)))
    assert errors_in(seen.text, ENGLISH) <= 0.02
    assert len(seen.lines) == len(ENGLISH)
    assert seen.problem is None
    assert seen.confidence is not None
    assert seen.confidence > 0.85


def test_a_screenshot_in_chinese_is_read_without_spaces_between_its_words():
    seen = look(saved(drawn(CHINESE, font=chinese_font())))
    assert errors_in(seen.text, CHINESE) <= 0.05
    assert "请在星期五下午六点之前回复" in seen.text


def test_small_chinese_letters_are_read():
    seen = look(saved(drawn(CHINESE, size=14, font=chinese_font())))
    assert errors_in(seen.text, CHINESE) <= 0.1


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_turned_picture_is_read_and_its_boxes_lie_on_the_turned_text(angle: int):
    seen = look(saved(drawn(ENGLISH).rotate(-angle, expand=True)))
    assert errors_in(seen.text, ENGLISH) <= 0.02
    assert seen.rotation == angle
    left, top, right, bottom = seen.lines[0].box
    first_line_is_at = {90: left > 0.7, 180: top > 0.7, 270: right < 0.3}
    assert first_line_is_at[angle]
    assert 0 <= left < right <= 1
    assert 0 <= top < bottom <= 1


@pytest.mark.parametrize("tilt", [-8, 12])
def test_a_tilted_picture_is_straightened(tilt: int):
    tilted = drawn(ENGLISH).rotate(tilt, expand=True, fillcolor="white")
    assert errors_in(look(saved(tilted)).text, ENGLISH) <= 0.1


def test_heavy_noise_is_taken_away():
    seen = look(saved(noisy(drawn(ENGLISH), 60)))
    assert errors_in(seen.text, ENGLISH) <= 0.1
    assert seen.facts["kind"] == "photo"


def test_only_sure_lines_are_offered_for_deadlines():
    seen = look(saved(noisy(drawn(CHINESE, font=chinese_font()), 90)))
    for line in seen.lines:
        assert (line.text in seen.sure_text()) is (line.confidence >= 0.9)


def test_error_codes_and_words_are_named():
    facts = look(saved(drawn(ENGLISH))).facts
    assert facts["codes"] == "0x80070057"
    assert "failed" in facts["error words"]
    assert facts["kind"] == "screenshot"
    assert facts["size"] == "624x240"


def test_a_picture_without_text_gives_none():
    seen = look(saved(noisy(Image.new("RGB", (400, 300), (90, 120, 60)), 10)))
    assert seen.sure_text() == ""
    assert seen.problem is None


def test_exif_turns_the_picture_and_names_the_time_but_not_the_place():
    picture = drawn(ENGLISH).rotate(90, expand=True)
    exif = Image.Exif()
    exif[274] = 6  # turn by 270 degrees to see it upright
    exif[271], exif[306] = "Calder", "2026:03:04 05:06:07"
    exif[0x8825] = {1: "N", 2: (52.0, 30.0, 0.0), 3: "W", 4: (13.0, 15.0, 36.0)}
    data = saved(picture, "JPEG", quality=90, exif=exif)
    seen = look(data)
    assert errors_in(seen.text, ENGLISH) <= 0.05
    assert seen.rotation == 0
    assert seen.facts["taken"] == "2026:03:04 05:06:07"
    assert seen.facts["kind"] == "photo"
    assert "place" not in seen.facts
    assert look(data, place=True).facts["place"] == "52.50000, -13.26000"
    assert "taken" not in look(data, time=False).facts


@pytest.mark.parametrize("angle", [33.0, 118.5, 201.0, 295.0, 342.0])
def test_text_at_any_angle_is_read_on_paper_and_on_black(angle: float):
    for around in ("white", "black"):
        turned = drawn(ENGLISH).rotate(
            -angle, Image.Resampling.BICUBIC, expand=True, fillcolor=around
        )
        seen = look(saved(turned))
        assert errors_in(seen.text, ENGLISH) <= 0.05
        assert abs(seen.rotation - angle) < 1


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ("HTTP 503 from the server", "HTTP 503"),
        ("NET::ERR_CERT_DATE", "ERR_CERT_DATE"),
        ("ORA-12541: no listener", "ORA-12541"),
        ("E-41 and E404", "E-41, E404"),
        ("SQLSTATE[HY000]", "SQLSTATE[HY000]"),
        ("CRITICAL_PROCESS_DIED", "CRITICAL_PROCESS_DIED"),
        ("bought 500 for 12.30", None),
    ],
)
def test_codes_are_told_from_other_numbers(said: str, codes: str | None):
    assert errors(said).get("codes") == codes
