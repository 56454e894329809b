"""Where a request comes from, believing forwarded addresses from trusted proxies only."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from ipaddress import ip_network as _network

Network = IPv4Network | IPv6Network


def networks(names: Sequence[str]) -> tuple[Network, ...]:
    """Read networks such as ``10.0.0.0/8``; raises ValueError on what is none."""
    return tuple(_network(name, strict=False) for name in names)


def client_address(
    peer: str | None, forwarded: Sequence[str], trusted: Sequence[Network]
) -> str:
    """The address of the client: the last hop that no trusted proxy vouches for.

    ``forwarded`` are the values of X-Forwarded-For in order. Read from the right, because
    whoever sends a request can write anything on the left. "" where there is no address.
    """
    here = _address(peer)
    if here is None:
        return ""
    hops = [part for value in forwarded for part in value.split(",")] if trusted else []
    while hops and any(
        here.version == network.version and here in network for network in trusted
    ):
        further = _address(hops.pop())
        if further is None:
            break
        here = further
    return str(here)


def _address(text: str | None) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address((text or "").strip().split("%")[0])
    except ValueError:
        return None
    return (isinstance(found, IPv6Address) and found.ipv4_mapped) or found
