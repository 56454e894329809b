"""What is read in a picture reaches the pages that are open."""

from __future__ import annotations

from typing import Any

import pytest

import sentiment.pictures
from intake.contact import Line
from intake.pictures import Seen
from tests.attacks.composed import Composed, letter
from tests.browser.test_portal import dialog

TOLD = """
select count(*) from outbox
where topic = 'ticket' and ref = $1 and body ->> 'part' = $2::text
"""


async def test_a_picture_is_announced_also_where_its_words_move_no_score(
    whole: Composed,
) -> None:
    mail = letter("Ann <ann@shop.example>", "A picture", "See the picture.")
    mail.add_attachment(dialog(), "image", "png", filename="shot.png")
    await whole.send(mail, sender="ann@shop.example")
    await whole.settled()
    (ticket,) = await whole.tickets()
    part, text = await whole.desk.pool.fetchrow("select id, text from part")
    assert "compressor" in text
    assert await whole.desk.pool.fetchval(TOLD, ticket["id"], str(part)) == 1


NEUTRAL = "See the picture."
URGENT = "The vaccines are lost unless somebody comes before 17:00 today"


def seen(*lines: tuple[str, float]) -> Seen:
    return Seen(
        text="\n".join(text for text, _ in lines),
        lines=tuple(Line(text, sure, (0.1, 0.2, 0.9, 0.3)) for text, sure in lines),
        confidence=0.9,
        facts={"size": "760x220"},
    )


async def read(whole: Composed, monkeypatch: pytest.MonkeyPatch, *pictures: Seen) -> Any:
    """The signal of a mail with pictures in which just that is seen."""
    left = list(pictures)
    monkeypatch.setattr(sentiment.pictures, "look", lambda *_, **__: left.pop(0))
    mail = letter("Ann <ann@shop.example>", "A picture", NEUTRAL)
    for number in range(len(pictures)):
        mail.add_attachment(dialog(), "image", "png", filename=f"{number}.png")
    await whole.send(mail, sender="ann@shop.example")
    await whole.settled()
    (ticket,) = await whole.tickets()
    return await whole.desk.pool.fetchval(
        "select signal from signal where ticket_id = $1", ticket["id"]
    )


async def test_an_unsure_line_with_a_time_moves_nothing(
    whole: Composed, monkeypatch: pytest.MonkeyPatch
) -> None:
    signal = await read(whole, monkeypatch, seen((URGENT, 0.89), ("Cabinet 4", 0.97)))
    assert signal["deadline"] is None
    assert signal["urgency"]["level"] in ("low", "normal")


async def test_a_sure_line_counts_also_after_another_picture_that_says_nothing(
    whole: Composed, monkeypatch: pytest.MonkeyPatch
) -> None:
    signal = await read(whole, monkeypatch, seen((URGENT, 0.9)), seen(("Hello", 0.99)))
    assert signal["deadline"] is not None
    assert signal["urgency"]["level"] in ("high", "critical")


async def test_lines_facts_and_what_is_not_assessed_reach_the_agent(
    whole: Composed,
) -> None:
    agent = await whole.staff()
    mail = letter("Ann <ann@shop.example>", "A picture", NEUTRAL)
    mail.add_attachment(dialog(), "image", "png", filename="shot.png")
    await whole.send(mail, sender="ann@shop.example")
    await whole.settled()
    (ticket,) = await whole.tickets()
    told = await agent.json("GET", f"/api/tickets/{ticket['id']}")
    (part,) = [part for said in told["messages"] for part in said["parts"]]
    assert part["facts"]["shows"] == "not assessed"
    assert part["facts"]["codes"] == "E-41"
    (line,) = part["lines"]
    assert line["text"] == "Error E-41: compressor restart failed"
    assert line["sure"] == (line["confidence"] >= 0.9)
    assert len(line["box"]) == 4
