"""Proofs from the stored log: everything that vouches for a state goes in."""

from __future__ import annotations

from uuid import UUID, uuid4

from asyncpg import Connection, Record

from ledger import Keys, prove, seal, sequence
from ledger.format.note import KeyType, Note
from ledger.format.policy import Group, Log, Policy, Witness
from ledger.format.proof import parse_proof
from ledger.verify import Level, Raise, Reason, Refused, Verified, verify
from tests.ledger.proofs.day import W1, W2, W3
from tests.ledger.scene import NOW, promise

POLICY = Policy(
    (),
    tuple(Witness(n, w.key) for n, w in (("one", W1), ("two", W2), ("three", W3))),
    (Group("few", 2, ("one", "two", "three")),),
    "few",
)
KEEP = """
insert into cosignature (org_id, size, name, key, line, at) values ($1, $2, $3, $4, $5, $6)
"""


async def sealed(db: Connection[Record], org: UUID, keys: Keys) -> tuple[UUID, int]:
    ref = uuid4()
    await seal(db, org, promise(ref), now=NOW)
    checkpoint = await sequence(db, org, keys, now=NOW)
    assert checkpoint
    return ref, checkpoint.size


async def cosign(db: Connection[Record], org: UUID, size: int, *witnesses: object) -> None:
    text = await db.fetchval(
        "select note from checkpoint where org_id = $1 and size = $2", org, size
    )
    for witness in (W1, W2, W3):
        if witness in witnesses:
            line = witness.sign(Note.parse(text).text, at=NOW)
            await db.execute(KEEP, org, size, line.name, line.id, str(line), NOW)


async def test_a_log_signs_with_both_its_keys_and_either_can_be_pinned(
    db: Connection[Record], org: UUID, keys: Keys
) -> None:
    ref, _ = await sealed(db, org, keys)
    text = await prove(db, org, [ref], keys, now=NOW)
    outcome = verify(text)
    assert isinstance(outcome, Verified)
    kinds = {key.type for key in outcome.keys}
    assert kinds == {KeyType.ED25519, KeyType.COSIGNATURE_MLDSA44}
    for key in outcome.keys:
        pinned = verify(text, key=str(key))
        assert isinstance(pinned, Verified)
        assert pinned.pinned
        trusting = verify(text, policy=Policy((Log(key),)))
        assert isinstance(trusting, Verified)


async def test_cosignatures_go_in_and_the_readers_policy_raises_the_level(
    db: Connection[Record], org: UUID, keys: Keys
) -> None:
    ref, size = await sealed(db, org, keys)
    await cosign(db, org, size, W1, W2)
    text = await prove(db, org, [ref], keys, policy=POLICY, now=NOW)
    assert [w.name for w in parse_proof(text).policy.witnesses] == ["w1", "w2"]
    assert parse_proof(text).policy.quorum == "witnesses"
    alone = verify(text)
    assert isinstance(alone, Verified)
    assert alone.level is Level.SELF_HOSTED
    assert Raise.NAME_A_POLICY in alone.raises
    trusting = verify(text, policy=POLICY)
    assert isinstance(trusting, Verified)
    assert trusting.level is Level.WITNESSED
    assert [one.at for one in trusting.witnesses if one.trusted] == [NOW, NOW]


async def test_too_few_cosignatures_are_shown_and_are_not_enough(
    db: Connection[Record], org: UUID, keys: Keys
) -> None:
    ref, size = await sealed(db, org, keys)
    await cosign(db, org, size, W3)
    text = await prove(db, org, [ref], keys, policy=POLICY, now=NOW)
    assert parse_proof(text).policy.quorum == "w1"
    assert isinstance(verify(text), Verified)
    refused = verify(text, policy=POLICY)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.NO_QUORUM


async def test_a_witness_that_the_operator_no_longer_names_is_left_out(
    db: Connection[Record], org: UUID, keys: Keys
) -> None:
    ref, size = await sealed(db, org, keys)
    await cosign(db, org, size, W1)
    text = await prove(db, org, [ref], keys, now=NOW)
    outcome = verify(text)
    assert isinstance(outcome, Verified)
    assert outcome.witnesses == ()


async def test_the_state_that_is_published_is_taken_before_one_that_nobody_vouched_for(
    db: Connection[Record], org: UUID, keys: Keys
) -> None:
    ref, size = await sealed(db, org, keys)
    await cosign(db, org, size, W1, W2)
    await db.execute(
        "insert into published (org_id, size, root, at) "
        "select org_id, size, root, at from checkpoint where org_id = $1 and size = $2",
        org,
        size,
    )
    later, newest = await sealed(db, org, keys)
    old = verify(await prove(db, org, [ref], keys, policy=POLICY, now=NOW))
    new = verify(await prove(db, org, [later], keys, policy=POLICY, now=NOW))
    assert isinstance(old, Verified)
    assert isinstance(new, Verified)
    assert (old.checkpoint.size, new.checkpoint.size) == (size, newest)
