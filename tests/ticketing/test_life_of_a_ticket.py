"""Whatever happens to a ticket, in any order: what must always hold."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from uuid6 import uuid7

from server import database
from tests.ticketing.given import NOW, contact_of, log_tells_promises, signal_of, strain_of
from ticketing import (
    Conflict,
    NotPossible,
    Stated,
    agent,
    agree,
    append_contact,
    assign,
    correct,
    detail,
    escalate,
    escalate_if,
    forecast_due,
    note,
    open_ticket,
    reply,
    set_priority,
    set_state,
    settle,
    settle_due,
    undo,
    update_signal,
)
from ticketing.reading.correct import MEANT, Aspect
from ticketing.ticket import Priority, PromiseKind, PromiseState, State, Ticket
from ticketing.view.detail import Detail

AGENTS = [agent(uuid7()) for _ in range(3)]
who = st.sampled_from(AGENTS)
scores = st.integers(0, 100)


class LifeOfATicket(RuleBasedStateMachine):
    """One ticket in the hands of its customer, three agents and the clock."""

    loop: asyncio.AbstractEventLoop
    url: str

    def __init__(self) -> None:
        super().__init__()
        self.db: asyncpg.Connection = self.wait(database.connect(self.url))
        self.transaction = self.db.transaction()
        self.wait(self.transaction.start())
        self.org, self.now = uuid7(), NOW
        self.replies: list[UUID] = []

    def wait(self, work: Awaitable[Any]) -> Any:
        return self.loop.run_until_complete(work)

    def teardown(self) -> None:
        self.wait(self.transaction.rollback())
        self.wait(self.db.close())

    @initialize(score=scores, automatic=st.booleans())
    def opened(self, score: int, automatic: bool) -> None:
        self.contact = contact_of(self.org, automatic=automatic)
        opening = open_ticket(self.db, self.contact, signal_of(score), now=self.now)
        self.ticket: Ticket = self.wait(opening)
        self.before: Detail = self.wait(self.read())

    async def read(self) -> Detail:
        return await detail(self.db, self.org, self.ticket.id, AGENTS[0].id)

    def act(self, change: Callable[[], Awaitable[Any]]) -> bool:
        """Do something in a savepoint; False if the ticket refused it."""

        async def attempt() -> bool:
            try:
                async with self.db.transaction():
                    await change()
            except (NotPossible, Conflict):
                return False
            return True

        done: bool = self.wait(attempt())
        return done

    @rule(hours=st.integers(0, 60))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours, seconds=1)

    @rule()
    def promises_fall_due(self) -> None:
        self.wait(settle_due(self.db, self.org, now=self.now))
        assert self.wait(settle_due(self.db, self.org, now=self.now)) == 0

    @rule()
    def the_clock_forecasts(self) -> None:
        self.wait(forecast_due(self.db, self.org, now=self.now))

    @rule(score=scores, automatic=st.booleans())
    def customer_writes(self, score: int, automatic: bool) -> None:
        more = contact_of(
            self.org, thread=self.ticket.id, received_at=self.now, automatic=automatic
        )
        stood = self.before.row.ticket.state
        self.wait(append_contact(self.db, more, signal_of(score), now=self.now))
        again = append_contact(self.db, more, signal_of(score), now=self.now)
        state = self.wait(again).state
        assert state is (stood if automatic else State.OPEN)

    @rule()
    def mail_is_redelivered(self) -> None:
        again = open_ticket(self.db, self.contact, signal_of(99), now=self.now)
        assert self.wait(again) == self.before.row.ticket

    @rule(score=scores, index=st.floats(0, 100))
    def voice_is_heard(self, score: int, index: float) -> None:
        signal = signal_of(score, strain=strain_of(index))
        ids = (self.ticket.id, self.contact.id)
        self.wait(update_signal(self.db, self.org, *ids, signal, now=self.now))

    @rule(by=who, states=st.sampled_from([None, 1, 48]))
    def agent_replies(self, by: Any, states: int | None) -> None:
        stated = [Stated("soon", self.now + timedelta(hours=states))] if states else []
        seen, key = self.before.row.ticket.version, uuid7()
        sent = self.act(
            lambda: reply(
                self.db, self.org, self.ticket.id, key, by, stated, seen=seen, now=self.now
            )
        )
        assert sent or (stated and self.before.row.ticket.state is State.CLOSED)

    @rule(by=who)
    def agent_replies_to_an_old_version(self, by: Any) -> None:
        people = [c for c in self.before.history if c.actor.kind != "desk"]
        latest = max(c.version for c in people if c.what != "wrote" or not _auto(c.detail))
        if latest > 1:
            ids = (self.ticket.id, uuid7(), by)
            stale = latest - 1
            assert not self.act(
                lambda: reply(self.db, self.org, *ids, seen=stale, now=self.now)
            )

    @rule(by=who)
    def agent_notes(self, by: Any) -> None:
        self.wait(note(self.db, self.org, self.ticket.id, uuid7(), by, now=self.now))

    @rule(by=who, to=st.none() | who)
    def agent_assigns(self, by: Any, to: Any) -> None:
        ids = (self.ticket.id, to and to.id, by)
        self.wait(assign(self.db, self.org, *ids, now=self.now))

    @rule(by=who, state=st.sampled_from(State))
    def agent_moves(self, by: Any, state: State) -> None:
        self.wait(set_state(self.db, self.org, self.ticket.id, state, by, now=self.now))

    @rule(by=who, priority=st.sampled_from(Priority))
    def agent_sets_priority(self, by: Any, priority: Priority) -> None:
        ids = (self.ticket.id, priority, by)
        self.wait(set_priority(self.db, self.org, *ids, now=self.now))

    @rule(by=who, aspect=st.sampled_from(Aspect), data=st.data())
    def agent_corrects(self, by: Any, aspect: Aspect, data: st.DataObject) -> None:
        meant = data.draw(st.sampled_from([None, *sorted(MEANT[aspect])]))
        ids = (self.ticket.id, aspect, meant, by)
        self.wait(correct(self.db, self.org, *ids, now=self.now))

    @rule(by=who, kept=st.booleans(), which=st.integers(0, 9))
    def agent_settles(self, by: Any, kept: bool, which: int) -> None:
        stated = [p for p in self.before.promises if p.kind is PromiseKind.STATED]
        if stated:
            state = PromiseState.KEPT if kept else PromiseState.BROKEN
            ids = (stated[which % len(stated)].id, state, by)
            self.act(lambda: settle(self.db, self.org, *ids, now=self.now))

    @rule()
    def lines_are_looked_at(self) -> None:
        self.wait(escalate_if(self.db, self.org, self.ticket.id, now=self.now))
        again = escalate_if(self.db, self.org, self.ticket.id, now=self.now)
        assert self.wait(again) is None

    @rule(by=who, undone=st.booleans())
    def agent_escalates(self, by: Any, undone: bool) -> None:
        was = self.before.row.ticket
        ids = (self.ticket.id, by)
        done = self.act(lambda: escalate(self.db, self.org, *ids, now=self.now))
        if done and undone and not was.escalated:
            back = self.wait(undo(self.db, self.org, *ids, now=self.now))
            assert (back.priority, back.escalated) == (was.priority, False)

    @rule(by=who)
    def agent_agrees(self, by: Any) -> None:
        self.act(lambda: agree(self.db, self.org, self.ticket.id, by, now=self.now))

    @rule(by=who)
    def agent_undoes(self, by: Any) -> None:
        over = self.before.escalation
        done = self.act(lambda: undo(self.db, self.org, self.ticket.id, by, now=self.now))
        assert done == (over is not None and over.agreed is not False)
        if done and over:
            after = self.wait(self.read()).row.ticket
            assert (after.priority, after.escalated) == (over.from_priority, False)

    @invariant()
    def what_must_always_hold(self) -> None:
        if not hasattr(self, "before"):
            return
        after: Detail = self.wait(self.read())
        old, new = self.before.row.ticket, after.row.ticket
        assert after.history[: len(self.before.history)] == self.before.history
        assert new.version >= old.version
        if (new, after.row.next_due) != (old, self.before.row.next_due):
            assert new.version > old.version
            assert len(after.history) > len(self.before.history)
        assert {change.version for change in after.history} == set(
            range(1, new.version + 1)
        )
        self.promises_hold(after)
        assert new.escalated == (
            after.escalation is not None and after.escalation.agreed is not False
        )
        self.wait(log_tells_promises(self.db, self.org))
        self.before = after

    def promises_hold(self, after: Detail) -> None:
        settled = {
            p.id: p for p in self.before.promises if p.state is not PromiseState.RUNNING
        }
        for promise in after.promises:
            # What is settled stays as it is; what was promised is never moved.
            assert settled.get(promise.id, promise) == promise
            if promise.state is PromiseState.KEPT:
                assert promise.settled_at is not None
                assert promise.made_at <= promise.settled_at <= promise.due_at
        running = [p.kind for p in after.promises if p.state is PromiseState.RUNNING]
        services = [kind for kind in running if kind is not PromiseKind.STATED]
        assert len(services) == len(set(services))
        firsts = [p for p in after.promises if p.kind is PromiseKind.FIRST_REPLY]
        assert len(firsts) == 1
        if after.row.ticket.state is State.CLOSED:
            assert running == []
        if after.row.ticket.state in (State.RESOLVED, State.CLOSED):
            assert PromiseKind.RESOLUTION not in running
        if running:
            earliest = min(
                p.due_at for p in after.promises if p.state is PromiseState.RUNNING
            )
            assert after.row.next_due is not None
            assert after.row.next_due <= earliest


def _auto(detail: Any) -> bool:
    return bool(detail.get("automatic"))


def test_the_life_of_a_ticket(postgres: Any) -> None:
    """Hypothesis runs without a loop, so the machine brings one of its own."""
    loop = asyncio.new_event_loop()
    machine = type("Machine", (LifeOfATicket,), {"loop": loop, "url": postgres.url()})
    try:
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=30,
                stateful_step_count=25,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        loop.close()
