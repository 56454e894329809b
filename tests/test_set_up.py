"""What ./veridesk sets up before a desk starts, in a checkout where all is pretended."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Each call is noted; what is compiled fails where there is a file `broken`.
PRETENDED = """#!/bin/sh
[ "$1" != - ] || cat >/dev/null
echo "$*" >>calls
[ "$*" != "-m sentiment.voice" ] || [ ! -e broken ]
"""
FONTS_AND_LANGUAGES = "#!/bin/sh\nprintf 'chi_sim\\neng\\n'\n"
PLACES = "ui/web/node_modules/@ip-location-db/geo-whois-asn-country-mmdb"
COMPILED = "compiling what hears voices"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in ("veridesk", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    for folder in ("sentiment/voice", "bin", ".venv/bin", "ui/static", PLACES):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "sentiment/voice/frames.py").write_text("# as it is")
    (tmp_path / "ui/web/package.json").touch()
    (tmp_path / "ui/web/package-lock.json").touch()
    (tmp_path / PLACES / "geo-whois-asn-country.mmdb").touch()
    for name, text in (
        (".venv/bin/python", PRETENDED),
        ("bin/npm", "#!/bin/sh\n"),
        ("bin/tesseract", FONTS_AND_LANGUAGES),
        ("bin/fc-list", FONTS_AND_LANGUAGES),
    ):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    return tmp_path


def veridesk(checkout: Path, command: str) -> str:
    """What the command says; fails unless it does all that it should."""
    done = subprocess.run(
        ["./veridesk", command],
        cwd=checkout,
        env={**os.environ, "PATH": f"{checkout}/bin:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def compiled(checkout: Path) -> int:
    return (checkout / "calls").read_text().splitlines().count("-m sentiment.voice")


def test_what_hears_voices_is_compiled_once_before_the_desk_starts(checkout: Path):
    assert COMPILED in veridesk(checkout, "run")
    calls = (checkout / "calls").read_text().splitlines()
    assert calls[-2:] == ["-m sentiment.voice", "-m server run"]
    assert COMPILED not in veridesk(checkout, "run")
    assert COMPILED not in veridesk(checkout, "install")
    (checkout / "sentiment/voice/frames.py").write_text("# as it will be")
    assert COMPILED in veridesk(checkout, "run")
    assert compiled(checkout) == 2


def test_a_desk_starts_where_nothing_that_is_compiled_can_be_kept(checkout: Path):
    (checkout / "broken").touch()
    said = veridesk(checkout, "run")
    assert re.search(rf"{COMPILED} \.* failed", said)
    assert "The first call after each start waits." in said
    assert (checkout / "calls").read_text().splitlines()[-1] == "-m server run"
    assert COMPILED not in veridesk(checkout, "run")
    (checkout / "broken").unlink()
    assert COMPILED in veridesk(checkout, "install")
    assert compiled(checkout) == 2
