"""What a verification comes to: closed words, and what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from ledger.entry import Kind
from ledger.format.anchor import Anchor
from ledger.format.note import Checkpoint, VerifierKey
from ledger.format.receipt import Receipt


class Reason(StrEnum):
    """Every reason to refuse a proof, in the order in which they are looked for."""

    NOT_A_PROOF = "not-a-proof"
    TRUNCATED = "truncated"
    OTHER_VERSION = "other-version"
    BAD_POLICY = "bad-policy"
    OUT_OF_ORDER = "out-of-order"
    BAD_FORM = "bad-form"
    WRONG_LOG = "wrong-log"
    OTHER_SIGNERS = "other-signers"
    WRONG_KEY = "wrong-key"
    BAD_SIGNATURE = "bad-signature"
    BAD_COSIGNATURE = "bad-cosignature"
    NO_QUORUM = "no-quorum"
    SPLIT_VIEW = "split-view"
    OLD_CHECKPOINT = "old-checkpoint"
    BAD_PATH = "bad-path"
    BAD_INCLUSION = "bad-inclusion"
    BAD_LEAF = "bad-leaf"
    BAD_OPENING = "bad-opening"
    BAD_ANCHOR = "bad-anchor"
    OTHER_CHECKPOINT = "other-checkpoint"
    WRONG_CHAIN = "wrong-chain"
    OTHER_CONTRACT = "other-contract"
    NOT_ON_CHAIN = "not-on-chain"
    NOT_FINAL = "not-final"
    OTHER_ROOT = "other-root"


class Level(StrEnum):
    """Whom one must trust: the desk alone, witnesses beside it, or a chain of others."""

    SELF_HOSTED = "self-hosted"
    WITNESSED = "witnessed"
    PUBLIC_CHAIN = "public-chain"


class Raise(StrEnum):
    """What would raise the level that was reached."""

    NAME_A_KEY = "name-a-key"
    NAME_A_POLICY = "name-a-policy"
    ASK_FOR_WITNESSES = "ask-for-witnesses"
    ASK_A_NODE = "ask-a-node"
    ASK_FOR_AN_ANCHOR = "ask-for-an-anchor"


class Anchored(StrEnum):
    """What is known of the anchors on chains."""

    NONE = "none"
    NOT_CHECKED = "not-checked"
    CHECKED = "checked"


class Standing(StrEnum):
    """How a matter stands, by the records shown."""

    MADE = "made"
    KEPT = "kept"
    UNCLEAR = "unclear"  # its end is recorded, but not what shows that it was in time
    LATE = "late"
    BROKEN = "broken"
    EXCUSED = "excused"
    EXCUSED_LATE = "excused-late"
    GIVEN = "given"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    DECIDED = "decided"
    OVERRIDDEN = "overridden"
    RECORDED = "recorded"
    ROTATED = "rotated"
    ERASED = "erased"


class Merged(StrEnum):
    """What became of what a receipt promised."""

    GENUINE = "genuine"
    IN_TIME = "in-time"
    LATE = "late"
    OTHER_CONTENT = "other-content"
    MISSING = "missing"
    UNCLEAR = "unclear"
    PENDING = "pending"
    NOT_A_RECEIPT = "not-a-receipt"
    WRONG_LOG = "wrong-log"
    BAD_SIGNATURE = "bad-signature"


@dataclass(frozen=True, slots=True)
class Shown:
    """One record that stands in the log; ``fields`` are those that were opened."""

    index: int
    kind: Kind
    version: int
    fields: Mapping[str, str]
    hidden: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matter:
    """The records of one promise, consent or decision, and how it stands by them."""

    ref: str | None
    standing: Standing
    records: tuple[Shown, ...]

    def field(self, name: str) -> str | None:
        """The value of a field in the first record that shows it."""
        return next((r.fields[name] for r in self.records if name in r.fields), None)


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A witness whose cosignature is right; ``trusted`` if the reader's policy names it."""

    key: VerifierKey
    at: datetime | None
    trusted: bool


@dataclass(frozen=True, slots=True)
class Verified:
    """A proof that holds. ``checked`` are the chains on which its anchors were found."""

    keys: tuple[VerifierKey, ...]
    pinned: bool
    checkpoint: Checkpoint
    witnesses: tuple[Cosigned, ...]
    witnessed: bool
    records: tuple[Shown, ...]
    matters: tuple[Matter, ...]
    anchors: tuple[Anchor, ...]
    checked: frozenset[int] = frozenset()

    @property
    def level(self) -> Level:
        """The trust level that is reached."""
        if any(one.public and one.chain_id in self.checked for one in self.anchors):
            return Level.PUBLIC_CHAIN
        return Level.WITNESSED if self.witnessed else Level.SELF_HOSTED

    @property
    def raises(self) -> tuple[Raise, ...]:
        """What would raise the level, and the trust in who the log is."""
        found = [] if self.pinned else [Raise.NAME_A_KEY]
        level = self.level
        if level is Level.SELF_HOSTED:
            cosigned = bool(self.witnesses)
            found.append(Raise.NAME_A_POLICY if cosigned else Raise.ASK_FOR_WITNESSES)
        if level is not Level.PUBLIC_CHAIN:
            public = any(one.public for one in self.anchors)
            found.append(Raise.ASK_A_NODE if public else Raise.ASK_FOR_AN_ANCHOR)
        return tuple(found)

    @property
    def anchored(self) -> Anchored:
        """What is known of the anchors."""
        if self.checked:
            return Anchored.CHECKED
        return Anchored.NOT_CHECKED if self.anchors else Anchored.NONE

    def on_chain(self, chain_id: int) -> Verified:
        """The same, once the anchor on that chain was found there."""
        if chain_id not in {one.chain_id for one in self.anchors}:
            raise ValueError("nothing was anchored there")
        return replace(self, checked=self.checked | {chain_id})


@dataclass(frozen=True, slots=True)
class Refused:
    """A proof that does not hold; ``detail`` is for people who look closer."""

    reason: Reason
    detail: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A receipt and what became of it; ``proof`` is the outcome of the proof beside it."""

    merged: Merged
    detail: str
    receipt: Receipt | None = None
    record: Shown | None = None
