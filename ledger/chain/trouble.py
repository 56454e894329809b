"""What keeps a log from being anchored on a chain: closed words, and the errors behind."""

from __future__ import annotations

import re
from enum import StrEnum

ADDRESS = re.compile(r"\w+://[^\s'\"]+")
LENGTH = 300


class Trouble(StrEnum):
    """Why nothing more could be done on a chain. The log goes on without it."""

    NODE_DOWN = "node-down"
    REFUSED = "refused"  # the node or the contract does not take the transaction
    WRONG_CHAIN = "wrong-chain"
    CONTRADICTION = "contradiction"  # the node's answers cannot all be true
    FOREIGN_CONTRACT = "foreign-contract"
    NOT_OPERATOR = "not-operator"
    FEE_CAP = "fee-cap"
    BUDGET = "budget"


class Troubled(RuntimeError):
    """Something keeps a step from being taken; nothing is lost, and it is tried again."""

    def __init__(self, trouble: Trouble, said: str) -> None:
        super().__init__(tell(said))
        self.trouble = trouble


class NodeDown(Troubled):
    """The node does not answer, or not with JSON-RPC. Trying again later may help."""

    def __init__(self, said: str) -> None:
        super().__init__(Trouble.NODE_DOWN, said)


class ChainRefused(Troubled):
    """The chain does not take a transaction; the message is the node's."""

    def __init__(self, said: str) -> None:
        super().__init__(Trouble.REFUSED, said)


class Contradiction(Troubled):
    """The node's answers cannot all be true: none of them is believed."""

    def __init__(self, said: str) -> None:
        super().__init__(Trouble.CONTRADICTION, said)


def tell(said: str) -> str:
    """Shorten a node's words to what may be logged: addresses may hold a password."""
    return ADDRESS.sub("(address)", said)[:LENGTH]
