"""Going through the whole log again, and making its tree again."""

from ledger.audit.fsck import Audit, Scope, fsck
from ledger.audit.mend import rebuild

__all__ = ["Audit", "Scope", "fsck", "rebuild"]
