"""A second reader, where it is installed: asked last, and believed only if it is surer."""

from __future__ import annotations

import pytest
from PIL import Image

from intake.pictures import look
from intake.pictures.text import rapid
from intake.pictures.text.word import Word
from tests.intake.pictures.renders import ENGLISH, drawn, errors_in, noisy, saved

GRAIN = saved(noisy(drawn(ENGLISH, size=15), 150))


def put_in(monkeypatch: pytest.MonkeyPatch, confidence: float) -> list[Image.Image]:
    """A reader in its place that is so sure of one line; the pictures that it is given."""
    given: list[Image.Image] = []

    def read(picture: Image.Image) -> list[list[Word]]:
        given.append(picture)
        line = "Error code 0x80070057 in every line of this picture, said again and again"
        return [[Word(line, confidence, 10, 20, 300, 40, (0, 0, 0))]]

    monkeypatch.setattr(rapid, "installed", lambda: True)
    monkeypatch.setattr(rapid, "read", read)
    return given


def test_a_clear_picture_is_never_given_to_it(monkeypatch: pytest.MonkeyPatch):
    given = put_in(monkeypatch, 1.0)
    assert errors_in(look(saved(drawn(ENGLISH))).text, ENGLISH) <= 0.02
    assert given == []


def test_it_is_believed_where_it_is_surer(monkeypatch: pytest.MonkeyPatch):
    given = put_in(monkeypatch, 0.95)
    seen = look(GRAIN)
    assert len(given) == 1
    assert [line.confidence for line in seen.lines] == [0.95]
    assert seen.facts["codes"] == "0x80070057"
    left, top, right, bottom = seen.lines[0].box
    assert 0 <= left < right <= 1
    assert 0 <= top < bottom <= 1


def test_it_is_not_believed_where_it_is_less_sure(monkeypatch: pytest.MonkeyPatch):
    given = put_in(monkeypatch, 0.01)
    assert all(line.confidence != 0.01 for line in look(GRAIN).lines)
    assert len(given) == 1


@pytest.mark.skipif(not rapid.installed(), reason="the extra rapidocr is not installed")
def test_the_real_one_reads_lines_with_their_boxes():
    picture = drawn(ENGLISH)
    found = rapid.read(picture.convert("L"))
    assert errors_in("".join(row[0].text for row in found), ENGLISH) <= 0.05
    assert all(row[0].confidence > 0.8 for row in found)
    tops = [row[0].top for row in found]
    assert tops == sorted(tops)
    assert all(row[0].right <= picture.width for row in found)
