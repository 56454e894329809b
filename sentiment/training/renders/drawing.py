"""Drawing pictures whose text is known: sizes, themes, noise, angles, two languages."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from random import Random

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from sentiment.training.renders.texts import lines

LANGUAGES = ("en", "zh", "mixed")
KINDS = ("plain", "dark", "noise", "jpeg", "tilted", "quarter", "any")
_LATIN = ("DejaVu Sans", "DejaVu Serif", "DejaVu Sans Mono")
_CHINESE = ("Noto Sans CJK SC", "Noto Serif CJK SC")


@dataclass(frozen=True, slots=True)
class Render:
    """A picture as it would be sent, and the text that stands in it."""

    data: bytes
    lines: tuple[str, ...]
    language: str
    kind: str
    size: int  # of the letters, in pixels
    turned: float  # degrees, counter-clockwise


def renders(count: int = 60, *, seed: int = 1) -> Iterator[Render]:
    """So many pictures, the same for the same seed; kinds and languages take turns.

    Letters of 14 to 40 pixels; every kind but the first may be dark or a JPEG too. Where
    no font has Chinese, all are English.
    """
    random = Random(seed)  # noqa: S311  (a drawing, not a secret)
    languages = LANGUAGES if font(_CHINESE[0], 20) else ("en",)
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        yield draw(kind, languages[(number // 2) % len(languages)], random)


def draw(kind: str, language: str, random: Random) -> Render:
    """One picture of a kind."""
    size = random.randint(14, 40)
    count = random.randint(2, 7)
    longest = random.randint(20, 48)
    said = lines(language, count, longest if language == "en" else longest // 2, random)
    dark = kind == "dark" or (kind != "plain" and random.random() < 0.25)
    turned = {
        "tilted": random.choice((-1, 1)) * random.uniform(0.5, 14),
        "quarter": random.choice((90.0, 180.0, 270.0)),
        "any": random.uniform(0, 360),
    }.get(kind, 0.0)
    picture, paper = _drawn(said, size, language, dark, random)
    if turned:
        around = random.choice((paper, paper, paper, 0, 255))
        fill = (around, around, around)
        resample = Image.Resampling.BICUBIC
        picture = picture.rotate(turned, resample, expand=True, fillcolor=fill)
    if kind == "noise" or (kind == "any" and random.random() < 0.4):
        picture = noisy(picture, random.uniform(5, 40), random.randrange(1 << 30))
    if kind in ("jpeg", "any") and random.random() < 0.3:
        picture = picture.filter(ImageFilter.GaussianBlur(random.uniform(0.3, 0.9)))
    lossy = kind == "jpeg" or (kind != "plain" and random.random() < 0.4)
    options = {"quality": random.randint(35, 95)} if lossy else {}
    file = io.BytesIO()
    picture.save(file, "JPEG" if lossy else "PNG", **options)
    return Render(file.getvalue(), tuple(said), language, kind, size, turned)


def noisy(picture: Image.Image, strength: float, seed: int) -> Image.Image:
    """With gaussian noise, as a bad camera has it; ``strength`` in grey levels."""
    pixels = np.asarray(picture, np.float64)
    grain = np.random.default_rng(seed).normal(0, strength, pixels.shape)
    return Image.fromarray(np.clip(pixels + grain, 0, 255).astype(np.uint8))


@cache
def font(family: str, size: int) -> ImageFont.FreeTypeFont | None:
    """A font of the system with that name, or None."""
    if shutil.which("fc-match") is None:
        return None
    asked = ["fc-match", "-f", "%{family}\n%{index}\n%{file}", family]
    told = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    name, _, rest = told.partition("\n")
    index, _, file = rest.partition("\n")
    if family not in name:
        return None
    return ImageFont.truetype(file, size, index=int(index))


def _drawn(
    said: list[str], size: int, language: str, dark: bool, random: Random
) -> tuple[Image.Image, int]:
    """The lines as a program shows them, and the grey of what they stand on."""
    family = random.choice(_LATIN if language == "en" else _CHINESE)
    face = font(family, size) or ImageFont.load_default(size)
    paper, ink = random.randint(235, 255), random.randint(0, 90)
    if dark:
        paper, ink = random.randint(8, 55), random.randint(180, 255)
    step = int(size * random.uniform(1.3, 2.2))
    margin = random.randint(8, 3 * size)
    wide = max(int(face.getlength(line)) for line in said)
    shape = (wide + 2 * margin, step * len(said) + 2 * margin)
    picture = Image.new("RGB", shape, (paper, paper, paper))
    pen = ImageDraw.Draw(picture)
    tint = tuple(min(255, max(0, ink + random.randint(-25, 25))) for _ in range(3))
    for row, line in enumerate(said):
        pen.text((margin, margin + row * step), line, fill=tint, font=face)
    return picture, paper
