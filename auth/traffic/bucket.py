"""How many requests an address may send; asked before any cryptography."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

_TRACKED = 50_000


class Buckets:
    """One token bucket for each client address; an IPv6 /64 counts as one address.

    Memory is bounded: the address that was quiet for longest is forgotten, which gives it a
    full bucket again.
    """

    def __init__(self, *, burst: float = 200, per_second: float = 50) -> None:
        self._burst = burst
        self._rate = per_second
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, address: str, *, now: float) -> float:
        """Take one token. Returns 0, or the seconds until there will be one."""
        if ":" in address:
            address = _site(address)
        left, since = self._left.pop(address, (self._burst, now))
        left = min(self._burst, left + max(0.0, now - since) * self._rate)
        waits = 0.0
        if left >= 1:
            left -= 1
        else:
            waits = (1 - left) / self._rate
        if len(self._left) >= _TRACKED:
            del self._left[next(iter(self._left))]
        self._left[address] = (left, now)
        return waits


def _site(address: str) -> str:
    try:
        if isinstance(ip_address(address), IPv6Address):
            return str(ip_network(f"{address}/64", strict=False))
    except ValueError:
        pass
    return address
