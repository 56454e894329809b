"""The transparency log, its anchoring on a chain, proofs and their verification.

What is named here is loaded when it is first asked for, so that whoever only verifies
needs none of the desk's packages.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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

_HOMES: Mapping[str, str] = {
    "Audit": "ledger.audit",
    "Checkpoint": "ledger.format.note",
    "Commitment": "ledger.entry",
    "Entry": "ledger.entry",
    "Keys": "ledger.keys",
    "Kind": "ledger.entry",
    "LogDamaged": "ledger.log",
    "NotSealed": "ledger.proving",
    "Seal": "ledger.reading",
    "SealState": "ledger.reading",
    "State": "ledger.reading",
    "fsck": "ledger.audit",
    "prove": "ledger.proving",
    "rebuild": "ledger.audit",
    "seal": "ledger.entries.sealing",
    "seal_many": "ledger.entries.sealing",
    "seals": "ledger.reading",
    "sequence": "ledger.log",
    "stamp": "ledger.format.leaf",
    "state": "ledger.reading",
}


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = globals()[name] = getattr(import_module(_HOMES[name]), name)
        return found
