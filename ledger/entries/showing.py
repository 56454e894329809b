"""Which fields the holder of a proof shows, and which they keep to themselves."""

from __future__ import annotations

from ledger.entries.schema import OWN, SCHEMAS, Type

FIELDS = {field.name: field for schema in SCHEMAS for field in (*OWN, *schema.fields)}
# What people call some of them.
PERSON, TIME = "person", "time"


class BadChoice(ValueError):
    """A field was named that no record has; the message lists what can be named."""

    status = 422


def hidden(show: str | None = None, hide: str | None = None) -> frozenset[str]:
    """Names of the fields to keep closed.

    Both are names with commas between; ``time`` stands for every time, ``person`` for the
    subject. With ``show``, all others stay closed; the person does unless shown by name.
    Raises BadChoice.
    """
    shown = _names(show) if show else FIELDS.keys() - {"subject"}
    return frozenset(FIELDS.keys() - shown | (_names(hide) if hide else set()))


def _names(text: str) -> set[str]:
    names: set[str] = set()
    for name in filter(None, (word.strip() for word in text.split(","))):
        if name == TIME:
            names |= {f.name for f in FIELDS.values() if f.type is Type.TIME}
        elif name == PERSON:
            names.add("subject")
        elif name in FIELDS:
            names.add(name)
        else:
            known = ", ".join(sorted({*FIELDS, TIME, PERSON}))
            raise BadChoice(f"{name!r} is no field of a record; there are: {known}")
    return names
