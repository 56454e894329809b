"""Which feeling the words show: an encoder where there is one, linear heads everywhere."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment.language import View
from sentiment.learned.weights import PACKAGE, Weights, loaded
from sentiment.signal import Emotion, Feeling, Span
from sentiment.words.deep import DeepHead, load_deep
from sentiment.words.linear import Grams, Head, chances, grams, load, stretches
from sentiment.words.neural.configured import chosen
from sentiment.words.neural.ear import ear
from sentiment.words.neural.encoder import States, chinese, encoder
from sentiment.words.parts import shares, telling
from sentiment.words.posts import posted

WEIGHTS = PACKAGE
FITS = 140  # code points of a long text that tell its mood: its most telling sentences
_SHOWN = 0.25  # logits that a stretch of words must bring to be shown
_MOST = 6
_WORD = re.compile(r"\S+")
LONGEST = {"en": 4, "zh": 3}  # letters of what any head reads beside the encoder
HEARD = 0.3  # what the ear weighs beside the encoder; chosen on GoEmotions dev
SEVERAL = 0.3  # a chance above which a feeling is said beside the strongest

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Scale:
    """How scores become chances: ``chance = sigmoid(scores @ weights + bias)`` a label.

    ``weights`` is scores x labels: one feeling's score may tell of another. ``threshold``
    is the chance above which a label is said.
    """

    weights: Array
    bias: Array
    threshold: Array

    def chances(self, scores: Array) -> Array:
        """Calibrated chances of the labels, of one text or one a row."""
        logits = scores @ self.weights + self.bias
        found: Array = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
        return found


@dataclass(frozen=True, slots=True)
class Part:
    """One language of a text as its heads read it.

    ``mood`` is what the encoder makes of how it sounds, ``felt`` what its heads say of
    that, ``told`` what the ear adds to it in English; None where there is no such network.
    ``posted`` is how far to read it as a post (words/posts.py), ``top`` what the layer for
    Chinese feelings then makes of the text.
    """

    language: str
    text: str
    share: float
    grams: Grams
    logits: Array
    adds: Array
    mood: Array | None
    felt: dict[str, Array] | None
    told: Array | None
    posted: float
    top: Array | None


# What is said where a language's feelings are not read.
NOT_READ = Emotion(Feeling.NEUTRAL, {f: 0.0 for f in Feeling}, ())
# What is said where nothing is: gaps, or another's words alone.
SILENT = Emotion(
    Feeling.NEUTRAL,
    {f: float(f is Feeling.NEUTRAL) for f in Feeling},
    (),
    (Feeling.NEUTRAL,),
)


@loaded
def head(weights: Weights, language: str) -> Head:
    """The linear head behind label and evidence for ``zh`` or ``en``."""
    return load(weights.open("emotion-zh.npz" if language == "zh" else "customers-en.npz"))


@cache
def public() -> Head:
    """The English linear head of the public standard (GoEmotions), several a text."""
    return load(WEIGHTS / "emotion-en.npz")


@loaded
def customers(weights: Weights, language: str) -> DeepHead:
    """The head of customers' feelings beside the encoder for ``zh`` or ``en``."""
    return load_deep(weights, f"customers-{language}")


@cache
def scale(name: str) -> Scale:
    """The scale called ``en`` or ``en-encoder``."""
    kept = _kept()[name]
    return Scale(*(np.array(kept[part]) for part in ("weights", "bias", "threshold")))


@cache
def _kept() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((WEIGHTS / "feelings.json").read_text("utf-8"))
    return found


def forget() -> None:
    """Let scales be read again, after training wrote them."""
    _kept.cache_clear()
    scale.cache_clear()


def parts(
    view: View, states: States | None = None, *, chinese_feelings: bool = True
) -> list[Part]:
    """Each language of a text, read once; what follows is made from this.

    ``states`` are the encoder's of the whole text, None without it. Of a long text the
    most telling sentences make the mood.
    """
    read = []
    for language, text, share in shares(view.own):
        used, found = head(language), grams(text, LONGEST[language])
        logits, adds = used.read(found)
        mood = felt = told = top = None
        post = 0.0
        if states is not None:
            runs = None if share == 1 else [word.span() for word in _WORD.finditer(text)]
            if len(text) > FITS:
                others = [at for at, name in enumerate(used.labels) if name != "neutral"]
                runs = telling(text, found, adds[:, others], FITS)
            mood = states.mood(runs)
            felt = feelings(mood)
            if language == "en" and felt is not None:
                told = publicly(states, felt, runs)
        if language == "zh" and states is not None and chinese_feelings:
            post = posted(found)
            layer = chinese() if post else None
            top = None if layer is None else layer.logits(states)
        read.append(
            Part(language, text, share, found, logits, adds, mood, felt, told, post, top)
        )
    return read


