"""Attacks with proofs that were good once, or are good for something else."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from auth.possession.proof import FUTURE, PAST
from tests.auth.small_desk import SmallDesk, ask, small_desk


async def test_a_replayed_request_is_refused(desk: SmallDesk):
    device = await desk.device()
    proof = device.proof("GET", "/api/tickets", device.token)
    assert (await ask(device, proof=proof)).status == 200
    assert (await ask(device, proof=proof)).refused == (401, ["replayed"])


async def test_of_many_replays_at_once_one_passes(desk: SmallDesk):
    device = await desk.device()
    proof = device.proof("POST", "/api/tickets", device.token)
    answers = await asyncio.gather(*(ask(device, "POST", proof=proof) for _ in range(10)))
    assert sorted(answer.status for answer in answers) == [200] + [401] * 9


async def test_a_write_is_not_replayed_at_another_process(
    desk: SmallDesk, pool, org, tmp_path
):
    device = await desk.device()
    async with small_desk(pool, org, tmp_path, origin=desk.origin) as other:
        proof = device.proof("POST", "/api/tickets", device.token)
        assert (await ask(device, "POST", proof=proof)).status == 200
        again = await ask(device, "POST", proof=proof, base=other.base)
        assert again.refused == (401, ["replayed"])
        # Its nonce and token are good there: a proof of its own passes.
        assert (await ask(device, "POST", base=other.base)).status == 200


async def test_an_unsigned_request_is_refused(desk: SmallDesk):
    device = await desk.device()
    assert (await ask(device, proof=None)).refused == (401, ["no-proof"])
    assert (await ask(device, proof=None, token=None)).refused == (401, ["no-proof"])
    assert (await ask(device, token=None)).status == 401


async def test_a_proof_for_another_method_is_refused(desk: SmallDesk):
    device = await desk.device()
    proof = device.proof("GET", "/api/tickets", device.token)
    answer = await ask(device, "POST", proof=proof)
    assert answer.refused == (401, ["wrong-method"])


async def test_a_proof_for_another_address_is_refused(desk: SmallDesk):
    device = await desk.device()
    for htu in (
        f"{desk.origin}/api/me",
        "https://elsewhere.example/api/tickets",
        "http://[broken",
        "",
    ):
        proof = device.proof("GET", "/api/tickets", device.token, htu=htu)
        assert (await ask(device, proof=proof)).refused == (401, ["wrong-address"])


async def test_the_host_header_does_not_move_the_address(desk: SmallDesk):
    device = await desk.device()
    proof = device.proof(
        "GET", "/api/tickets", device.token, htu="http://evil.example/api/tickets"
    )
    answer = await ask(device, proof=proof, headers={"Host": "evil.example"})
    assert answer.refused == (401, ["wrong-address"])


async def test_an_equal_spelling_of_the_address_is_accepted(desk: SmallDesk):
    device = await desk.device()
    htu = f"{desk.origin.replace('http', 'HTTP')}/api/tickets?view=all#x"
    proof = device.proof("GET", "/api/tickets", device.token, htu=htu)
    assert (await ask(device, proof=proof)).status == 200


async def test_a_stale_nonce_is_refused_and_a_new_one_given(desk: SmallDesk):
    device = await desk.device()
    old = device.nonce
    desk.clock.ahead = timedelta(minutes=11)
    now = int(desk.clock().timestamp())
    proof = device.proof("GET", "/api/tickets", device.token, iat=now)
    answer = await ask(device, proof=proof)
    assert answer.refused == (401, ["stale-nonce"])
    assert "use_dpop_nonce" in answer.headers["WWW-Authenticate"]
    assert answer.headers["DPoP-Nonce"] != old


async def test_a_nonce_of_another_device_is_refused(desk: SmallDesk):
    first, second = await desk.device(), await desk.device()
    proof = first.proof("GET", "/api/tickets", first.token, nonce=second.nonce)
    assert (await ask(first, proof=proof)).refused == (401, ["stale-nonce"])


async def test_old_and_future_proofs_are_refused(desk: SmallDesk):
    device = await desk.device()
    now = int(desk.clock().timestamp())
    for iat in (now - PAST - 5, now + FUTURE + 5, 0, -1, 2**80):
        proof = device.proof("GET", "/api/tickets", device.token, iat=iat)
        assert (await ask(device, proof=proof)).refused == (401, ["stale-proof"])


async def test_a_proof_from_the_future_is_not_forgotten_too_early(desk: SmallDesk):
    device = await desk.device()
    now = int(desk.clock().timestamp())
    proof = device.proof("GET", "/api/tickets", device.token, iat=now + FUTURE - 2)
    assert (await ask(device, proof=proof)).status == 200
    # As late as this proof can come: dated ahead, it outlives one that is not.
    desk.clock.ahead = timedelta(seconds=PAST + FUTURE - 5)
    assert (await ask(device, proof=proof)).refused == (401, ["replayed"])


async def test_a_stranger_cannot_use_up_the_names_of_proofs(desk: SmallDesk):
    device, stranger = await desk.device(), await desk.device()
    good = device.proof("GET", "/api/tickets", device.token, jti="chosen")
    head, claims, _ = good.split(".")
    forged = f"{head}.{claims}.{stranger.proof('GET', '/').split('.')[2]}"
    assert (await ask(device, proof=forged)).refused == (401, ["bad-signature"])
    theirs = stranger.proof("GET", "/api/tickets", stranger.token, jti="chosen")
    assert (await ask(stranger, proof=theirs)).status == 200
    assert (await ask(device, proof=good)).status == 200
