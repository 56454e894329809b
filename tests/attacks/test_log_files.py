"""The published files: served as they are, and nothing beside them can be reached."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from urllib.parse import urlsplit
from uuid import uuid4

import aiohttp
import pytest
from uuid6 import uuid7

import ledger
from ledger.keys import load, make_next
from ledger.publish import publish
from ledger.store.rotation import begin, finish
from tests.attacks.composed import Composed
from tests.ledger.publish.outsider import read_log
from tests.ledger.scene import NOW, promise

SECRET = "the content of a file that nobody may read"


@pytest.fixture
async def published(whole: Composed) -> str:
    """Address of the log of a desk that published 300 records; a secret lies beside it."""
    desk = whole.desk
    async with desk.pool.acquire() as db:
        for count in (200, 100):
            await ledger.seal_many(db, desk.org, [promise() for _ in range(count)], now=NOW)
            await ledger.sequence(db, desk.org, desk.log_keys, now=NOW)
            await publish(db, desk.org, desk.log_keys, desk.log_folder, now=NOW)
    for folder in (desk.log_folder, desk.log_folder / str(desk.org), whole.settings.home):
        (folder / "secret").write_text(SECRET)
    return f"{whole.origin}/log/"


async def get(url: str) -> tuple[int, bytes, aiohttp.typedefs.LooseHeaders]:
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return response.status, await response.read(), dict(response.headers)


async def test_every_file_is_served_with_the_headers_of_the_specification(
    whole: Composed, published: str
):
    folder = whole.desk.log_folder / str(whole.desk.org)
    head, _ = read_log(folder)
    assert head.size == 300
    for prefix in (published, f"{published}{whole.desk.org}/"):
        for name in ("checkpoint", "keys"):
            status, body, headers = await get(prefix + name)
            assert (status, body) == (200, (folder / name).read_bytes())
            assert headers["Content-Type"] == "text/plain; charset=utf-8"
            assert headers["Cache-Control"] == "no-cache"
        files = [path for path in (folder / "tile").rglob("*") if path.is_file()]
        assert len(files) == 5
        for path in files:
            name = str(path.relative_to(folder))
            status, body, headers = await get(prefix + name)
            assert (status, body) == (200, path.read_bytes()), name
            assert headers["Content-Type"] == "application/octet-stream"
            assert "immutable" in headers["Cache-Control"]
            assert "max-age=31536000" in headers["Cache-Control"]
            assert headers["Access-Control-Allow-Origin"] == "*"


async def test_a_partial_file_that_was_removed_is_cut_out_of_the_full_one(
    whole: Composed, published: str
):
    folder = whole.desk.log_folder / str(whole.desk.org) / "tile"
    for level in ("0", "entries"):
        assert not (folder / level / "000.p").exists()
        status, body, _ = await get(f"{published}tile/{level}/000.p/200")
        full = (folder / level / "000").read_bytes()
        assert status == 200
        assert full.startswith(body)
        assert 0 < len(body) < len(full)
    status, _, _ = await get(f"{published}tile/0/001.p/45")
    assert status == 404


async def raw(origin: str, path: str) -> bytes:
    """Ask for a path as it stands: no client may tidy it up."""
    there = urlsplit(origin)
    reader, writer = await asyncio.open_connection(there.hostname, there.port)
    writer.write(
        f"GET {path} HTTP/1.1\r\nHost: {there.netloc}\r\nConnection: close\r\n\r\n".encode()
    )
    answer = await asyncio.wait_for(reader.read(), 30)
    writer.close()
    return answer


OUTSIDE = [
    "../secret", "../../secret", "..%2fsecret", "%2e%2e/secret", "%2e%2e%2f%2e%2e%2fsecret",
    "tile/../secret", "tile/0/../../secret", "tile/0/..%2f..%2f..%2fsecret",
    "tile/entries/../../../secret", "tile//secret", "tile/0/000/../../../secret",
    "tile/..%5c..%5csecret", "tile/0/000%00", "tile/0/000.p/..%2f..%2f..%2f..%2fsecret",
    "tile/%2fetc%2fpasswd", "tile/0/x../..x/secret", "secret", "tile/secret", ".lock",
    "tile/.drafts", "{org}/secret", "{org}/../secret", "{org}%2f..%2fsecret/checkpoint",
    "../log/{org}/secret", "..%2f..%2fkeys%2flog.key/checkpoint", "tile/keys/log.key",
    "....//secret", "tile/0/%E2%80%A5/secret", "tile/0/٠٠٠", "tile/00/000",
    "tile/0/000.p/256", "tile/0/000.p/0", "tile/64/000", "tile/0/999",
]  # fmt: skip


@pytest.mark.parametrize("path", OUTSIDE)
async def test_no_path_leads_out_of_the_published_files(
    whole: Composed, published: str, path: str
):
    answer = await raw(whole.origin, "/log/" + path.replace("{org}", str(whole.desk.org)))
    assert SECRET.encode() not in answer
    assert answer.split(b" ")[1] in (b"404", b"400"), answer[:200]


async def test_another_desks_log_is_not_served_even_if_its_files_lie_there(
    whole: Composed, published: str
):
    other = uuid7()
    folder = whole.desk.log_folder / str(other)
    folder.mkdir()
    (folder / "checkpoint").write_text("another log\n")
    for name in (str(other), str(uuid4()), "..", "keys"):
        status, _, _ = await get(f"{published}{name}/checkpoint")
        assert status == 404


async def test_readyz_tells_of_a_log_that_stands_still_and_stays_ready(
    whole: Composed, published: str
):
    desk = whole.desk
    status, said, _ = await get(f"{whole.origin}/readyz")
    assert (status, said) == (200, b"ready\n")
    status, measured, _ = await get(f"{whole.origin}/metrics")
    assert b"veridesk_ledger_oldest_pending_seconds 0.0" in measured
    await desk.pool.execute("delete from tile where org_id = $1", desk.org)
    status, said, _ = await get(f"{whole.origin}/readyz")
    assert (status, b"stands still" in said) == (200, True)
    assert str(whole.settings.home).encode() not in said
    async with desk.pool.acquire() as db:
        await ledger.rebuild(db, desk.org, desk.log_keys)
        await ledger.seal(
            db, desk.org, promise(), now=datetime.now(UTC) - 2 * desk.merge_delay
        )
    status, said, _ = await get(f"{whole.origin}/readyz")
    assert (status, b"waits for" in said) == (200, True)
    home = whole.settings.home / "keys"
    make_next(home)
    async with desk.pool.acquire() as db:
        await begin(db, desk.org, load(home), now=NOW)
        await ledger.sequence(db, desk.org, load(home), now=NOW)
        await finish(db, desk.org, load(home))
    status, said, _ = await get(f"{whole.origin}/readyz")
    assert (status, b"no receipts can be given" in said) == (200, True)
