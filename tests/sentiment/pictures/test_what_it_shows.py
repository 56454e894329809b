"""What a picture shows, by weights that the operator configures, or nothing at all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from sentiment.pictures import look
from sentiment.pictures.shows import _SAID, NOT_ASSESSED, UNUSABLE, Shown, clip, shows
from sentiment.words.neural.configured import place
from tests.intake.pictures.renders import saved

PHOTO = saved(Image.radial_gradient("L").convert("RGB"), "JPEG")


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A CLIP of a few thousand numbers that knows nothing, in the real format."""
    from transformers import (
        CLIPConfig,
        CLIPImageProcessor,
        CLIPModel,
        CLIPProcessor,
        CLIPTokenizer,
    )

    folder = tmp_path_factory.mktemp("clip")
    letters = [chr(n) for n in range(33, 127)]
    names = [*letters, *(f"{c}</w>" for c in letters)]
    names += ["<|startoftext|>", "<|endoftext|>"]
    vocabulary, merges = folder / "vocab.json", folder / "merges.txt"
    vocabulary.write_text(json.dumps({name: n for n, name in enumerate(names)}))
    merges.write_text("#version: 0.2\n")
    small = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1}
    small |= {"num_attention_heads": 2}
    config = CLIPConfig(
        text_config={
            **small,
            "vocab_size": len(names),
            "bos_token_id": len(names) - 2,
            "eos_token_id": len(names) - 1,
            "pad_token_id": len(names) - 1,
        },
        vision_config={**small, "image_size": 32, "patch_size": 16},
        projection_dim=8,
        logit_scale_init_value=0.0,
    )
    import torch

    torch.manual_seed(1)
    CLIPModel(config).save_pretrained(folder)
    CLIPProcessor(
        CLIPImageProcessor(size={"shortest_edge": 32}, crop_size=32),
        CLIPTokenizer(str(vocabulary), str(merges)),
    ).save_pretrained(folder)
    return folder


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    yield
    clip.cache_clear()


def test_without_weights_nothing_is_assessed():
    assert look(PHOTO).facts["shows"] == NOT_ASSESSED


def test_each_of_the_list_gets_a_chance_and_they_sum_to_one(weights: Path):
    picture = Image.radial_gradient("L").convert("RGB")
    chances = clip(place(str(weights))).chances(picture)
    assert set(chances) == set(Shown)
    assert sum(chances.values()) == pytest.approx(1)


def test_what_is_likely_is_named_with_its_chance(
    weights: Path, monkeypatch: pytest.MonkeyPatch
):
    assert shows(PHOTO, str(weights)) == "unclear"  # they know nothing
    monkeypatch.setattr("sentiment.pictures.shows._CLEAR", 0.0)
    said = look(PHOTO, weights=str(weights)).facts["shows"]
    name, _, chance = said.rpartition(" ")
    assert name in set(Shown)
    assert 0 < float(chance) <= 1


def test_weights_that_are_none_lose_no_picture(tmp_path: Path):
    (tmp_path / "config.json").write_text("{}")
    for named in (str(tmp_path), "nobody/has-this"):
        assert look(PHOTO, weights=named).facts["shows"] == UNUSABLE


def test_the_list_is_written_in_both_languages_for_all_of_it():
    assert set(_SAID) == set(Shown)
    assert all(
        english.isascii() and not chinese.isascii() for english, chinese in _SAID.values()
    )


def test_every_thing_shown_has_words_in_both_languages_of_the_pages():
    words = Path(__file__).parents[3] / "ui/web/src/workspace/words"
    for language in ("en", "zh"):
        told = (words / f"{language}.ts").read_text()
        for said in (*Shown, NOT_ASSESSED, UNUSABLE):
            assert f'"{said}": ' in told or f" {said}: " in told, (language, said)
