"""The heads that can learn on the job, and how each is fitted to lessons."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment.language import view
from sentiment.learned.weights import PACKAGE, SHIPPED
from sentiment.personal import hidden
from sentiment.signal import Level
from sentiment.training import pressures
from sentiment.training.data import FEELINGS, named, spoken
from sentiment.training.desk.adjust import adjusted, adjusted_head
from sentiment.training.desk.lesson import Lesson
from sentiment.training.own import customers, topics
from sentiment.training.own.meanings import NOW, meanings, moods, read, said
from sentiment.words import pressure
from sentiment.words.bare import bare
from sentiment.words.deep import DeepHead, load_deep, save_numbers
from sentiment.words.linear import Head, grams, load, save
from sentiment.words.neural.encoder import encoder

OWN = 0.2  # what the project's own line counts beside a correction
STOOD = 0.2  # what a reading counts that a person let stand
LEVELS = tuple(level.value for level in Level)

Array = NDArray[Any]
Fit = Callable[[Sequence[Lesson], int | None], dict[str, bytes]]


@dataclass(frozen=True, slots=True)
class Learner:
    """One head: which lessons it takes, and the files that come of them."""

    name: str
    aspect: str
    language: str | None  # None: it reads both
    fit: Fit

    def takes(self, lesson: Lesson) -> bool:
        """Whether the lesson says something about what this head reads."""
        return self.aspect in lesson.labels and self.language in (None, lesson.language)


@dataclass(frozen=True, slots=True)
class Examples:
    """Texts with what is right (a place among the labels), weight, and who wrote them."""

    texts: list[str]
    truth: Array
    weight: Array
    writers: list[str | None]


def learners() -> tuple[Learner, ...]:
    """Every head that learns, each by itself: one may be better while another is not."""
    return (
        Learner("urgency", "urgency", None, _urgency),
        Learner("emotion-en", "emotion", "en", _english_feelings),
        Learner("emotion-zh", "emotion", "zh", _chinese_feelings),
        Learner("topic-en", "topic", "en", lambda known, own: _topics("en", known, own)),
        Learner("topic-zh", "topic", "zh", lambda known, own: _topics("zh", known, own)),
    )


def _urgency(known: Sequence[Lesson], own: int | None) -> dict[str, bytes]:
    """The learned term: what words weigh. Rules and deadlines keep their points."""
    lines = [one for name in ("en", "zh") for one in pressures.own(name)]
    found = _examples(lines, known, "urgency", LEVELS, own)
    model = pressure.load(PACKAGE / "urgency.npz")
    words = np.array([model.glance.seen(read(text).rows) for text in found.texts])
    rules = np.array([pressures.hits(text) for text in found.texts])
    worth = np.array([model.rules[name] for name in pressures.RULES])
    far = words - model.centre
    # A text's numbers have a length of about one, so that HOLD means the same for all.
    spread = np.maximum(far.std(axis=0), 1e-6) * np.sqrt(far.shape[1])
    beside = load(PACKAGE / "urgency-words.npz")
    texts = [bare(said(text, now=NOW)).text for text in found.texts]
    offset = model.start + far @ model.words + rules @ worth
    offset += np.array([beside.logits(grams(text, beside.longest)) for text in texts])
    moved = adjusted(far / spread, offset, found.truth, found.weight)
    file = BytesIO()
    pressure.save(file, replace(model, words=model.words + moved / spread[:, None]))
    return {"urgency.npz": file.getvalue()}


def _english_feelings(known: Sequence[Lesson], own: int | None) -> dict[str, bytes]:
    """With the encoder, where it is, and without: that shows the words."""
    found = _examples(_felt("en"), known, "emotion", FEELINGS, own)
    seen = [customers.seen(text) for text in found.texts]
    plain = load(PACKAGE / "customers-en.npz")
    network, warmth = encoder(), _temperatures()
    files = {"customers-en.npz": _packed(_moved(plain, seen, None, found, warmth["en"], 1))}
    if network is not None:
        files |= _customers("en", seen, found)
    return files


def _chinese_feelings(known: Sequence[Lesson], own: int | None) -> dict[str, bytes]:
    found = _examples(_felt("zh"), known, "emotion", FEELINGS, own)
    seen = [customers.seen(text) for text in found.texts]
    head = load(PACKAGE / "emotion-zh.npz")
    moved = _moved(head, seen, None, found, _temperatures()["zh"], 1)
    files = {"emotion-zh.npz": _packed(moved)}
    if encoder() is not None:
        files |= _customers("zh", seen, found)
    return files


def _customers(language: str, seen: list[str], found: Examples) -> dict[str, bytes]:
    """The head beside the encoder: it learns what the others beside it leave to say."""
    name, way = f"customers-{language}", customers.WAYS[language]
    moved = _moved(
        *(load_deep(SHIPPED, name), seen, moods(found.texts), found),
        *(_temperatures()[f"{language}-encoder"], way.deep),
        customers.others(language, found.texts),
    )
    return _packed_deep(name, moved)


def _topics(language: str, known: Sequence[Lesson], own: int | None) -> dict[str, bytes]:
    about = topics.examples(language)
    lines = list(zip(about.texts, about.truth.tolist(), strict=True))
    found = _examples(lines, known, "topic", topics.LABELS, own)
    way = topics.WAYS[language]
    seen = [way.see(text) for text in found.texts]
    about_them = meanings(found.texts)
    name = f"topic-{language}"
    kept = json.loads((PACKAGE / "topics.json").read_text(encoding="utf-8"))
    warmth = float(kept[language]["temperature"])
    head = load_deep(SHIPPED, name)
    return _packed_deep(name, _moved(head, seen, about_them, found, warmth, way.deep))


def _felt(language: str) -> list[tuple[str, int]]:
    samples = spoken(language) + named(language)
    return [(s.text, FEELINGS.index(next(iter(s.labels)))) for s in samples]


def _examples(
    own: Sequence[tuple[str, int]],
    known: Sequence[Lesson],
    aspect: str,
    labels: Sequence[str],
    most: int | None,
) -> Examples:
    """The project's own lines, ``most`` of them at most, then the desk's lessons."""
    step = 1 if most is None else max(1, len(own) // max(most, 1))
    lines = list(own)[::step]
    texts = [text for text, _ in lines] + [hidden(one.text, " ") for one in known]
    truth = [place for _, place in lines]
    truth += [labels.index(one.labels[aspect].meant) for one in known]
    weight = [OWN] * len(lines)
    weight += [1.0 if one.labels[aspect].certain else STOOD for one in known]
    writers: list[str | None] = [None] * len(lines)
    writers += [one.writer for one in known]
    # What is read is folded and without quotations, whatever the head.
    there = [at for at, text in enumerate(texts) if view(text).own.strip()]
    return Examples(
        [texts[at] for at in there],
        np.array(truth)[there],
        np.array(weight)[there],
        [writers[at] for at in there],
    )


def _moved(
    head: Head | DeepHead,
    seen: list[str],
    numbers: Array | None,
    found: Examples,
    temperature: float,
    strength: float,
    beside: Array | None = None,
) -> Head | DeepHead:
    return adjusted_head(
        *(head, seen, numbers, found.truth, found.weight, found.writers),
        *(temperature, strength, beside),
    )


def _temperatures() -> Mapping[str, float]:
    kept = json.loads((PACKAGE / "feelings.json").read_text(encoding="utf-8"))
    warmth: Mapping[str, float] = kept["temperature"]
    return warmth


def _packed(head: Head | DeepHead) -> bytes:
    file = BytesIO()
    save(file, head.linear if isinstance(head, DeepHead) else head)
    return file.getvalue()


def _packed_deep(name: str, head: Head | DeepHead) -> dict[str, bytes]:
    assert isinstance(head, DeepHead)
    numbers = BytesIO()
    save_numbers(numbers, head)
    return {f"{name}-words.npz": _packed(head), f"{name}-deep.npz": numbers.getvalue()}
