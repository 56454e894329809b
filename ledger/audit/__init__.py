"""Going through the whole log again, and making its tree again."""

from ledger.audit.fsck import Audit, fsck
from ledger.audit.mend import rebuild

__all__ = ["Audit", "fsck", "rebuild"]
