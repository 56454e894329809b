"""The coefficients can be fitted again by one command, from any labelled recordings."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sentiment.voice.fitting.clips import read_clips
from sentiment.voice.fitting.fit import fit
from sentiment.voice.score import heard_before, load
from sentiment.voice.synthesis import CALM, STRAINED, speak


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five made-up speakers, each four times calm and twice angry."""
    import soundfile

    folder = tmp_path_factory.mktemp("recordings")
    lines = ["path,speaker,emotion"]
    for speaker in range(5):
        for take in range(6):
            manner, how = (CALM, "calm") if take < 4 else (STRAINED, "anger")
            sound = speak([manner, manner], 4, seed=10 * speaker + take, rate=8000)
            name = f"{speaker}-{take}.flac"
            soundfile.write(folder / name, sound, 8000)
            lines.append(f"{name},s{speaker},{how}")
    (folder / "labels.csv").write_text("\n".join(lines))
    return folder


def test_one_command_fits_prints_the_figures_and_writes_the_file(
    recordings: Path, tmp_path: Path
):
    target = tmp_path / "coefficients.toml"
    command = [sys.executable, "-m", "sentiment", "fit-voice", str(recordings)]
    told = subprocess.run(
        [*command, "--write", str(target)], capture_output=True, text=True, check=True
    ).stdout
    assert "30 recordings of 5 speakers" in told
    assert "AUC" in told
    assert "calm throughout" in told
    assert load(target).relative < 0
    assert heard_before(target) == {f"s{at}" for at in range(5)}


def test_fitting_finds_the_voices_that_are_strained(recordings: Path):
    clips = read_clips([recordings])
    weights = fit(clips)
    by_tone = {"calm": [], "anger": []}
    for clip in clips:
        assert clip.voice is not None
        by_tone[clip.emotion].append(weights.alone(clip.voice))
    assert max(by_tone["calm"]) < min(by_tone["anger"])


def test_a_speaker_without_a_calm_recording_is_refused(recordings: Path):
    clips = [c for c in read_clips([recordings]) if c.emotion != "calm"]
    with pytest.raises(ValueError, match="no neutral, calm or bored recording"):
        fit(clips)
