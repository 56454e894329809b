"""Whether a mail is from whom it says: DKIM and DMARC, looked up with a given function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import dkim
from authheaders.dmarc_lookup import DMARCException, get_org_domain, receiver_record
from dns.exception import DNSException

from .pieces.header import split

# Takes a name, gives its TXT record if it has one.
Lookup = Callable[[str], str | None]

# A mail with more signatures than this only costs look-ups.
_MOST_SIGNATURES = 5


@dataclass(frozen=True, slots=True)
class Proof:
    """Assurance 0 or 1, and why: closed words that can be counted and translated."""

    assurance: int
    reasons: tuple[str, ...]


UNCHECKED = Proof(0, ("unchecked",))


def resolve(name: str) -> str | None:
    """Ask the system's resolver."""
    found = dkim.get_txt(name.encode("ascii"))
    return found.decode("utf-8", "replace") if found else None


def check(raw: bytes, lookup: Lookup = resolve) -> Proof:
    """Tell whether a valid DKIM signature is aligned with the one From (RFC 7489, 3.1.1).

    Authentication-Results that came with the mail are never read: anybody writes them.
    Blocks for the look-ups; never raises. Assurance 1 says that the domain vouches for
    the mail, not that the person is who they say.
    """
    fields, _ = split(raw, 0, len(raw))
    people = [a.mail for a in fields.addresses("from")]
    if len(people) != 1 or "@" not in people[0]:
        return Proof(0, ("ambiguous-from",))
    domain = people[0].rpartition("@")[2].rstrip(".").lower()
    policy, strict = _policy(domain, lookup)
    reasons = [policy]
    signatures = sum(1 for name, _ in fields.items if name == "dkim-signature")
    if not signatures:
        return Proof(0, ("no-signature", *reasons))
    aligned = False
    for index in range(min(signatures, _MOST_SIGNATURES)):
        signer = _signer(raw, index, lookup)
        if signer is None:
            reasons.append("bad-signature")
        elif signer == domain or (not strict and _same_owner(signer, domain)):
            aligned = True
        else:
            reasons.append("other-domain")
    if aligned:
        return Proof(1, ("dkim-aligned", policy))
    return Proof(0, tuple(dict.fromkeys(reasons)))


def _signer(raw: bytes, index: int, lookup: Lookup) -> str | None:
    """Give the domain of a valid signature. Whatever breaks the check breaks the proof."""
    try:
        signed = dkim.DKIM(raw)
        if not signed.verify(idx=index, dnsfunc=_for_dkim(lookup)):
            return None
        if b"l" in signed.signature_fields:
            return None  # words may have been added behind what was signed
        return bytes(signed.domain).decode("ascii").rstrip(".").lower()
    except (dkim.DKIMException, DNSException, ValueError, LookupError, TypeError, OSError):
        return None


def _for_dkim(lookup: Lookup) -> Callable[..., bytes | None]:
    def ask(name: bytes | str, timeout: float = 5) -> bytes | None:
        found = lookup(name.decode("ascii") if isinstance(name, bytes) else name)
        return found.encode("utf-8") if found is not None else None

    return ask


def _same_owner(a: str, b: str) -> bool:
    return bool(_owner(a)) and _owner(a) == _owner(b)


@lru_cache(maxsize=1024)
def _owner(domain: str) -> str:
    """The organisational domain by the public suffix list, which is read each time.

    Where the list does not know the suffix the library gives the suffix itself, which
    would make one owner of everybody below it: there the last two labels are one.
    """
    owner = str(get_org_domain(domain) or "")
    return owner if "." in owner else ".".join(domain.split(".")[-2:])


def _policy(domain: str, lookup: Lookup) -> tuple[str, bool]:
    """What the domain publishes for mail that fails, and whether alignment is strict."""
    try:
        record, _ = receiver_record(domain, dnsfunc=lookup)
    except (DMARCException, DNSException, ValueError, LookupError, TypeError, OSError):
        return "no-dmarc", False
    wish = str(record.get("p", "")).lower() if record else ""
    if wish not in ("none", "quarantine", "reject"):
        return "no-dmarc", False
    return f"dmarc-{wish}", str(record.get("adkim", "r")).lower() == "s"
