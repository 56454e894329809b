"""Speaking to a chain through web3: any JSON-RPC node, the embedded chain among them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from eth_account import Account
from eth_typing import HexStr
from web3 import AsyncWeb3
from web3.exceptions import BlockNotFound, TransactionNotFound, Web3Exception
from web3.providers import AsyncHTTPProvider
from web3.types import BlockIdentifier, Nonce, RPCEndpoint, RPCResponse
from web3.utils import get_create_address

from ledger.chain.contract import artefact, runtime
from ledger.chain.fees import Fees, Market
from ledger.chain.trouble import ChainRefused, Contradiction, NodeDown

TIMEOUT_SECONDS = 10
# Above what the node estimates: state may change between the estimate and the block.
GAS_MARGIN = 1.25
P = ParamSpec("P")
T = TypeVar("T")
# What nodes say of bytes that they have already.
KNOWN = ("already known", "already imported", "already exists", "known transaction")


class _Provider(AsyncHTTPProvider):
    """One kind of error for everything that keeps an answer from coming."""

    async def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        try:
            return await super().make_request(method, params)
        except Exception as error:
            raise NodeDown(f"{type(error).__name__}: {error}") from error


@dataclass(frozen=True, slots=True)
class Block:
    """One block of the chain, by number and hash."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class Mined:
    """Where a transaction stands. ``good`` is whether it did what it was for.

    ``cost`` is what its sender paid in all, in wei.
    """

    block: int
    block_hash: str
    good: bool
    contract: str | None
    cost: int


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed transaction: the bytes to send, and to send again."""

    raw: bytes
    transaction: str
    gas: int
    fees: Fees

    @property
    def most(self) -> int:
        """Wei that it may cost."""
        return self.gas * self.fees.fee


def _answered(ask: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    """Let an answer that is none be told from a mistake of ours."""

    @wraps(ask)
    async def asked(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return await ask(*args, **kwargs)
        except Web3Exception as error:
            raise ChainRefused(f"{ask.__name__}: {error}") from error
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            said = f"{ask.__name__}: the node's answer makes no sense ({error!r})"
            raise Contradiction(said) from error

    return asked


class Client:
    """One node of one chain. Its answers are held against each other where they can be.

    Each method raises NodeDown when the node does not answer, and Contradiction when what
    it answers cannot be true.
    """

    def __init__(self, web3: AsyncWeb3[_Provider], chain_id: int) -> None:
        self._web3 = web3
        self.chain_id = chain_id

    @_answered
    async def check_chain(self) -> None:
        """Raise Contradiction when the node is no longer on the chain it began with."""
        now = int(await self._web3.eth.chain_id)
        if now != self.chain_id:
            raise Contradiction(f"the node went from chain {self.chain_id} to {now}")

    @_answered
    async def finalized(self) -> Block | None:
        """Return the newest block that can no longer be undone; None before the first."""
        return await self._block("finalized")

    @_answered
    async def block_hash(self, number: int) -> str | None:
        """Hash of the block that the chain has at this number now."""
        found = await self._block(number)
        return found.hash if found else None

    async def _block(self, which: BlockIdentifier) -> Block | None:
        try:
            found = await self._web3.eth.get_block(which)
        except BlockNotFound:
            return None
        block = Block(int(found["number"]), "0x" + bytes(found["hash"]).hex())
        if isinstance(which, int) and block.number != which:
            raise Contradiction(f"asked for block {which}, the node sent {block.number}")
        return block

    @_answered
    async def mined(self, transaction: str) -> Mined | None:
        """Find the block that a transaction stands in now; None while it is in none.

        The receipt is held against the block that it names: a node may still know the
        receipt of a block that is no longer in the chain, or make one up.
        """
        # A reorganisation between two answers is no lie: it is gone when asked again.
        for _ in range(2):
            place = await self._receipt(transaction)
            if place is None or await self._holds(place, transaction):
                return place
        raise Contradiction(
            f"the receipt of transaction {transaction} names a block that is another one, "
            "or lacks it"
        )

    async def _holds(self, place: Mined, transaction: str) -> bool:
        try:
            block = await self._web3.eth.get_block(place.block)
        except BlockNotFound:
            return False
        held = {bytes(cast("bytes", one)) for one in block["transactions"]}
        return (
            "0x" + bytes(block["hash"]).hex() == place.block_hash
            and int(block["number"]) == place.block
            and bytes.fromhex(transaction[2:]) in held
        )

    async def _receipt(self, transaction: str) -> Mined | None:
        try:
            found = await self._web3.eth.get_transaction_receipt(HexStr(transaction))
        except TransactionNotFound:
            return None
        if not found.get("blockHash"):
            return None
        named = "0x" + bytes(found["transactionHash"]).hex()
        if named != transaction:
            raise Contradiction(f"asked for the receipt of {transaction}, got {named}")
        to = found.get("to") or found.get("contractAddress")
        paid = int(found["gasUsed"]) * int(found.get("effectiveGasPrice", 0))
        extra: Any = found.get("l1Fee") or 0  # what rollups ask for besides
        return Mined(
            block=int(found["blockNumber"]),
            block_hash="0x" + bytes(found["blockHash"]).hex(),
            good=found["status"] == 1,
            contract=str(to).lower() if to else None,
            cost=paid + (int(extra, 16) if isinstance(extra, str) else int(extra)),
        )

    @_answered
    async def pending(self, transaction: str) -> bool:
        """Whether the node holds a transaction that no block has yet."""
        try:
            found = await self._web3.eth.get_transaction(HexStr(transaction))
        except TransactionNotFound:
            return False
        return found.get("blockHash") is None

    @_answered
    async def root_at(self, contract: str, size: int) -> bytes:
        """Return the root that the contract holds for good; empty where it holds none."""
        try:
            call = self._contract(contract).functions.rootAt(size)
            root = bytes(await call.call(block_identifier="finalized"))
        except Web3Exception:  # no contract there, or another one
            return b""
        return root if any(root) else b""

    @_answered
    async def is_ours(self, contract: str, *, final: bool = False) -> bool:
        """Whether the code at an address is the anchor contract's, byte for byte."""
        at: BlockIdentifier = "finalized" if final else "latest"
        try:
            return bytes(await self._web3.eth.get_code(_checked(contract), at)) == runtime()
        except Web3Exception:
            return False

    @_answered
    async def operator(self, contract: str, *, final: bool = False) -> str:
        """Return the account that the contract takes anchors from."""
        return await self._account_of(contract, "operator", final=final)

    @_answered
    async def proposed(self, contract: str) -> str:
        """Return the account that may become the operator by accepting."""
        return await self._account_of(contract, "proposed")

    async def _account_of(self, contract: str, name: str, *, final: bool = False) -> str:
        at: BlockIdentifier = "finalized" if final else "latest"
        call = self._contract(contract).functions[name]()
        return str(await call.call(block_identifier=at))

    @_answered
    async def balance(self, address: str) -> int:
        """Return what an account holds, in wei."""
        return int(await self._web3.eth.get_balance(_checked(address), "latest"))

    @_answered
    async def nonce(self, address: str, *, final: bool = False) -> int:
        """How many transactions of an account the chain holds, or holds for good."""
        at: BlockIdentifier = "finalized" if final else "latest"
        return int(await self._web3.eth.get_transaction_count(_checked(address), at))

    @_answered
    async def market(self) -> Market:
        """Tell what the next block will ask for."""
        eth = self._web3.eth
        base = (await eth.get_block("latest")).get("baseFeePerGas")
        if base is None:
            return Market(None, int(await eth.gas_price))
        return Market(int(base), int(await eth.max_priority_fee))

    @_answered
    async def broadcast(self, raw: bytes) -> str | None:
        """Send signed bytes; what the node says against it, None if it has them.

        Only the chain tells what became of a transaction.
        """
        try:
            await self._web3.eth.send_raw_transaction(raw)
        except (Web3Exception, ValueError) as error:
            said = str(error)
            return None if any(one in said.lower() for one in KNOWN) else said
        return None

    def call_data(self, contract: str, name: str, *args: Any) -> str:
        """Encode a call of the contract."""
        return str(self._contract(contract).encode_abi(name, args=list(args)))

    @_answered
    async def estimate(self, sender: str, to: str | None, data: str) -> int:
        """Gas to allow for a call; raises ChainRefused where it would fail."""
        wanted: dict[str, Any] = {"from": _checked(sender), "data": data, "value": 0}
        if to:
            wanted["to"] = _checked(to)
        try:
            gas = await self._web3.eth.estimate_gas(wanted)  # type: ignore[arg-type]
        except (Web3Exception, ValueError) as error:
            raise ChainRefused(str(error)) from error
        return int(gas * GAS_MARGIN)

    def _contract(self, address: str) -> Any:
        return self._web3.eth.contract(address=_checked(address), abi=artefact()["abi"])


