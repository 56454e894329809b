"""The bench prints every table beside its baselines, and prefers what was held back."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import numpy as np
import pytest
import soundfile

from sentiment.__main__ import main
from sentiment.commands import train
from sentiment.training.bench import bench
from sentiment.training.data import FEELINGS
from sentiment.training.tables.topics import print_banking
from sentiment.training.tables.urgency import macro, print_urgency
from sentiment.training.tables.voice import print_voice
from sentiment.voice.synthesis import CALM, STRAINED, speak

DATA = Path(
    os.environ.get("VERIDESK_TEXT_DATA", Path(__file__).parents[3] / "shared" / "data")
)
MESSAGES = [
    ("There is smoke in the hall and a man has collapsed.", "critical", "fear", None),
    (
        "Our shop cannot print invoices, we need it by 17:00 today.",
        "high",
        "anger",
        "by 17:00 today",
    ),
    ("Please change the name on my bill.", "normal", "neutral", None),
    ("What are your opening hours?", "low", "neutral", None),
]


def row(at: int, text: str, level: str, feeling: str, deadline: str | None) -> str:
    found = {"id": f"x-{at}", "channel": "email", "text": text, "context": {}}
    found |= {"urgency": level, "urgency_also": None, "emotion": feeling}
    found |= {"emotion_also": None, "deadline": deadline, "deadline_also": None}
    return json.dumps(found | ({"due_at": "2026-03-04T17:00"} if deadline else {}))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A little of everything, in the published forms."""
    urgency, banking = tmp_path / "urgency", tmp_path / "text" / "banking77"
    reviews, emotions = tmp_path / "text" / "reviews_zh", tmp_path / "text" / "goemotions"
    for folder in (urgency, banking, reviews, emotions):
        folder.mkdir(parents=True)
    lines = "\n".join(row(at, *message) for at, message in enumerate(MESSAGES))
    for language in ("en", "zh"):
        (urgency / f"{language}.jsonl").write_text(lines)
    (emotions / "ekman_labels.txt").write_text("\n".join(FEELINGS))
    for part in ("dev", "test"):
        texts = [
            f"I feel {name} {at}\t{i}\tid"
            for at in range(4)
            for i, name in enumerate(FEELINGS)
        ]
        (emotions / f"ekman_{part}.tsv").write_text("\n".join(texts))
    for name in ("train", "test"):
        with (banking / f"{name}.csv").open("w", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(["text", "category"])
            rows.writerows(
                [f"{word} {at}", word] for at in range(6) for word in ("card", "loan")
            )
    with (reviews / "food.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["label", "review"])
        rows.writerows(
            pair for at in range(10) for pair in ((1, f"好吃{at}"), (0, f"难吃{at}"))
        )
    return tmp_path


def test_every_table_is_printed_beside_its_baselines(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bench(data, quick=True)
    told = capsys.readouterr().out
    for table in (
        *("text: CPU ms a message", "urgency en: 4 messages", "urgency zh: 4 messages"),
        *("feelings en", "feelings zh", "GoEmotions: 28 texts of test, by scales of dev"),
        *("Chinese reviews", "banking77, 77 intents, published test: 12 texts"),
        *("text in pictures: 6 drawn ones", "calibration error (ECE)", "stated → right"),
    ):
        assert table in told
    for baseline in ("TF-IDF", "keywords", "majority", "VADER"):
        assert baseline in told
    line = next(line for line in told.splitlines() if "— its date right, of 1" in line)
    assert "1.000" in line


def test_either_reader_counts_as_right_and_a_level_nobody_said_as_wrong() -> None:
    rows = [
        {"urgency": "low", "urgency_also": "normal"},
        {"urgency": "high", "urgency_also": None},
    ]
    assert macro(rows, ["normal", "high"]) == pytest.approx(0.5)  # two of four levels occur
    assert macro(rows, ["critical", "high"]) < 0.5


def test_voices_are_judged_by_weights_that_never_heard_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "made"
    folder.mkdir()
    lines = ["path,speaker,emotion"]
    for speaker in range(2):
        for take in range(6):
            manner, how = (CALM, "calm") if take < 4 else (STRAINED, "anger")
            sound = speak([manner, manner], 4, seed=10 * speaker + take, rate=8000)
            soundfile.write(folder / f"{speaker}-{take}.flac", np.asarray(sound), 8000)
            lines.append(f"{speaker}-{take}.flac,new{speaker},{how}")
    (folder / "labels.csv").write_text("\n".join(lines))
    print_voice(tmp_path)
    told = capsys.readouterr().out
    assert "2 speakers that the shipped coefficients never heard" in told
    assert "AUC of anger or fear" in told
    assert "CPU ms for a second of sound" in told


def test_the_tables_run_on_the_public_data(capsys: pytest.CaptureFixture[str]) -> None:
    if not (DATA / "urgency").is_dir():
        pytest.skip(f"the development data are not here: {DATA}")
    print_urgency(DATA / "urgency", 12)
    print_banking(DATA / "text" / "banking77", 200)
    assert "0.70 / 0.88" in capsys.readouterr().out


def test_a_missing_baseline_is_said_before_anything_is_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(train, "find_spec", lambda name: None)
    assert main(["bench", str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "./veridesk check" in said.err
