"""Train all weights by one command; the same data give the same weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from sklearn.metrics import f1_score

from sentiment.training import feelings, pressures
from sentiment.training.data import Sample, goemotions, messages, smp, spoken
from sentiment.words import pressure
from sentiment.words.emotion import WEIGHTS
from sentiment.words.emotion import head as emotion_head
from sentiment.words.linear import Head, save

_USUAL = 4.0  # the second domain is much smaller and nearer to what customers write


def train(data: Path) -> None:
    """Write sentiment/weights from DIR/text (goemotions, smp2020_ewect) and DIR/urgency.

    The urgency heads are trained from the project's own situations alone; DIR/urgency
    only calibrates the confidence, so that it can judge the whole honestly.
    """
    WEIGHTS.mkdir(exist_ok=True)
    folder = data / "text" / "goemotions"
    dev = goemotions(folder, "dev")
    samples = goemotions(folder, "train") + spoken("en")
    english = feelings.train(samples, dev, bits=17, longest=5, c=4.0)
    save(WEIGHTS / "emotion-en.npz", english)
    _tell("GoEmotions Ekman dev, macro-F1", _many(english, dev))

    chinese = chinese_samples(data)
    head = feelings.train(chinese, chinese, bits=17, longest=3, c=3.0, single=True)
    save(WEIGHTS / "emotion-zh.npz", head)

    for language in ("en", "zh"):
        known = pressures.situations(language)
        save(WEIGHTS / f"urgency-{language}.npz", pressures.train(known, language))
        truth, said = pressures.crossed(language)
        score = float(f1_score(truth, said, average="macro"))
        _tell(f"situations {language}, learned term alone, 10-fold macro-F1", score)
    pressure.head.cache_clear()
    emotion_head.cache_clear()
    judged = messages(data / "urgency", "en") + messages(data / "urgency", "zh")
    pressures.write(WEIGHTS / "confidence.json", pressures.sureness(judged))


def chinese_samples(data: Path) -> list[Sample]:
    """All of SMP2020-EWECT that is there, and the project's own lines.

    SMP has no disgust; the project's own lines stand in for it.
    """
    folder = data / "text" / "smp2020_ewect"
    virus = smp(folder / "virus_train.txt") + smp(folder / "virus_eval_labeled.txt")
    usual = [
        Sample(s.text, s.labels, _USUAL) for s in smp(folder / "usual_eval_labeled.txt")
    ]
    return virus + usual + spoken("zh")


def _many(head: Head, samples: list[Sample]) -> float:
    said = feelings.logits(head, samples) > head.threshold
    return float(f1_score(feelings.answers(samples), said, average="macro"))


def _tell(what: str, figure: float) -> None:
    print(f"{what}: {np.round(figure, 3)}")
