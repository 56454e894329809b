"""Strain in recordings of voices, through a telephone, by speakers that no weight heard."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import numpy as np
from sklearn.metrics import roc_auc_score

from sentiment.training.tables.sheet import Line, show
from sentiment.voice import hear, open_ear
from sentiment.voice.features import NAMES
from sentiment.voice.fitting.clips import AROUSED, DISTRESS, Clip, Heard, read_clips
from sentiment.voice.fitting.fit import calls, fit
from sentiment.voice.score import COEFFICIENTS, Weights, heard_before, load
from sentiment.voice.synthesis import calm

_FOLDS = 5
_ASKED = {"ravdess": "0.80 / 0.86", "emodb": "0.88 / 0.93"}
_BY = ("Veridesk", "pitch alone", "level moves", "majority")


def print_voice(folder: Path, most: int | None = None) -> None:
    """DIR/voice: the shipped coefficients where they never heard the speakers, else folds.

    ``most`` takes so many speakers of each set.
    """
    sets = sorted(path.parent for path in folder.glob("*/labels.csv"))
    clips = read_clips(sets)
    if most is not None:
        kept = {
            who for c in {c.corpus for c in clips} for who in _speakers(clips, c)[:most]
        }
        clips = [clip for clip in clips if clip.speaker in kept]
    for corpus in sorted({clip.corpus for clip in clips}):
        _print_set(corpus, clips)
    print(f"\n  CPU ms for a second of sound: {_cost():.2f}  (5 / 2.5)")


def _print_set(corpus: str, clips: Sequence[Clip]) -> None:
    own = [clip for clip in clips if clip.corpus == corpus]
    new = [clip for clip in own if clip.speaker not in heard_before(COEFFICIENTS)]
    shipped = len({clip.speaker for clip in new}) >= 2
    if shipped:
        pairs, how = [(load(), new)], "that the shipped coefficients never heard"
    else:
        pairs, how = list(_folds(corpus, clips)), "in five folds"
    judged = [clip for _, part in pairs for clip in part if clip.voice is not None]
    truth = [clip.emotion in DISTRESS for clip in judged]
    ours = [w.alone(c.voice) for w, part in pairs for c in part if c.voice is not None]
    voices = np.array([clip.voice for clip in judged])
    others = [voices[:, NAMES.index(name)] for name in ("pitch", "level_spread")]
    auc = [float(roc_auc_score(truth, scores)) for scores in (ours, *others)]
    lines = [
        Line("AUC of anger or fear, single clips", [*auc, 0.5], _ASKED.get(corpus, ""))
    ]
    for name, then, asked in (
        ("calm throughout: alarmed", frozenset[str](), "5 %"),
        ("anger or fear after the baseline: caught", DISTRESS, "75 / 92 %"),
        ("happy or surprised: alarmed", AROUSED, "published"),
        ("sad: alarmed", frozenset({"sad"}), ""),
    ):
        of = [one for weights, part in pairs for one in calls(part, weights, then)]
        if of:
            rang = np.mean([one.ear.alarm_at is not None for one in of])
            lines.append(Line(f"{name} ({len(of)} calls)", [float(rang)], asked))
            lines += _delay(of) if then == DISTRESS else []
    speakers = len({clip.speaker for clip in judged})
    show(f"voice {corpus}: {len(judged)} clips, {speakers} speakers {how}", _BY, lines)


def _delay(of: Sequence[Heard]) -> list[Line]:
    delays = [one.delay for one in of if one.delay is not None]
    return [
        Line("— median seconds from its onset", [f"{median(delays):.0f}"], "12 / 6")
    ] * bool(delays)


def _folds(corpus: str, clips: Sequence[Clip]) -> list[tuple[Weights, list[Clip]]]:
    """Weights that never heard the speakers beside them, who are of one set."""
    speakers = sorted({clip.speaker for clip in clips})
    found = []
    for fold in range(_FOLDS):
        out = set(speakers[fold::_FOLDS])
        weights = fit([clip for clip in clips if clip.speaker not in out])
        found.append(
            (weights, [c for c in clips if c.speaker in out and c.corpus == corpus])
        )
    return [(weights, part) for weights, part in found if part]


def _speakers(clips: Sequence[Clip], corpus: str) -> list[str]:
    return sorted({clip.speaker for clip in clips if clip.corpus == corpus})


def _cost() -> float:
    """CPU milliseconds for a second of a voice that is followed live."""
    sound = calm(60, 1, 8000)
    hear(open_ear(), sound[: 2 * 8000], 8000)
    began = time.process_time()
    hear(open_ear(), sound, 8000)
    return (time.process_time() - began) * 1000 / 60
