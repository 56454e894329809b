"""The published log as static files (c2sp.org/tlog-tiles), for whoever follows it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from aiohttp import web

from ledger.public.anchors import anchor_notes
from ledger.publish import folder as disk
from ledger.publish.resource import CHECKPOINT, KEYS, Resource
from ledger.store.tiles import WIDTH
from ui.desk import clock, desk_of
from ui.problems import NotFound

FOR_GOOD = "public, max-age=31536000, immutable"
# Anybody may read them, a page of another origin too.
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


async def checkpoint(request: web.Request) -> web.Response:
    """The published head: a signed note (c2sp.org/tlog-checkpoint) with cosignatures."""
    return await _changing(request, CHECKPOINT)


async def keys(request: web.Request) -> web.Response:
    """Every key that signs or signed the log: first size, last size or -, verifier key."""
    return await _changing(request, KEYS)


async def anchors(request: web.Request) -> web.Response:
    """For each chain a signed note on the newest state that it holds for good."""
    _place(request)
    desk = desk_of(request)
    async with desk.transaction() as db:
        found = await anchor_notes(db, desk.org, desk.log_keys, now=clock())
    return _text(found)


async def tile(request: web.Request) -> web.Response:
    """A tile of hashes or a bundle of entries, the same for good.

    A partial one whose file was removed, since the full one is there, is cut out of it.
    """
    one = Resource.parse(f"tile/{request.match_info['path']}")
    if one is None:
        raise NotFound("no file of a log is called so")
    place = _place(request)
    data = await asyncio.to_thread(disk.read, place, str(one))
    if data is None and one.width < WIDTH:
        full = await asyncio.to_thread(disk.read, place, str(one.full))
        data = None if full is None else one.cut(full)
    if data is None:
        raise NotFound("this is not published")
    response = web.Response(
        body=data,
        content_type="application/octet-stream",
        headers={"Cache-Control": FOR_GOOD, **OPEN},
    )
    if one.level is None:
        response.enable_compression()
    return response


async def _changing(request: web.Request, name: str) -> web.Response:
    data = await asyncio.to_thread(disk.read, _place(request), name)
    if data is None:
        raise NotFound("nothing is published yet")
    return _text(data.decode())


def _text(found: str) -> web.Response:
    return web.Response(
        text=found,
        content_type="text/plain",
        charset="utf-8",
        headers={"Cache-Control": "no-cache", **OPEN},
    )


def _place(request: web.Request) -> Path:
    desk = desk_of(request)
    if request.match_info.get("org", str(desk.org)) != str(desk.org):
        raise NotFound("this desk has no such log")
    return desk.log_folder / str(desk.org)
