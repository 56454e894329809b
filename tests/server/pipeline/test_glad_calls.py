"""A happy caller alarms like a frightened one, until the words are known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import pytest

from intake.voice import sound, store
from intake.voice.call import CallStart, Chunk, Source, Track, Transcript
from sentiment import voice
from sentiment.voice import Point
from server.pipeline.calls import CallJobs
from tests.attacks.composed import LINES, Composed, Here

GLAD = {
    "en": "Oh wow, it arrived already and it works perfectly, thank you so much!",
    "zh": "哇，这么快就到了，特别好用，太感谢你们了！",
}
UPSET = {
    "en": "I am furious, my mother is hurt and nobody comes!",
    "zh": "气死我了，我妈妈受伤了，没有人来！",
}


class Written(Here):
    """Writes down what a test says was said, whatever the sound."""

    def __init__(self, said: str) -> None:
        self.said = said

    async def slow(self, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return [(0.0, 5.0, self.said)]


def jobs(whole: Composed, words: str) -> CallJobs:
    desk = whole.desk
    scorers: Any = Written(words)
    return CallJobs(desk.pool, desk.org, scorers, desk.bell, LINES, "UTC", "a model")


async def loud_call(whole: Composed, language: str) -> tuple[UUID, UUID, CallJobs]:
    """A call whose voice has just alarmed, raised by one step; -> call, ticket, jobs."""
    desk, now = whole.desk, datetime.now(UTC)
    start = CallStart(
        Source.TWILIO,
        uuid4().hex,
        8000,
        language=language,
        caller="+447700900471",
        record=True,
        listen=True,
    )
    points = [Point(float(s), 88.0, 0.9, 12.0 if s >= 12 else None) for s in range(1, 14)]
    ear = replace(voice.open_ear(), alarm_at=12.0, held=88.0, voiced=12.0)
    work = jobs(whole, "")
    async with desk.transaction() as db:
        call_id, ticket = await desk.open_call(db, start, None)
        spoken = np.zeros(8000, np.int16).tobytes()
        await sound.keep(db, desk.org, call_id, Chunk(Track.CALLER, 0, 1000, spoken))
        await store.keep_points(db, desk.org, call_id, points)
        call = await store.call(db, desk.org, call_id)
        assert call is not None
        await work._on_points(db, call, points, ear)
        await store.end(db, desk.org, call_id, now=now)
    return call_id, ticket, work


async def stands(whole: Composed, ticket: UUID) -> tuple[bool, str, str | None]:
    """Whether the ticket is escalated, its priority, and what voice and words say."""
    row = await whole.desk.pool.fetchrow(
        "select t.escalated, t.priority, s.signal ->> 'disagree' as disagree from ticket t"
        " join signal s on s.org_id = t.org_id and s.ticket_id = t.id where t.id = $1",
        ticket,
    )
    return row["escalated"], row["priority"], row["disagree"]


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_glad_words_take_the_alarms_step_back_and_upset_ones_do_not(
    whole: Composed, language: str
) -> None:
    call, ticket, _ = await loud_call(whole, language)
    assert await stands(whole, ticket) == (True, "high", "strained")
    await jobs(whole, GLAD[language]).hear_words({"call_id": str(call)})
    assert await stands(whole, ticket) == (False, "normal", "glad")
    # Heard again it stays so; what is not glad any more raises it again.
    await jobs(whole, GLAD[language]).hear_words({"call_id": str(call)})
    assert await stands(whole, ticket) == (False, "normal", "glad")
    await jobs(whole, UPSET[language]).hear_words({"call_id": str(call)})
    escalated, _, disagree = await stands(whole, ticket)
    assert escalated
    assert disagree != "glad"


async def test_words_that_say_nothing_leave_the_alarm(whole: Composed) -> None:
    call, ticket, _ = await loud_call(whole, "en")
    for words in ("", "Hello?", "The kids are talking by the door.", UPSET["en"]):
        await jobs(whole, words).hear_words({"call_id": str(call)})
        assert await stands(whole, ticket) == (True, "high", "strained"), words


async def test_the_transcript_of_a_whole_call_tells_it_apart_as_well(
    whole: Composed,
) -> None:
    call, ticket, _ = await loud_call(whole, "en")
    await jobs(whole, GLAD["en"]).transcribe({"call_id": str(call)})
    assert await stands(whole, ticket) == (False, "normal", "glad")
    agent = await whole.staff()
    shown = await agent.json("GET", f"/api/tickets/{ticket}")
    assert shown["signal"]["disagree"] == "glad"
    assert shown["signal"]["strain"]["alarm_at"] == 12.0
    assert shown["suggestions"] == []
    assert shown["escalation"]["agreed"] is False
    # An agent who hears more may raise it again, and take that back.
    act = f"/api/tickets/{ticket}/escalation"
    raised = await agent.json("POST", act, json={"act": "raise"})
    assert raised["ticket"]["escalated"]
    undone = await agent.json("POST", act, json={"act": "undo"})
    assert not undone["ticket"]["escalated"]


async def test_an_alarm_asks_for_its_words_only_where_they_may_be_written_down(
    whole: Composed,
) -> None:
    desk = whole.desk
    count = "select count(*) from pgqueuer_log where entrypoint = 'hear-words'"
    await loud_call(whole, "en")
    await whole.settled()
    assert await desk.pool.fetchval(count) > 0
    before = await desk.pool.fetchval(count)
    call_id, _, _ = await loud_call(whole, "en")
    async with desk.transaction() as db:
        found = await store.call(db, desk.org, call_id)
        assert found is not None
        silent = CallJobs(desk.pool, desk.org, Here(), desk.bell, LINES, "UTC", "")  # type: ignore[arg-type]
        await silent._hear_soon(db, found)
        await jobs(whole, "")._hear_soon(db, replace(found, recorded=False))
    await silent.hear_words({"call_id": str(call_id)})
    await silent.hear_words({"call_id": str(uuid4())})
    assert await desk.pool.fetchval(count) >= before
    assert found.transcript is not Transcript.DONE
