"""The whole training of the encoder and of the layer for Chinese feelings."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment.training import feelings, pressures, scales
from sentiment.training.bilingual.base import Base, base
from sentiment.training.bilingual.minilm import minilm
from sentiment.training.bilingual.pieces import kept, tokenizer, write
from sentiment.training.data import FEELINGS, Sample, goemotions, sayings, spoken
from sentiment.training.own import topics
from sentiment.training.student import chinese, distil, texts
from sentiment.training.student.network import device, encoder
from sentiment.training.student.teach import Task, Way, chances, classifier, fit, say
from sentiment.words.neural.sealed import write_card

STEPS = 36_000
PREFIX = "query:"
LARGE = (
    Way(batch=64, body=1e-4, epochs=4, seed=0),
    Way(batch=64, body=1.5e-4, epochs=5, seed=1),
)
ENGLISH = (
    Way(body=1.5e-4, epochs=3, seed=2),
    Way(body=1.5e-4, epochs=3, seed=3),
    Way(body=1e-4, epochs=4, seed=4),
)
_MIXED = {"en": 14_000, "zh": 30_000, "goemotions": 50_000}  # texts
_FEW, _MOST = 0.03, 4.0  # labels rarer than that weigh more, up to this
Array = NDArray[Any]


def labels(data: Path) -> dict[str, tuple[str, ...]]:
    """The labels of the two heads in the order of the logits."""
    names = (data / "text" / "goemotions" / "original_labels.txt").read_text().split()
    return {"original": tuple(names), "ekman": FEELINGS}


def corpora(data: Path) -> dict[str, list[str]]:
    """What is read without labels: GoEmotions, the same mixed, other English, and Chinese.

    Mixed comments are texts that no teacher knows by heart. The project's own lines and
    messages, whole and mixed; in English banking77 and disaster_response; in Chinese
    DIR/text/plain/zh.txt, a line each, where it is there.
    """
    text = data / "text"
    own = {
        name: [one for one, _ in pressures.situations(name)]
        + [sample.text for sample in spoken(name)]
        + topics.examples(name).texts
        for name in ("en", "zh")
    }
    english = _column(text / "banking77" / "train.csv", "text")
    english += _column(
        text / "disaster_response" / "disaster_response_validation.csv", "message"
    )
    plain = text / "plain" / "zh.txt"
    more = plain.read_text(encoding="utf-8").splitlines() if plain.is_file() else []
    talk = [one.text for one in goemotions(text / "goemotions", "train")]
    return {
        "goemotions": talk,
        "talk": list(texts.mixed(talk, _MIXED["goemotions"], " ", 3)),
        "en": own["en"] + english + list(texts.mixed(own["en"], _MIXED["en"], " ", 1)),
        "zh": own["zh"] + more + list(texts.mixed(own["zh"], _MIXED["zh"], "", 2)),
    }


def _column(path: Path, name: str) -> list[str]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", errors="replace", newline="") as lines:
        return [row[name] for row in csv.DictReader(lines) if row[name]]


def answers(data: Path, part: str) -> Array:
    """GoEmotions' labels, the 28 and then the seven."""
    folder = data / "text" / "goemotions"
    names = labels(data)["original"]
    fine = goemotions(folder, part, "original")
    told = np.array([[name in s.labels for name in names] for s in fine], dtype=float)
    return np.hstack([told, feelings.answers(goemotions(folder, part))])


def rare(truth: Array) -> Array:
    """How much a found label weighs: more where there are few."""
    found: Array = np.clip(np.sqrt(_FEW / np.maximum(truth.mean(axis=0), 1e-4)), 1.0, _MOST)
    return found


def reader(whole: Base, numbers: list[int]) -> texts.Reader:
    """How the shipped encoder cuts a text."""
    return texts.Reader(tokenizer([whole.pieces[n] for n in numbers]), whole.folding)


def vocabulary(whole: Base, data: Path) -> list[int]:
    """The pieces that are kept: those of all that is read."""
    return kept(whole, [text for lines in corpora(data).values() for text in lines])


def pruned(whole: Base, folder: Path, numbers: list[int]) -> dict[str, Array]:
    """The large encoder's weights over the shipped table of pieces, which is written."""
    folder.mkdir(parents=True, exist_ok=True)
    write(folder, whole, numbers)
    with np.load(folder / "pieces.npz", allow_pickle=False) as held:
        table = held["table"].astype(np.float32) * held["scale"][:, None]
    return whole.weights | {"embeddings.word_embeddings.weight": table}


