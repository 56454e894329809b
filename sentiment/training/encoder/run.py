"""The English encoder's whole training: two workers, the best epoch, 8 bits, scales."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment.language import view
from sentiment.training import feelings, scales
from sentiment.training.data import FEELINGS, Sample, goemotions, spoken
from sentiment.training.encoder import fit
from sentiment.training.encoder.base import base
from sentiment.training.encoder.export import export
from sentiment.training.encoder.network import network
from sentiment.words.emotion import FITS
from sentiment.words.neural.encoder import Encoder, encoder
from sentiment.words.neural.sealed import write_card

EPOCHS = 2
OWN_EACH = 3  # times that the project's own lines are read in an epoch
_OWN_WEIGHT = 1.5
_WORKERS = 2
Array = NDArray[Any]


def run(folder: Path, weights: Path) -> None:
    """Train on GoEmotions and the project's own lines; write weights/encoder and scales.

    Two workers with one thread each train alone for some steps and then average their
    weights. The state is kept beside the weights as it goes, so that a run that was cut
    off goes on. The epoch is chosen on dev, by the macro-F1 of the seven.
    """
    import torch

    kept = Path(tempfile.gettempdir()) / "veridesk-encoder"
    kept.mkdir(exist_ok=True)
    meeting = tempfile.NamedTemporaryFile(delete=True)  # noqa: SIM115
    meeting.close()
    start = torch.multiprocessing.get_context("spawn")
    asked = (folder, kept, f"file://{meeting.name}")
    crew = [start.Process(target=work, args=(n, *asked)) for n in range(_WORKERS)]
    for one in crew:
        one.start()
    for one in crew:
        one.join()
    names = sorted(kept.glob("epoch*.pt"))
    states = [torch.load(name) for name in names]
    best = max(states, key=lambda state: float(state.pop("dev")))
    write({name: value.numpy() for name, value in best.items()}, folder, weights)
    for name in kept.iterdir():
        name.unlink()


def tasks(folder: Path) -> list[fit.Task]:
    """What one epoch reads: GoEmotions for both heads, the project's own for the seven."""
    samples = goemotions(folder, "train")
    texts = [sample.text for sample in samples]
    own = spoken("en") * OWN_EACH
    return [
        fit.Task("original", texts, _originals(folder, "train")),
        fit.Task("ekman", texts, feelings.answers(samples)),
        fit.Task("ekman", [s.text for s in own], feelings.answers(own), _OWN_WEIGHT),
    ]


def work(mine: int, folder: Path, kept: Path, meeting: str) -> None:
    """One worker; the first keeps each epoch's weights with their figure on dev."""
    import torch

    torch.set_num_threads(1)
    torch.distributed.init_process_group(
        "gloo", init_method=meeting, rank=mine, world_size=_WORKERS
    )
    words = fit.tokenizer(base())
    made = network(base(), {"original": 28, "ekman": len(FEELINGS)})
    dev = goemotions(folder, "dev")
    truth = feelings.answers(dev)
    legs = [tasks(folder)] * EPOCHS
    for epoch, trained in fit.fit(made, words, legs, kept / "state.pt"):
        if mine:
            continue
        logits = fit.read(trained, words, [s.text for s in dev])["ekman"]
        score = _macro(logits, truth)
        print(f"epoch {epoch + 1}: GoEmotions Ekman dev, macro-F1 {score:.3f}", flush=True)
        state = {name: value.clone() for name, value in trained.state_dict().items()}
        torch.save(state | {"dev": torch.tensor(score)}, kept / f"epoch{epoch + 1}.pt")
    torch.distributed.destroy_process_group()


def write(state: dict[str, Array], folder: Path, weights: Path) -> None:
    """Export, check the F1 of what was exported, and fit the scales on dev."""
    from sentiment.training.command import keep

    place = weights / "encoder"
    place.mkdir(exist_ok=True)
    export(state, ["original", "ekman"], place / "encoder.onnx")
    words = (base() / "tokenizer.json").read_bytes()
    (place / "tokenizer.json").write_bytes(words)
    heads = {
        "original": (folder / "original_labels.txt").read_text().split(),
        "ekman": list(FEELINGS),
    }
    about = {"base": "all-MiniLM-L6-v2, Apache-2.0", "tokens": fit.TOKENS, "heads": heads}
    write_card(place, ("encoder.onnx", "tokenizer.json"), about)
    encoder.cache_clear()
    made = encoder(place)
    if made is None:
        raise FileNotFoundError(f"{place} was not written; train again")
    dev = goemotions(folder, "dev")
    scores, originals = both(made, dev)
    fitted = scales.fit(scores, feelings.answers(dev), np.ones(len(dev)))
    keep("en-encoder", fitted)
    truth = _originals(folder, "dev")
    finer = scales.fit(originals[:, None], truth, np.ones(len(dev)))
    keep("en-encoder-28", finer)
    said = np.array([fitted.chances(row) > fitted.threshold for row in scores])
    pairs = zip(feelings.answers(dev).T, said.T, strict=True)
    score = np.mean([scales.f1(real, found) for real, found in pairs])
    print(f"8 bits with the linear head: GoEmotions Ekman dev, macro-F1 {score:.3f}")


def both(made: Encoder, samples: list[Sample]) -> tuple[Array, Array]:
    """Scores of the seven by encoder and linear head, and of the 28 by the encoder."""
    from sentiment.words.emotion import public

    found, finer = [], []
    for sample in samples:
        text = view(sample.text).own
        logits, _ = made.read(text[:FITS])
        found.append([logits["ekman"], public().read(text)[0]])
        finer.append(logits["original"])
    return np.array(found), np.array(finer)


def _originals(folder: Path, part: str) -> Array:
    names = (folder / "original_labels.txt").read_text().split()
    samples = goemotions(folder, part, "original")
    return np.array([[name in s.labels for name in names] for s in samples], dtype=float)


def _macro(logits: Array, truth: Array) -> float:
    cuts = feelings.thresholds(logits, truth)
    pairs = zip(truth.T, (logits > cuts).T, strict=True)
    return float(np.mean([scales.f1(real, said) for real, said in pairs]))
