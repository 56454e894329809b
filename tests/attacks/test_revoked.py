"""What a revoked device or a closed account still gets: nothing."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

from auth import account
from server.database import borrow
from tests.auth.small_desk import SmallDesk, ask, small_desk


@asynccontextmanager
async def heard_by(*desks: SmallDesk):
    """Do something, then wait until every process has heard of the revocation."""
    device_id, heard = await desks[0].device_id(), []
    for desk in desks:
        heard.append(asyncio.Event())
        desk.door.revocations.watch(device_id, heard[-1].set)
    yield device_id
    async with asyncio.timeout(5):
        for event in heard:
            await event.wait()


async def test_a_revoked_device_is_refused_everywhere(desk: SmallDesk, pool, org, tmp_path):
    device = await desk.device()
    async with small_desk(pool, org, tmp_path, origin=desk.origin) as other:
        assert (await ask(device)).status == 200
        assert (await ask(device, base=other.base)).status == 200
        async with heard_by(desk, other) as device_id, borrow(pool) as db:
            now = desk.clock()
            assert await account.revoke_device(db, org, device_id, now=now)
            assert not await account.revoke_device(db, org, device_id, now=now)
        assert (await ask(device)).refused == (401, ["revoked"])
        assert (await ask(device, base=other.base)).refused == (401, ["revoked"])
    proof = device.proof("POST", "/api/token")
    answer = await ask(
        device, "POST", "/api/token", proof=proof, token=None, json={"fingerprint": {}}
    )
    assert answer.refused == (401, ["revoked"])


async def test_a_revocation_is_heard_without_notification(desk: SmallDesk):
    device = await desk.device()
    assert (await ask(device)).status == 200
    async with heard_by(desk):
        await desk.pool.execute("update device set revoked_at = now()")  # tells nobody
    assert (await ask(device)).refused == (401, ["revoked"])


async def test_a_closed_account_loses_all_devices(desk: SmallDesk):
    device = await desk.device()
    account_id = await desk.pool.fetchval("select account_id from device")
    async with heard_by(desk), borrow(desk.pool) as db:
        assert await account.close_account(db, desk.org, account_id, now=desk.clock())
    assert (await ask(device)).refused == (401, ["revoked"])


async def test_nothing_changes_while_revocations_are_not_heard(
    desk: SmallDesk, monkeypatch
):
    device = await desk.device()
    monkeypatch.setattr("auth.possession.revocation.STALE", -1)

    async def unheard() -> None:
        raise OSError

    monkeypatch.setattr(desk.door.revocations, "ask", unheard)
    assert (await ask(device, "POST")).refused == (503, ["not-ready"])
    assert (await ask(device)).status == 200
    assert "revocations are not heard" in desk.door.troubles()
