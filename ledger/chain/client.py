"""Speaking to a chain through web3: any JSON-RPC node, the embedded chain among them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from eth_account import Account
from eth_typing import HexStr
from web3 import AsyncWeb3
from web3.exceptions import BlockNotFound, TransactionNotFound, Web3Exception
from web3.providers import AsyncHTTPProvider
from web3.types import BlockIdentifier, Nonce, RPCEndpoint, RPCResponse
from web3.utils import get_create_address

from ledger.chain.contract import artefact

TIMEOUT_SECONDS = 10
# Above what the node estimates: state may change between the estimate and the block.
GAS_MARGIN = 1.25


class NodeDown(ConnectionError):
    """The node does not answer, or not with JSON-RPC. Trying again later may help."""


class ChainRefused(RuntimeError):
    """The chain does not take a transaction; the message is the node's."""


class _Provider(AsyncHTTPProvider):
    """One kind of error for everything that keeps an answer from coming."""

    async def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        try:
            return await super().make_request(method, params)
        except Exception as error:
            raise NodeDown(f"{type(error).__name__}: {error}") from error


@dataclass(frozen=True, slots=True)
class Mined:
    """Where a transaction stands. ``good`` is whether it did what it was for."""

    block: int
    block_hash: str
    good: bool
    contract: str | None


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed transaction: the bytes to send, and to send again."""

    raw: bytes
    transaction: str


class Client:
    """One node of one chain."""

    def __init__(self, web3: AsyncWeb3[_Provider], chain_id: int) -> None:
        self._web3 = web3
        self.chain_id = chain_id

    async def finalized(self) -> int:
        """Number of the newest block that can no longer be undone."""
        try:
            return int((await self._web3.eth.get_block("finalized"))["number"])
        except BlockNotFound:
            return -1

    async def mined(self, transaction: str) -> Mined | None:
        """Find the block that a transaction stands in now; None while it is in none."""
        try:
            found = await self._web3.eth.get_transaction_receipt(HexStr(transaction))
        except TransactionNotFound:
            return None
        if not found.get("blockHash"):
            return None
        to = found.get("to") or found.get("contractAddress")
        return Mined(
            block=int(found["blockNumber"]),
            block_hash="0x" + bytes(found["blockHash"]).hex(),
            good=found["status"] == 1,
            contract=str(to).lower() if to else None,
        )

    async def block_hash(self, number: int) -> str | None:
        """Hash of the block that the chain has at this number now."""
        try:
            found = await self._web3.eth.get_block(number)
        except BlockNotFound:
            return None
        return "0x" + bytes(found["hash"]).hex()

    async def root_at(self, contract: str, size: int) -> bytes:
        """Return the root that the contract holds for good; empty where it holds none."""
        try:
            call = self._contract(contract).functions.rootAt(size)
            root = bytes(await call.call(block_identifier="finalized"))
        except Web3Exception:  # no contract there, or another one
            return b""
        return root if any(root) else b""

    async def nonce(self, address: str, *, final: bool = False) -> int:
        """How many transactions of an account the chain holds, or holds for good."""
        at: BlockIdentifier = "finalized" if final else "latest"
        return int(await self._web3.eth.get_transaction_count(_checked(address), at))

    async def broadcast(self, raw: bytes) -> str | None:
        """Send signed bytes; what the node says against it, None if it took them.

        Nodes refuse bytes that they have already: only the chain tells what became of a
        transaction.
        """
        try:
            await self._web3.eth.send_raw_transaction(raw)
        except (Web3Exception, ValueError) as error:
            return str(error)
        return None

    async def sign_deploy(self, operator: bytes, nonce: int) -> tuple[Signed, str]:
        """Sign what deploys the anchor contract; also the address that it will have."""
        made = artefact()
        signed = await self._sign(operator, nonce, None, made["bytecode"])
        sender = Account.from_key(operator).address
        address = get_create_address(sender, Nonce(nonce))
        return signed, str(address).lower()

    async def sign_anchor(
        self, operator: bytes, nonce: int, contract: str, size: int, root: bytes
    ) -> Signed:
        """Sign what anchors a root; raises ChainRefused where the contract would refuse."""
        data = self._contract(contract).encode_abi("anchor", args=[size, root])
        return await self._sign(operator, nonce, contract, data)

    async def _sign(self, operator: bytes, nonce: int, to: str | None, data: str) -> Signed:
        account = Account.from_key(operator)
        eth = self._web3.eth
        wanted: dict[str, Any] = {"from": account.address, "data": data, "value": 0}
        if to:
            wanted["to"] = _checked(to)
        try:
            gas = int(await eth.estimate_gas(wanted) * GAS_MARGIN)  # type: ignore[arg-type]
        except (Web3Exception, ValueError) as error:
            raise ChainRefused(str(error)) from error
        del wanted["from"]
        wanted |= {"chainId": self.chain_id, "nonce": nonce, "gas": gas}
        base = (await eth.get_block("latest")).get("baseFeePerGas")
        if base is None:
            wanted["gasPrice"] = await eth.gas_price
        else:
            tip = await eth.max_priority_fee
            wanted |= {"maxFeePerGas": 2 * base + tip, "maxPriorityFeePerGas": tip}
        signed = account.sign_transaction(wanted)
        return Signed(bytes(signed.raw_transaction), "0x" + bytes(signed.hash).hex())

    def _contract(self, address: str) -> Any:
        return self._web3.eth.contract(address=_checked(address), abi=artefact()["abi"])


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
