"""Merkle trees as RFC 9162 section 2.1 defines them, with SHA-256.

In: leaf hashes, or a way to look up the hashes of complete subtrees. Out: roots, inclusion and
consistency proofs, and whether a proof holds. A node is named by (level, index): it covers the
2**level leaves from index * 2**level on; level 0 is the leaves. Sizes count leaves, indexes are
from 0. Pure: no Django, no database, nothing but hashing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()

Node = Callable[[int, int], bytes]
"""The hash of the complete subtree (level, index)."""


class OutsideTheTree(ValueError):
    """A leaf or a size was asked about that the tree does not have."""


def leaf_hash(content: bytes) -> bytes:
    """The hash of a leaf's content."""
    return sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees' hashes."""
    return sha256(b"\x01" + left + right).digest()


def tree_hash(leaves: Iterable[bytes]) -> bytes:
    """The root of a tree, from its leaf hashes in order; O(log n) memory."""
    tree = Tree()
    for leaf in leaves:
        tree.append(leaf)
    return tree.root()


class Tree:
    """A tree that grows at its end and keeps only what its root needs: log2(n) hashes."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def append(self, leaf: bytes) -> None:
        """Add a leaf hash: each trailing one bit of the size is a subtree it completes."""
        merged, size = leaf, self.size
        while size & 1:
            merged = node_hash(self._peaks.pop(), merged)
            size >>= 1
        self._peaks.append(merged)
        self.size += 1

    def root(self) -> bytes:
        return _folded(self._peaks)


class Subtrees:
    """Every complete subtree of a tree, kept: 64 bytes a leaf, proofs in O(log n).

    In: the leaf hashes in order, one after the other. An instance is itself a `Node`.
    """

    def __init__(self, leaves: bytes) -> None:
        self.size = len(leaves) // HASH_BYTES
        self._levels = [leaves]
        while len(self._levels[-1]) >= 2 * HASH_BYTES:
            self._levels.append(_paired(self._levels[-1]))

    def __call__(self, level: int, index: int) -> bytes:
        return self._levels[level][index * HASH_BYTES : (index + 1) * HASH_BYTES]


def root(size: int, node: Node) -> bytes:
    """The root of the tree's first `size` leaves; asks for at most log2(size) + 1 nodes."""
    return _range_hash(0, size, node)


def inclusion_proof(index: int, size: int, node: Node) -> list[bytes]:
    """What leads from leaf `index` to the root of the first `size` leaves (2.1.3.1).

    Asks for at most 2 log2(size) nodes. Raises OutsideTheTree.
    """
    if not 0 <= index < size:
        raise OutsideTheTree(f"leaf {index} is not in a tree of {size}")
    proof: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(_range_hash(middle, end, node))
            end = middle
        else:
            proof.append(_range_hash(start, middle, node))
            start = middle
    return proof[::-1]


def consistency_proof(first: int, second: int, node: Node) -> list[bytes]:
    """What shows that the first `second` leaves begin with the first `first` (2.1.4.1).

    Empty for two equal sizes. Asks for at most 2 log2(second) nodes. Raises OutsideTheTree.
    """
    if not 0 < first <= second:
        raise OutsideTheTree(f"no proof leads from size {first} to size {second}")
    proof: list[bytes] = []
    start, end = 0, second
    while first < end:
        middle = start + _split(end - start)
        if first <= middle:
            proof.append(_range_hash(middle, end, node))
            end = middle
        else:
            proof.append(_range_hash(start, middle, node))
            start = middle
    if start:  # else the verifier knows this subtree: it is the first tree
        proof.append(_range_hash(start, end, node))
    return proof[::-1]


def nodes_asked_for(proof: Callable[[Node], object]) -> list[tuple[int, int]]:
    """The nodes that computing a proof or a root asks for, so that one query fetches them all."""
    asked: list[tuple[int, int]] = []

    def note(level: int, index: int) -> bytes:
        asked.append((level, index))
        return EMPTY_ROOT

    proof(note)
    return asked


def root_by_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes | None:
    """The root that an inclusion proof leads a leaf to (2.1.3.2); None if it can't be one."""
    if not 0 <= index < size or not _are_hashes([leaf, *proof]):
        return None
    at, last, reached = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return None
        if at & 1 or at == last:
            reached = node_hash(sibling, reached)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            reached = node_hash(reached, sibling)
        at, last = at >> 1, last >> 1
    return reached if last == 0 else None


def inclusion_holds(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Whether the leaf is the tree's leaf `index`."""
    return root_by_inclusion(leaf, index, size, proof) == root


def consistency_holds(
    first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the second tree begins with all of the first (2.1.4.2).

    Of equal sizes the roots must be equal and the proof empty; size 0 is taken too, with the
    empty tree's root and an empty proof: every tree begins with it.
    """
    if not 0 <= first <= second or not _are_hashes([first_root, second_root, *proof]):
        return False
    if first == second:
        return not proof and first_root == second_root and (first > 0 or first_root == EMPTY_ROOT)
    if first == 0:
        return not proof and first_root == EMPTY_ROOT
    return _roots_by_consistency(first, second, first_root, proof) == (first_root, second_root)


def _roots_by_consistency(
    first: int, second: int, first_root: bytes, proof: Sequence[bytes]
) -> tuple[bytes, bytes] | None:
    """The two roots that a consistency proof computes; None if it can't be one."""
    # A first tree of a power of two is itself a node, which the proof leaves out.
    path = [first_root, *proof] if first & (first - 1) == 0 else list(proof)
    if not proof:
        return None
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if at & 1 or at == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        at, last = at >> 1, last >> 1
    return (old, new) if last == 0 else None


def _range_hash(start: int, end: int, node: Node) -> bytes:
    """The tree hash of leaves `start` to `end`, which begin where a subtree of their size would."""
    peaks = []
    while start < end:
        level = (end - start).bit_length() - 1
        peaks.append(node(level, start >> level))
        start += 1 << level
    return _folded(peaks)


def _folded(peaks: Sequence[bytes]) -> bytes:
    """The root over complete subtrees, the largest first."""
    if not peaks:
        return EMPTY_ROOT
    folded = peaks[-1]
    for peak in reversed(peaks[:-1]):
        folded = node_hash(peak, folded)
    return folded


def _split(size: int) -> int:
    """The largest power of two below a size of at least 2."""
    return 1 << ((size - 1).bit_length() - 1)


def _paired(level: bytes) -> bytes:
    """The level above: each two hashes made one; an odd last one has no pair yet."""
    two = 2 * HASH_BYTES
    whole = len(level) - len(level) % two
    return b"".join(sha256(b"\x01" + level[at : at + two]).digest() for at in range(0, whole, two))


def _are_hashes(given: Iterable[bytes]) -> bool:
    return all(len(each) == HASH_BYTES for each in given)
