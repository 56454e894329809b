"""The Merkle tree of RFC 6962: growing it, proving from it, and checking its proofs.

Hashes are SHA-256 with the prefix 0x00 for leaves and 0x01 for nodes (RFC 6962 section
2.1, unchanged in RFC 9162), so neither can pass for the other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence

HASH_SIZE = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

_sha256 = hashlib.sha256

NodeAt = Callable[[int, int], bytes]
"""Hash of the complete subtree over leaves [index * 2^level, (index + 1) * 2^level)."""


def leaf_hash(leaf: bytes) -> bytes:
    """Hash of a leaf's bytes."""
    return _sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of a node over its two children."""
    return _sha256(b"\x01" + left + right).digest()


def largest_power_below(n: int) -> int:
    """Where a tree of ``n`` > 1 splits: the largest power of two smaller than ``n``."""
    return 1 << ((n - 1).bit_length() - 1)


def range_nodes(start: int, end: int) -> list[tuple[int, int]]:
    """Name the complete subtrees (level, index) that make up leaves [start, end).

    From left to right. ``start`` must be the beginning of a subtree of the tree: zero, or
    a multiple of a power of two that is at least ``end - start``.
    """
    nodes = []
    while start < end:
        level = (end - start).bit_length() - 1
        nodes.append((level, start >> level))
        start += 1 << level
    return nodes


def range_hash(node: NodeAt, start: int, end: int) -> bytes:
    """Hash of the subtree over leaves [start, end), from the hashes of complete ones."""
    nodes = range_nodes(start, end)
    found = node(*nodes.pop())
    while nodes:
        found = _sha256(b"\x01" + node(*nodes.pop()) + found).digest()
    return found


def inclusion_ranges(index: int, size: int) -> list[tuple[int, int]]:
    """Leaf ranges whose hashes are the inclusion proof, leaf's sibling first."""
    if not 0 <= index < size:
        raise IndexError(f"no leaf {index} in a tree of {size}")
    ranges = []
    start, end = 0, size
    while end - start > 1:
        middle = start + largest_power_below(end - start)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    ranges.reverse()
    return ranges


def consistency_ranges(old: int, size: int) -> list[tuple[int, int]]:
    """Leaf ranges whose hashes prove that the tree of ``old`` leaves is a prefix."""
    if not 0 < old <= size:
        raise IndexError(f"no consistency proof from {old} to {size}")
    ranges: list[tuple[int, int]] = []
    start, end, whole = 0, size, True
    while old != end:
        middle = start + largest_power_below(end - start)
        if old <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start, whole = middle, False
    if not whole:
        ranges.append((start, end))
    ranges.reverse()
    return ranges


class Tree:
    """A whole tree in memory: 64 bytes a leaf, logarithmic proofs.

    Level ``l`` is one bytearray of the hashes of all complete subtrees of 2^l leaves, so
    a node is a slice and nothing is ever hashed twice but the ragged right edge. Inner
    levels catch up, many nodes in one go, when something is asked.
    """

    __slots__ = ("_edge", "_edge_of", "_grown", "_levels", "size")

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self._levels: list[bytearray] = [bytearray()]
        self._grown = 0
        self._edge: list[bytes] = []
        self._edge_of = 0
        self.size = 0
        self.extend(leaves)

    def append(self, leaf: bytes) -> int:
        """Add one leaf and return its index."""
        self._levels[0] += _sha256(b"\x00" + leaf).digest()
        index = self.size
        self.size = index + 1
        return index

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add leaves in order."""
        sha = _sha256
        self._levels[0] += b"".join([sha(b"\x00" + leaf).digest() for leaf in leaves])
        self.size = len(self._levels[0]) // HASH_SIZE

    def _grow(self) -> None:
        sha, levels, level = _sha256, self._levels, 0
        self._grown = self.size
        while True:
            below = levels[level]
            level += 1
            if level == len(levels):
                if len(below) < 2 * HASH_SIZE:
                    return
                levels.append(bytearray())
            fresh = bytes(below[2 * len(levels[level]) : len(below) // 64 * 64])
            if not fresh:
                return
            levels[level] += b"".join(
                [
                    sha(b"\x01" + fresh[at : at + 64]).digest()
                    for at in range(0, len(fresh), 64)
                ]
            )

    def node(self, level: int, index: int) -> bytes:
        """Hash of a complete subtree; raises IndexError where there is none."""
        if self._grown != self.size:
            self._grow()
        found = bytes(self._levels[level][index * HASH_SIZE : (index + 1) * HASH_SIZE])
        if len(found) != HASH_SIZE or index < 0:
            raise IndexError(f"no node {index} at level {level}")
        return found

    def root(self, size: int | None = None) -> bytes:
        """Root of the tree, or of its first ``size`` leaves."""
        size = self._known(size)
        return self._right_edge(size)[-1] if size else EMPTY_ROOT

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """Inclusion proof of a leaf (RFC 6962 section 2.1.1), leaf's sibling first."""
        size = self._known(size)
        if not 0 <= index < size:
            raise IndexError(f"no leaf {index} in a tree of {size}")
        # ``last`` is the last node of the level, complete or not. Before it every sibling
        # is one slice.
        path, place, last = [], index, size - 1
        for hashes, edge in zip(self._levels, self._right_edge(size), strict=False):
            if not last:
                break
            sibling = place ^ 1
            if sibling < last:
                path.append(bytes(hashes[sibling * HASH_SIZE : (sibling + 1) * HASH_SIZE]))
            elif sibling == last:
                path.append(edge)
            place >>= 1
            last >>= 1
        return path

    def _right_edge(self, size: int) -> list[bytes]:
        """Hash of the last node of each level, complete or not, up to the root.

        Kept for the size that was asked last: all proofs of one state share it.
        """
        if self._edge_of == size:
            return self._edge
        last, found = size - 1, self.node(0, size - 1)
        edge = [found]
        for level in range(last.bit_length()):
            if last & 1:
                found = _sha256(b"\x01" + self.node(level, last - 1) + found).digest()
            edge.append(found)
            last >>= 1
        self._edge, self._edge_of = edge, size
        return edge

    def consistency(self, old: int, size: int | None = None) -> list[bytes]:
        """Consistency proof from the first ``old`` leaves (RFC 6962 section 2.1.2)."""
        ranges = consistency_ranges(old, self._known(size))
        return [range_hash(self.node, start, end) for start, end in ranges]

    def _known(self, size: int | None) -> int:
        size = self.size if size is None else size
        if not 0 <= size <= self.size:
            raise IndexError(f"no tree of {size} leaves in one of {self.size}")
        if self._grown != self.size:
            self._grow()
        return size


