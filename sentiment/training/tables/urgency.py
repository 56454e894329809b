"""Urgency and deadlines in customers' messages, beside words in lists and TF-IDF."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from sentiment.reading import read
from sentiment.signal import Level, Signal
from sentiment.training import feelings
from sentiment.training.data import messages
from sentiment.training.pressures import own, seen
from sentiment.training.scales import calibration
from sentiment.training.tables.sheet import Line, reliability, show
from sentiment.urgency import CRITICAL, IMPACT, NEED, look

NOW = datetime(2026, 3, 4, 10, tzinfo=UTC)
LEVELS = [level.value for level in Level]
_COLUMNS = ("Veridesk", "TF-IDF", "keywords", "majority")
Rows = list[dict[str, Any]]
Said = list[str]


def print_urgency(folder: Path, most: int | None = None, kind: str = "messages") -> None:
    """A folder of messages in both languages; TF-IDF learns from what ours does."""
    stated, right = [], []
    for language in ("en", "zh"):
        rows = messages(folder, language)[:most]
        signals = [
            read(row["text"], now=at(row), channel=row["channel"], **row["context"])
            for row in rows
        ]
        ours = [signal.urgency.level.value for signal in signals]
        truth = [row["urgency"] for row in rows]
        common = max(LEVELS, key=truth.count)
        said = [ours, _tfidf(rows, language), [_keywords(r["text"]) for r in rows]]
        said.append([common] * len(rows))
        show(
            f"urgency {language}: {len(rows)} {kind}, either of two readers is right",
            _COLUMNS,
            [*_levels(rows, said), *_deadlines(rows, signals)],
        )
        stated += [signal.urgency.confidence for signal in signals]
        right += [_either(row, level) for row, level in zip(rows, ours, strict=True)]
        _sure(language, stated[-len(rows) :], right[-len(rows) :])
    _sure("both", stated, right)


def _levels(rows: Rows, said: list[Said]) -> list[Line]:
    agreed = [not row["urgency_also"] for row in rows]
    lines = [
        Line("macro-F1 of four levels", [macro(rows, s) for s in said], "0.70 / 0.88"),
        Line(f"right where readers agree ({sum(agreed)})", [_right(rows, s) for s in said]),
        Line("critical found", [_critical(rows, s, True) for s in said], "0.85 / 0.98"),
        Line(
            "critical called wrongly",
            [_critical(rows, s, False) for s in said],
            "0.06 / 0.02",
        ),
    ]
    for mood in ("neutral", "anger"):
        part = [at for at, row in enumerate(rows) if row["emotion"] == mood]
        own = [rows[at] for at in part]
        parts = [[s[at] for at in part] for s in said]
        real = sum(row["urgency"] == "critical" for row in own)
        for name, found in (("found", True), ("called wrongly", False)):
            of = f", {real} of {len(own)}" if found else ""
            lines.append(
                Line(
                    f"— in {mood} messages{of}: {name}",
                    [_critical(own, s, found) for s in parts],
                )
            )
        lines.append(
            Line(f"— in {mood} messages: level right", [_share(own, s) for s in parts])
        )
    return lines


def macro(rows: Rows, said: Said) -> float:
    """Macro-F1 of the four levels, where either reader counts as right."""
    truth = [w if _either(r, w) else r["urgency"] for r, w in zip(rows, said, strict=True)]
    return float(f1_score(truth, said, average="macro", labels=LEVELS, zero_division=0))


def _either(row: dict[str, Any], level: str) -> bool:
    return level in (row["urgency"], row["urgency_also"])


def _share(rows: Rows, said: Said) -> float | None:
    hits = [_either(row, level) for row, level in zip(rows, said, strict=True)]
    return float(np.mean(hits)) if hits else None


def _right(rows: Rows, said: Said) -> float:
    pairs = zip(rows, said, strict=True)
    return float(np.mean([w == r["urgency"] for r, w in pairs if not r["urgency_also"]]))


def _critical(rows: Rows, said: Said, real: bool) -> float | None:
    truth = [w if _either(r, w) else r["urgency"] for r, w in zip(rows, said, strict=True)]
    calls = [
        w == "critical"
        for w, t in zip(said, truth, strict=True)
        if (t == "critical") is real
    ]
    return float(np.mean(calls)) if calls else None


def _tfidf(rows: Rows, language: str) -> Said:
    known = own(language)
    counts = feelings.table([text for text, _ in known], 16, 3, seen)
    rarity = feelings.rarity(counts, 1)
    model = LogisticRegression(C=3.0, class_weight="balanced", max_iter=500)
    model.fit(feelings.weighted(counts, rarity), [level for _, level in known])
    asked = feelings.table([row["text"] for row in rows], 16, 3, seen)
    return [LEVELS[int(at)] for at in model.predict(feelings.weighted(asked, rarity))]


def _keywords(text: str) -> str:
    found = look(text.lower())
    ladder = ((CRITICAL, "critical"), (IMPACT, "high"), (NEED, "normal"))
    return next((level for names, level in ladder if found.count(*names)), "low")


def _deadlines(rows: Rows, signals: list[Signal]) -> list[Line]:
    """F1 of spans that overlap either reader's; dates by hand or a row's ``due``."""
    spans = [
        (signal.deadline.start, signal.deadline.end) if signal.deadline else None
        for signal in signals
    ]
    words = [_first_word(row["text"]) for row in rows]
    dates, told = _dates(), []
    for row, signal in zip(rows, signals, strict=True):
        dues = row.get("due") or list(filter(None, [dates.get(row["id"])]))
        if (
            dues
            and signal.deadline
            and _overlaps(row, (signal.deadline.start, signal.deadline.end))
        ):
            told.append(signal.deadline.due_at.isoformat().startswith(tuple(dues)))
    return [
        Line(
            "deadline found, F1", [_f1(rows, spans), None, _f1(rows, words)], "0.80 / 0.92"
        ),
        Line(
            f"— its date right, of {len(told)} dated by hand",
            [float(np.mean(told)) if told else None],
            "0.80 / 0.92",
        ),
    ]


def at(row: dict[str, Any]) -> datetime:
    """When a message was written, on the writer's clock."""
    return datetime.fromisoformat(row["now"]) if "now" in row else NOW


