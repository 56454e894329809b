"""Verifying what the log says: pure, and with nothing but nacl and cryptography beside."""

from ledger.verify.matter import GRACE
from ledger.verify.outcome import (
    Anchored,
    Claim,
    Cosigned,
    Level,
    Matter,
    Merged,
    Raise,
    Reason,
    Refused,
    Shown,
    Standing,
    Verified,
)
from ledger.verify.proof import verify
from ledger.verify.receipt import verify_receipt

__all__ = [
    "GRACE",
    "Anchored",
    "Claim",
    "Cosigned",
    "Level",
    "Matter",
    "Merged",
    "Raise",
    "Reason",
    "Refused",
    "Shown",
    "Standing",
    "Verified",
    "verify",
    "verify_receipt",
]
