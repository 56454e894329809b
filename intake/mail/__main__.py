"""`python -m intake.mail FILE…` prints what the desk reads in mails, one JSON a line."""

from __future__ import annotations

import hashlib
import html
import json
import sys
from pathlib import Path

from .parse import Mail, parse
from .pieces.header import Address


def main(paths: list[str]) -> None:
    """Print what is read; the shape is that of mail-parser comparisons."""
    for path in paths:
        mail = parse(Path(path).read_bytes())
        print(json.dumps({"file": Path(path).name, **describe(mail)}, ensure_ascii=False))


def describe(mail: Mail) -> dict[str, object]:
    """Give a mail as plain JSON. A body that came as HTML is given as escaped text."""
    page = mail.media_type == "text/html"
    return {
        "from": mail.from_,
        "from_email": mail.sender.mail,
        "from_display_name": mail.sender.name,
        "to": _line(mail.to),
        "cc": _line(mail.cc),
        "reply_to": _line(mail.reply_to),
        "subject": mail.subject,
        "body": html.escape(mail.full_text) if page else mail.full_text,
        "body_type": mail.media_type,
        "text": mail.text,
        "attachments": [
            {
                "name": file.name,
                "size": len(file.data),
                "md5": hashlib.md5(file.data, usedforsecurity=False).hexdigest(),
            }
            for file in mail.files
        ],
        "message_id": f"<{mail.message_id}>" if mail.message_id else None,
        "automatic": mail.automatic,
        "language": mail.language,
    }


def _line(addresses: tuple[Address, ...]) -> str:
    return ", ".join(a.mail or a.name for a in addresses)


if __name__ == "__main__":
    main(sys.argv[1:])
