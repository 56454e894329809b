# pragma version ~=0.4.3
# pragma evm-version cancun
"""
@title Anchor
@license Apache-2.0
@notice Remembers the Merkle root of one log at each size that its operator anchored.
        The size may only grow, so what was anchored can never be anchored again
        differently.
"""

event Anchored:
    size: indexed(uint64)
    root: indexed(bytes32)
    time: uint64

event OperatorProposed:
    proposed: indexed(address)

event OperatorChanged:
    operator: indexed(address)

operator: public(address)
proposed: public(address)
latestSize: public(uint64)
latestTime: public(uint64)
rootAt: public(HashMap[uint64, bytes32])


@deploy
def __init__():
    self.operator = msg.sender
    log OperatorChanged(operator=msg.sender)


@external
def anchor(size: uint64, root: bytes32):
    """
    @notice Remember the root of the log's first `size` entries.
    """
    assert msg.sender == self.operator, "operator"
    assert size > self.latestSize, "growing"
    assert root != empty(bytes32), "root"
    now: uint64 = convert(block.timestamp, uint64)
    self.latestSize = size
    self.latestTime = now
    self.rootAt[size] = root
    log Anchored(size=size, root=root, time=now)


@external
def propose(proposed: address):
    """
    @notice Name the next operator; nothing changes until that one accepts.
    """
    assert msg.sender == self.operator, "operator"
    self.proposed = proposed
    log OperatorProposed(proposed=proposed)


@external
def accept():
    """
    @notice Become the operator. Only the one proposed can, so a mistyped address never does.
    """
    assert msg.sender == self.proposed, "proposed"
    self.operator = msg.sender
    self.proposed = empty(address)
    log OperatorChanged(operator=msg.sender)
