"""Proof files that must verify."""

from __future__ import annotations

from ledger.entry import Kind
from tests.ledger.proofs.day import LOG, LOG_MLDSA, NEW, PROMISE, W1, W2, W3, Log, a_day


def good() -> dict[str, tuple[str, str]]:
    """Name → (what it shows, text)."""
    log, at = a_day()
    one = Log()
    one.seal(
        Kind.PROMISE_MADE,
        PROMISE,
        "2026-03-02T09:00:00Z",
        promise="first-reply",
        deadline="2026-03-02T11:00:00Z",
    )
    reply = at["made"], at["kept"]
    every = tuple(o.name for o in log.openings[at["made"]])

    def show(*names: str) -> str:
        return str(log.proof(*(at[name] for name in names)))

    return {
        "first-reply": ("A first reply promised and kept.", show("made", "kept")),
        "promised": ("A promise with no record of its end.", show("made")),
        "kept-alone": ("Kept, without the promise: unclear.", show("kept")),
        "late": ("Recorded as kept, a second too late.", show("late made", "late")),
        "excused": ("A call back that an agent excused in time.", show("call", "excused")),
        "excused-late": (
            "An excuse that was sealed a second after the promise's own grace.",
            show("refund", "excused late"),
        ),
        "consent": ("A consent given.", show("consent")),
        "withdrawn": ("A consent given and taken back.", show("consent", "withdrawn")),
        "consent-changed": ("A consent in place of another.", show("changed")),
        "consent-expired": ("A consent that ran out.", show("expired")),
        "decided": ("A machine's decision.", show("decided")),
        "overridden": ("An agent decided otherwise.", show("decided", "overridden")),
        "desk": (
            "What the desk records about itself: audit head, new key, erasure.",
            show("head", "rotated", "erased"),
        ),
        "ticket": (
            "All promises of a ticket.",
            show("made", "resolution", "kept", "stated", "broken"),
        ),
        "subject-shown": (
            "The holder shows the keyed hash of the person too.",
            str(log.proof(at["consent"], hide=())),
        ),
        "all-hidden": ("Nothing is opened.", str(log.proof(at["made"], hide=every))),
        "one-leaf": ("A log of one entry: no inclusion path.", str(one.proof(0))),
        "earlier-state": (
            "The state of the log just after the record.",
            str(log.proof(at["made"], size=at["made"] + 1)),
        ),
        "anchored": (
            "Anchored on a chain of the desk's own.",
            str(log.proof(*reply, anchors=(False,))),
        ),
        "anchored-public": (
            "Anchored on a chain declared public; not checked offline.",
            str(log.proof(*reply, anchors=(True,))),
        ),
        "anchored-twice": (
            "Anchored on a public chain and on one of the desk's own.",
            str(log.proof(at["made"], anchors=(True, False))),
        ),
        "mldsa": (
            "Signed with Ed25519 and ML-DSA-44.",
            str(log.proof(at["made"], signers=(LOG, LOG_MLDSA))),
        ),
        "mldsa-alone": (
            "Signed with ML-DSA-44 alone.",
            str(log.proof(at["made"], signers=(LOG_MLDSA,))),
        ),
        "rotation": (
            "While the log goes over to another key, both sign.",
            str(log.proof(at["made"], signers=(LOG, NEW), anchors=(True,))),
        ),
        "one-witness": (
            "One witness signed: fewer than the operator wants.",
            str(log.proof(at["made"], witnesses=(W1,))),
        ),
        "witnessed": (
            "Two witnesses signed.",
            str(log.proof(at["made"], witnesses=(W1, W3))),
        ),
        "everything": (
            "Two keys, three witnesses, two anchors.",
            str(
                log.proof(
                    *reply,
                    signers=(LOG, LOG_MLDSA),
                    witnesses=(W1, W2, W3),
                    anchors=(True, False),
                )
            ),
        ),
    }
