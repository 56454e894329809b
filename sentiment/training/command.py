"""Train all weights or one part of them by one command; same data, same weights."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold

from sentiment.training import feelings, pressures, scales
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
from sentiment.training.own import customers, ridge, topics
from sentiment.training.own.meanings import NoEncoder, heard, meanings, moods
from sentiment.words import intent, pressure
from sentiment.words.deep import save_deep
from sentiment.words.emotion import WEIGHTS, Scale, forget, public, scores
from sentiment.words.emotion import customers as deep_customers
from sentiment.words.emotion import head as emotion_head
from sentiment.words.linear import save
from sentiment.words.neural.encoder import chinese, encoder

_USUAL = 4.0  # the second domain is much smaller and nearer to what customers write
_FOLDS = 5


def train(data: Path, only: str = "") -> None:
    """Write sentiment/weights from DIR/text (goemotions, smp2020_ewect) and DIR/urgency.

    ``only`` names one of PARTS; without it all are trained, in the order in which they
    need each other. No head is trained on DIR/urgency: it only calibrates how sure the
    urgency and the feelings are, so that it can judge the whole honestly.
    """
    WEIGHTS.mkdir(exist_ok=True)
    for name, part in PARTS.items():
        if only in ("", name):
            part(data)


def _english(data: Path) -> None:
    folder = data / "text" / "goemotions"
    dev = goemotions(folder, "dev")
    samples = goemotions(folder, "train")
    head = feelings.train(samples, dev, bits=17, longest=5, c=4.0)
    save(WEIGHTS / "emotion-en.npz", head)
    public.cache_clear()
    scores, truth = feelings.logits(public(), dev), feelings.answers(dev)
    fitted = scales.fit(scores, truth, own=True)
    keep("en", fitted)
    said = fitted.chances(scores) > fitted.threshold
    _tell("GoEmotions Ekman dev, linear, macro-F1", f1_score(truth, said, average="macro"))


def _chinese(data: Path) -> None:
    everything = chinese_samples(data)
    head = feelings.train(everything, everything, **CHINESE)
    save(WEIGHTS / "emotion-zh.npz", head)
    samples, scores = chinese_crossed(data)
    own = [at for at, sample in enumerate(samples) if sample.weight == OWN]
    truth = feelings.answers(samples).argmax(axis=1)
    warm("zh", ridge.temperature(scores[own], truth[own]))


def _encoder(data: Path) -> None:
    from sentiment.training.student.run import run

    run(data, WEIGHTS, public_chinese(data) + spoken("zh"))
    encoder.cache_clear()
    chinese.cache_clear()


def _own(data: Path) -> None:
    """The heads that are trained on the project's own lines alone."""
    known = customers.lines("en")
    way = customers.WAYS["en"]
    save(WEIGHTS / "customers-en.npz", ridge.train(known, way, None).linear)
    felt = known.truth[: known.judged]
    warm("en", ridge.temperature(ridge.crossed(known, way, None), felt))
    _write("mix", {name: list(mix) for name, mix in customers.MIX.items()})
    found: dict[str, dict[str, float]] = {}
    for language in ("en", "zh"):
        known, way = customers.lines(language), customers.WAYS[language]
        made = ridge.train(known, way, moods(known.texts))
        save_deep(WEIGHTS, f"customers-{language}", made)
        about, way = topics.examples(language), topics.WAYS[language]
        deep = meanings(about.texts)
        save_deep(WEIGHTS, f"topic-{language}", ridge.train(about, way, deep))
        truth = about.truth[: about.judged]
        found[language] = topics.scale(ridge.crossed(about, way, deep), truth)
    (WEIGHTS / "topics.json").write_text(json.dumps(found, indent=1) + "\n")
    for kept in (intent.head, intent.scale, emotion_head, deep_customers):
        kept.cache_clear()
    if (data / "urgency").is_dir():
        _sure(data / "urgency")


def _sure(folder: Path) -> None:
    """How sure a feeling is, fitted on messages of others: one number a way of reading."""
    for language in ("en", "zh"):
        rows = messages(folder, language)
        truth = np.array([FEELINGS.index(row["emotion"]) for row in rows])
        read = [heard(row["text"])[0] for row in rows]
        plain = np.array([emotion_head(language).logits(part.grams) for part in read])
        warm(language, ridge.temperature(plain, truth))
        deep = [score for part in read if (score := scores(part)) is not None]
        if len(deep) == len(read):
            warm(f"{language}-encoder", ridge.temperature(np.array(deep), truth))


