"""What is known of a customer in a ticket now: from its signals, its talk, its promises."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sentiment.signal import Feeling, Signal, Topic

from ..reading.correct import Aspect
from ..ticket import Promise, PromiseState
from ..view.detail import Detail, Said
from .opening import UPSET, Circumstance, Reason, Situation

RECENT = timedelta(days=7)
_OFTEN = 3  # contacts within RECENT without an answer that count as having to ask again
_DONE = ("resolved", "closed")


def situation(detail: Detail, *, preferred: str, now: datetime) -> Situation | None:
    """How the customer stands; None where nobody waits for an answer.

    Nobody does once the ticket is resolved, the customer calls it settled, or the desk
    spoke last (but a call that is on wants an answer now). What an agent corrected counts
    as they said. ``preferred`` is the customer's language, where the words do not tell it.
    """
    ticket, signal = detail.row.ticket, detail.signal
    heard = [s for s in detail.conversation if s.kind == "contact" and not s.automatic]
    if not heard or signal is None or signal.settled or ticket.state.value in _DONE:
        return None
    calling = detail.row.live_call
    spoke = [said.at for said in detail.conversation if said.kind == "reply"]
    unanswered = [said for said in heard if not spoke or said.at > spoke[-1]]
    if not unanswered and not calling:
        return None
    latest = heard[-1].signal or signal
    drives = [said.id for said in detail.conversation if said.drives and said.signal]
    meant = {c.aspect: c.meant for c in detail.corrections if c.contact_id in drives[-1:]}
    feelings = _feelings(signal, meant.get(Aspect.EMOTION))
    return Situation(
        language=_language(signal, preferred),
        calling=calling,
        strongest=Feeling(feelings[0].name) if feelings else None,
        feelings=feelings,
        topic=_topic(signal, meant.get(Aspect.TOPIC)),
        circumstances=(
            *_strain(latest),
            *_repeats(signal, unanswered, now=now),
            *_waits(signal),
            *_late(detail.promises, now=now),
        ),
    )


def _language(signal: Signal, preferred: str) -> str:
    if signal.language in ("zh", "en"):
        return signal.language
    return "zh" if preferred == "zh" else "en"


def _feelings(signal: Signal, meant: str | None) -> tuple[Reason, ...]:
    """What is felt and can be calmed: the label, then the surest; or what a person said."""
    if meant is not None:
        return (Reason("feeling", meant),) if Feeling(meant) in UPSET else ()
    felt = set(signal.emotion.labels) | {signal.emotion.label}
    odds = signal.emotion.probabilities
    found = [feeling for feeling in UPSET if feeling in felt]
    first = signal.emotion.label
    found.sort(key=lambda feeling: (feeling is not first, -odds.get(feeling, 0.0)))
    return tuple(_feeling(feeling, odds) for feeling in found)


def _feeling(feeling: Feeling, odds: dict[Feeling, float]) -> Reason:
    return Reason("feeling", feeling.value, sure=odds.get(feeling))


def _topic(signal: Signal, meant: str | None) -> Reason | None:
    if meant is not None:
        return None if meant == Topic.UNKNOWN else Reason("topic", meant)
    intent = signal.intent
    if intent is None or intent.topic is Topic.UNKNOWN:
        return None
    return Reason("topic", intent.topic.value, sure=intent.confidence)


def _strain(latest: Signal) -> tuple[Reason, ...]:
    strain = latest.strain
    if strain is None or strain.alarm_at is None or latest.disagree == "glad":
        return ()
    return (Reason("circumstance", Circumstance.STRAINED.value),)


def _repeats(
    signal: Signal, unanswered: Sequence[Said], *, now: datetime
) -> tuple[Reason, ...]:
    """They say so, or had no answer to several contacts; a dialogue is no repetition."""
    lately = sum(said.at > now - RECENT for said in unanswered)
    told = any(span.kind == "repeat" for span in signal.urgency.evidence)
    if not told and lately < _OFTEN:
        return ()
    count = lately if lately >= _OFTEN else None
    return (Reason("circumstance", Circumstance.REPEATED.value, count=count),)


def _waits(signal: Signal) -> tuple[Reason, ...]:
    told = any(span.kind == "waiting" for span in signal.urgency.evidence)
    return (Reason("circumstance", Circumstance.WAITING.value),) if told else ()


def _late(promises: Sequence[Promise], *, now: datetime) -> tuple[Reason, ...]:
    """The earliest promise that is late or was broken."""
    late = [
        promise.due_at
        for promise in promises
        if promise.state is PromiseState.BROKEN
        or (promise.state is PromiseState.RUNNING and promise.due_at < now)
    ]
    if not late:
        return ()
    return (Reason("circumstance", Circumstance.OVERDUE.value, at=min(late)),)
