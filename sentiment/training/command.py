"""Train all weights or one part of them by one command; same data, same weights."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold

from sentiment.times.judge import judge
from sentiment.times.judge import save as save_judge
from sentiment.training import feelings, limits, pressures, scales
from sentiment.training.data import (
    FEELINGS,
    OWN,
    Sample,
    goemotions,
    named,
    sayings,
    smp,
    spoken,
)
from sentiment.training.own import customers, posts, ridge, topics
from sentiment.training.own.meanings import NoEncoder, meanings, moods, told
from sentiment.words import intent, pressure
from sentiment.words.deep import save_deep
from sentiment.words.emotion import WEIGHTS, Scale, forget, public
from sentiment.words.emotion import customers as deep_customers
from sentiment.words.emotion import head as emotion_head
from sentiment.words.linear import save
from sentiment.words.neural.ear import WEIGHTS as EAR
from sentiment.words.neural.ear import ear
from sentiment.words.neural.ear import save as save_ear
from sentiment.words.neural.encoder import chinese, encoder
from sentiment.words.posts import head as posts_head

# Messages written to teach are harder than those that people send, so chances fitted to
# them by folds say too little: by about this much, as the development messages show.
_EASIER = 0.75
_SURER = 0.4  # logits, of how sure a level is, for the same reason
_USUAL = 4.0  # the second domain is much smaller and nearer to what customers write
_FOLDS = 5


def train(data: Path, only: str = "") -> None:
    """Write sentiment/weights from DIR/text (goemotions, smp2020_ewect).

    ``only`` names one of PARTS; without it all are trained, in the order in which they
    need each other. Nothing is trained on DIR/urgency, which is to judge the whole.
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
    save(WEIGHTS / "posts-zh.npz", posts.train(public_chinese(data), spoken("zh")))
    posts_head.cache_clear()
    samples, scores = chinese_crossed(data)
    own = [at for at, sample in enumerate(samples) if sample.weight == OWN]
    truth = feelings.answers(samples).argmax(axis=1)
    warm("zh", ridge.temperature(scores[own], truth[own]))


def _encoder(data: Path) -> None:
    from sentiment.training.student.run import run

    run(data, WEIGHTS, public_chinese(data) + sayings("zh"))
    encoder.cache_clear()
    chinese.cache_clear()


def _own(data: Path) -> None:
    """The heads that are trained on the project's own lines alone."""
    known = customers.lines("en")
    way = customers.WAYS["en"]
    save(WEIGHTS / "customers-en.npz", ridge.train(known, way, None).linear)
    right = known.truth[: known.judged]
    warm("en", _EASIER * ridge.temperature(ridge.crossed(known, way, None), right))
    _write("mix", {name: list(mix) for name, mix in customers.MIX.items()})
    found: dict[str, dict[str, float]] = {}
    for language in ("en", "zh"):
        known, way = customers.lines(language), customers.WAYS[language]
        felt = moods(known.texts)
        save_deep(WEIGHTS, f"customers-{language}", ridge.train(known, way, felt))
        said = ridge.crossed(known, way, felt)
        said += customers.others(language, known.texts[: known.judged])
        right = known.truth[: known.judged]
        warm(f"{language}-encoder", _EASIER * ridge.temperature(said, right))
        about, way = topics.examples(language), topics.WAYS[language]
        deep = meanings(about.texts)
        save_deep(WEIGHTS, f"topic-{language}", ridge.train(about, way, deep))
        truth = about.truth[: about.judged]
        found[language] = topics.scale(ridge.crossed(about, way, deep), truth)
    (WEIGHTS / "topics.json").write_text(json.dumps(found, indent=1) + "\n")
    for kept in (intent.head, intent.scale, emotion_head, deep_customers):
        kept.cache_clear()


def _feelings(data: Path) -> None:
    """The ear, and the scale by which all that it and the encoder say becomes chances."""
    from sentiment.training.student.ear import hear

    if encoder() is None:
        raise NoEncoder("sentiment/weights/bilingual is missing: train --only encoder")
    save_ear(EAR, hear(data))
    ear.cache_clear()
    dev = goemotions(data / "text" / "goemotions", "dev")
    said, truth = told([sample.text for sample in dev]), feelings.answers(dev)
    fitted = scales.fit(said, truth)
    keep("en-encoder", fitted)
    score = f1_score(truth, fitted.chances(said) > fitted.threshold, average="macro")
    _tell("GoEmotions Ekman dev, scale fitted on it, macro-F1", float(score))


def _deadlines(data: Path) -> None:
    """Which of the times that a text names are deadlines."""
    known = limits.times()
    save_judge(WEIGHTS / "deadlines.npz", limits.fit(known))
    judge.cache_clear()
    score = f1_score(known.right, limits.crossed(known) > 0)
    _tell(f"{len(known.right)} times, {limits.FOLDS} folds, F1 of deadlines", float(score))


def _urgency(data: Path) -> None:
    known = pressures.known()
    pressure.save(WEIGHTS / "urgency.npz", pressures.fit(known))
    save(WEIGHTS / "urgency-words.npz", pressures.fit_words(known))
    for kept in (pressure.weighing, pressure.beside):
        kept.cache_clear()
    found = pressures.crossed(known)
    sure = found.sure | {"bias": round(found.sure["bias"] + _SURER, 4)}
    pressures.write(WEIGHTS / "confidence.json", sure)
    score = float(f1_score(known.levels, found.said, average="macro"))
    _tell(f"{len(known.texts)} own messages, {pressures.FOLDS} folds, macro-F1", score)


PARTS: dict[str, Callable[[Path], None]] = {
    "deadlines": _deadlines,
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
    held = _held().get("temperature", {}) | {name: round(temperature, 4)}
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

    SMP has no disgust; the project's own stand in for it. The project's messages
    are left out: they are so many that the head would read microblogs worse, by three
    points.
    """
    return public_chinese(data) + sayings("zh") + named("zh")


def chinese_crossed(data: Path) -> tuple[list[Sample], Any]:
    """Public texts, then the project's own, and logits of heads that had not seen them."""
    samples, words = public_chinese(data) + sayings("zh"), named("zh")
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