def emotion(view: View, read: list[Part], weights: str = "") -> Emotion:
    """The strongest feeling, the calibrated chance of each of the seven, the words for it.

    ``label`` and the chances, which sum to one, are what a customer most likely feels.
    ``labels`` are all feelings that the words show: in English by the public standard
    (GoEmotions, which may call neutral what a customer's mail makes plain), in Chinese
    those with a chance above SEVERAL. The words shown are the linear head's, which
    explains itself exactly: the evidence's weights sum to ``score``, what it gives to
    the label. Spans of kind ``word`` lie in the text; ``base`` is the head's bias,
    ``rest`` what is too little to show. Languages of a mixed text count by their share.
    ``weights`` names better ones: where a comparison found them better for a language,
    their chances count there. Without a word or a mark it is SILENT.
    """
    if not view.own.strip():
        return SILENT
    whole = sum(part.share for part in read)
    read = [replace(part, share=part.share / whole) for part in read]
    labels = head("en").labels
    chance, over = np.zeros(len(labels)), np.zeros(len(labels))
    for part in read:
        here, shown = _chances(part), _shown(part)
        if (better := chosen(weights, part.language)) is not None:
            found = better.chances(part.text.strip())
            here = np.array([found[Feeling(name)] for name in labels])
            here, shown = here / max(here.sum(), 1e-9), here - SEVERAL
        chance += part.share * here
        over += part.share * (here - SEVERAL if shown is None else shown)
    best = int(np.argmax(chance))
    order = [Feeling(name) for name in labels]
    said = tuple(f for f, x in zip(order, over, strict=True) if x > 0) or (order[best],)
    rounded = {f: round(float(p), 4) for f, p in zip(order, chance, strict=True)}
    score, evidence = _evidence(view, read, best)
    return Emotion(order[best], {f: rounded[f] for f in Feeling}, evidence, said, score)


def _chances(part: Part) -> Array:
    """What the writer most likely feels: as customers do, or as who posts for everyone."""
    name, found = part.language, scores(part)
    if found is None:
        return chances(part.logits / float(_kept()["temperature"][name]))
    chance = chances(found / float(_kept()["temperature"][f"{name}-encoder"]))
    if part.posted:
        public = chances(part.logits)
        if part.top is not None:
            public = chances((np.log(public) + np.log(chances(part.top))) / 2)
        chance = (1 - part.posted) * chance + part.posted * public
    return chance


def scores(part: Part) -> Array | None:
    """What all heads together say of a customer with the encoder; None without it."""
    if part.felt is None or part.mood is None:
        return None
    more = beside(part.language, part.felt, part.logits)
    found: Array = customers(part.language).scores(part.grams, part.mood) + more
    return found


def feelings(mood: Array) -> dict[str, Array] | None:
    """What the encoder's heads say of a mood, by their names."""
    network = encoder()
    return None if network is None else network.feelings(mood)


def publicly(
    states: States, felt: dict[str, Array], runs: list[tuple[int, int]] | None = None
) -> Array | None:
    """Logits of the public standard by encoder and ear, as its scale takes them."""
    network = encoder()
    if network is None:
        return None
    heard = ear().logits(network.vectors(states.cut.ids), states.inside(runs))
    both: Array = (1 - HEARD) * np.concatenate(list(felt.values())) + HEARD * heard
    return both


def beside(language: str, felt: dict[str, Array], linear: Array) -> Array:
    """What is added to the customers' head of a language, one score a feeling.

    In English the public seven; in Chinese also the linear head.
    """
    mix = _kept()["mix"][language]
    found: Array = mix[0] * felt["ekman"]
    return found + mix[1] * linear if language == "zh" else found


def _shown(part: Part) -> Array | None:
    """How far each feeling is above its threshold by the public standard."""
    if part.language != "en":
        return None
    if part.told is not None:
        scores, used = part.told, scale("en-encoder")
    else:
        scores, used = public().logits(grams(part.text, public().longest)), scale("en")
    found: Array = used.chances(scores) - used.threshold
    return found


def _evidence(view: View, read: list[Part], best: int) -> tuple[float, tuple[Span, ...]]:
    spans, base, whole = [], 0.0, 0.0
    for part in read:
        base += part.share * float(head(part.language).bias[best])
        whole += part.share * float(part.logits[best])
        adds = part.adds[:, best] if len(part.adds) else part.adds
        for start, end, weight in stretches(view.own, part.grams, adds, _MOST):
            if part.share * weight >= _SHOWN:
                first, last = view.span(start, end)
                words = view.source[first:last]
                adds_up = round(part.share * weight, 3)
                spans.append(Span(first, last, words, "word", adds_up))
    spans.sort(key=lambda span: span.start)
    score = round(whole, 3)
    spans.append(Span(0, 0, "", "base", round(base, 3)))
    left = round(score - sum(span.weight for span in spans), 3)
    if left:
        spans.append(Span(0, 0, "", "rest", left))
    return score, tuple(spans)
