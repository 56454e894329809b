"""Better weights that an operator sets: used only where they were shown to be better."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment.signal import Feeling

TOKENS = 128
VERDICT = "veridesk-compared.json"
# GoEmotions' finer names under Ekman's, as its authors group them (Demszky et al. 2020).
_GROUPS = {
    Feeling.ANGER: "angry annoyance disapproval",
    Feeling.DISGUST: "disgusted",
    Feeling.FEAR: "nervousness afraid scared",
    Feeling.JOY: "happy happiness admiration amusement approval caring desire excitement "
    "gratitude love optimism pride relief",
    Feeling.SADNESS: "sad disappointment embarrassment grief remorse",
    Feeling.SURPRISE: "surprised confusion curiosity realization",
    Feeling.NEUTRAL: "none other no_emotion",
}
_FEELING = {name: f for f, names in _GROUPS.items() for name in names.split()} | {
    f.value: f for f in Feeling
}
Array = NDArray[Any]


class Unusable(Exception):
    """The weights cannot be used for feelings; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a comparison found: macro-F1 of both on the same texts, for one language."""

    language: str
    test: str
    texts: int
    shipped: float
    configured: float
    sha256: str

    @property
    def better(self) -> bool:
        """Whether the configured weights may be used."""
        return self.configured > self.shipped


@dataclass(frozen=True, slots=True)
class Configured:
    """A sequence classifier whose labels are feelings, on one thread."""

    model: Any
    words: Any
    feelings: tuple[Feeling | None, ...]
    several: bool

    def chances(self, text: str) -> dict[Feeling, float]:
        """The chance of each feeling; the finer labels of one feeling count together."""
        import torch

        held = self.words(
            whole(text), truncation=True, max_length=TOKENS, return_tensors="pt"
        )
        with torch.inference_mode():
            logits = self.model(**held).logits[0].double()
        found = torch.sigmoid(logits) if self.several else torch.softmax(logits, dim=-1)
        sums = {feeling: 0.0 for feeling in Feeling}
        for feeling, chance in zip(self.feelings, found.tolist(), strict=True):
            if feeling is not None and self.several:
                sums[feeling] = max(sums[feeling], chance)
            elif feeling is not None:
                sums[feeling] += chance
        return {feeling: min(1.0, chance) for feeling, chance in sums.items()}


def whole(text: str) -> str:
    """The text with lone surrogates, which no tokenizer takes, as question marks."""
    return text.encode("utf-8", "replace").decode()


def place(named: str) -> Path:
    """The folder of weights: a local folder, or what the hub's cache holds of an id."""
    if Path(named).is_dir():
        return Path(named)
    from transformers.utils.hub import cached_file

    found = cached_file(named, "config.json", local_files_only=True)
    return Path(str(found)).parent


@cache
def configured(folder: Path) -> Configured:
    """Load weights from a folder, once a process; nothing is fetched, no code in it run.

    Raises Unusable where fewer than two of the labels are feelings.
    """
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    torch.set_num_threads(1)
    words = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    model = AutoModelForSequenceClassification.from_pretrained(
        folder, local_files_only=True, use_safetensors=True
    ).eval()
    names = [model.config.id2label[at].lower() for at in range(model.config.num_labels)]
    feelings = tuple(_FEELING.get(name) for name in names)
    if len({f for f in feelings if f}) < 2:
        raise Unusable(
            f"{folder}: its labels {names} name no feelings; see docs/settings.md"
        )
    several = model.config.problem_type == "multi_label_classification"
    return Configured(model, words, feelings, several)


@cache
def chosen(named: str, language: str) -> Configured | None:
    """The configured weights, if a comparison kept beside them found them better."""
    if not named:
        return None
    folder = place(named)
    kept = verdicts(folder).get(language)
    if kept is None or not kept.better or kept.sha256 != digest(folder):
        return None
    return configured(folder)


def verdicts(folder: Path) -> dict[str, Verdict]:
    """The comparisons kept beside the weights, by language."""
    path = folder / VERDICT
    if not path.is_file():
        return {}
    return {row["language"]: Verdict(**row) for row in json.loads(path.read_text())}


def keep(folder: Path, verdict: Verdict) -> None:
    """Write a comparison beside the weights, in place of an older one of its language."""
    held = verdicts(folder) | {verdict.language: verdict}
    rows = [asdict(held[language]) for language in sorted(held)]
    (folder / VERDICT).write_text(json.dumps(rows, indent=1) + "\n")
    chosen.cache_clear()


def digest(folder: Path) -> str:
    """SHA-256 over the weights' files, so that other weights need another comparison."""
    total = hashlib.sha256()
    for path in sorted(folder.glob("*.safetensors")):
        total.update(path.read_bytes())
    return total.hexdigest()


def strongest(chances: dict[Feeling, float]) -> Feeling:
    """The feeling with the highest chance."""
    order = list(Feeling)
    return order[int(np.argmax([chances[feeling] for feeling in order]))]
