"""The token that signs telephone calls, where none is configured."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path


def load_token(folder: Path) -> str:
    """Read the token in ``folder``, making it if it is missing (mode 0600)."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / "call.token"
    fresh = folder / f".call.token.{os.getpid()}"
    if not path.exists():
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(16))
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)  # complete or not at all, and only one wins
        fresh.unlink()
    return path.read_text().strip()
