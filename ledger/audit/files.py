"""The published files against the records and the keys."""

from __future__ import annotations

import asyncio
from pathlib import Path
from uuid import UUID

from ledger.format.note import BadFormat, BadSignature, Note, verify_note
from ledger.keys import Keys
from ledger.publish.folder import CannotPublish, read
from ledger.publish.keys import KeyList
from ledger.publish.publishing import list_keys
from ledger.publish.resource import CHECKPOINT, KEYS
from ledger.store.signing import Span
from ledger.tree import Tree
from ledger.verify.whole import Flawed, folder, verify_log


async def check(
    published: Path,
    org: UUID,
    keys: Keys,
    known: tuple[Span, ...],
    tree: Tree,
    findings: list[str],
) -> int:
    """Verify the whole published log from its files alone; return its size.

    It must be a state of the log that ``tree`` is. 0 where nothing was published.
    """
    place = published / str(org)
    try:
        if await asyncio.to_thread(read, place, CHECKPOINT) is None:
            return 0
        listed = await asyncio.to_thread(read, place, KEYS)
    except CannotPublish as error:
        findings.append(str(error))
        return 0
    ever = [span.key for span in known]
    found = await asyncio.to_thread(verify_log, folder(place), ever)
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
    if said := _keys_flaw(listed, list_keys(org, keys, known)):
        findings.append(f"{place / KEYS} {said}")
    return size


def _keys_flaw(data: bytes | None, expected: KeyList) -> str | None:
    try:
        note = Note.parse((data or b"").decode())
        if note.text == str(expected) and verify_note(note, expected.signing):
            return None
    except (BadFormat, BadSignature, UnicodeDecodeError) as error:
        return f"is damaged: {error}"
    return "does not list the keys of the log, signed by one of them"
