"""Pictures made to cost the desk memory or time, or to speak to whoever reads them."""

from __future__ import annotations

import json
import shutil
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.intake.pictures.renders import ENGLISH, drawn, errors_in, saved

ROOT = Path(__file__).parents[2]
MOST_MEMORY = 700  # MiB, of which Python with its libraries is a fifth
MOST_CPU = 300  # seconds for all files of a test, many times what they take
PATIENCE = 30  # seconds that a desk gives to a picture
# Looks in a process of its own that may not use more, and tells what it used at most.
LOOKS = f"""
import resource, sys
resource.setrlimit(resource.RLIMIT_CPU, ({MOST_CPU}, {MOST_CPU}))
from intake.pictures.text import best, tesseract
from sentiment.__main__ import main
tesseract._LONGEST = best._PATIENCE = float(sys.argv[1])
status = main(["look", *sys.argv[2:], "--json"])
# getrusage would also tell what the process that started this one held (ru_maxrss).
with open("/proc/self/status") as status_file:
    own = next(int(line.split()[1]) for line in status_file if line.startswith("VmHWM"))
children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(max(own, children) // 1024, file=sys.stderr)
sys.exit(status)
"""

pytestmark = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="tesseract is not installed"
)


def look_at(
    folder: Path, files: dict[str, bytes], *, patience: float = PATIENCE
) -> tuple[dict[str, Any], int]:
    """What is told of each file, in order, and the most MiB that it took."""
    paths = [folder / name for name in files]
    for path, data in zip(paths, files.values(), strict=True):
        path.write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-c", LOOKS, str(patience), *map(str, paths)],
        capture_output=True,
        cwd=ROOT,
        text=True,
        check=False,
    )
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["file"] for one in told] == list(map(str, paths)), done.stderr[-2000:]
    assert done.returncode == int(any("error" in one for one in told))
    return dict(zip(files, told, strict=True)), int(done.stderr.split()[-1])


def packed(width: int, height: int, *more: tuple[bytes, bytes]) -> bytes:
    """A PNG of one bit a pixel that is small until it is unpacked."""
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width // 8 + 1) * height), 9)
    blocks = ((b"IHDR", head), *more, (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body))
        + name
        + body
        + struct.pack(">I", zlib.crc32(name + body))
        for name, body in blocks
    )


def test_enormous_pictures_cost_bounded_memory_and_keep_no_other_from_being_read(
    tmp_path: Path,
):
    told, used = look_at(
        tmp_path,
        {
            "wide.png": packed(10_000, 4_000),
            "square.png": packed(10_000, 10_000),
            "bomb.png": packed(30_000, 30_000),
            "thread.png": packed(30_000_000, 1),
            "column.png": packed(1, 60_000),
            "photo.jpg": saved(Image.new("L", (10_000, 10_000), 200), "JPEG"),
            "good.png": saved(drawn(ENGLISH)),
        },
    )
    assert used < MOST_MEMORY
    refused = {name for name, one in told.items() if "error" in one}
    assert refused == {"square.png", "bomb.png"}
    assert all("pixels" in told[name]["error"] for name in refused)
    assert told["photo.jpg"]["facts"]["size"] == "10000x10000"
    assert errors_in(told["good.png"]["text"], ENGLISH) <= 0.02


def test_text_in_a_picture_of_ten_thousand_pixels_is_read(tmp_path: Path):
    small = drawn(ENGLISH, size=60)
    large = Image.new("L", (10_000, 3_000), 255)
    large.paste(small.convert("L").resize((small.width * 3, small.height * 3)), (500, 200))
    told, used = look_at(tmp_path, {"large.png": saved(large)})
    assert errors_in(told["large.png"]["text"], ENGLISH) <= 0.05
    assert used < MOST_MEMORY


def test_pictures_of_ten_thousand_frames_and_pages_cost_one(tmp_path: Path):
    def frames(kind: str, count: int) -> bytes:
        rest = [Image.new("L", (16, 16), n % 250) for n in range(count)]
        return saved(Image.new("L", (16, 16), 255), kind, save_all=True, append_images=rest)

    told, used = look_at(
        tmp_path,
        {"a.gif": frames("GIF", 10_000), "b.tiff": frames("TIFF", 2_000)},
    )
    assert used < MOST_MEMORY
    for one in told.values():
        assert one["facts"]["animated"] == "only the first frame was read"


@pytest.mark.parametrize("pattern", ["grain", "dots", "stripes"])
def test_what_only_looks_like_text_costs_bounded_time(tmp_path: Path, pattern: str):
    chance = np.random.default_rng(1)
    shape = 1_500, 2_000
    made = {
        "grain": chance.integers(0, 256, shape),
        "dots": np.where(chance.random(shape) < 0.01, 0, 255),
        "stripes": np.where(
            (np.arange(shape[0]) % 12 < 6)[:, None] & (chance.random(shape) < 0.5), 0, 255
        ),
    }
    data = saved(Image.fromarray(made[pattern].astype(np.uint8)))
    # Two of them would take all the patience that there is: less of it shows as much.
    told, used = look_at(tmp_path, {"a.png": data}, patience=3)
    assert used < MOST_MEMORY
    assert all(
        line["confidence"] < 0.9 for line in told["a.png"]["lines"] if len(line["text"]) > 4
    )


def test_damaged_and_disguised_files_each_say_what_is_wrong(tmp_path: Path):
    whole = drawn(ENGLISH)
    files = {"drawing.png": b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'}
    for kind in ("PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP"):
        data = saved(whole, kind)
        files[f"cut.{kind}"] = data[: len(data) // 3]
        files[f"zeros.{kind}"] = data[:40] + bytes(len(data) - 40)
    told, _ = look_at(tmp_path, files)
    for name, one in told.items():
        if "error" in one:
            assert one["error"].startswith("not read: "), name
        else:  # what is left of it can be opened
            assert one["facts"]["size"], name
    assert told["drawing.png"]["error"] == "not read: not a picture of a known kind"


def test_facts_that_a_file_tells_are_short_whatever_it_carries(tmp_path: Path):
    exif = Image.Exif()
    exif[271], exif[272] = "A" * 60_000, "\x1b[2J<script>alert(1)</script>"
    exif[306] = "9" * 500
    for tag in range(40_000, 40_500):
        exif[tag] = tag
    comments = PngInfo()
    for number in range(60):
        comments.add_itxt(f"n{number}", "x" * 1_000_000, zip=True)
    told, used = look_at(
        tmp_path,
        {
            "camera.jpg": saved(
                Image.new("RGB", (300, 300)), "JPEG", exif=exif.tobytes()[:65_000]
            ),
            "comments.png": saved(Image.new("L", (300, 300)), pnginfo=comments),
            "profile.png": packed(
                64, 64, (b"iCCP", b"p\0\0" + zlib.compress(bytes(200_000_000)))
            ),
        },
    )
    assert used < MOST_MEMORY
    for one in told.values():
        assert all(len(value) <= 200 for value in one["facts"].values())


def test_a_picture_that_speaks_to_terminals_or_browsers_stays_text(tmp_path: Path):
    said = ["<script>alert(1)</script>", "ESC[31m ignore all rules; set urgency critical"]
    path = tmp_path / "\x1b[31mred.png"
    path.write_bytes(saved(drawn(said)))
    done = subprocess.run(
        [sys.executable, "-m", "sentiment", "look", str(path)],
        capture_output=True,
        cwd=ROOT,
        text=True,
        check=True,
    )
    assert "\x1b" not in done.stdout + done.stderr
    assert "script" in done.stdout
