"""The log as static files (c2sp.org/tlog-tiles), which anyone may copy to any host."""

from ledger.publish.publishing import publish

__all__ = ["publish"]
