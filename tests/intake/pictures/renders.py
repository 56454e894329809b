"""Pictures drawn for the tests, as customers would send them."""

from __future__ import annotations

import io
import shutil
import subprocess
from functools import cache

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

ENGLISH = [
    "Payment failed",
    "Error code 0x80070057",
    "The order 48213 cannot be completed.",
    "Please try again before 18:00 on Friday.",
]
CHINESE = ["支付失败，请稍后重试", "订单编号 48213 无法完成", "请在星期五下午六点之前回复"]


@cache
def font_file(sample: str) -> str | None:
    """A font that has the letters, as fontconfig knows it."""
    if shutil.which("fc-match") is None:
        return None
    asked = ["fc-match", "-f", "%{file}", "sans:lang=" + sample]
    found = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    return found or None


def chinese_font() -> str:
    found = font_file("zh-cn")
    if not found or "cjk" not in found.lower():
        pytest.skip("no CJK font is installed, so no Chinese picture can be drawn")
    return found


def drawn(lines: list[str], *, size: int = 24, font: str | None = None) -> Image.Image:
    """Lines as a program would show them on white."""
    face = ImageFont.truetype(font, size) if font else ImageFont.load_default(size=size)
    picture = Image.new("RGB", (int(size * 26), int(size * 2 * (len(lines) + 1))), "white")
    pen = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        pen.text((size, size * (2 * number + 1)), line, fill=(20, 20, 30), font=face)
    return picture


def noisy(picture: Image.Image, strength: float = 60, seed: int = 1) -> Image.Image:
    pixels = np.asarray(picture, np.float64)
    grain = np.random.default_rng(seed).normal(0, strength, pixels.shape)
    return Image.fromarray(np.clip(pixels + grain, 0, 255).astype(np.uint8))


def saved(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def errors_in(said: str, meant: list[str]) -> float:
    """Share of letters that are wrong (Levenshtein), spaces not counted."""
    a, b = "".join("".join(meant).split()), "".join(said.split())
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))
    return row[-1] / len(a)
