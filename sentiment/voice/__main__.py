"""Compile what hears voices, so that no caller has to wait for it."""

from __future__ import annotations

import sys

from sentiment.voice import warm
from sentiment.voice.frames import compiled_for_all


def main() -> int:
    """Warm up once as each process does that hears voices; 1 if nothing of it is kept."""
    warm()
    if compiled_for_all():
        return 0
    print(
        "numba may write neither beside librosa nor in this user's cache", file=sys.stderr
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
