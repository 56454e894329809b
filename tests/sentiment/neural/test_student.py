"""The encoder's training on a few lines: teachers learn, the small one learns from them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from sentiment.training.student import chinese, distil, network, texts
from sentiment.training.student.export import export_encoder, export_top
from sentiment.training.student.network import HEAD, WIDTH, encoder, mean
from sentiment.training.student.steady import steady
from sentiment.training.student.teach import Task, Way, chances, classifier, fit
from sentiment.words.neural.encoder import CHINESE, WEIGHTS
from sentiment.words.neural.encoder import encoder as shipped

GOOD = ["the parcel is fine", "fine again", "the fine parcel is again fine"]
BAD = ["the parcel is late", "late again", "the late parcel is again late"]
WORDS = ["<s>", "<pad>", "</s>", "<unk>", "the", "parcel", "is", "late", "again", "fine"]
INNER = 64


@pytest.fixture
def reader() -> texts.Reader:
    """A tokenizer of whole words."""
    made = Tokenizer(WordLevel({w: at for at, w in enumerate(WORDS)}, unk_token="<unk>"))
    made.pre_tokenizer = Whitespace()
    return texts.Reader(made, {})


@pytest.fixture
def weights() -> dict[str, Any]:
    """A large encoder of two layers that knows nothing."""
    order = np.random.default_rng(0)

    def some(*shape: int) -> Any:
        return (order.standard_normal(shape) * 0.05).astype(np.float32)

    found = {
        "embeddings.word_embeddings.weight": some(len(WORDS), WIDTH),
        "embeddings.position_embeddings.weight": some(64, WIDTH),
        "embeddings.token_type_embeddings.weight": some(2, WIDTH),
    }
    norms = ["embeddings.LayerNorm"]
    for layer in range(2):
        at = f"encoder.layer.{layer}"
        for name, shape in (
            ("attention.self.query", (WIDTH, WIDTH)),
            ("attention.self.key", (WIDTH, WIDTH)),
            ("attention.self.value", (WIDTH, WIDTH)),
            ("attention.output.dense", (WIDTH, WIDTH)),
            ("intermediate.dense", (INNER, WIDTH)),
            ("output.dense", (WIDTH, INNER)),
        ):
            found[f"{at}.{name}.weight"] = some(*shape)
            found[f"{at}.{name}.bias"] = some(shape[0])
        norms += [f"{at}.attention.output.LayerNorm", f"{at}.output.LayerNorm"]
    for name in norms:
        found[f"{name}.weight"] = np.ones(WIDTH, dtype=np.float32)
        found[f"{name}.bias"] = np.zeros(WIDTH, dtype=np.float32)
    return found


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    torch.manual_seed(0)
    monkeypatch.setattr(distil, "LAYERS", (0, 1))
    monkeypatch.setattr(distil, "INNER", INNER // 2)


def test_a_teacher_learns_and_the_small_one_learns_from_it(
    reader: texts.Reader, weights: dict[str, Any], tmp_path: Path
) -> None:
    lines = (GOOD + BAD) * 4
    truth = np.array([[line in GOOD, line in BAD] for line in lines], dtype=float)
    way = Way(batch=8, body=1e-3, epochs=4)
    tasks = [Task(texts.whole(reader, lines), truth)]
    *_, (epoch, teacher) = fit(classifier(weights, 2, 2, 0.0), tasks, way)
    assert epoch == way.epochs - 1
    told = chances(teacher, texts.whole(reader, GOOD + BAD))
    assert told.argmax(axis=1).tolist() == [0, 0, 0, 1, 1, 1]

    rows = texts.apart(reader, lines)
    large = encoder(weights, range(2))
    soft = chances(teacher, texts.whole(reader, lines))
    lesson = distil.Lesson(rows, *distil.states(large, rows, [4]), soft, 1.0, True)
    small = distil.distil(distil.small(weights, 2), [lesson], [], 40, 0)
    judged = texts.apart(reader, GOOD + BAD)
    said = texts.each(judged, small, distil.mood)
    assert said.argmax(axis=1).tolist() == [0, 0, 0, 1, 1, 1]

    export_encoder(small["body"], tmp_path / "network.onnx")
    batch = judged.batch(np.array([2]))
    given = {
        "vectors": small["body"].words(batch.ids)[0].detach().numpy(),
        "rank": np.arange(batch.ids.shape[1]),
        "added": batch.added[0, 0].numpy(),
    }
    with at_rest(small):
        wanted = small["body"](batch.ids, batch.added)[0].numpy()
    assert alike(_run(tmp_path / "network.onnx", **given)[0], wanted) > 0.98
    steady(tmp_path / "network.onnx", [given])
    assert alike(_run(tmp_path / "network.onnx", **given)[0], wanted) > 0.97


def test_the_layer_for_chinese_learns_and_leaves_the_encoder_as_it_is(
    reader: texts.Reader, weights: dict[str, Any], tmp_path: Path
) -> None:
    lines = (GOOD + BAD) * 32
    truth = np.zeros((len(lines), 7))
    truth[np.arange(len(lines)), [0 if line in GOOD else 3 for line in lines]] = 1
    body = encoder(weights, range(2))
    before = {name: value.clone() for name, value in body.state_dict().items()}
    made = chinese.top(body, weights, 1)
    made = chinese.learn(made, reader, lines, truth, truth, np.ones(len(lines)))
    said = texts.each(texts.apart(reader, GOOD + BAD), made, chinese.answer)
    assert said.argmax(axis=1).tolist() == [0, 0, 0, 3, 3, 3]
    assert all((before[name] == value).all() for name, value in body.state_dict().items())
    head = made["head"]
    export_top([head["layer"]], head["labels"], tmp_path / "network.onnx")
    batch = texts.apart(reader, BAD).batch(np.array([2]))
    with at_rest(made):
        whole = made["body"](batch.ids, batch.added)
        wanted = chinese.answer(made, batch)[0].numpy()
    (logits,) = _run(tmp_path / "network.onnx", states=whole[0].numpy())
    assert alike(logits, wanted) > 0.98


def test_a_narrower_layer_keeps_the_heads_and_numbers_that_say_something(
    weights: dict[str, Any],
) -> None:
    import torch

    at = "encoder.layer.0"
    for head in (0, 3, 7):
        weights[f"{at}.attention.self.value.weight"][head * HEAD : (head + 1) * HEAD] = 0
        weights[f"{at}.attention.self.value.bias"][head * HEAD : (head + 1) * HEAD] = 0
    weights[f"{at}.output.dense.weight"][:, ::2] = 0
    whole = network.fill(network.layer(INNER), weights, 0)
    narrow = network.fill(network.layer(INNER // 2, heads=9), weights, 0)
    states, added = torch.randn(2, 5, WIDTH), torch.zeros(1, 5)
    with torch.no_grad():
        assert torch.allclose(whole(states, added), narrow(states, added), atol=1e-5)


def test_like_lengths_share_a_batch_and_every_text_is_in_one() -> None:
    rows = texts.Rows([[1] * (1 + at % 40) for at in range(500)])
    groups = rows.groups(32, np.random.default_rng(0))
    assert sorted(int(at) for group in groups for at in group) == list(range(500))
    assert np.mean([np.ptp(rows.lengths[group]) for group in groups]) < 8


def test_what_is_said_does_not_see_what_stands_apart() -> None:
    rows = texts.Rows([[0, 4, 2, 5], [0, 4, 2]], [3, 3])
    added = rows.batch(np.array([0, 1])).added
    assert (added[0, 0, :3, 3] < -1000).all()
    assert (added[0, 0, 3] == 0).all()
    assert (added[1, 0, :, 3] < -1000).all()


def test_mixed_texts_are_made_of_the_lines_and_are_the_same_each_time() -> None:
    lines = ["One. Two.", "Three.", "Four! Five."]
    made = list(texts.mixed(lines, 20, " ", 3))
    assert made == list(texts.mixed(lines, 20, " ", 3))
    assert all(set(text.replace("!", ".").split(". ")) for text in made)


def test_the_shipped_files_hold_what_a_reading_asks_for() -> None:
    made = shipped(WEIGHTS)
    assert (made is not None) == (WEIGHTS / "card.json").is_file()
    if made is None:
        return
    told = made.feelings(made.read(["the parcel is late"])[0].mood())
    assert len(told["ekman"]) == 7
    assert len(told["original"]) == 28
    assert (CHINESE / "card.json").is_file()


def alike(one: Any, other: Any) -> float:
    a, b = np.asarray(one, dtype=float).ravel(), np.asarray(other, dtype=float).ravel()
    return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))


def at_rest(made: Any) -> Any:
    """Without dropout and without gradients."""
    import torch

    made.train(False)
    return torch.no_grad()


def _run(path: Path, **given: Any) -> list[Any]:
    import onnxruntime

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    found: list[Any] = session.run(None, given)
    return found


def test_the_mean_is_over_the_chosen_alone() -> None:
    import torch

    states = torch.tensor([[[1.0], [3.0], [100.0]]])
    assert float(mean(states, torch.tensor([[True, True, False]]))) == 2.0
