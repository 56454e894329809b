"""Whether a named time is a deadline is told by its own sentence, and by nothing else."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sentiment.times.deadline import deadlines, named, ruled
from sentiment.times.judge import BITS, Judge, judge, load, save, signs

NOW = datetime(2026, 3, 4, 10, tzinfo=ZoneInfo("Europe/London"))  # a Wednesday

PAIRS = [
    ("please send the form by friday.", "i bought it in your shop on friday."),
    ("we must have it before 5pm tomorrow.", "it has been broken since monday morning."),
    ("请在周五之前寄给我。", "上周一就坏了。"),
    ("明天下午五点前必须修好。", "我是上周三买的。"),
]


@pytest.mark.parametrize(("deadline", "other"), PAIRS)
def test_a_deadline_is_told_from_a_time_that_is_none(deadline: str, other: str) -> None:
    assert deadlines(deadline, NOW)
    assert not deadlines(other, NOW)


@pytest.mark.parametrize(("deadline", "other"), PAIRS)
def test_other_sentences_change_no_score(deadline: str, other: str) -> None:
    alone = {m.due: m.sure for m in deadlines(deadline, NOW)}
    for text in (f"{other} {deadline}", f"{deadline} {other}"):
        beside = {m.due: m.sure for m in deadlines(text, NOW)}
        assert beside == alone


@given(st.text(alphabet="by 5pm.明天前,on friday周五 12/3\n", max_size=80))
@settings(max_examples=150, deadline=None)
def test_times_are_judged_by_some_of_the_weights_and_do_not_overlap(text: str) -> None:
    found = named(text, NOW)
    for one, after in pairwise(found):
        assert one.end <= after.start
    for moment in found:
        places = signs(text, moment, NOW, ruled=ruled(text, moment, NOW))
        assert len(places)
        assert len(np.unique(places)) == len(places)
        assert 0 <= places.min() <= places.max() < 1 << BITS
        assert np.isfinite(judge().score(places))


def test_a_judge_is_written_and_read_to_an_eighth_bit() -> None:
    made = Judge(np.linspace(-2, 2, 1 << BITS).astype(np.float32), 0.25)
    file = BytesIO()
    save(file, made)
    again = load(BytesIO(file.getvalue()))
    assert np.abs(again.weights - made.weights).max() <= 2 / 127
    assert again.bias == made.bias
