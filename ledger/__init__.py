"""The transparency log, its anchoring on a chain, proofs and their verification."""

from ledger.audit import Audit, fsck, rebuild
from ledger.entries.sealing import seal, seal_many
from ledger.entry import Commitment, Entry, Kind
from ledger.format.leaf import stamp
from ledger.format.note import Checkpoint
from ledger.keys import Keys
from ledger.log import LogDamaged, sequence
from ledger.proving import NotSealed, prove
from ledger.reading import Seal, SealState, State, seals, state

__all__ = [
    "Audit",
    "Checkpoint",
    "Commitment",
    "Entry",
    "Keys",
    "Kind",
    "LogDamaged",
    "NotSealed",
    "Seal",
    "SealState",
    "State",
    "fsck",
    "prove",
    "rebuild",
    "seal",
    "seal_many",
    "seals",
    "sequence",
    "stamp",
    "state",
]
