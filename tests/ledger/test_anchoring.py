"""Anchoring on a real chain process, which is killed, replaced and paused."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from asyncpg import Connection
from web3 import AsyncWeb3
from web3.providers import AsyncHTTPProvider

from ledger import Keys, SealState, fsck, prove, seal, seals, sequence, state
from ledger.chain import client
from ledger.chain.anchoring import Node, Progress, WrongChain, anchor
from ledger.chain.confirm import confirm
from ledger.chain.contract import artefact, compile_anchor
from ledger.verify import Anchored, Level, Reason, Refused, Verified, verify
from tests.ledger.conftest import NOW, ChainProcess, promise

NONE = timedelta(0)


async def grow(db: Connection, org: UUID, keys: Keys, count: int = 3) -> UUID:
    for _ in range(count):
        commitment = promise()
        await seal(db, org, commitment, now=NOW)
    await sequence(db, org, keys, now=NOW)
    return commitment.ref


def test_the_committed_artefact_is_what_the_source_compiles_to() -> None:
    assert compile_anchor() == artefact()


async def test_a_root_is_anchored_final_and_checked_on_the_chain(
    db: Connection, org: UUID, chain: ChainProcess, operator: Keys
) -> None:
    ref = await grow(db, org, operator)
    node = Node(chain.url, public=True)
    step = await anchor(db, org, operator, node, every=NONE, now=NOW)
    assert step == Progress(sent=2, final=2)
    assert (await seals(db, org, [ref]))[ref].state is SealState.ANCHORED
    log = await state(db, org, operator)
    assert (log.anchored_size, log.level) == (3, Level.PUBLIC_CHAIN)
    outcome = verify(await prove(db, org, [ref], operator, now=NOW))
    assert isinstance(outcome, Verified)
    assert (outcome.level, outcome.anchored) == (Level.SELF_HOSTED, Anchored.NOT_CHECKED)
    checked = await confirm(outcome, chain.url)
    assert isinstance(checked, Verified)
    assert (checked.level, checked.anchored) == (Level.PUBLIC_CHAIN, Anchored.CHECKED)
    assert (await fsck(db, org, operator)).findings == ()
