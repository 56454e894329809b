"""What each device did in the last minute, as far as this process saw it."""

from __future__ import annotations

from uuid import UUID

_TRACKED = 10_000
_WINDOW = 60.0


class _Minute:
    __slots__ = ("before", "count", "networks", "since")

    def __init__(self, now: float) -> None:
        self.since = now
        self.count = 0
        self.before = 0
        # The networks of the last changes, newest last: (family and network, when).
        self.networks: list[tuple[str, float]] = []


class Activity:
    """Counts requests and watches for one key in use on two networks at once."""

    def __init__(self) -> None:
        self._minutes: dict[UUID, _Minute] = {}

    def note(self, device: UUID, family: str, network: str, *, now: float) -> None:
        """Count one request."""
        minute = self._minutes.get(device)
        if minute is None:
            if len(self._minutes) >= _TRACKED:
                del self._minutes[next(iter(self._minutes))]
            minute = self._minutes[device] = _Minute(now)
        if now - minute.since >= _WINDOW:
            minute.before = minute.count if now - minute.since < 2 * _WINDOW else 0
            minute.count, minute.since = 0, now
        minute.count += 1
        here = f"{family} {network}"
        if not minute.networks or minute.networks[-1][0] != here:
            minute.networks = [*minute.networks[-7:], (here, now)]

    def per_minute(self, device: UUID) -> int:
        """Requests in this minute or the last one, whichever were more."""
        minute = self._minutes.get(device)
        return max(minute.count, minute.before) if minute else 0

    def on_two_networks(self, device: UUID, *, now: float) -> bool:
        """Whether the key went from one network to another AND BACK within a minute.

        A phone that leaves its Wi-Fi changes once. A copied key alternates. A browser with
        both IPv4 and IPv6 alternates too, so each family is looked at by itself.
        """
        minute = self._minutes.get(device)
        if minute is None or len(minute.networks) < 3:
            return False
        changes: dict[str, list[str]] = {}
        for here, at in minute.networks:
            family = here.split(" ", 1)[0]
            seen = changes.setdefault(family, [])
            if now - at <= _WINDOW and (not seen or seen[-1] != here):
                seen.append(here)
        return any(len(seen) > len(set(seen)) for seen in changes.values())
