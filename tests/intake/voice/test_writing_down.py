"""What was said is written down by Whisper where there is one, else honestly not."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pytest

from intake.voice import sound, store
from intake.voice.call import Chunk, Track, Transcript
from intake.voice.follow import lent
from intake.voice.transcribe import BadModel, segments, transcribe, transcribe_call
from sentiment.voice.synthesis import calm
from tests.intake.voice.calls import begin


@pytest.fixture(scope="module")
def whisper(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A Whisper of a few thousand random weights, saved as the real ones are."""
    import torch
    from transformers import (
        WhisperConfig,
        WhisperFeatureExtractor,
        WhisperForConditionalGeneration,
        WhisperProcessor,
        WhisperTokenizer,
    )
    from transformers.convert_slow_tokenizer import bytes_to_unicode

    folder = tmp_path_factory.mktemp("whisper")
    vocabulary = {letter: n for n, letter in enumerate(bytes_to_unicode().values())}
    marks = ["<|endoftext|>", "<|startoftranscript|>", "<|notimestamps|>"]
    for mark in marks:
        vocabulary[mark] = len(vocabulary)
    tokenizer = WhisperTokenizer(vocab=vocabulary, merges=[])
    end, first, _ = (vocabulary[mark] for mark in marks)
    torch.manual_seed(1)
    size = {"d_model": 16, "encoder_layers": 1, "decoder_layers": 1}
    heads = {"encoder_attention_heads": 2, "decoder_attention_heads": 2}
    inner = {"encoder_ffn_dim": 16, "decoder_ffn_dim": 16, "num_mel_bins": 80}
    tokens = {
        "vocab_size": len(vocabulary),
        "pad_token_id": end,
        "bos_token_id": end,
        "eos_token_id": end,
        "decoder_start_token_id": first,
    }
    model = WhisperForConditionalGeneration(
        WhisperConfig(**size, **heads, **inner, **tokens, suppress_tokens=None)
    )
    model.generation_config.max_new_tokens = 8
    # Random weights like to say nothing at all; these may not.
    model.generation_config.suppress_tokens = [end, first]
    model.save_pretrained(folder)
    WhisperProcessor(WhisperFeatureExtractor(), tokenizer).save_pretrained(folder)
    return str(folder)


def spoken(rate: int) -> np.ndarray:
    """Silence, three seconds of speech, silence, two seconds of speech."""
    quiet = np.zeros(rate, np.int16)
    return np.concatenate((quiet, calm(3, 1, rate), quiet, quiet, calm(2, 2, rate)))


@pytest.mark.parametrize("rate", [8000, 16_000])
def test_speech_is_found_between_silences(rate: int):
    first, second = segments(spoken(rate), rate)
    assert abs(first[0] / rate - 1.2) < 0.4
    assert abs(first[1] / rate - 4) < 0.5
    assert abs(second[0] / rate - 6.2) < 0.4


def test_no_segment_is_longer_than_whisper_can_look():
    found = segments(calm(70, 1, 8000), 8000)
    assert all(0 < end - begin <= 28 * 8000 for begin, end in found)
    assert sum(end - begin for begin, end in found) > 55 * 8000


def test_each_stretch_of_speech_is_written_with_its_seconds(whisper: str):
    written = transcribe(spoken(8000), 8000, "en", whisper)
    assert len(written) == 2
    assert all(0.5 < begin < end < 9 and words for begin, end, words in written)
    assert transcribe(np.zeros(80_000, np.int16), 8000, "en", whisper) == []


def test_weights_that_cannot_be_loaded_are_named(tmp_path: Path):
    with pytest.raises(BadModel, match="no Whisper weights"):
        transcribe(spoken(8000), 8000, "en", str(tmp_path))


async def recorded_call(db: Any, org: UUID, **changes: Any) -> UUID:
    call = await begin(db, org, rate=8000, **changes)
    said = spoken(8000).tobytes()
    for seq, at in enumerate(range(0, len(said), 3200)):
        piece = Chunk(Track.CALLER, seq, (seq + 1) * 200, said[at : at + 3200])
        await sound.keep(db, org, call.id, piece)
    answer = calm(2, 3, 16_000).tobytes()
    await sound.keep(db, org, call.id, Chunk(Track.AGENT, 0, 7000, answer))
    await store.end(db, org, call.id, now=datetime.now(UTC))
    return call.id


async def test_both_voices_are_written_down_once(db: Any, org: UUID, whisper: str):
    call_id = await recorded_call(db, org)

    async def write(pcm: Any, rate: int, language: str) -> list[tuple[float, float, str]]:
        return await asyncio.to_thread(transcribe, pcm, rate, language, whisper)

    for _ in range(2):
        assert await transcribe_call(db, org, call_id, write) is Transcript.DONE
    lines = await store.words(db, org, call_id)
    assert [line[0] for line in lines] == ["caller", "agent", "caller"]
    assert 5 < lines[1][1] < 6.5  # where it lay in the call, not in its track
    found = await store.call(db, org, call_id)
    assert found is not None
    assert found.transcript is Transcript.DONE
    await store.forget_sound(db, org, call_id)
    assert await store.words(db, org, call_id) == []


async def test_without_weights_the_call_says_so(db: Any, org: UUID):
    call_id = await recorded_call(db, org)
    assert await transcribe_call(db, org, call_id, None) is Transcript.NO_MODEL


async def test_a_call_that_may_not_be_recorded_is_not_written_down(db: Any, org: UUID):
    call_id = await recorded_call(db, org, record=False)

    async def never(*_: Any) -> list[tuple[float, float, str]]:
        raise AssertionError

    assert await transcribe_call(db, org, call_id, never) is Transcript.NONE


async def test_no_transaction_is_open_while_the_model_writes(pool: Any, org: UUID):
    asked = []

    async def write(*_: Any) -> list[tuple[float, float, str]]:
        asked.append(
            await pool.fetchval(
                "select count(*) from pg_stat_activity where state like 'idle in trans%' "
                "and datname = current_database()"
            )
        )
        return [(0.0, 1.0, "hello")]

    async with lent(pool) as db:
        call_id = await recorded_call(db, org)
        for _ in range(2):
            assert await transcribe_call(db, org, call_id, write) is Transcript.DONE
        # What is written down is not written down again.
        assert asked == [0, 0]
        assert len(await store.words(db, org, call_id)) == 2
