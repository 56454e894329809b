"""Words made to be slow to read: one mail must not stop everybody's reading."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

import sentiment
from intake.mail.parse import LONGEST_NEW, LONGEST_TEXT
from intake.mail.pieces.words import new_words, text_of_html
from sentiment.promises import find

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PIECES = (
    *("1", "!", " ", "\n", "a", "1:", "10:00 ", "by ", "in 5 ", "before 10:00 tomorrow "),
    *("tomorrow ", "not ", "0", "12/12/", "2026-", "年", "三", "十", "小时", "三天", "不"),
    *("(", "[", "<", ">", "a@b.", "...", "\u200b", "half past ", "next monday ", "> "),
    *("下周", "明天上午", "within 3 ", "1,", "$", "--", "On Mon wrote: ", "From: a\n"),
    *("1十", "没钱", "钱没", "退款 ", "I will ", "等了", "第三", "<b>", "&amp;"),
)
BEARABLE = 5.0  # seconds on a busy machine; what is quadratic takes far longer


def _repeated(piece: str, length: int) -> str:
    return (piece * (length // len(piece) + 1))[:length]


@pytest.mark.parametrize("piece", PIECES)
def test_reading_takes_time_in_proportion(piece: str):
    sentiment.warm()
    began = time.process_time()
    sentiment.read(_repeated(piece, LONGEST_NEW), now=NOW)
    find(_repeated(piece, 20_000), now=NOW, zone="UTC")
    new_words(_repeated(piece, LONGEST_TEXT))
    text_of_html(_repeated(piece, LONGEST_TEXT))
    assert time.process_time() - began < BEARABLE


@pytest.mark.parametrize("odd", ["\u202e İ urgent", "İİİ\u200b urgent", "ẞ ŉ ǰ ΐ urgent"])
def test_letters_that_grow_when_lowered_stop_no_mail(odd: str):
    signal = sentiment.read(odd, now=NOW)
    for span in signal.urgency.evidence:
        assert odd[span.start : span.end] == span.text
