from __future__ import annotations

from datetime import UTC, datetime

from auth.account import open_account
from auth.judgement.behaviour import (
    ENOUGH,
    Habits,
    Moment,
    learn,
    load_habits,
    moment,
    strangeness,
    unusual,
)
from auth.verdict import Role

USUAL = Moment("33", "office", "chromium", "3")


def _habits(own: dict, events: float, shared: dict | None = None) -> Habits:
    everyone = shared if shared is not None else own
    total = sum(everyone.get("hour", {}).values())
    return Habits(own, everyone, events, total)


def _office(n: float) -> dict:
    return {
        "hour": {"32": n / 4, "33": n / 2, "34": n / 4},
        "network": {"office": n},
        "client": {"chromium": n},
        "rate": {"3": n},
    }


def test_what_is_usual_is_not_strange():
    assert unusual(USUAL, _habits(_office(100), 100)) <= 0
    assert strangeness(unusual(USUAL, _habits(_office(100), 100))) < 0.01


def test_one_or_two_unusual_things_do_not_ask_for_a_step_up():
    habits = _habits(_office(200), 200)
    for seen in (
        Moment("33", "hotel", "chromium", "3"),
        Moment("33", "hotel", "firefox", "3"),
        Moment("80", "hotel", "chromium", "3"),
    ):
        assert strangeness(unusual(seen, habits)) < 0.5


def test_everything_unusual_at_once_does():
    seen = Moment("80", "hotel", "firefox", "9")
    assert strangeness(unusual(seen, _habits(_office(200), 200))) > 0.8


def test_nothing_is_unusual_for_who_is_new_in_a_new_organisation():
    seen = Moment("80", "hotel", "firefox", "9")
    assert unusual(seen, _habits(_office(ENOUGH - 1), ENOUGH - 1)) == 0


def test_who_is_new_is_measured_by_the_organisation():
    shared = _office(1000)
    seen = Moment("80", "hotel", "firefox", "9")
    new = Habits({}, shared, 1, 1000)
    assert unusual(seen, new) > unusual(USUAL, new)


def test_the_hour_beside_is_less_strange_than_a_far_one():
    habits = _habits(_office(400), 400)
    beside = unusual(Moment("35", "office", "chromium", "3"), habits)
    far = unusual(Moment("90", "office", "chromium", "3"), habits)
    assert beside < far


def test_a_moment_counts_hours_of_the_week_and_powers_of_two():
    monday = datetime(2026, 1, 5, 9, 30, tzinfo=UTC).timestamp()
    assert moment(monday, "n", "c", 5) == Moment("9", "n", "c", "3")


async def test_what_was_learned_is_loaded_for_account_and_organisation(db, org):
    now = datetime.now(UTC)
    ann = await open_account(db, org, Role.AGENT, "Ann", now=now)
    bob = await open_account(db, org, Role.AGENT, "Bob", now=now)
    for _ in range(3):
        await learn(db, org, ann, USUAL)
    await learn(db, org, bob, Moment("80", "hotel", "firefox", "1"))
    habits = await load_habits(db, org, ann)
    assert habits.events == 3
    assert habits.own["network"] == {"office": 3}
    assert habits.shared_events == 4
    assert habits.shared["network"] == {"office": 3, "hotel": 1}
