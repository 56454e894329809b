"""A mail's bytes become words, people and files; whatever the bytes are."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .pieces.automatic import is_automatic, wants_no_answer
from .pieces.charset import decode, tidy
from .pieces.header import Address, Fields
from .pieces.parts import Node, content, leaves, tree
from .pieces.words import LONGEST_HTML, language_of, new_words, text_of_html

# The database holds the raw bytes; what is read is what people and models can use.
LONGEST_TEXT = 500_000
LONGEST_NEW = 50_000
LONGEST_SUBJECT = 500
_MOST_IDS = 200

_ID = re.compile(r"<([^<>\s]{1,500})>")
_UNSEEN = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")
_EXTENSIONS = {
    "text/plain": "txt",
    "text/html": "html",
    "text/calendar": "ics",
    "message/delivery-status": "txt",
    "message/rfc822": "eml",
    "image/jpeg": "jpg",
    "image/jpg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "application/pdf": "pdf",
    "video/quicktime": "mov",
}
_KINDS = {"message/delivery-status": "delivery-status"}


@dataclass(frozen=True, slots=True)
class File:
    """What came with a mail. ``name`` is a plain name, never a path."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """What was read in a mail; every text is fit for PostgreSQL.

    ``full_text`` is all of the body as plain text, ``text`` the new words in it.
    ``media_type`` tells whether they were read from text/html or text/plain.
    """

    sender: Address
    from_: str
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    reply_to: tuple[Address, ...]
    subject: str
    text: str
    full_text: str
    media_type: str
    files: tuple[File, ...]
    message_id: str | None
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    automatic: bool
    answerable: bool
    language: str


def parse(raw: bytes) -> Mail:
    """Read a mail. Never raises and leaves nothing out: what is no text is a file.

    Pure, and linear in the size of the mail, so it may run in any process.
    """
    root = tree(raw)
    fields = root.fields
    body, media_type, files = _body_and_files(raw, root)
    full_text = body[:LONGEST_TEXT]
    sender = _sender(fields)
    subject = fields.text("subject")[:LONGEST_SUBJECT]
    text = new_words(full_text)[:LONGEST_NEW]
    return Mail(
        sender=sender,
        from_=fields.text("from"),
        to=fields.addresses("to"),
        cc=fields.addresses("cc"),
        reply_to=fields.addresses("reply-to"),
        subject=subject,
        text=text,
        full_text=full_text,
        media_type=media_type,
        files=tuple(files),
        message_id=_message_id(fields),
        in_reply_to=tuple(_ids(fields.text("in-reply-to"))),
        references=tuple(_ids(fields.text("references"))),
        automatic=is_automatic(fields, root.media_type, sender.mail, subject),
        answerable=not wants_no_answer(fields),
        language=language_of(f"{subject}\n{text}"),
    )


def _sender(fields: Fields) -> Address:
    """Who wrote it: From, or where that holds no address what else names one."""
    for name in ("from", "reply-to", "return-path", "sender"):
        found = fields.addresses(name)
        if best := next((a for a in found if a.mail), None):
            if name == "from" or not fields.text("from"):
                return best
            return Address(fields.addresses("from")[0].name, best.mail)
    return Address(fields.text("from"), "")


def _message_id(fields: Fields) -> str | None:
    value = fields.text("message-id")
    found = _ID.search(value)
    bare = found[1] if found else value.strip("<> ").split(" ")[0]
    return bare[:500] or None


def _ids(value: str) -> list[str]:
    return _ID.findall(value)[-_MOST_IDS:]


def _body_and_files(raw: bytes, root: Node) -> tuple[str, str, list[File]]:
    every = leaves(root)
    shown = [leaf for leaf in every if not _is_file(leaf[0])]
    page = next(
        (
            leaf
            for leaf in shown
            if leaf[0].media_type == "text/html" and content(raw, leaf[0]).strip()
        ),
        None,
    )
    texts: list[str] = []
    files: list[File] = []
    taken: set[str] = set()
    for node, alternative in every:
        if page and node is page[0]:
            source = _text(raw, node)
            texts.append(text_of_html(source))
            if len(source) > LONGEST_HTML:
                whole = content(raw, node)
                files.append(File(_unique("message.html", taken), "text/html", whole))
        elif node.media_type == "text/plain" and not _is_file(node):
            # Beside an HTML reading of the same words the plain one adds nothing.
            if page is None or not alternative or alternative != page[1]:
                texts.append(_text(raw, node).replace("\r\n", "\n").replace("\r", "\n"))
        else:
            name = _unique(_name(raw, node), taken)
            files.append(File(name, node.media_type, content(raw, node)))
    body = "\n".join(text.strip("\n") for text in texts if text.strip())
    if len(body) > LONGEST_TEXT:
        whole = body.encode("utf-8", "replace")
        files.append(File(_unique("message.txt", taken), "text/plain", whole))
    html = page is not None and bool(body.strip())
    return body, "text/html" if html else "text/plain", files


def _is_file(node: Node) -> bool:
    return node.disposition == "attachment" or bool(_given_name(node.fields))


def _text(raw: bytes, node: Node) -> str:
    charset = node.fields.parameter("content-type", "charset")
    return decode(content(raw, node), charset)


def _given_name(fields: Fields) -> str:
    return fields.parameter("content-disposition", "filename") or fields.parameter(
        "content-type", "name"
    )


def _name(raw: bytes, node: Node) -> str:
    """Name a part as its mail does, else after what it is."""
    fields = node.fields
    name = _given_name(fields)
    if not name and node.media_type != "text/html":
        name = fields.text("content-location")
    if not name and node.media_type == "message/rfc822":
        inner = tree(content(raw, node)[:100_000]).fields
        name = inner.text("subject") or fields.text("content-description") or "mail"
        name += ".eml"
    if not name:
        content_id = fields.text("content-id").strip("<> ")
        described = fields.text("content-description")
        before, at, _ = content_id.partition("@")
        kind = _KINDS.get(node.media_type, _family(node.media_type))
        extension = _EXTENSIONS.get(node.media_type, "")
        if at and re.search(r"\..{2,6}$", before):
            name = before
        elif extension:
            name = f"{described or kind}.{extension}"
        else:
            name = before if at else "file"
    return plain_name(name)


def _family(media_type: str) -> str:
    family = media_type.split("/")[0]
    return family if family in ("image", "video", "audio") else "document"


def plain_name(name: str) -> str:
    """Make a name safe to show and to save: no folders, no control or bidi characters."""
    name = _UNSEEN.sub("", tidy(name))
    name = re.split(r"[/\\]", name)[-1]
    name = "".join(c for c in name if c.isprintable()).strip().strip(".") or "file"
    if len(name) > 150:
        stem, dot, extension = name.rpartition(".")
        short = dot and len(extension) <= 10
        name = f"{stem[:130]}.{extension}" if short else name[:150]
    return name


def _unique(name: str, taken: set[str]) -> str:
    """Number a name that another part has already."""
    stem, dot, extension = name.partition(".")
    unique, number = name, 0
    while unique in taken:
        number += 1
        unique = f"{stem}{number}{dot}{extension}"
    taken.add(unique)
    return unique
