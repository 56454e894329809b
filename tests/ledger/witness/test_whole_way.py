"""From a sealed record to a proof that is witnessed, and a monitor that agrees."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from asyncpg import Connection
from uuid6 import uuid7

from ledger import Keys, prove, seal, sequence
from ledger.format.policy import Log, Policy
from ledger.publish import publish
from ledger.verify import Level, Reason, Refused, Verified, verify
from ledger.witness.ask import Lines
from ledger.witness.collect import Collected, collect
from ledger.witness.server import Server
from tests.ledger.monitor.shown import command
from tests.ledger.scene import NOW, ROOT, promise
from tests.ledger.witness.log import serving

EVERY = timedelta(0)


def two_of_three(keys: Keys, org: UUID, servers: list[Server]) -> Policy:
    """Each witness by its ML-DSA-44 key alone."""
    text = "".join(
        f"witness w{n} {server.witness.signers[1].key} {server.url}\n"
        for n, server in enumerate(servers)
    )
    text += "group two-of-three 2 w0 w1 w2\nquorum two-of-three\n"
    policy = Policy.parse(text)
    logs = tuple(Log(signer.key) for signer in keys.signers(org))
    return Policy(logs, policy.witnesses, policy.groups, policy.quorum)


async def run(*words: str) -> tuple[int, dict[str, Any]]:
    """A command's exit status, and the JSON that it prints."""
    done = await asyncio.to_thread(
        subprocess.run, words, capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


async def test_a_state_is_published_once_two_of_three_witnesses_signed_it(
    db: Connection, org: UUID, keys: Keys, tmp_path: Path
) -> None:
    trusted = [signer.key for signer in keys.signers(org)]
    folder, lines, now = tmp_path / "log", Lines(), datetime.now(UTC)
    ref = uuid7()
    with (
        serving(tmp_path / "a", trusted) as first,
        serving(tmp_path / "b", trusted) as second,
        serving(tmp_path / "c", trusted) as third,
    ):
        policy = two_of_three(keys, org, [first, second, third])
        third.shutdown()
        third.server_close()  # the third one is down from now on

        async def step(want: int) -> None:
            done = await collect(db, org, policy, lines, every=EVERY, now=now)
            assert done.cosignatures == want

        await seal(db, org, promise(ref), now=NOW)
        assert await sequence(db, org, keys, now=NOW)
        # Nobody has signed: nothing may be seen yet.
        assert await publish(db, org, keys, folder, policy, now=NOW) is None
        assert not (folder / str(org) / "checkpoint").exists()
        await step(2)
        state = await publish(db, org, keys, folder, policy, now=NOW)
        assert state
        assert state.size == 1
        for _ in range(300):
            await seal(db, org, promise(), now=NOW)
        await sequence(db, org, keys, now=NOW)
        # The old state stays until the new one has its quorum.
        assert await publish(db, org, keys, folder, policy, now=NOW) is None
        await step(2)
        state = await publish(db, org, keys, folder, policy, now=NOW)
        assert state
        assert state.size == 301
    lines.close()
    rules = tmp_path / "policy"
    rules.write_text(str(policy.narrow(["w0", "w1", "w2"])))
    url, place = (folder / str(org)).as_uri(), tmp_path / "state"
    more = ["--once", "--json", "--policy", str(rules)]
    status, said = await run(*command(url, place, more))
    assert (status, said["findings"], said["size"]) == (0, [], 301)
    proof = await prove(db, org, [ref], keys, now=NOW, policy=policy)
    alone = verify(proof)
    assert isinstance(alone, Verified)
    assert alone.level is Level.SELF_HOSTED
    trusting = verify(proof, policy=policy)
    assert isinstance(trusting, Verified)
    assert trusting.level is Level.WITNESSED
    file = tmp_path / "p.proof"
    file.write_text(proof)
    verifier = [sys.executable, "-m", "ledger", "verify", str(file)]
    status, said = await run(*verifier, "--policy", str(rules), "--json")
    assert (status, said["level"]) == (0, "witnessed")
    strict = Policy.parse(str(policy).replace("two-of-three 2", "two-of-three 3"))
    refused = verify(proof, policy=strict)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.NO_QUORUM


async def test_an_answer_that_was_lost_is_asked_for_again(
    db: Connection, org: UUID, keys: Keys, tmp_path: Path
) -> None:
    """The witness signed, and the desk died before it had stored that."""
    await seal(db, org, promise(), now=NOW)
    await sequence(db, org, keys, now=NOW)
    trusted = [signer.key for signer in keys.signers(org)]
    lines, now = Lines(), datetime.now(UTC)
    with serving(tmp_path / "a", trusted) as server:
        key = server.witness.signers[1].key
        policy = Policy.parse(f"witness w {key} {server.url}\nquorum w\n")
        expected = Collected(1, 1, (server.url,))
        assert await collect(db, org, policy, lines, every=EVERY, now=now) == expected
        await db.execute("delete from cosignature")
        await db.execute("delete from witness")
        assert await collect(db, org, policy, lines, every=EVERY, now=now) == expected
    lines.close()