def _feelings(data: Path) -> None:
    """The scale by which all that the encoder says of feelings becomes seven chances."""
    folder = data / "text" / "goemotions"
    dev, network = goemotions(folder, "dev"), encoder()
    if network is None:
        raise NoEncoder("sentiment/weights/bilingual is missing: train --only encoder")
    found = [network.feelings(mood) for mood in moods([sample.text for sample in dev])]
    said = np.array([np.concatenate(list(one.values())) for one in found])
    truth = feelings.answers(dev)
    fitted = scales.fit(said, truth)
    keep("en-encoder", fitted)
    score = f1_score(truth, fitted.chances(said) > fitted.threshold, average="macro")
    _tell("GoEmotions Ekman dev, scale fitted on it, macro-F1", float(score))


def _urgency(data: Path) -> None:
    known = [one for language in ("en", "zh") for one in pressures.situations(language)]
    texts, levels = [text for text, _ in known], np.array([level for _, level in known])
    words = meanings(texts)
    rules = np.array([pressures.hits(text) for text in texts])
    pressure.save(WEIGHTS / "urgency.npz", pressures.fit(words, rules, levels))
    said = pressures.crossed(words, rules, levels)
    score = float(f1_score(levels, said, average="macro"))
    _tell(f"{len(known)} situations, five folds, macro-F1", score)
    pressure.weighing.cache_clear()
    sure = pressures.sureness(texts, words, rules, levels)
    pressures.write(WEIGHTS / "confidence.json", sure)


PARTS: dict[str, Callable[[Path], None]] = {
    "emotion-en": _english,
    "emotion-zh": _chinese,
    "encoder": _encoder,
    "feelings": _feelings,
    "own": _own,
    "urgency": _urgency,
}
CHINESE: dict[str, Any] = {"bits": 17, "longest": 3, "c": 3.0, "single": True}


def keep(name: str, fitted: Scale) -> None:
    """Write one scale into feelings.json beside the others."""
    _write(name, scales.kept(fitted))


def warm(name: str, temperature: float) -> None:
    """Write one temperature into feelings.json beside the others."""
    held = _held().get("temperature", {}) | {name: temperature}
    _write("temperature", dict(sorted(held.items())))


def _held() -> dict[str, Any]:
    path = WEIGHTS / "feelings.json"
    found: dict[str, Any] = json.loads(path.read_text()) if path.is_file() else {}
    return found


def _write(name: str, value: dict[str, Any]) -> None:
    held = _held() | {name: value}
    text = json.dumps(dict(sorted(held.items())), indent=1)
    (WEIGHTS / "feelings.json").write_text(text + "\n")
    forget()


def chinese_samples(data: Path) -> list[Sample]:
    """All of SMP2020-EWECT that is there, and the project's own lines and words.

    SMP has no disgust; the project's own stand in for it.
    """
    return public_chinese(data) + spoken("zh") + named("zh")


def chinese_crossed(data: Path) -> tuple[list[Sample], Any]:
    """Public texts, then the project's own, and logits of heads that had not seen them."""
    samples, words = public_chinese(data) + spoken("zh"), named("zh")
    truth = feelings.answers(samples).argmax(axis=1)
    scores = np.zeros((len(samples), len(FEELINGS)))
    parts = StratifiedKFold(_FOLDS, shuffle=True, random_state=0)
    for rest, part in parts.split(truth, truth):
        head = feelings.train([samples[i] for i in rest] + words, [], **CHINESE)
        scores[part] = feelings.logits(head, [samples[i] for i in part])
    return samples, scores


def public_chinese(data: Path) -> list[Sample]:
    """All of SMP2020-EWECT that is there; the smaller second domain weighs more."""
    folder = data / "text" / "smp2020_ewect"
    virus = smp(folder / "virus_train.txt") + smp(folder / "virus_eval_labeled.txt")
    usual = smp(folder / "usual_eval_labeled.txt")
    return virus + [Sample(s.text, s.labels, _USUAL) for s in usual]


def _tell(what: str, figure: float) -> None:
    print(f"{what}: {np.round(figure, 3)}")
