"""Attacks on one-time links."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from aiohttp import ClientSession

from auth.device import Device, Turned
from auth.possession.secret import digest
from tests.auth.small_desk import SmallDesk


async def test_a_link_used_by_several_at_once_enrols_one(desk: SmallDesk):
    token = await desk.invite()
    results = await asyncio.gather(
        *(Device.enrol(desk.origin, token) for _ in range(6)), return_exceptions=True
    )
    won = [result for result in results if isinstance(result, Device)]
    lost = [result for result in results if isinstance(result, Turned)]
    desk.devices.extend(won)
    assert len(won) == 1
    assert [turned.status for turned in lost] == [410] * 5
    assert await desk.pool.fetchval("select count(*) from device") == 1


async def test_a_link_is_over_after_a_day(desk: SmallDesk, monkeypatch):
    token = await desk.invite()
    desk.clock.ahead = timedelta(hours=24, seconds=1)
    monkeypatch.setattr("auth.device.utc_now", desk.clock)
    with pytest.raises(Turned, match="410"):
        await Device.enrol(desk.origin, token)


async def test_guessed_and_malformed_links_are_refused_alike(desk: SmallDesk):
    token = await desk.invite()
    answers = set()
    for guess in (token[:-1] + ("A" if token[-1] != "A" else "E"), "x", "", "é"):
        with pytest.raises(Turned) as turned:
            await Device.enrol(desk.origin, guess)
        answers.add((turned.value.status, turned.value.problem["detail"]))
    assert len(answers) == 1


async def test_the_token_is_not_stored(desk: SmallDesk):
    token = await desk.invite()
    row = await desk.pool.fetchrow("select * from invitation")
    assert row["token_hash"] == digest(token)
    assert token.encode() not in bytes(row["token_hash"])


async def test_a_link_without_a_proof_is_refused_and_stays_good(desk: SmallDesk):
    token = await desk.invite()
    async with ClientSession() as session:
        answer = await session.post(
            desk.origin + "/api/enrol",
            json={"token": token, "fingerprint": {}, "device_name": ""},
        )
        assert answer.status == 401
    desk.devices.append(await Device.enrol(desk.origin, token))
