"""The receipt given at once for a record that the log took: a promise to seal it in time.

It is a signed note, so that whoever holds it can show an omission to anybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

from ledger.entry import Kind
from ledger.format.leaf import check_fields, moment, stamp
from ledger.format.note import NAME, BadFormat, number

HEADER = "veridesk/receipt@v1"
# Fields of the sealed record that a receipt does not repeat: whom it is about, when it
# was sealed, and what has a line of its own.
OWN_FIELDS = frozenset({"subject", "sealed", "ref", "at"})
LINE_LIMIT = 64


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the log took and when, and how long it may take until it is sealed.

    ``fields`` are all that the record will hold, except ``OWN_FIELDS``.
    """

    origin: str
    kind: Kind
    ref: UUID
    at: datetime
    fields: Mapping[str, str]
    taken: datetime
    within: timedelta

    def __str__(self) -> str:
        fields = (f"field {name} {self.fields[name]}\n" for name in sorted(self.fields))
        return (
            f"{HEADER}\n{self.origin}\nkind {self.kind}\nref {self.ref}\n"
            f"at {stamp(self.at)}\n{''.join(fields)}taken {stamp(self.taken)}\n"
            f"within {int(self.within.total_seconds())}\n"
        )

    @property
    def due(self) -> datetime:
        """When the record must have been sealed."""
        return self.taken + self.within

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a receipt's text; raises BadFormat unless it is written as ``str`` does."""
        lines = text.split("\n")
        if not 8 <= len(lines) <= LINE_LIMIT or lines[0] != HEADER:
            raise BadFormat("not a receipt of version 1")
        if not NAME.fullmatch(lines[1]):
            raise BadFormat("no origin")
        words = [line.split(" ") for line in lines[2:-1]]
        try:
            (_, kind), (_, ref), (_, at), *fields, (_, taken), (_, within) = words
            found = cls(
                origin=lines[1],
                kind=Kind(kind),
                ref=UUID(ref),
                at=_time(at),
                fields={name: value for _, name, value in fields},
                taken=_time(taken),
                within=timedelta(seconds=number(within)),
            )
            if found.fields:
                check_fields(found.fields)
            found.due  # noqa: B018  # may lie beyond the calendar
        except (ValueError, OverflowError) as error:
            raise BadFormat(f"not a receipt: {error}") from error
        if str(found) != text or OWN_FIELDS & found.fields.keys():
            raise BadFormat("a receipt that is not written in the one way there is")
        return found


def _time(text: str) -> datetime:
    found = moment(text)
    if found is None:
        raise BadFormat("not a time in UTC")
    return found