def sign(
    key: bytes,
    chain_id: int,
    nonce: int,
    to: str | None,
    data: str,
    gas: int,
    fees: Fees,
    *,
    base: bool,
    value: int = 0,
) -> Signed:
    """Sign a transaction for one chain; ``base`` says whether it has a base fee."""
    wanted: dict[str, Any] = {
        "chainId": chain_id,
        "nonce": nonce,
        "gas": gas,
        "value": value,
        "data": data,
    }
    if to:
        wanted["to"] = _checked(to)
    if base:
        wanted |= {"maxFeePerGas": fees.fee, "maxPriorityFeePerGas": fees.tip}
    else:
        wanted["gasPrice"] = fees.fee
    signed = Account.from_key(key).sign_transaction(wanted)
    transaction = "0x" + bytes(signed.hash).hex()
    return Signed(bytes(signed.raw_transaction), transaction, gas, fees)


def deploys_to(sender: str, nonce: int) -> str:
    """Address of the contract that an account's transaction with this nonce deploys."""
    return str(get_create_address(_checked(sender), Nonce(nonce))).lower()


def _checked(address: str) -> Any:
    return AsyncWeb3.to_checksum_address(address)


@asynccontextmanager
async def connect(url: str) -> AsyncIterator[Client]:
    """Open a client; raises NodeDown, here and in each of its methods."""
    # Our own loop sends again what was lost; the library must not.
    provider = _Provider(
        url,
        request_kwargs={"timeout": TIMEOUT_SECONDS},
        exception_retry_configuration=None,
    )
    web3 = AsyncWeb3(provider)
    try:
        yield Client(web3, int(await web3.eth.chain_id))
    finally:
        await provider.disconnect()
