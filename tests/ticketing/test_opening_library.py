"""The library of openings forgets no version, overwrites nobody and promises nothing."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import asyncpg
import pytest
from uuid6 import uuid7

from sentiment.signal import Feeling, Topic
from tests.ticketing.given import NOW
from tests.ticketing.test_openings import standing
from ticketing import agent
from ticketing.openings import (
    BadOpening,
    NoOpening,
    Opening,
    OpeningChanged,
    Place,
    Reason,
    add,
    change,
    changes,
    library,
    restore,
    suggest,
    when_told,
)
from ticketing.openings.shipped import shipped

LI = agent(uuid7())

OWN = Opening(
    "",
    "en",
    Place.REPLY,
    "They are angry about parking.",
    "I know how annoying that car park is.",
    feelings=frozenset({Feeling.ANGER}),
    topics=frozenset({Topic.OTHER}),
)


async def _by_name(db: asyncpg.Connection, org: UUID, name: str) -> Opening:
    found = [o for o in await library(db, org) if (o.name, o.language) == (name, "en")]
    assert len(found) == 1
    return found[0]


async def test_an_opening_can_be_changed_switched_off_and_restored(
    db: asyncpg.Connection, org: UUID
) -> None:
    assert await library(db, org) == list(shipped())
    first = await _by_name(db, org, "angry")
    to = replace(first, words="We hear you.")
    changed = await change(db, org, "angry", "en", to, LI.id, seen=0, now=NOW)
    assert (changed.version, changed.altered, changed.words) == (1, True, "We hear you.")
    off = replace(changed, off=True)
    off = await change(db, org, "angry", "en", off, LI.id, seen=1, now=NOW)
    now = standing()
    assert "angry" not in [s.opening.name for s in suggest(await library(db, org), now)]
    back = await restore(db, org, "angry", "en", LI.id, seen=2, now=NOW)
    assert (back.words, back.off, back.altered, back.version) == (
        first.words,
        False,
        False,
        3,
    )
    assert await _by_name(db, org, "angry") == back
    acts = [(c.act, c.version, c.by) for c in await changes(db, org)]
    assert acts == [
        ("restored", 3, LI.id),
        ("switched-off", 2, LI.id),
        ("changed", 1, LI.id),
    ]
    zh = [o for o in await library(db, org) if (o.name, o.language) == ("angry", "zh")]
    assert zh[0].version == 0  # the other language is an opening of its own


async def test_own_openings_come_after_those_shipped_and_are_suggested(
    db: asyncpg.Connection, org: UUID
) -> None:
    own = await add(db, org, OWN, LI.id, now=NOW)
    assert (await library(db, org))[-1] == own
    now = standing(topic=Reason("topic", "other", sure=0.9))
    assert suggest(await library(db, org), now)[0].opening == own
    with pytest.raises(NoOpening):
        await restore(db, org, own.name, "en", LI.id, seen=1, now=NOW)


async def test_when_to_use_one_is_told_in_each_language_that_still_tells_the_same(
    db: asyncpg.Connection, org: UUID
) -> None:
    for one in shipped():
        told = when_told(one, shipped())
        assert told.keys() == {"en", "zh"}
        assert told[one.language] == one.when
    own = await add(db, org, OWN, LI.id, now=NOW)
    assert when_told(own, await library(db, org)) == {"en": OWN.when}

    first = await _by_name(db, org, "money")
    to = replace(first, when="They are angry about a fee.")
    english = await change(db, org, "money", "en", to, LI.id, seen=0, now=NOW)
    assert when_told(english, await library(db, org)) == {"en": to.when}
    chinese = next(o for o in shipped() if (o.name, o.language) == ("money", "zh"))
    assert when_told(chinese, await library(db, org))["en"] == first.when

    also = replace(chinese, when="对方因手续费生气。")
    await change(db, org, "money", "zh", also, LI.id, seen=0, now=NOW)
    both = {"en": to.when, "zh": also.when}
    assert when_told(english, await library(db, org)) == both
    assert when_told(also, await library(db, org)) == both


async def test_one_of_the_desks_own_is_written_in_the_other_language_later_and_once(
    db: asyncpg.Connection, org: UUID
) -> None:
    own = await add(db, org, OWN, LI.id, now=NOW)
    topic = Reason("topic", "other", sure=0.9)
    chinese = replace(standing(topic=topic), language="zh")
    found = suggest(await library(db, org), chinese)
    assert own.name not in [s.opening.name for s in found]
    to = replace(own, when="对方因停车生气。", words="停车的事确实让人心烦。")
    with pytest.raises(OpeningChanged):
        await change(db, org, own.name, "zh", to, LI.id, seen=1, now=NOW)
    also = await change(db, org, own.name, "zh", to, LI.id, seen=0, now=NOW)
    assert (also.name, also.language, also.place) == (own.name, "zh", own.place)
    assert (also.version, also.shipped, also.altered) == (1, False, False)
    held = await library(db, org)
    assert suggest(held, chinese)[0].opening == also
    assert suggest(held, replace(chinese, language="en"))[0].opening == own
    assert when_told(own, held) == {"en": own.when, "zh": also.when}
    with pytest.raises(OpeningChanged):
        await change(db, org, own.name, "zh", to, LI.id, seen=0, now=NOW)
    assert [c.act for c in await changes(db, org)] == ["added", "added"]
    late = replace(to, words="We will call you back by tomorrow at ten.")
    another = await add(db, org, OWN, LI.id, now=NOW)
    with pytest.raises(BadOpening):
        await change(db, org, another.name, "zh", late, LI.id, seen=0, now=NOW)


async def test_two_who_change_the_same_opening_do_not_overwrite_each_other(
    db: asyncpg.Connection, org: UUID
) -> None:
    first = await _by_name(db, org, "money")
    to = replace(first, words="One.")
    await change(db, org, "money", "en", to, LI.id, seen=0, now=NOW)
    other = replace(first, words="Two.")
    with pytest.raises(OpeningChanged):
        await change(db, org, "money", "en", other, LI.id, seen=0, now=NOW)
    assert (await _by_name(db, org, "money")).words == "One."
    same = await change(db, org, "money", "en", to, LI.id, seen=1, now=NOW)
    assert same.version == 1
    with pytest.raises(NoOpening):
        await change(db, org, "nothing", "en", to, LI.id, seen=0, now=NOW)


@pytest.mark.parametrize(
    "words",
    [
        "",
        " \n ",
        "x" * 2001,
        "We will call you back by tomorrow at ten.",
        "我们明天上午十点前给您回电。",
        "Turned \u202e round",
        "bell \x07",
        "\ud800",
    ],
)
async def test_words_that_promise_or_hide_something_are_refused(
    db: asyncpg.Connection, org: UUID, words: str
) -> None:
    with pytest.raises(BadOpening):
        await add(db, org, replace(OWN, words=words), LI.id, now=NOW)
    assert await changes(db, org) == []
