"""Learn from a desk's lessons in true time order; go live only where that is better."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from pathlib import Path

from sentiment.learned.versions import choose, publish, standing
from sentiment.learned.weights import Weights, using
from sentiment.reading import MODEL, read
from sentiment.signal import Level, Signal, Topic
from sentiment.training.desk.heads import Learner, learners
from sentiment.training.desk.judge import Comparison, compared
from sentiment.training.desk.lesson import Lesson

LATEST = timedelta(weeks=2)  # judged on; nothing that was known later is trained on
PAST_LEAST = 20  # labels of people before the latest weeks
LATEST_LEAST = 10  # and in them
MOST = 3000  # the newest of each side: bounded time and memory

Tell = Callable[[str], None]


class Why(StrEnum):
    """What became of a head."""

    BETTER = "better"
    NOT_BETTER = "not-better"
    MISSES_CRITICAL = "misses-critical"  # of what is critical it finds less than before
    TOO_FEW = "too-few"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one head: how many labels of people there were, and the figures."""

    head: str
    why: Why
    past: int
    latest: int
    learned_from: int = 0
    figures: Comparison | None = None

    def __str__(self) -> str:
        counts = f"{self.past} corrections before the latest weeks, {self.latest} in them"
        if self.figures is None:
            missing = [
                f"{least - held} more {where}"
                for held, least, where in (
                    (self.past, PAST_LEAST, "from before the latest two weeks"),
                    (self.latest, LATEST_LEAST, "from the latest two weeks"),
                )
                if held < least
            ]
            return f"{self.head}: too few corrections ({counts}); {', '.join(missing)}"
        f = self.figures
        said = {
            Why.BETTER: "better",
            Why.NOT_BETTER: "not shown to be better",
            Why.MISSES_CRITICAL: "finds less of what is critical",
        }[self.why]
        return (
            f"{self.head}: {said}; macro-F1 {f.before:.3f} -> {f.after:.3f} on {f.judged} "
            f"messages, {f.luck:.1%} chance that this is luck ({counts})"
        )


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned. ``version`` is live now; None where no head was better."""

    version: str | None
    outcomes: tuple[Outcome, ...]

    def __str__(self) -> str:
        end = f"{self.version} is live." if self.version else "Nothing goes live."
        return "\n".join([*map(str, self.outcomes), end])


def learn(
    known: Sequence[Lesson],
    models: Path,
    *,
    zone: str = "UTC",
    chinese_feelings: bool = True,
    emotion_weights: str = "",
    own: int | None = None,
    tell: Tell = print,
    now: datetime,
) -> Learned:
    """Fit every head that has enough lessons, and let those go live that are better.

    A head is fitted to what was read, and labelled, before the latest weeks, and judged by
    whole readings of the latest weeks beside the weights in use; exactly what was judged
    goes live, from the next reading on. Each fit begins at the package's own weights, so
    that what a person had erased is in no later version. ``own`` limits how many of the
    project's lines are learned beside. Same lessons and time, same weights.
    """
    cut = now - LATEST
    known = sorted(known, key=lambda lesson: (lesson.at, lesson.id))
    running = standing(models).weights
    lots = {learner.name: _lot(learner, known, cut) for learner in learners()}
    fitted: dict[str, Mapping[str, bytes]] = {}
    for learner in learners():
        lot = lots[learner.name]
        if lot.enough:
            tell(f"{learner.name}: learning from {len(lot.past)} messages ...")
            fitted[learner.name] = learner.fit(lot.past, own)
    files = {n: held for made in fitted.values() for n, held in made.items()}
    candidate = Weights("candidate", {**running.files, **files})
    judged = [one for one in known if one.at >= cut][-MOST:] if fitted else []
    as_here = partial(
        read,
        zone=zone,
        chinese_feelings=chinese_feelings,
        emotion_weights=emotion_weights,
    )
    reads = [
        Read(one, _said(one, running, as_here), _said(one, candidate, as_here))
        for one in judged
    ]
    outcomes = tuple(
        _outcome(learner, lots[learner.name], reads, fitted=learner.name in fitted)
        for learner in learners()
    )
    better = [fitted[one.head] for one in outcomes if one.why is Why.BETTER]
    if not better:
        return Learned(None, outcomes)
    held = dict(running.files)
    for made in better:
        held.update(made)
    about = {"model": MODEL, "heads": [asdict(one) for one in outcomes]}
    version = publish(models, held, about, parent=running.version, now=now)
    choose(models, version, "learned", now=now)
    return Learned(version, outcomes)


def before(lesson: Lesson, aspect: str, cut: datetime) -> bool:
    """Whether both the words and what is right of them were known before the cut."""
    return lesson.at < cut and lesson.labels[aspect].known_at < cut


@dataclass(frozen=True, slots=True)
class Lot:
    """What one head may learn from, and how many labels of people there are."""

    past: tuple[Lesson, ...]
    certain: int
    latest: int  # labels of people in the latest weeks

    @property
    def enough(self) -> bool:
        """Whether there is something to learn from and something to judge by."""
        return self.certain >= PAST_LEAST and self.latest >= LATEST_LEAST


def _lot(learner: Learner, known: Sequence[Lesson], cut: datetime) -> Lot:
    aspect = learner.aspect
    theirs = [one for one in known if learner.takes(one)]
    past = tuple(one for one in theirs if before(one, aspect, cut))[-MOST:]
    latest = [one for one in theirs if one.at >= cut]
    return Lot(
        past,
        sum(one.labels[aspect].certain for one in past),
        sum(one.labels[aspect].certain for one in latest),
    )


@dataclass(frozen=True, slots=True)
class Read:
    """What the weights in use and the candidate say of a lesson, by aspect."""

    lesson: Lesson
    old: Mapping[str, str]
    new: Mapping[str, str]


def _said(
    lesson: Lesson, weights: Weights, as_here: Callable[..., Signal]
) -> Mapping[str, str]:
    with using(weights):
        signal = as_here(lesson.text, now=lesson.at)
    topic = signal.intent.topic if signal.intent else Topic.UNKNOWN
    return {
        "urgency": signal.urgency.level.value,
        "emotion": signal.emotion.label.value,
        "topic": topic.value,
    }


def _outcome(learner: Learner, lot: Lot, reads: Sequence[Read], *, fitted: bool) -> Outcome:
    counts = (lot.certain, lot.latest)
    if not fitted:
        return Outcome(learner.name, Why.TOO_FEW, *counts)
    aspect = learner.aspect
    rows = [one for one in reads if learner.takes(one.lesson)]
    truth = [one.lesson.labels[aspect].meant for one in rows]
    old, new = [one.old[aspect] for one in rows], [one.new[aspect] for one in rows]
    figures = compared(truth, old, new)
    why = Why.BETTER if figures.better else Why.NOT_BETTER
    if aspect == "urgency" and _critical(truth, new) < _critical(truth, old):
        why = Why.MISSES_CRITICAL
    return Outcome(learner.name, why, *counts, len(lot.past), figures)


def _critical(truth: Sequence[str], said: Sequence[str]) -> int:
    """How much of what is critical was found."""
    return sum(t == s == Level.CRITICAL for t, s in zip(truth, said, strict=True))
