"""The encoder's file: what is exported is what was trained, and only that is loaded."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from sentiment.training.encoder.export import export
from sentiment.words.neural import bilingual
from sentiment.words.neural.encoder import WEIGHTS, encoder
from sentiment.words.neural.sealed import Broken, open_card

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "parcel", "is", "late", "again"]
HEADS = {"ekman": 7, "original": 28}


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    """A random network of the encoder's form, exported, and torch's own answer."""
    import torch
    from tokenizers import Tokenizer
    from tokenizers.models import WordPiece
    from tokenizers.pre_tokenizers import Whitespace
    from tokenizers.processors import TemplateProcessing
    from transformers import BertConfig, BertModel

    from sentiment.training.encoder.network import network

    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("encoder")
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=384,
        num_hidden_layers=6,
        num_attention_heads=12,
        intermediate_size=128,
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(folder / "base")
    made = network(folder / "base", HEADS).eval()
    state = {name: value.numpy() for name, value in made.state_dict().items()}
    export(state, list(HEADS), folder / "encoder.onnx")
    words = Tokenizer(
        WordPiece({word: at for at, word in enumerate(WORDS)}, unk_token="[UNK]")
    )
    words.pre_tokenizer = Whitespace()
    words.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    words.save(str(folder / "tokenizer.json"))
    files = ("encoder.onnx", "tokenizer.json")
    card = {
        "tokens": 8,
        "heads": {name: [str(at) for at in range(size)] for name, size in HEADS.items()},
        "sha256": {
            name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in files
        },
    }
    (folder / "card.json").write_text(json.dumps(card))
    ids = torch.tensor([words.encode("the parcel is late again").ids])
    with torch.inference_mode():
        said = made(ids, torch.ones_like(ids))
        pooled = made.pool(ids, torch.ones_like(ids))[0].numpy()
    return folder, {"pooled": pooled} | {name: said[name][0].numpy() for name in HEADS}


def alike(one: object, other: object) -> float:
    a, b = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))


def test_eight_bits_say_what_was_trained(
    trained: tuple[Path, dict[str, object]],
) -> None:
    folder, expected = trained
    made = encoder(folder)
    assert made is not None
    heads, pooled = made.read("the parcel is late again")
    assert alike(pooled, expected["pooled"]) > 0.98
    for name, size in HEADS.items():
        assert len(heads[name]) == size
        assert alike(heads[name], expected[name]) > 0.98


def test_a_long_text_is_cut_and_an_empty_one_is_read(
    trained: tuple[Path, dict[str, object]],
) -> None:
    made = encoder(trained[0])
    assert made is not None
    assert made.tokens("late " * 500) == 8
    for text in ("", "late \ud800 again", "\u202e\x00"):
        assert np.isfinite(made.read(text)[1]).all()


def test_a_file_that_was_exchanged_is_refused(
    trained: tuple[Path, dict[str, object]], tmp_path: Path
) -> None:
    for name in ("encoder.onnx", "tokenizer.json", "card.json"):
        (tmp_path / name).write_bytes((trained[0] / name).read_bytes())
    (tmp_path / "tokenizer.json").write_bytes(b"{}")
    with pytest.raises(Broken):
        encoder(tmp_path)


def test_without_its_files_the_linear_heads_read_alone(tmp_path: Path) -> None:
    assert encoder(tmp_path) is None


def test_the_shipped_files_are_the_ones_their_card_names() -> None:
    made = encoder(WEIGHTS)
    assert (made is not None) == (WEIGHTS / "card.json").is_file()


@pytest.mark.parametrize("shipped", [WEIGHTS, bilingual.WEIGHTS])
def test_every_shipped_network_is_the_file_that_its_card_names(shipped):
    card, held = open_card(shipped)
    assert card["base"]
    assert {path.name for path in shipped.iterdir()} == {*held, "card.json"}


@pytest.mark.parametrize("change", [b"", b"other"])
def test_a_file_of_the_bilingual_network_that_was_exchanged_is_refused(tmp_path, change):
    shutil.copytree(bilingual.WEIGHTS, tmp_path, dirs_exist_ok=True)
    (tmp_path / "folding.json").write_bytes(change)
    with pytest.raises(Broken, match="folding"):
        open_card(tmp_path)
