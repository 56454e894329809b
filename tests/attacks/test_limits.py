"""Attacks by size, by number, by address, and on routes that nobody declared."""

from __future__ import annotations

from server.gate import undeclared
from tests.auth.small_desk import SmallDesk, ask, small_desk


async def test_a_route_that_nobody_declared_is_refused(desk: SmallDesk):
    device = await desk.device()
    answer = await ask(device, path="/api/undeclared")
    assert answer.refused == (403, ["no-route"])
    assert undeclared(desk.app) == ["GET /api/undeclared"]


async def test_what_does_not_exist_is_a_recorded_problem(desk: SmallDesk):
    device = await desk.device()
    assert (await ask(device, path="/api/nothing")).refused == (404, ["no-route"])
    assert (await ask(device, "DELETE")).refused == (405, ["no-route"])
    routes = {row["route"] for row in await desk.verdicts()}
    assert {"GET (unknown)", "DELETE (unknown)"} <= routes


async def test_a_body_too_large_is_refused_unread(desk: SmallDesk):
    device = await desk.device()
    answer = await ask(device, "POST", data=bytes(2**20 + 1))
    assert answer.refused == (413, ["too-large"])


async def test_a_body_of_unknown_length_is_refused(desk: SmallDesk):
    device = await desk.device()

    async def endless():
        yield b"x" * 10

    answer = await ask(device, "POST", data=endless())
    assert answer.refused == (411, ["too-large"])


async def test_too_many_requests_are_refused_before_cryptography(
    pool, org, tmp_path, monkeypatch
):
    # What came too often is written in one row each time: here once, at the end.
    monkeypatch.setattr("auth.traffic.recorder.EVERY", 3600)
    async with small_desk(pool, org, tmp_path, burst=20, per_second=1) as desk:
        device = await desk.device()
        answers = [await ask(device, proof="x" * 100, token="y") for _ in range(40)]
        assert answers[-1].refused == (429, ["too-many"])
        assert answers[-1].headers["Retry-After"]
        # However many, they are one row: the log cannot be flooded.
        rows = [r for r in await desk.verdicts() if r["reasons"] == ["too-many"]]
        assert len(rows) == 1
        assert rows[0]["count"] > 10


async def test_a_forwarded_address_is_believed_from_no_stranger(desk: SmallDesk):
    device = await desk.device()
    spoof = {"X-Forwarded-For": "81.2.69.142"}
    assert (await ask(device, headers=spoof)).body["address"] == "127.0.0.1"


async def test_behind_a_trusted_proxy_the_last_stranger_counts(pool, org, tmp_path):
    trusted = ("127.0.0.0/8", "10.0.0.0/8")
    async with small_desk(pool, org, tmp_path, trusted_proxies=trusted) as desk:
        device = await desk.device()
        for forwarded, address in {
            "1.1.1.1, 81.2.69.142, 10.0.0.7": "81.2.69.142",
            "nonsense, 10.0.0.7": "10.0.0.7",
            "": "127.0.0.1",
        }.items():
            answer = await ask(device, headers={"X-Forwarded-For": forwarded})
            assert answer.body["address"] == address


async def test_a_bug_tells_nothing_to_the_outside(desk: SmallDesk):
    device = await desk.device()
    answer = await ask(device, path="/healthz")
    assert answer.status == 500
    assert "secret" not in str(answer.body)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_many_addresses_do_not_fill_the_memory(desk: SmallDesk, monkeypatch):
    monkeypatch.setattr("auth.traffic.bucket._TRACKED", 100)
    for number in range(1000):
        desk.door.buckets.take(f"198.51.{number // 256}.{number % 256}", now=0)
    assert len(desk.door.buckets._left) <= 101


async def test_one_who_floods_does_not_lock_out_the_others(desk: SmallDesk):
    buckets = desk.door.buckets
    while not buckets.take("2001:db8:1:2::1", now=0):
        pass
    assert buckets.take("2001:db8:1:2::ffff", now=0)  # the same line
    assert not buckets.take("2001:db8:1:3::1", now=0)
    assert not buckets.take("2001:db8:1:2::1", now=1)
