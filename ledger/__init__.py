"""The transparency log, its anchoring on a chain, proofs and their verification."""

from ledger.entry import Commitment, Entry, Kind
from ledger.format.leaf import stamp
from ledger.format.note import Checkpoint
from ledger.keys import Keys
from ledger.log import LogDamaged, seal, sequence

__all__ = [
    "Checkpoint",
    "Commitment",
    "Entry",
    "Keys",
    "Kind",
    "LogDamaged",
    "seal",
    "sequence",
    "stamp",
]
