"""The seam through which tests end a process at a named step, as a power cut would."""

from __future__ import annotations

import os
from typing import Literal

DIE_AT = "VERIDESK_DIE_AT"
STATUS = 9

Step = Literal[
    "appended",
    "sequenced",
    "stored",
    "cosigned",
    "tiles-written",
    "checkpoint-published",
    "anchor-stored",
    "anchor-sent",
    "anchor-mined",
]


def reached(step: Step) -> None:
    """Go on, unless the environment variable VERIDESK_DIE_AT names this step.

    Then the process ends on the spot with status 9: nothing is flushed, no transaction is
    committed or rolled back by it, no connection is closed politely. Several steps may be
    named, with commas between.
    """
    if step in os.environ.get(DIE_AT, "").split(","):
        os._exit(STATUS)
