"""How well the reading does, beside baselines that anyone would try first."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from sentiment.reading import read, warm
from sentiment.signal import Level, Signal
from sentiment.training import feelings
from sentiment.training.data import messages
from sentiment.training.pressures import seen
from sentiment.training.scales import calibration
from sentiment.training.tables.messages import print_messages
from sentiment.training.tables.public import print_goemotions, print_reviews, print_smp
from sentiment.training.tables.topics import print_banking, print_topics
from sentiment.urgency import CRITICAL, IMPACT, NEED, look

NOW = datetime(2026, 3, 4, 10, tzinfo=UTC)
LEVELS = [level.value for level in Level]
Rows = list[dict[str, Any]]


def bench(data: Path) -> None:
    """Print the figures for DIR/urgency and, where they are there, DIR/text."""
    warm()
    for language in ("en", "zh"):
        _urgency(messages(data / "urgency", language), language)
    print_messages(data)
    print_topics()
    public: tuple[tuple[str, Callable[[Path], None]], ...] = (
        ("goemotions", print_goemotions),
        ("reviews_zh", print_reviews),
        ("banking77", print_banking),
    )
    for name, table in public:
        if (data / "text" / name).is_dir():
            table(data / "text" / name)
    if (data / "text" / "smp2020_ewect").is_dir():
        print_smp(data)


def _urgency(rows: Rows, language: str) -> None:
    signals, spent = [], []
    for row in rows:
        began = time.process_time()
        signals.append(read(row["text"], now=NOW, **row["context"]))
        spent.append((time.process_time() - began) * 1000)
    truth = np.array([row["urgency"] for row in rows])
    print(f"urgency {language}: {len(rows)} messages that no weight was trained on")
    _line("Veridesk", rows, [s.urgency.level.value for s in signals])
    _line("TF-IDF alone, 8-fold", rows, _tfidf(rows, truth))
    _line("keywords alone", rows, [_keywords(row["text"]) for row in rows])
    most = max(LEVELS, key=lambda level: int((truth == level).sum()))
    _line("majority", rows, [most] * len(rows))
    _sure(rows, signals)
    _moods(rows, signals)
    print(f"  deadline found, F1 {_deadlines(rows, signals):.3f}")
    print(f"  CPU ms a message: p50 {np.median(spent):.2f}, most {max(spent):.2f}")


def _both(rows: Rows, signals: list[Signal]) -> list[tuple[dict[str, Any], Signal]]:
    return list(zip(rows, signals, strict=True))


def _line(name: str, rows: Rows, said: list[str]) -> None:
    """Either reader counts as right, as the data's README says; agreement apart."""
    truth = [
        word if word in (row["urgency"], row["urgency_also"]) else row["urgency"]
        for row, word in zip(rows, said, strict=True)
    ]
    score = f1_score(truth, said, average="macro", labels=LEVELS, zero_division=0)
    alarms = [
        word == "critical"
        for word, true in zip(said, truth, strict=True)
        if true != "critical"
    ]
    critical = [
        word == "critical"
        for word, true in zip(said, truth, strict=True)
        if true == "critical"
    ]
    agreed = [
        word == row["urgency"]
        for row, word in zip(rows, said, strict=True)
        if not row["urgency_also"]
    ]
    print(
        f"  {name:22} macro-F1 {score:.3f} · critical found {np.mean(critical):.2f}"
        f" wrongly {np.mean(alarms):.2f}"
        f" · right where readers agree {np.mean(agreed):.2f}"
    )


def _tfidf(rows: Rows, truth: Any) -> list[str]:
    counts = feelings.table([row["text"] for row in rows], 16, 3, seen)
    matrix = feelings.weighted(counts, feelings.rarity(counts, 1))
    model = LogisticRegression(C=3.0, class_weight="balanced", max_iter=500)
    folds = StratifiedKFold(8, shuffle=True, random_state=0)
    return [str(word) for word in cross_val_predict(model, matrix, truth, cv=folds)]


def _keywords(text: str) -> str:
    found = look(text.lower())
    ladder = ((CRITICAL, "critical"), (IMPACT, "high"), (NEED, "normal"))
    return next((level for names, level in ladder if found.count(*names)), "low")


def _deadlines(rows: Rows, signals: list[Signal]) -> float:
    """F1 of finding a deadline that overlaps the one either reader marked."""
    hit = told = missed = 0
    for row, signal in _both(rows, signals):
        marked = [d for d in (row["deadline"], row["deadline_also"]) if d]
        found = signal.deadline is not None and any(
            signal.deadline.start < row["text"].find(d) + len(d)
            and row["text"].find(d) < signal.deadline.end
            for d in marked
        )
        hit += found
        told += signal.deadline is not None and not found
        missed += bool(row["deadline"]) and not found
    return 2 * hit / max(1, 2 * hit + told + missed)


def _moods(rows: Rows, signals: list[Signal]) -> None:
    """Whether critical is found as well in calm and in angry words: no leaning on tone."""
    for mood in ("neutral", "anger"):
        part = [(r, s) for r, s in _both(rows, signals) if r["emotion"] == mood]
        said = [(r["urgency"], s.urgency.level is Level.CRITICAL) for r, s in part]
        real = [ok for true, ok in said if true == "critical"]
        other = [ok for true, ok in said if true != "critical"]
        print(
            f"  in {mood:8} ({len(part)}): critical found {np.mean(real or [False]):.2f} of"
            f" {len(real)}, called so wrongly {np.mean(other or [False]):.2f}"
        )


def _sure(rows: Rows, signals: list[Signal]) -> None:
    right = [
        s.urgency.level.value in (r["urgency"], r["urgency_also"])
        for r, s in _both(rows, signals)
    ]
    review = [s.urgency.needs_review for s in signals]
    rest = [ok for ok, asked in zip(right, review, strict=True) if not asked]
    stated = [s.urgency.confidence for s in signals]
    error = calibration(np.array(stated), np.array(right))
    print(
        f"  calibration error (ECE) {error:.3f}"
        f" · confidence {np.mean(stated):.2f} stated, {np.mean(right):.2f} found"
        f" · {np.mean(review):.2f} need review, right among the rest {np.mean(rest):.2f}"
    )
