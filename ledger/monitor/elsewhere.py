"""What others show of a log: the checkpoints that its witnesses cosigned last."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from ledger.format.note import NOTE_LIMIT
from ledger.format.policy import Policy
from ledger.witness.ask import Line, NoAnswer

SECONDS = 10.0


def ask_witnesses(policy: Policy, origin: str) -> Iterator[str]:
    """Yield what each witness shows of a log (c2sp.org/tlog-witness, monitoring).

    A witness that does not answer is passed over: whether it still signs shows in the log.
    """
    path = f"/{hashlib.sha256(origin.encode()).hexdigest()}/checkpoint"
    for url in sorted({one.url for one in policy.witnesses if one.url}):
        line = Line(url, SECONDS)
        try:
            answer = line.get(path, NOTE_LIMIT)
            if answer.status == 200:
                yield answer.body.decode()
        except (NoAnswer, UnicodeDecodeError):
            continue
        finally:
            line.close()
