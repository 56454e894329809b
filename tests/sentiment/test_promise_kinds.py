"""What a promise in a reply is about: a call, money, or anything else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sentiment.promises import find, kind_of

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)

SAID = [
    ("We will call you back before 16:00 today.", "call-back"),
    ("A colleague will phone you tomorrow at 10:00.", "call-back"),
    ("我们会在明天10点前给您回电。", "call-back"),
    ("The refund will be with you by Friday.", "refund"),
    ("You will have your money back by Friday.", "refund"),
    ("我们将在周五前为您退款。", "refund"),
    ("We will call you when the refund is out, by Friday.", "refund"),
    ("We will send the new part by Friday.", "stated"),
    ("工程师会在明天下午3点前上门修好。", "stated"),
]


@pytest.mark.parametrize(("text", "kind"), SAID)
def test_a_promise_is_of_the_kind_that_it_is_about(text: str, kind: str) -> None:
    (found,) = find(text, now=NOW, zone="UTC")
    assert kind_of(found.text) == kind


def test_the_callers_own_line_is_no_call_back() -> None:
    assert kind_of("we recall your product by Friday") == "stated"
    assert kind_of("") == "stated"
