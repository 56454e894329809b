"""PostgreSQL: running it, speaking to it, its schema, and the queue in it."""

from server.database.pool import (
    LOST,
    NoDatabase,
    address,
    borrow,
    connect,
    create_database,
    open_pool,
    prepare,
    transact,
)

__all__ = [
    "LOST",
    "NoDatabase",
    "address",
    "borrow",
    "connect",
    "create_database",
    "open_pool",
    "prepare",
    "transact",
]
