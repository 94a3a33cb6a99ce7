"""Sets of statements as the bits of long integers: thousands are compared at one stroke."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from itertools import accumulate
from operator import or_
from typing import Generic, TypeVar

Key = TypeVar("Key", int, Decimal, datetime)


class Pile(Generic[Key]):
    """Masks piled up along a key; no bit may come twice. O(n log n) to build, O(log n) to ask."""

    def __init__(self, items: Iterable[tuple[Key, int]]) -> None:
        at: dict[Key, int] = {}
        for key, mask in items:
            at[key] = at.get(key, 0) | mask
        self.keys: list[Key] = sorted(at)
        self._below: list[int] = [0, *accumulate([at[key] for key in self.keys], or_)]

    def among(self, first: int, end: int) -> int:
        """The masks of the keys from this place up to, not including, that one."""
        return self._below[end] ^ self._below[first] if first < end else 0

    def below(self, key: Key) -> int:
        return self._below[bisect_left(self.keys, key)]

    def up_to(self, key: Key) -> int:
        return self._below[bisect_right(self.keys, key)]

    def from_(self, key: Key) -> int:
        return self._below[-1] ^ self.below(key)

    def above(self, key: Key) -> int:
        return self._below[-1] ^ self.up_to(key)


def bits(mask: int) -> Iterator[int]:
    """The places of the bits, lowest first."""
    digits = bin(mask)[:1:-1]
    at = digits.find("1")
    while at >= 0:
        yield at
        at = digits.find("1", at + 1)


class Blocks:
    """A row of bits in blocks, and which blocks a mask touches.

    With the last bit of each block left out, adding all the others carries into that last bit
    exactly where one of them was set: every block is tested by one addition.
    """

    def __init__(self, sizes: Iterable[int]) -> None:
        self.masks: list[int] = []
        self._lasts = 0
        self._block: dict[int, int] = {}
        start = 0
        for block, size in enumerate(sizes):
            self.masks.append(((1 << size) - 1) << start)
            start += size
            self._lasts |= 1 << (start - 1)
            self._block[start - 1] = block
        self._others = ((1 << start) - 1) ^ self._lasts

    def touched(self, mask: int) -> int:
        """The last bit of each block that the mask touches."""
        return ((mask & self._others) + self._others | mask) & self._lasts

    def numbers(self, touched: int) -> Iterator[int]:
        """The numbers of the blocks that have these last bits."""
        return map(self._block.__getitem__, bits(touched))

    def each(self, mask: int) -> Iterator[int]:
        """The numbers of the blocks that the mask touches."""
        return self.numbers(self.touched(mask))
