"""One person across channels, what they agreed to, and who looked at what."""

from .consent import consents, give, may, withdraw
from .export import export
from .people import customer, customers, find_or_open, name_of, open_without_address
from .uses import record_use, uses

__all__ = [
    "consents",
    "customer",
    "customers",
    "export",
    "find_or_open",
    "give",
    "may",
    "name_of",
    "open_without_address",
    "record_use",
    "uses",
    "withdraw",
]
