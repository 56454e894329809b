"""Refit the coefficients from labelled recordings, and say how well they do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from statistics import median

import numpy as np
from numpy.typing import NDArray

from sentiment.voice.ear import open_ear
from sentiment.voice.features import NAMES
from sentiment.voice.fitting.clips import (
    AROUSED,
    CALM,
    DISTRESS,
    Clip,
    Heard,
    call,
    shuffled,
)
from sentiment.voice.fitting.spoken import with_words
from sentiment.voice.score import LINE, USUAL, Weights, logit

SHRINK = 0.03  # scikit-learn's C: strong, since the next caller is on no recording
FALSE_AGAINST = 0.01  # calm calls above the line by the caller's own baseline
FALSE_ALONE = 0.005  # and by the absolute score
LEAST = 0.5  # of the spread of all voices: the line is never nearer to the usual one
NEVER = 20.0  # a logit that no other score stays below
SEEDS = range(5)  # orders in which each speaker's clips are played

Vector = NDArray[np.float64]


def fit(clips: Sequence[Clip]) -> Weights:
    """Weights that tell anger and fear from the rest, by themselves and by the change.

    The change from a speaker's calm voice carries no speaker's and no microphone's
    colour; a voice by itself is judged only where nothing else is known, and more
    carefully. Then each line is laid where few calm calls come. Every set of recordings
    counts the same, however large. Raises ValueError where a speaker has no calm clip.
    """
    usable = [c for c in clips if c.voice is not None]
    voices = _voices(usable)
    usual = _usual(usable)
    alone, change = _learn(usable, voices), _learn(usable, voices - usual)
    raw = Weights(tuple(alone), tuple(change), 0.0, 0.0)
    middle = float(np.median(usual @ alone))
    spread_alone, spread = (
        float((voices @ alone).std()),
        float((voices - usual).dot(change).std()),
    )
    above = _quantile(clips, replace(raw, relative=-NEVER), 1 - FALSE_ALONE) - middle
    against = _quantile(clips, replace(raw, absolute=-NEVER), 1 - FALSE_AGAINST)
    # Too few calm calls say nothing of the rare.
    above, against = max(above, LEAST * spread_alone), max(against, LEAST * spread)
    steep, gain = ((logit(LINE) - logit(USUAL)) / far for far in (above, against))
    return Weights(
        tuple(steep * w for w in raw.by_itself),
        tuple(gain * w for w in raw.change),
        logit(USUAL) - steep * middle,
        logit(USUAL),
    )


def _learn(clips: Sequence[Clip], values: Vector) -> Vector:
    """Logistic regression of distress; a coefficient for a unit of each feature."""
    from sklearn.linear_model import LogisticRegression

    distress = np.array([c.emotion in DISTRESS for c in clips])
    size = Counter(c.corpus for c in clips)
    weight = np.array([len(clips) / len(size) / size[c.corpus] for c in clips])
    unit = values.std(axis=0) + 1e-9
    model = LogisticRegression(C=SHRINK, class_weight="balanced", max_iter=1000)
    model.fit((values - values.mean(axis=0)) / unit, distress, sample_weight=weight)
    each: Vector = model.coef_[0] / unit
    return each


def _quantile(clips: Sequence[Clip], weights: Weights, share: float) -> float:
    """Logit below which that share of calm calls stays, by the strain they held."""
    held = [heard.ear.held for heard in calls(clips, weights, frozenset())]
    return logit(float(np.quantile(held, share)))


def calls(clips: Sequence[Clip], weights: Weights, then: frozenset[str]) -> Iterator[Heard]:
    """Calls of every speaker: calm first, then of those tones (none: calm to the end)."""
    for _, own in _by_speaker(clips):
        for seed in SEEDS:
            calm = shuffled(own, CALM, seed)
            heard = call(open_ear(LINE, weights), calm, shuffled(own, then, seed)[:6])
            if heard is not None:
                yield heard


def _by_speaker(clips: Sequence[Clip]) -> list[tuple[str, list[Clip]]]:
    ordered = sorted(clips, key=lambda c: c.speaker)
    return [(who, list(own)) for who, own in groupby(ordered, lambda c: c.speaker)]


def _voices(clips: Sequence[Clip]) -> Vector:
    return np.array([c.voice for c in clips], np.float64).reshape(-1, len(NAMES))


def _usual(clips: Sequence[Clip]) -> Vector:
    """Each clip's speaker's mean calm voice, row by row."""
    usual = {}
    for who, own in _by_speaker(clips):
        calm = [c for c in own if c.emotion in CALM]
        if not calm:
            raise ValueError(f"speaker {who} has no neutral, calm or bored recording")
        usual[who] = _voices(calm).mean(axis=0)
    return np.array([usual[c.speaker] for c in clips])


def report(clips: Sequence[Clip]) -> str:
    """Figures of weights that never heard the speaker they are tried on (five folds)."""
    from sklearn.metrics import roc_auc_score

    speakers = sorted({c.speaker for c in clips})
    lines: list[str] = []
    scored: dict[str, list[tuple[bool, float, float]]] = {}
    live: dict[str, dict[str, list[Heard]]] = {}
    for fold in range(5):
        out = set(speakers[fold::5])
        weights = fit([c for c in clips if c.speaker not in out])
        held_out = [c for c in clips if c.speaker in out]
        usable = [c for c in held_out if c.voice is not None]
        for clip, usual in zip(usable, _usual(usable), strict=True):
            if clip.voice is None:
                continue
            row = (
                clip.emotion in DISTRESS,
                weights.alone(clip.voice),
                weights.against(clip.voice, usual),
            )
            scored.setdefault(clip.corpus, []).append(row)
        for corpus in {c.corpus for c in held_out}:
            own = [c for c in held_out if c.corpus == corpus]
            for name, then in _TONES.items():
                of = live.setdefault(corpus, {}).setdefault(name, [])
                of += calls(own, weights, then)
    for corpus, rows in sorted(scored.items()):
        truth, alone, against = zip(*rows, strict=True)
        lines.append(
            f"{corpus}: AUC of single clips {roc_auc_score(truth, alone):.3f} alone, "
            f"{roc_auc_score(truth, against):.3f} against the speaker's calm voice"
        )
        lines += [f"{corpus}: {_told(name, of)}" for name, of in live[corpus].items()]
        happy = _rang(live[corpus][_HAPPY])
        lines += [f"{corpus}: {_HAPPY}, {line}" for line in with_words(happy)]
    return "\n".join(lines)


_HAPPY = "happy or surprised after the baseline"
_TONES = {
    "calm throughout": frozenset[str](),
    "anger or fear after the baseline": DISTRESS,
    _HAPPY: AROUSED,
    "sad after the baseline": frozenset({"sad"}),
}


def _told(name: str, heard: Sequence[Heard]) -> str:
    rang = [h for h in heard if h.ear.alarm_at is not None]
    delays = [h.delay for h in heard if h.delay is not None]
    when = f", median {median(delays):.0f} s after the turn" if delays else ""
    early = sum(h.delay is None for h in rang)
    share = f"{_rang(heard):.0%} of {len(heard)} calls"
    return f"{name}: alarm in {share} ({early} before it){when}"


def _rang(heard: Sequence[Heard]) -> float:
    """The share of calls with an alarm."""
    return sum(h.ear.alarm_at is not None for h in heard) / len(heard) if heard else 0.0
