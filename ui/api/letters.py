"""What customers write in the portal's form: read piece by piece, within bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from ui.problems import Unusable

MOST_PICTURES = 5
LARGEST_PICTURE = 10 * 1024 * 1024
LONGEST_TEXT = 20_000
MOST_PIECES = 12  # of a form: five pictures and every field, with room to spare


@dataclass(frozen=True, slots=True)
class Letter:
    """What a form holds. ``pictures`` are (name, media type, bytes)."""

    fields: Mapping[str, str]
    pictures: list[tuple[str, str, bytes]] = field(default_factory=list)
    ticket_id: UUID | None = None
    key: UUID | None = None


async def read_letter(request: web.Request) -> Letter:
    """Read a multipart form, refusing what is too much before it is held."""
    if request.content_type != "multipart/form-data":
        raise Unusable("send multipart/form-data")
    try:
        fields, pictures = await _pieces(request)
    except (ValueError, LookupError, HttpProcessingError) as error:
        raise Unusable("this is no form") from error
    if not fields.get("text", "").strip() and not pictures:
        raise Unusable("write something, or add a picture")
    try:
        ticket_id, key = (
            UUID(given) if given else None
            for given in (fields.pop("ticket_id", ""), fields.pop("key", ""))
        )
    except ValueError:
        raise Unusable("ticket_id and key are UUIDs") from None
    return Letter(fields, pictures, ticket_id, key)


async def _pieces(
    request: web.Request,
) -> tuple[dict[str, str], list[tuple[str, str, bytes]]]:
    fields: dict[str, str] = {}
    pictures: list[tuple[str, str, bytes]] = []
    reader = await request.multipart()
    for _ in range(MOST_PIECES):
        piece = await reader.next()
        if piece is None:
            return fields, pictures
        if not isinstance(piece, BodyPartReader):
            raise Unusable("a form within a form")
        if piece.name in ("text", "subject", "ticket_id", "key"):
            data = await _read(piece, LONGEST_TEXT * 4)
            text = data.decode("utf-8", "replace")
            if len(text) > LONGEST_TEXT:
                raise Unusable(f"write at most {LONGEST_TEXT} characters")
            fields[piece.name] = text
        elif piece.name == "picture":
            if len(pictures) == MOST_PICTURES:
                raise Unusable(f"send at most {MOST_PICTURES} pictures at a time")
            kind = piece.headers.get("Content-Type", "application/octet-stream")
            data = await _read(piece, LARGEST_PICTURE)
            if data:
                pictures.append((piece.filename or "picture", kind, data))
    raise Unusable(f"a form has at most {MOST_PIECES} parts")


async def _read(piece: BodyPartReader, most: int) -> bytes:
    data = bytearray()
    while chunk := await piece.read_chunk(65_536):
        data += chunk
        if len(data) > most:
            raise Unusable(f"a part is larger than {most // 1024} KiB")
    return bytes(data)
