"""Two pictures for the sample day, drawn here so that nothing has to be shipped."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


def _font(size: int, *, chinese: bool = False) -> Font | None:
    """Find a font of the system; None where no font with Chinese is installed."""
    if chinese and (tool := shutil.which("fc-match")):
        found = subprocess.run(
            [tool, "-f", "%{file}\n%{lang}", ":lang=zh-cn"],
            capture_output=True,
            text=True,
            check=False,
        ).stdout.split("\n", 1)
        if len(found) == 2 and "zh" in found[1] and Path(found[0]).exists():
            return ImageFont.truetype(found[0], size)
    return None if chinese else ImageFont.load_default(size)


def error_dialog() -> bytes:
    """Draw a controller's error message; PNG."""
    picture = Image.new("RGB", (760, 300), "#dfe3e6")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((40, 30, 720, 270), fill="white", outline="#9aa0a3", width=2)
    draw.rectangle((40, 30, 720, 74), fill="#243b53")
    draw.text((60, 38), "MF-300 Controller", font=_font(24), fill="white")
    draw.text(
        (70, 105), "Error E-41: compressor restart failed", font=_font(28), fill="#111"
    )
    draw.text((70, 155), "Cabinet temperature 7.8 C", font=_font(26), fill="#111")
    draw.text((70, 205), "Serial 4471-2093", font=_font(24), fill="#444")
    return _bytes(picture, "PNG")


def shipping_label() -> bytes:
    """Draw a type label in Chinese (in English where no Chinese font exists); JPEG."""
    picture = Image.new("RGB", (760, 360), "#fbfbf7")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((20, 20, 740, 340), outline="#222", width=3)
    chinese = _font(32, chinese=True)
    lines = (
        (
            "医用冷藏箱 MF-300",
            "序列号 4471-2093",
            "生产日期 2025年3月",
            "保修期至 2028年3月",
        )
        if chinese
        else (
            "Medical fridge MF-300",
            "Serial 4471-2093",
            "Made 2025-03",
            "Warranty to 2028-03",
        )
    )
    for row, line in enumerate(lines):
        draw.text((50, 45 + row * 70), line, font=chinese or _font(32), fill="#111")
    return _bytes(picture, "JPEG")


def _bytes(picture: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, quality=92)
    return out.getvalue()
