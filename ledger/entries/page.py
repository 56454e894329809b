"""The schemas written out for people, as docs/ledger/entries.md holds them."""

from __future__ import annotations

from ledger.entries.schema import OWN, SAYS, SCHEMAS, Field, Schema, schema_of


def page() -> str:
    """Every type, the fields of every record, and each kind in each of its versions."""
    types = [f"| `{name}` | {says} |" for name, says in SAYS.items()]
    parts = [
        "### Types\n\n| type | value |\n|---|---|\n" + "\n".join(types),
        "### In every record\n\n" + _table(OWN),
        *(_section(schema) for schema in SCHEMAS),
    ]
    return "\n\n".join(parts) + "\n"


def _section(schema: Schema) -> str:
    newest = schema.version == schema_of(schema.kind).version
    note = "" if newest else " (no longer written)"
    return (
        f"### `{schema.kind}`, version {schema.version}{note}\n\n{schema.says} "
        f"`ref` is the id of {schema.ref}.\n\n{_table(schema.fields)}"
    )


def _table(fields: tuple[Field, ...]) -> str:
    rows = ["| field | type | | meaning |", "|---|---|---|---|"]
    for field in fields:
        kind = ", ".join(f"`{word}`" for word in field.words) or field.type.value
        must = "required" if field.required else "optional"
        rows.append(f"| `{field.name}` | {kind} | {must} | {field.says} |")
    return "\n".join(rows)
