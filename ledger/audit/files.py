"""The published files against the records and the keys."""

from __future__ import annotations

import asyncio
from pathlib import Path

from ledger.publish.folder import CannotPublish, read
from ledger.publish.publishing import list_keys
from ledger.publish.resource import CHECKPOINT, KEYS
from ledger.store.signing import Span
from ledger.tree import Tree
from ledger.verify.whole import Flawed, folder, verify_log


async def check(
    place: Path, known: tuple[Span, ...], tree: Tree, findings: list[str]
) -> int:
    """Verify the whole log in ``place`` from its files alone; return its size.

    It must be a state of the log that ``tree`` is. 0 where nothing was published.
    """
    try:
        if await asyncio.to_thread(read, place, CHECKPOINT) is None:
            return 0
        listed = await asyncio.to_thread(read, place, KEYS)
    except CannotPublish as error:
        findings.append(str(error))
        return 0
    keys = [span.key for span in known]
    found = await asyncio.to_thread(verify_log, folder(place), keys)
    if isinstance(found, Flawed):
        findings.append(f"{place} is not whole: {found.detail} ({found.flaw.value})")
        return 0
    size, root = found.checkpoint.size, found.checkpoint.root
    if size > tree.size:
        findings.append(
            f"a state of {size} records was published, and the database has {tree.size}: "
            "it was restored from an older backup"
        )
    elif tree.root(size) != root:
        findings.append(f"another state of {size} records was published")
    lacking = [
        span.key.id.hex()
        for span in known
        if span.covers(size) and span.key not in {one.key for one in found.signed}
    ]
    if lacking:
        findings.append(f"the published head lacks the signature of key {lacking[0]}")
    if listed != list_keys(known):
        findings.append(f"{place / KEYS} does not list the keys of the log")
    return size
