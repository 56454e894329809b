"""What was said in a call, written down by Whisper where its weights are configured."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

import numpy as np

from intake.voice.call import AGENT_RATE, Track, Transcript
from intake.voice.sound import stretches
from intake.voice.store import call, keep_words, set_transcript
from intake.voice.ulaw import Sound

if TYPE_CHECKING:
    from asyncpg import Connection, Record

# (from second, to second, words)
Words = tuple[float, float, str]
# What writes down: samples, their rate, language -> words. Runs `transcribe` elsewhere.
Write = Callable[[Sound, int, str], Awaitable[list[Words]]]

_HEARD = 16_000  # the rate that Whisper was made for
_FRAME = 0.03
_PAUSE = 0.6  # seconds of silence that end a segment
_LONGEST = 28.0  # seconds; Whisper looks at thirty
_SHORTEST = 0.25


class BadModel(ValueError):
    """The configured weights cannot be loaded; the message says why."""


def segments(sound: Sound, rate: int) -> list[tuple[int, int]]:
    """Where someone speaks, as (first, behind last) sample: at most 28 seconds each.

    ``rate`` must be 8, 16, 32 or 48 kHz: WebRTC's detector knows no other.
    """
    import webrtcvad

    vad = webrtcvad.Vad(2)
    size = int(_FRAME * rate)
    whole = np.ascontiguousarray(sound, "<i2")
    found: list[tuple[int, int]] = []
    begin: int | None = None
    last = 0
    for at in range(0, len(whole) - size + 1, size):
        if vad.is_speech(whole[at : at + size].tobytes(), rate):
            begin = at if begin is None else begin
            last = at + size
        if begin is not None and (
            at + size - last > _PAUSE * rate or at + size - begin > (_LONGEST - 1) * rate
        ):
            found.append((begin, last))
            begin = None
    if begin is not None:
        found.append((begin, last))
    return [(b, e) for b, e in found if e - b >= _SHORTEST * rate]


def transcribe(sound: Sound, rate: int, language: str, model: str) -> list[Words]:
    """Words of each stretch of speech, with the seconds at which it begins and ends.

    Runs Whisper on one thread, so it belongs into a worker process; the weights stay
    loaded there. ``model`` is a local folder or a model id. Raises BadModel.
    """
    from scipy.signal import resample_poly

    written = []
    for begin, end in segments(sound, rate):
        wave = sound[begin:end].astype(np.float32) / 32768
        if rate != _HEARD:
            wave = resample_poly(wave, _HEARD, rate).astype(np.float32)
        words = _write(wave, language, model).strip()
        if words:
            written.append((round(begin / rate, 2), round(end / rate, 2), words))
    return written


def _write(wave: Any, language: str, model: str) -> str:
    import torch

    processor, whisper = _load(model)
    heard = processor(wave, sampling_rate=_HEARD, return_tensors="pt")
    asked = {}
    if getattr(whisper.generation_config, "is_multilingual", False):
        asked = {"language": language, "task": "transcribe"}
    with torch.inference_mode():
        tokens = whisper.generate(heard.input_features, **asked)
    (text,) = processor.batch_decode(tokens, skip_special_tokens=True)
    return str(text)


@lru_cache(maxsize=1)
def _load(model: str) -> tuple[Any, Any]:
    import torch
    from transformers import WhisperForConditionalGeneration, WhisperProcessor

    torch.set_num_threads(1)
    try:
        processor = WhisperProcessor.from_pretrained(model)
        whisper: Any = WhisperForConditionalGeneration.from_pretrained(model)
    except (OSError, ValueError) as error:
        raise BadModel(f"no Whisper weights in {model}: {error}") from error
    return processor, whisper.eval()


async def transcribe_call(
    db: Connection[Record], org: UUID, call_id: UUID, write: Write | None
) -> Transcript | None:
    """Write down both voices of a call that has ended; -> how its transcript stands.

    ``write`` is None where no weights are configured: the honest state is then
    "no-model". Words are written only of a call that may be recorded; any other stays
    "none". Doing it again keeps one copy, and what is done is not done again. None if
    there is no such call. Holds at most ten minutes of sound at a time. Call it outside a
    transaction: writing down takes as long as the call, and the words are then kept in a
    short one of its own.
    """
    found = await call(db, org, call_id)
    if found is None:
        return None
    if not found.recorded or not found.has_sound or found.transcript is Transcript.DONE:
        return found.transcript
    if write is None:
        await set_transcript(db, org, call_id, Transcript.NO_MODEL)
        return Transcript.NO_MODEL
    written: list[tuple[Track, list[Words]]] = []
    for track, rate in ((Track.CALLER, found.rate), (Track.AGENT, AGENT_RATE)):
        async for begin, sound in stretches(db, org, call_id, track, rate):
            said = await write(sound, rate, found.language)
            placed = [(round(begin + b, 2), round(begin + e, 2), w) for b, e, w in said]
            written.append((track, placed))
    async with db.transaction():
        for track, placed in written:
            await keep_words(db, org, call_id, track, placed)
        await set_transcript(db, org, call_id, Transcript.DONE)
    return Transcript.DONE
