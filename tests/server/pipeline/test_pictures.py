"""What is read in a picture reaches the pages that are open."""

from __future__ import annotations

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