def teach_feelings(data: Path, kind: str, way: Way, folder: Path) -> dict[str, Array]:
    """One teacher's chances for each of the corpora; its epoch is chosen on dev.

    The messages' own labels are kept from it: heads that learn them from the network's
    states are to be judged in folds by states that do not remember them.
    """
    read, dev = corpora(data), goemotions(data / "text" / "goemotions", "dev")
    truth, judged = answers(data, "train"), answers(data, "dev")
    if kind == "english":
        weights, words = minilm()
        layers = 6

        def cut(lines: list[str]) -> texts.Rows:
            return texts.english(words, lines)
    else:
        whole = base()
        numbers = vocabulary(whole, data)
        weights, layers = pruned(whole, folder, numbers), whole.layers
        seen = reader(whole, numbers)

        def cut(lines: list[str]) -> texts.Rows:
            return texts.whole(seen, lines)

    spoken_in = ("en",) if kind == "english" else ("en", "zh")
    own = [sample for name in spoken_in for sample in sayings(name)]
    tasks = [
        Task(cut(read["goemotions"]), truth, rare=rare(truth)),
        *[Task(cut([s.text for s in own]), feelings.answers(own), 28, 0.5)] * 3,
    ]
    rows, best, found = cut([one.text for one in dev]), -1.0, {}
    for epoch, made in fit(classifier(weights, layers, 35, way.drop), tasks, way):
        said = texts.each(rows, made, say)
        fine, seven = (
            macro(said[:, :28], judged[:, :28]),
            macro(said[:, 28:], judged[:, 28:]),
        )
        print(
            f"{kind} {way.seed}: epoch {epoch + 1}, dev {seven:.3f} {fine:.3f}", flush=True
        )
        if fine + seven > best:
            best = fine + seven
            names = [n for n in read if n != "zh" or kind != "english"]
            found = {name: chances(made, cut(read[name])) for name in names}
            found["dev"] = chances(made, rows)
    return found


def macro(scores: Array, truth: Array) -> float:
    """Macro-F1 at each label's best cut: for choosing among epochs alone."""
    cuts = scales.cuts(scores, truth)
    pairs = zip(truth.T, (scores > cuts).T, strict=True)
    return float(np.mean([scales.f1(real, said) for real, said in pairs]))


def crew(jobs: list[tuple[Callable[..., Any], tuple[Any, ...]]]) -> list[Any]:
    """Do jobs side by side on a graphics card, one after another without."""
    import torch

    if device() == "cpu":
        return [work(*asked) for work, asked in jobs]
    with torch.multiprocessing.get_context("spawn").Pool(len(jobs)) as pool:
        held = [pool.apply_async(work, asked) for work, asked in jobs]
        return [one.get() for one in held]


def learned(data: Path, folder: Path) -> dict[str, Array]:
    """The mean of all teachers' chances, kept for a run that is cut off and goes on."""
    path = _kept("feelings")
    if not path.is_file():
        plan = [("large", way) for way in LARGE] + [("english", way) for way in ENGLISH]
        jobs = [(teach_feelings, (data, kind, way, folder)) for kind, way in plan]
        told = crew(jobs)
        names = {name for one in told for name in one}
        middle: dict[str, Any] = {
            name: _middle([one[name] for one in told if name in one]) for name in names
        }
        np.savez(path, **middle)
    with np.load(path, allow_pickle=False) as held:
        return {name: held[name] for name in held.files}


def _kept(what: str) -> Path:
    return Path(tempfile.gettempdir()) / f"veridesk-{what}.npz"


def _middle(told: list[Array]) -> Array:
    found: Array = np.mean(told, axis=0).astype(np.float16)
    return found


