"""A chain of the desk's own: py-evm on one SQLite file, so that it outlives any crash.

It adds no trust (its operator could rewrite it); it is there so that anchoring works with
no account anywhere, the same way as on a chain that others run.
"""

from __future__ import annotations

import logging
import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from eth.abc import AtomicWriteBatchAPI
from eth.chains.base import MiningChain
from eth.constants import (
    BLANK_ROOT_HASH,
    POST_MERGE_DIFFICULTY,
    POST_MERGE_MIX_HASH,
    POST_MERGE_NONCE,
    ZERO_ADDRESS,
)
from eth.db.atomic import AtomicDBWriteBatch
from eth.db.backends.base import BaseAtomicDB
from eth.vm.forks.cancun import CancunVM
from eth.vm.spoof import SpoofTransaction
from eth_utils.exceptions import ValidationError

GAS_LIMIT = 30_000_000
FUNDS = 10**24
CHAIN_ID = b"veridesk chain id"


class Store(BaseAtomicDB):
    """A durable key/value store for py-evm: one committed transaction for each block."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._db.execute("pragma journal_mode=wal")
        self._db.execute("pragma synchronous=full")
        self._db.execute(
            "create table if not exists kv (k blob primary key, v blob) without rowid"
        )

    def __getitem__(self, key: bytes) -> bytes:
        row = self._db.execute("select v from kv where k = ?", (key,)).fetchone()
        if row is None:
            raise KeyError(key)
        return bytes(row[0])

    def __setitem__(self, key: bytes, value: bytes) -> None:
        self._db.execute("insert or replace into kv values (?, ?)", (key, value))

    def __delitem__(self, key: bytes) -> None:
        self._db.execute("delete from kv where k = ?", (key,))

    def _exists(self, key: bytes) -> bool:
        found = self._db.execute("select 1 from kv where k = ?", (key,)).fetchone()
        return found is not None

    @contextmanager
    def together(self) -> Iterator[None]:
        """Commit everything written inside at once, or nothing of it."""
        self._db.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._db.execute("rollback")
            raise
        self._db.execute("commit")

    @contextmanager
    def atomic_batch(self) -> Iterator[AtomicWriteBatchAPI]:
        """Write a batch; inside ``together`` it becomes durable with the rest."""
        if self._db.in_transaction:
            with AtomicDBWriteBatch._commit_unless_raises(self) as batch:
                yield batch
            return
        with self.together(), AtomicDBWriteBatch._commit_unless_raises(self) as batch:
            yield batch


class Chain:
    """The chain itself. Each transaction becomes a block of its own, durable at once.

    Not thread-safe: the caller serialises.
    """

    def __init__(self, path: Path, operator: bytes) -> None:
        """Open the chain at ``path``; in a fresh one ``operator`` has all the funds."""
        logging.getLogger("eth").setLevel(logging.CRITICAL)  # it logs what it then raises
        self._store = Store(path)
        fresh = CHAIN_ID not in self._store
        # A number of its own, so that no transaction of one desk counts on another's.
        self.id = 2**32 + secrets.randbelow(2**32) if fresh else int(self._store[CHAIN_ID])
        kind: Any = MiningChain.configure(
            "DeskChain", vm_configuration=((0, CancunVM),), chain_id=self.id
        )
        if fresh:
            with self._store.together():
                self._store[CHAIN_ID] = b"%d" % self.id
                kind.from_genesis(self._store, _genesis(), {operator: _account(FUNDS)})
        self._chain = kind(self._store)

    @property
    def head(self) -> Any:
        """Header of the newest block."""
        return self._chain.get_canonical_head()

    def block(self, number: int) -> Any:
        """Return a block by number; raises HeaderNotFound."""
        return self._chain.get_canonical_block_by_number(number)

    def block_by_hash(self, found: bytes) -> Any:
        """Return a block by hash; raises HeaderNotFound."""
        return self._chain.get_block_by_hash(found)

    def receipts(self, block: Any) -> Any:
        """Receipts of a block, in the order of its transactions."""
        return block.get_receipts(self._chain.chaindb)

    def place(self, transaction: bytes) -> tuple[int, int]:
        """Block number and index of a transaction; raises TransactionNotFound."""
        number, index = self._chain.get_canonical_transaction_index(transaction)
        return int(number), int(index)

    def state(self, number: int) -> Any:
        """State after a block."""
        header = self._chain.get_canonical_block_header_by_number(number)
        return self._chain.get_vm(header).state

    @property
    def fee(self) -> int:
        """Base fee that the next block will ask for, in wei per gas."""
        return int(self._chain.create_header_from_parent(self.head).base_fee_per_gas)

    def send(self, raw: bytes) -> bytes:
        """Put a signed transaction into a block of its own and return its hash.

        Durable when it returns. Raises ValidationError (py-evm's) for one that cannot be
        in a block: a wrong nonce, chain, signature, or too little money.
        """
        chain = self._chain
        transaction = chain.get_vm().get_transaction_builder().decode(raw)
        # py-evm does not look, and what was signed for another chain must not count here.
        if transaction.chain_id != self.id:
            raise ValidationError(f"signed for chain {transaction.chain_id}")
        head = self.head
        header = chain.create_header_from_parent(
            head,
            timestamp=max(int(time.time()), head.timestamp + 1),
            gas_limit=GAS_LIMIT,
            coinbase=ZERO_ADDRESS,
        )
        try:
            with self._store.together():
                chain.header = header
                chain.mine_all([transaction], mix_hash=secrets.token_bytes(32))
        finally:
            chain.header = chain.ensure_header()
        return bytes(transaction.hash)

    def call(self, sender: bytes, to: bytes, data: bytes, value: int, number: int) -> bytes:
        """Run a call after a block without keeping it; raises Revert and the like."""
        spoofed = self._spoof(sender, to, data, value, GAS_LIMIT)
        header = self._chain.get_canonical_block_header_by_number(number)
        return bytes(self._chain.get_transaction_result(spoofed, header))

    def estimate(self, sender: bytes, to: bytes, data: bytes, value: int) -> int:
        """Gas that a transaction would need now; raises Revert and the like."""
        spoofed = self._spoof(sender, to, data, value, GAS_LIMIT)
        return int(self._chain.estimate_gas(spoofed))

    def _spoof(self, sender: bytes, to: bytes, data: bytes, value: int, gas: int) -> Any:
        nonce = self.state(self.head.block_number).get_nonce(sender)
        unsigned = self._chain.create_unsigned_transaction(
            nonce=nonce, gas_price=0, gas=gas, to=to, value=value, data=data
        )
        return SpoofTransaction(unsigned, from_=sender)


def _genesis() -> dict[str, Any]:
    return {
        "coinbase": ZERO_ADDRESS,
        "difficulty": POST_MERGE_DIFFICULTY,
        "extra_data": b"veridesk",
        "gas_limit": GAS_LIMIT,
        "mix_hash": POST_MERGE_MIX_HASH,
        "nonce": POST_MERGE_NONCE,
        "receipt_root": BLANK_ROOT_HASH,
        "timestamp": int(time.time()),
        "transaction_root": BLANK_ROOT_HASH,
    }


def _account(balance: int) -> dict[str, Any]:
    return {"balance": balance, "nonce": 0, "code": b"", "storage": {}}