def _are_hashes(*found: bytes) -> bool:
    return all(len(one) == HASH_SIZE for one in found)


def is_subtree(start: int, end: int) -> bool:
    """Whether [start, end) may be a subtree: start is a multiple of its full width."""
    return 0 <= start < end and start % (1 << (end - start - 1).bit_length()) == 0


def verify_subtree_inclusion(
    leaf: bytes, index: int, start: int, end: int, path: Sequence[bytes], root: bytes
) -> bool:
    """Whether the hash ``leaf`` is at ``index`` in the subtree [start, end) with ``root``.

    False for anything malformed: hashes that are not 32 bytes, a path that is too short
    or too long, an empty or misplaced subtree.
    """
    if not is_subtree(start, end) or not start <= index < end:
        return False
    if not _are_hashes(leaf, root, *path):
        return False
    place, last, found = index - start, end - start - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(sibling, found)
            while place and not place & 1:
                place >>= 1
                last >>= 1
        else:
            found = node_hash(found, sibling)
        place >>= 1
        last >>= 1
    return last == 0 and found == root


def verify_inclusion(
    leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes
) -> bool:
    """Whether ``leaf`` (a hash) is leaf ``index`` of the tree of ``size`` with ``root``."""
    return verify_subtree_inclusion(leaf, index, 0, size, path, root)


def verify_subtree_consistency(
    start: int, end: int, size: int, path: Sequence[bytes], subtree: bytes, root: bytes
) -> bool:
    """Whether ``subtree`` is the hash of leaves [start, end) of the tree with ``root``.

    draft-ietf-plants-merkle-tree-certs, section 4.4. False for anything malformed. No
    leaves stand in every tree, whatever its root: only the hash of nothing is right then.
    """
    if 0 <= start == end <= size:
        return not path and subtree == EMPTY_ROOT
    if not is_subtree(start, end) or end > size:
        return False
    if not _are_hashes(subtree, root, *path):
        return False
    first, last, edge = start, end - 1, size - 1
    # Climb to the largest complete subtree on the right of [start, end); when the
    # subtree ends with the tree, its own hash is that subtree.
    while first != last and (last == edge or last & 1):
        first, last, edge = first >> 1, last >> 1, edge >> 1
    rest = list(path)
    if first != last:
        if not rest:
            return False
        old = new = rest.pop(0)
    else:
        old = new = subtree
    for sibling in rest:
        if edge == 0:
            return False
        if last & 1 or last == edge:
            if first < last:
                old = node_hash(sibling, old)
            new = node_hash(sibling, new)
            while last and not last & 1:
                first, last, edge = first >> 1, last >> 1, edge >> 1
        else:
            new = node_hash(new, sibling)
        first, last, edge = first >> 1, last >> 1, edge >> 1
    return edge == 0 and old == subtree and new == root


def verify_consistency(
    old: int, size: int, path: Sequence[bytes], old_root: bytes, root: bytes
) -> bool:
    """Whether the tree with ``old_root`` is a prefix of the tree with ``root``.

    That a tree grew out of an empty one says nothing about it, so that is refused. Two
    trees of one size are the same if their roots are, whatever those are: whether a root
    is one at all is for whoever was given it.
    """
    if old == size >= 0:
        return not path and old_root == root
    if old <= 0:
        return False
    return verify_subtree_consistency(0, old, size, path, old_root, root)