def run(data: Path, weights: Path, smp: list[Sample]) -> None:
    """Train; write ``weights``/bilingual and, from the texts ``smp``, ``weights``/chinese.

    Days on a CPU, twenty minutes on a graphics card. The table of pieces is the large
    encoder's own; nothing of ``smp`` is seen by what bilingual holds.
    """
    from sentiment.training.student.export import export_encoder
    from sentiment.training.student.steady import steady

    whole, folder = base(), weights / "bilingual"
    numbers = vocabulary(whole, data)
    held = pruned(whole, folder, numbers)
    seen, soft, read = reader(whole, numbers), learned(data, folder), corpora(data)
    large = encoder(held, range(whole.layers))
    prefix = seen.tokenizer.encode(PREFIX).ids
    lessons = []
    for name, lines in read.items():
        rows = texts.apart(seen, lines)
        taught = name in ("goemotions", "talk")
        made = distil.states(large, rows, prefix)
        share = 1.0 if taught else 0.25
        lessons.append(distil.Lesson(rows, *made, soft[name], share, taught))
    tasks = [
        Task(texts.apart(seen, [s.text for s in own]), feelings.answers(own), 28)
        for own in (sayings("en"), sayings("zh"))
        for _ in range(2)
    ]
    small = distil.distil(distil.small(held, 35), lessons, tasks, STEPS, 0)
    export_encoder(small["body"], folder / "network.onnx")
    lines = read["en"][::200] + read["zh"][::200]
    steady(folder / "network.onnx", _given(small["body"], texts.apart(seen, lines)))
    first, second = small["head"][0], small["head"][2]
    np.savez(
        folder / "mood.npz",
        first=_plain(first.weight.T), bias=_plain(first.bias),
        second=_plain(second.weight.T), last=_plain(second.bias),
    )  # fmt: skip
    names = ("network.onnx", "mood.npz", "pieces.json", "pieces.npz", "folding.json")
    about = {"base": "multilingual-e5-small, MIT", "heads": labels(data)}
    write_card(folder, names, about)
    if smp:
        run_chinese(small["body"], held, whole.layers, seen, smp, weights / "chinese")


def _given(body: Any, rows: texts.Rows) -> Iterator[dict[str, Array]]:
    for at in range(len(rows)):
        batch = rows.batch(np.array([at]))
        yield {
            "vectors": _plain(body.words(batch.ids)[0]),
            "rank": np.arange(batch.ids.shape[1]),
            "added": _plain(batch.added[0, 0]),
        }


def _plain(part: Any) -> Array:
    found: Array = part.detach().float().cpu().numpy()
    return found


def run_chinese(
    body: Any, held: dict[str, Array], layers: int, seen: texts.Reader,
    samples: list[Sample], folder: Path,
) -> None:  # fmt: skip
    """Train the layer twice: without each fifth text, to print how it does, then on all."""
    from sentiment.training.student.export import export_top

    lines, truth = [s.text for s in samples], feelings.answers(samples)
    weight = np.sqrt([s.weight for s in samples])
    part = np.arange(len(samples)) % 5 == 0
    made: Any = None
    for name, taught in (("some", np.where(part, 0.0, weight)), ("all", weight)):
        soft = learned_chinese(held, layers, seen, samples)[name]
        made = chinese.top(body, held, layers - 1)
        made = chinese.learn(made, seen, lines, truth, soft, taught)
        if name == "some":
            rows = texts.apart(seen, [lines[i] for i in np.flatnonzero(part)])
            said = texts.each(rows, made, chinese.answer)
            _tell(samples, part, said, soft[part])
    folder.mkdir(exist_ok=True)
    export_top([made["head"]["layer"]], made["head"]["labels"], folder / "network.onnx")
    about = {"base": "multilingual-e5-small, MIT", "labels": FEELINGS}
    write_card(folder, ("network.onnx",), about)


def learned_chinese(
    held: dict[str, Array], layers: int, seen: texts.Reader, samples: list[Sample]
) -> dict[str, Array]:
    """The mean chances of teachers of ``some`` (no fifth text) and of ``all``, kept."""
    path = _kept("chinese")
    if not path.is_file():
        lines, truth = [s.text for s in samples], feelings.answers(samples)
        weight = np.sqrt([s.weight for s in samples])
        part = np.where(np.arange(len(samples)) % 5 == 0, 0.0, weight)
        jobs = [
            (
                chinese.teacher,
                (
                    held,
                    layers,
                    seen,
                    lines,
                    truth,
                    taught,
                    replace(chinese.TEACHER, seed=n),
                ),
            )
            for taught in (part, weight)
            for n in (0, 1)
        ]
        told = crew(jobs)
        np.savez(path, some=_middle(told[:2]), all=_middle(told[2:]))
    with np.load(path, allow_pickle=False) as found:
        return {name: found[name].astype(float) for name in found.files}


def _tell(samples: list[Sample], part: Array, said: Array, soft: Array) -> None:
    truth = feelings.answers(samples)[part].argmax(axis=1)
    weight = np.array([s.weight for s in samples])[part]
    for name, those in (("virus", weight == 1), ("usual", weight == 4)):
        scores = [_six(truth[those], one[those].argmax(axis=1)) for one in (said, soft)]
        print(f"SMP {name}, a fifth held back: {scores[0]:.3f}, teachers {scores[1]:.3f}")


def _six(truth: Array, said: Array) -> float:
    from sklearn.metrics import f1_score

    found: float = f1_score(truth, said, average="macro", labels=np.unique(truth))
    return found
