"""What can be wrong with a log that is followed, each under a code of its own."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    """The kinds of findings. The first three prove that a log told two stories."""

    SPLIT_VIEW = "split-view"  # two signed states that cannot be of one log
    NOT_GROWN = "not-grown"  # the new state is not the old one with records added
    ROLLED_BACK = "rolled-back"  # a smaller state than the one seen before
    WRONG_LOG = "wrong-log"  # a checkpoint of another log
    NOT_SIGNED = "not-signed"  # no known key of the log signed, or a signature is wrong
    BAD_CHECKPOINT = "bad-checkpoint"  # no checkpoint at all
    MISSING_TILE = "missing-tile"
    SHORT_TILE = "short-tile"
    WRONG_TILE = "wrong-tile"  # its hashes are not those of the signed tree
    MISSING_ENTRIES = "missing-entries"
    BAD_ENTRIES = "bad-entries"  # a bundle that is not in the form
    WRONG_ENTRY = "wrong-entry"  # an entry that is not the one that was signed
    BAD_LEAF = "bad-leaf"  # an entry that is no record of a desk
    STALE = "stale"  # nothing newer for longer than was to be expected
    FROM_THE_FUTURE = "from-the-future"
    WITHHELD = "withheld"  # a witness knows a newer state for too long
    NO_QUORUM = "no-quorum"  # too few witnesses of the policy signed
    BAD_COSIGNATURE = "bad-cosignature"
    SILENT_WITNESS = "silent-witness"  # it has not signed for too long
    NOT_ANCHORED = "not-anchored"  # the chain does not hold what it is said to hold
    WRONG_ANCHOR = "wrong-anchor"  # the chain holds another root
    UNREACHABLE = "unreachable"  # nothing can be told now


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong; ``evidence`` are signed checkpoints that show it."""

    code: Code
    detail: str
    evidence: tuple[str, ...] = ()


class Wrong(Exception):
    """Raised with a finding after which there is nothing more to look at."""

    def __init__(self, code: Code, detail: str, *evidence: str) -> None:
        super().__init__(detail)
        self.finding = Finding(code, detail, evidence)
