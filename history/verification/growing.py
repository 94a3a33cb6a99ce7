"""A Merkle tree that grows at its end, with every subtree that a new leaf completes. Pure.

RFC 9162 section 2.1. Apart from history.merkle for speed: a verification grows one by millions.
"""

from __future__ import annotations

from hashlib import sha256
from typing import NamedTuple

EMPTY_ROOT = sha256(b"").digest()


class Grown(NamedTuple):
    """The tree after one more leaf: its peaks, largest first, and the hashes that are new.

    `completed` holds the subtrees that the leaf completes, by level: the leaf itself, then those
    above it.
    """

    peaks: list[bytes]
    completed: list[bytes]
    root: bytes


def grown(peaks: list[bytes], size: int, leaf: bytes) -> Grown:
    """The tree of `size` leaves that has these peaks, with a leaf more; about log2(size) hashes."""
    merged, left = leaf, len(peaks)
    completed = [leaf]
    while size & 1:
        left -= 1
        merged = sha256(b"\x01" + peaks[left] + merged).digest()
        completed.append(merged)
        size >>= 1
    kept = peaks[:left]
    root = merged
    for peak in reversed(kept):
        root = sha256(b"\x01" + peak + root).digest()
    kept.append(merged)
    return Grown(kept, completed, root)


class TreeHash:
    """The hash over leaves that come one by one; log2(n) memory. None of none."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        size = self.size
        while size & 1:
            leaf = sha256(b"\x01" + self._peaks.pop() + leaf).digest()
            size >>= 1
        self._peaks.append(leaf)
        self.size += 1

    def hash(self) -> bytes | None:
        if not self._peaks:
            return None
        folded = self._peaks[-1]
        for peak in self._peaks[-2::-1]:
            folded = sha256(b"\x01" + peak + folded).digest()
        return folded
