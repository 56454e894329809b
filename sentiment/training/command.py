"""Train all weights or one part of them by one command; same data, same weights."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold

from sentiment.training import feelings, pressures, scales, topics
from sentiment.training.data import (
    FEELINGS,
    OWN,
    Sample,
    goemotions,
    messages,
    named,
    smp,
    spoken,
)
from sentiment.words import intent, pressure
from sentiment.words.emotion import WEIGHTS, Scale
from sentiment.words.emotion import head as emotion_head
from sentiment.words.emotion import scale as emotion_scale
from sentiment.words.linear import save
from sentiment.words.neural.encoder import encoder

_USUAL = 4.0  # the second domain is much smaller and nearer to what customers write
_FOLDS = 5
_LIKE = 4  # the project's own lines are most like what is to be calibrated


def train(data: Path, only: str = "") -> None:
    """Write sentiment/weights from DIR/text (goemotions, smp2020_ewect) and DIR/urgency.

    ``only`` names one of PARTS; without it all are trained, in the order in which they
    need each other. No head is trained on DIR/urgency: it only calibrates the confidence
    of the urgency, so that it can judge the whole honestly.
    """
    WEIGHTS.mkdir(exist_ok=True)
    for name, part in PARTS.items():
        if only in ("", name):
            part(data)


def _english(data: Path) -> None:
    folder = data / "text" / "goemotions"
    dev = goemotions(folder, "dev")
    samples = goemotions(folder, "train") + spoken("en")
    head = feelings.train(samples, dev, bits=17, longest=5, c=4.0)
    save(WEIGHTS / "emotion-en.npz", head)
    emotion_head.cache_clear()
    scores = feelings.logits(emotion_head("en"), dev)[:, None]
    truth = feelings.answers(dev)
    fitted = scales.fit(scores, truth, np.ones(len(dev)), single=False)
    keep("en", fitted)
    said = np.array([fitted.chances(row) > fitted.threshold for row in scores])
    _tell("GoEmotions Ekman dev, linear, macro-F1", f1_score(truth, said, average="macro"))


def _chinese(data: Path) -> None:
    everything = chinese_samples(data)
    head = feelings.train(everything, everything, **CHINESE)
    save(WEIGHTS / "emotion-zh.npz", head)
    samples, scores = chinese_crossed(data)
    truth = feelings.answers(samples)
    weight = np.array([s.weight * (_LIKE if s.weight == OWN else 1) for s in samples])
    keep("zh", scales.fit(scores[:, None], truth, weight, single=True))
    emotion_head.cache_clear()


def _encoder(data: Path) -> None:
    from sentiment.training.encoder.run import run

    run(data / "text" / "goemotions", WEIGHTS)
    encoder.cache_clear()


def _topics(data: Path) -> None:
    network = encoder()
    found: dict[str, dict[str, float]] = {}
    for language in ("en", "zh"):
        texts, truth = topics.examples(language)
        head, _ = topics.train(language, texts, truth, None)
        save(WEIGHTS / f"topic-{language}.npz", head)
        found[language] = topics.scale(*topics.crossed(language, None))
        if network is not None and language == "en":
            deep = topics.pooled(network, texts + topics.words(language)[0])
            head, weights = topics.train(language, texts, truth, deep)
            save(WEIGHTS / "topic-en-encoder.npz", head)
            np.savez(WEIGHTS / "topic-encoder.npz", weights=weights.astype(np.float32))
            found["en-encoder"] = topics.scale(*topics.crossed(language, deep))
    (WEIGHTS / "topics.json").write_text(json.dumps(found, indent=1) + "\n")
    for kept in (intent.head, intent.deep_head, intent.scale):
        kept.cache_clear()


def _urgency(data: Path) -> None:
    for language in ("en", "zh"):
        known = pressures.situations(language)
        save(WEIGHTS / f"urgency-{language}.npz", pressures.train(known, language))
        truth, said = pressures.crossed(language)
        score = float(f1_score(truth, said, average="macro"))
        _tell(f"situations {language}, learned term alone, 10-fold macro-F1", score)
    pressure.head.cache_clear()
    judged = messages(data / "urgency", "en") + messages(data / "urgency", "zh")
    pressures.write(WEIGHTS / "confidence.json", pressures.sureness(judged))


PARTS: dict[str, Callable[[Path], None]] = {
    "emotion-en": _english,
    "emotion-zh": _chinese,
    "encoder-en": _encoder,
    "topics": _topics,
    "urgency": _urgency,
}
CHINESE: dict[str, Any] = {"bits": 17, "longest": 3, "c": 3.0, "single": True}


def keep(name: str, fitted: Scale) -> None:
    """Write one scale into feelings.json beside the others."""
    path = WEIGHTS / "feelings.json"
    held = json.loads(path.read_text()) if path.is_file() else {}
    held[name] = scales.kept(fitted)
    path.write_text(json.dumps(dict(sorted(held.items())), indent=1) + "\n")
    emotion_scale.cache_clear()


def chinese_samples(data: Path) -> list[Sample]:
    """All of SMP2020-EWECT that is there, and the project's own lines and words.

    SMP has no disgust; the project's own stand in for it.
    """
    return _public(data) + spoken("zh") + named("zh")


def chinese_crossed(data: Path) -> tuple[list[Sample], Any]:
    """Public texts, then the project's own, and logits of heads that had not seen them."""
    samples, words = _public(data) + spoken("zh"), named("zh")
    truth = feelings.answers(samples).argmax(axis=1)
    scores = np.zeros((len(samples), len(FEELINGS)))
    parts = StratifiedKFold(_FOLDS, shuffle=True, random_state=0)
    for rest, part in parts.split(truth, truth):
        head = feelings.train([samples[i] for i in rest] + words, [], **CHINESE)
        scores[part] = feelings.logits(head, [samples[i] for i in part])
    return samples, scores


def _public(data: Path) -> list[Sample]:
    folder = data / "text" / "smp2020_ewect"
    virus = smp(folder / "virus_train.txt") + smp(folder / "virus_eval_labeled.txt")
    usual = smp(folder / "usual_eval_labeled.txt")
    return virus + [Sample(s.text, s.labels, _USUAL) for s in usual]


def _tell(what: str, figure: float) -> None:
    print(f"{what}: {np.round(figure, 3)}")
