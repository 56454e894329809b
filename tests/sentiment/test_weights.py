"""The weights that are kept, the command line, and the figures where the data are."""

from __future__ import annotations

import io
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

import sentiment
from sentiment.commands.read import lines
from sentiment.language import view
from sentiment.words.emotion import WEIGHTS
from sentiment.words.linear import grams, load

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
DATA = Path(
    os.environ.get("VERIDESK_TEXT_DATA", Path(__file__).parents[3] / "shared" / "data")
)


@pytest.mark.parametrize(
    "name", ["customers-en", "emotion-en", "emotion-zh", "topic-en-words", "topic-zh-words"]
)
def test_shares_and_bias_sum_to_the_logit(name: str) -> None:
    head = load(WEIGHTS / f"{name}.npz")
    found = grams(view("Smoke everywhere, 楼道里都是烟").own, head.longest)
    logits, shares = head.read(found)
    assert len(shares) == found.upto[head.longest]
    assert np.allclose(shares.sum(axis=0) + head.bias, logits)
    assert np.allclose(head.logits(found), logits)


def test_weights_are_small_plain_arrays() -> None:
    files = list(WEIGHTS.glob("*.npz"))
    assert files
    assert sum(path.stat().st_size for path in files) < 4_000_000
    for path in files:
        with np.load(path, allow_pickle=False) as kept:
            assert all(kept[name].dtype != object for name in kept.files)


def test_the_command_answers_each_line_in_order() -> None:
    source = [
        json.dumps(
            {
                "id": "a",
                "text": "By 17:00 today please, must be fixed",
                "now": NOW.isoformat(),
            }
        ),
        "not json",
        json.dumps(
            {
                "id": "b",
                "text": "谢谢",
                "context": {"prior_contacts_7d": 1, "hours_waiting": 2},
            }
        ),
    ]
    target = io.StringIO()
    assert lines(source, target) == 1
    first, bad, last = (json.loads(line) for line in target.getvalue().splitlines())
    assert first["id"] == "a"
    assert first["deadline"]["text"] == "By 17:00 today"
    assert bad["error"].startswith("not JSON: ")
    assert last["id"] == "b"
    assert last["deadline"] is None
    assert set(last) == {
        *("id", "language", "urgency", "emotion", "deadline", "intent", "model"),
        *("settled", "languages", "personal"),
    }
    assert set(last["emotion"]) == {
        *("label", "labels", "probabilities", "evidence", "score"),
    }
    assert set(last["intent"]) == {"label", "confidence", "alternatives"}


@pytest.mark.parametrize(("language", "floor"), [("en", 0.75), ("zh", 0.75)])
def test_urgency_reaches_its_floor_on_the_development_messages(
    language: str, floor: float
) -> None:
    path = DATA / "urgency" / f"{language}.jsonl"
    if not path.is_file():
        pytest.skip(f"the development messages are not here: {path}")
    from sklearn.metrics import f1_score

    truth, said = [], []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        level = sentiment.read(row["text"], now=NOW, **row["context"]).urgency.level.value
        said.append(level)
        truth.append(level if level == row["urgency_also"] else row["urgency"])
    assert f1_score(truth, said, average="macro") >= floor