def _dates() -> dict[str, str]:
    lines = Path(__file__).with_name("due.tsv").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {name: f"2026-{due}" for name, due in pairs}


def _first_word(text: str) -> tuple[int, int] | None:
    """What keywords alone would call a deadline: the first word for a day ahead."""
    found = re.search(
        r"by \w+|before \w+|today|tonight|tomorrow|今天|今晚|明天|明早|之?前", text, re.I
    )
    return found.span() if found else None


def _overlaps(row: dict[str, Any], span: tuple[int, int]) -> bool:
    marked = [d for d in (row["deadline"], row["deadline_also"]) if d]
    places = [(row["text"].find(words), words) for words in marked]
    return any(span[0] < at + len(words) and at < span[1] for at, words in places)


def _f1(rows: Rows, spans: list[tuple[int, int] | None]) -> float:
    pairs = list(zip(rows, spans, strict=True))
    hit = sum(span is not None and _overlaps(row, span) for row, span in pairs)
    told = sum(span is not None for span in spans)
    real = sum(bool(row["deadline"]) for row in rows)
    missed = sum(
        bool(row["deadline"]) and not (span and _overlaps(row, span)) for row, span in pairs
    )
    return 2 * hit / max(1, hit + told + missed) if real else 0.0


def _sure(language: str, stated: list[float], right: list[bool]) -> None:
    confidence, hits = np.array(stated), np.array(right)
    error = calibration(confidence, hits)
    print(f"  calibration error (ECE), {language}: {error:.3f}  (0.08 / 0.04)")
    reliability(f"urgency {language}", confidence, hits)
