"""A call is opened where requests are answered, so nothing slow may happen there."""

from __future__ import annotations

import threading
from typing import Any
from uuid import uuid4

import pytest

import sentiment
from intake.voice.call import CallStart, Source
from tests.attacks.composed import Composed


async def test_a_call_that_is_opened_loads_no_model_in_the_event_loop(
    whole: Composed, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, read_in = sentiment.read, []

    def noted(*args: Any, **kwargs: Any) -> Any:
        read_in.append(threading.current_thread())
        return read(*args, **kwargs)

    monkeypatch.setattr(sentiment, "read", noted)
    start = CallStart(
        Source.TWILIO, uuid4().hex, 8000, language="en", caller="+447700900472"
    )
    async with whole.desk.transaction() as db:
        await whole.desk.open_call(db, start, None)
    assert read_in
    assert threading.main_thread() not in read_in
