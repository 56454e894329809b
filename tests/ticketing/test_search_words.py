"""Search: English by stem and prefix, Chinese as written, whatever is typed."""

from __future__ import annotations

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ticketing.view.words import query, words

FOUND = "select to_tsvector('english', $1) @@ to_tsquery('english', $2)"


async def finds(db: asyncpg.Connection, text: str, q: str) -> bool:
    asked = query(q)
    return asked is not None and await db.fetchval(FOUND, words(text), asked)


@pytest.mark.parametrize(
    ("text", "q"),
    [
        ("The parcels were damaged", "parcel damage"),
        ("The parcel was damaged", "parc"),
        ("我要申请退款,订单已经取消", "申请退款"),
        ("我要申请退款", "退"),
        ("我要申请退款", "款"),
        ("请问订单4411在哪里", "4411 订单"),
        ("write to kim@calder.example now", "kim@calder.example"),
        ("order-4411 and ABC123", "abc123 order-4411"),
        ("don't break it", "don't break"),
        ("Größe und naïve", "größe NAÏVE"),
    ],
)
async def test_what_was_written_is_found(db: asyncpg.Connection, text: str, q: str) -> None:
    assert await finds(db, text, q)


@pytest.mark.parametrize(
    ("text", "q"),
    [
        ("我要退货,付款成功", "退款"),  # both characters, not side by side
        ("The parcel was damaged", "refund"),
        ("The parcel was damaged", "parcel refund"),
        ("我要退款", "…!?"),
    ],
)
async def test_what_was_not_written_is_not_found(
    db: asyncpg.Connection, text: str, q: str
) -> None:
    assert not await finds(db, text, q)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=st.text(max_size=80))
async def test_any_text_can_be_indexed_and_asked_for(
    db: asyncpg.Connection, text: str
) -> None:
    await db.fetchval("select to_tsvector('english', $1)", words(text))
    if asked := query(text):
        await db.fetchval("select to_tsquery('english', $1)", asked)


@given(st.text("退款订单我要申请", min_size=2, max_size=12), st.data())
def test_a_piece_of_chinese_is_among_the_pairs_of_the_whole(
    text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text) - 2))
    end = data.draw(st.integers(start + 2, len(text)))
    pairs = " ".join(text[i : i + 2] for i in range(start, end - 1))
    assert pairs in words(text)
