"""Pictures that somebody sent to do harm, or that broke on their way."""

from __future__ import annotations

import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from intake.pictures import look
from intake.pictures.text import tesseract
from tests.intake.pictures.renders import ENGLISH, drawn, saved


def declared(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it has so many pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    blocks = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(4096))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body))
        + name
        + body
        + struct.pack(">I", zlib.crc32(name + body))
        for name, body in blocks
    )


@pytest.mark.parametrize(("width", "height"), [(9000, 9000), (60_000, 60_000)])
def test_a_decompression_bomb_is_refused_before_it_is_decoded(width: int, height: int):
    seen = look(declared(width, height))
    assert seen.problem is not None
    assert "pixels" in seen.problem
    assert seen.text == ""


def test_a_damaged_picture_says_so():
    whole = saved(drawn(ENGLISH), "JPEG")
    assert look(whole[: len(whole) // 2]).problem == "not read: the picture is damaged"
    assert look(declared(300, 300)).problem == "not read: the picture is damaged"


def test_what_is_no_picture_says_so():
    assert look(b"%PDF-1.4 not a picture").problem == (
        "not read: not a picture of a known kind"
    )
    assert look(b"").problem == "not read: not a picture of a known kind"


def test_too_many_bytes_are_not_even_opened():
    assert "larger than" in (look(bytes(41 * 1024 * 1024)).problem or "")


def test_of_an_animation_the_first_frame_is_read():
    frames = [drawn([word]) for word in ("first", "second")]
    seen = look(saved(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    assert seen.facts["animated"] == "only the first frame was read"


def test_without_tesseract_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch):
    import pytesseract

    monkeypatch.setattr(pytesseract.pytesseract, "tesseract_cmd", "no-such-program")
    tesseract.installed.cache_clear()
    try:
        seen = look(saved(drawn(ENGLISH)))
    finally:
        tesseract.installed.cache_clear()
    assert seen.problem == "not read: tesseract is missing"
    assert seen.facts["kind"] == "screenshot"
    assert seen.text == ""


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 200))
def test_no_bytes_make_it_raise(junk: bytes, at: int):
    whole = saved(Image.new("RGB", (3, 3)))
    for data in (junk, whole[:at] + junk + whole[at + len(junk) :]):
        seen = look(data)
        assert seen.problem is not None or seen.facts["size"]
