"""Receipts: given at once, the same before and after sequencing, and not to be forged."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from asyncpg import Connection
from uuid6 import uuid7

from ledger import Keys, Kind, seal, sequence
from ledger.entries.receipts import NoReceipt, receipt, receipts
from ledger.entries.showing import BadChoice, hidden
from ledger.format.note import BadSignature, Note, VerifierKey, verify_note
from ledger.format.receipt import Receipt
from ledger.keys import load, make_next, take_next
from ledger.proving import prove
from ledger.public.anchors import anchor_notes
from ledger.store.rotation import begin, finish
from ledger.store.signing import KeyMissing, spans
from ledger.verify import Verified, verify
from tests.ledger.scene import NOW, promise

WITHIN = timedelta(minutes=1)


async def test_a_receipt_is_the_same_before_and_after_sequencing(
    db: Connection, org: UUID, keys: Keys
) -> None:
    made = promise()
    await seal(db, org, made, now=NOW)
    first = await receipt(db, org, made.ref, keys, within=WITHIN, now=NOW)
    await sequence(db, org, keys, now=NOW + timedelta(seconds=3))
    later = NOW + timedelta(days=9)
    assert await receipt(db, org, made.ref, keys, within=WITHIN, now=later) == first
    note = Note.parse(first)
    assert verify_note(note, [keys.verifier(org)])
    told = Receipt.parse(note.text)
    assert (told.ref, told.kind, told.taken) == (made.ref, made.kind, NOW)
    assert told.fields == made.fields
    assert told.due == NOW + WITHIN


async def test_a_receipt_can_be_asked_for_each_record_of_a_promise(
    db: Connection, org: UUID, keys: Keys
) -> None:
    made = promise()
    kept = promise(made.ref, Kind.PROMISE_KEPT, made.subject, NOW + timedelta(hours=1))
    await seal(db, org, made, now=NOW)
    await seal(db, org, kept, now=NOW)
    given = await receipt(
        db, org, made.ref, keys, kind=Kind.PROMISE_KEPT, within=WITHIN, now=NOW
    )
    assert Receipt.parse(Note.parse(given).text).kind is Kind.PROMISE_KEPT
    with pytest.raises(NoReceipt):
        await receipt(
            db, org, made.ref, keys, kind=Kind.PROMISE_BROKEN, within=WITHIN, now=NOW
        )
    with pytest.raises(NoReceipt):
        await receipt(db, org, uuid7(), keys, within=WITHIN, now=NOW)


async def test_a_forged_receipt_is_not_signed(
    db: Connection, org: UUID, keys: Keys
) -> None:
    made = promise()
    await seal(db, org, made, now=NOW)
    given = await receipt(db, org, made.ref, keys, within=WITHIN, now=NOW)
    forged = Note.parse(given.replace("first-reply", "refund", 1))
    with pytest.raises(BadSignature):
        verify_note(forged, [keys.verifier(org)])


async def test_the_holder_shows_time_and_purpose_and_hides_the_rest(
    db: Connection, org: UUID, keys: Keys
) -> None:
    made = promise()
    await seal(db, org, made, now=NOW)
    await sequence(db, org, keys, now=NOW)
    closed = hidden("time,promise")
    text = await prove(db, org, [made.ref], keys, hide=closed, now=NOW)
    outcome = verify(text.encode())
    assert isinstance(outcome, Verified)
    assert outcome.records[0].fields.keys() == {
        "at",
        "sealed",
        "made_at",
        "deadline",
        "promise",
    }


def test_the_person_is_hidden_unless_shown_by_name() -> None:
    assert hidden() == {"subject"}
    assert "subject" not in hidden("person")
    assert hidden(None, "ticket,person") == {"subject", "ticket"}
    with pytest.raises(BadChoice, match="ticket"):
        hidden("name")


async def test_a_process_from_before_a_change_of_keys_signs_until_the_old_ones_are_over(
    db: Connection, org: UUID, tmp_path: Path
) -> None:
    stale, made = load(tmp_path), promise()
    await seal(db, org, made, now=NOW)
    await sequence(db, org, stale, now=NOW)
    make_next(tmp_path)
    await begin(db, org, load(tmp_path), now=NOW)
    await sequence(db, org, load(tmp_path), now=NOW)

    async def signers(keys: Keys) -> list[VerifierKey]:
        given = Note.parse(await receipt(db, org, made.ref, keys, within=WITHIN, now=NOW))
        known = [span.key for span in await spans(db, org, keys)]
        return [one.key for one in verify_note(given, known)]

    old, new = load(tmp_path).signers(org)[0].key, load(tmp_path).signers(org)[2].key
    assert await signers(stale) == [old]
    assert await signers(load(tmp_path)) == [old, new]
    await finish(db, org, load(tmp_path))
    # Between the two halves of the end, and after it: a retired key signs nothing.
    assert await signers(load(tmp_path)) == [new]
    take_next(tmp_path)
    assert await signers(load(tmp_path)) == [new]
    with pytest.raises(KeyMissing, match="start this process again"):
        await receipt(db, org, made.ref, stale, within=WITHIN, now=NOW)
    with pytest.raises(KeyMissing):
        await receipts(db, org, [made.ref], stale, within=WITHIN, now=NOW)
    with pytest.raises(KeyMissing):
        await anchor_notes(db, org, stale, now=NOW)
