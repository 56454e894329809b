"""Every SQL constant is one that the migrated database understands."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator

import asyncpg

LAYERS = ("auth", "ledger", "customers", "intake", "sentiment", "ticketing", "ui", "server")
ELSEWHERE = {"ledger.witness.store"}  # a witness keeps a file of SQLite, not our database
STATEMENT = re.compile(r"\s*(select|insert|update|delete|with)\s", re.I)


def statements() -> Iterator[tuple[str, str]]:
    """Upper-case string constants that begin like a statement and are not templates."""
    for layer in LAYERS:
        package = importlib.import_module(layer)
        for found in pkgutil.walk_packages(package.__path__, f"{layer}."):
            if found.name.endswith("__main__") or found.name in ELSEWHERE:
                continue
            module = importlib.import_module(found.name)
            for name, value in vars(module).items():
                here = name.lstrip("_").isupper() and isinstance(value, str)
                if here and STATEMENT.match(value) and not re.search(r"\{\w*\}", value):
                    yield f"{found.name}.{name}", value


async def test_every_statement_can_be_prepared(db: asyncpg.Connection) -> None:
    wrong = []
    for name, sql in statements():
        try:
            async with db.transaction():
                await db.prepare(sql)
        except asyncpg.IndeterminateDatatypeError:
            continue  # a piece that other statements are put together from
        except asyncpg.PostgresError as error:
            wrong.append(f"{name}: {error}")
    assert not wrong, "\n".join(wrong)
