"""Which reaches of a family share a cell with one, which contradict it, which meet where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from claims.agreement.extents import Extent, union
from claims.agreement.masks import Pile
from claims.agreement.reaches import Reach, contradict
from claims.agreement.shapes import Question

Member = tuple[Reach, int]
"""A reach and the bits that stand for it in every answer."""


class Sharing:
    """A family of reaches, ready to be asked; no bit may stand for two of them.

    A reach is looked for once, however often it is asked for.
    """

    def __init__(self, members: Sequence[Member], question: Question) -> None:
        self._question = question
        self._is_exclusive = question.is_exclusive
        self._sharers: dict[Reach, int] = {}
        self._contradictors: dict[Reach, int] = {}
        self._all = 0
        for _, mask in members:
            self._all |= mask
        depth = max([len(reach.extent) for reach, _ in members], default=0)
        self._layers = [_layer(members, part) for part in range(depth)]
        if not self._is_exclusive:
            self._affirmed = _Side(members, denies=False)
            self._denied = _Side(members, denies=True)

    def shares(self, reach: Reach) -> int:
        """The members that can be true together with this one."""
        if reach not in self._sharers:
            found = 0
            for start, end in reach.extent:
                for starts, ends in self._layers:
                    found |= starts.below(end) & ends.above(start)
            self._sharers[reach] = found
        return self._sharers[reach]

    def contradicts(self, reach: Reach) -> int:
        """The members that cannot be true together with this one."""
        if self._is_exclusive:
            return self._all & ~self.shares(reach)
        if reach not in self._contradictors:
            self._contradictors[reach] = self._opposed(reach)
        return self._contradictors[reach]

    def _opposed(self, reach: Reach) -> int:
        if reach.denies:
            return self._affirmed.inside(reach, self._question)
        return self._denied.around(reach, self._question)


class _Side:
    """What is affirmed, or what is denied, where answers do not exclude each other."""

    def __init__(self, members: Iterable[Member], *, denies: bool) -> None:
        mine = [(reach, mask) for reach, mask in members if reach.denies is denies]
        whole = [(reach.named[0], mask) for reach, mask in mine if len(reach.named) == 1]
        self._ragged = [(reach, mask) for reach, mask in mine if len(reach.named) > 1]
        self._all = mine
        self._starts = Pile((start, mask) for (start, _), mask in whole)
        self._ends = Pile((end, mask) for (_, end), mask in whole)

    def inside(self, denial: Reach, question: Question) -> int:
        found = _one_by_one(denial, self._ragged, question)
        for start, end in denial.named:
            found |= self._starts.from_(start) & self._ends.up_to(end)
        return found

    def around(self, assertion: Reach, question: Question) -> int:
        if len(assertion.named) > 1:
            return _one_by_one(assertion, self._all, question)
        found = _one_by_one(assertion, self._ragged, question)
        ((start, end),) = assertion.named
        return found | self._starts.up_to(start) & self._ends.from_(end)


def _one_by_one(reach: Reach, members: Iterable[Member], question: Question) -> int:
    found = 0
    for other, mask in members:
        if contradict(reach, other, question):
            found |= mask
    return found


def _layer(members: Iterable[Member], part: int) -> tuple[Pile[int], Pile[int]]:
    """The starts and ends of everybody's first range, or second, or third."""
    deep = [(reach.extent[part], mask) for reach, mask in members if len(reach.extent) > part]
    starts = Pile([(start, mask) for (start, _), mask in deep])
    return starts, Pile([(end, mask) for (_, end), mask in deep])


def families(members: Sequence[Member]) -> list[tuple[Extent, int]]:
    """The largest families with a cell in common: their cells, and their bits.

    Every cell has the family of those that hold it; those inside another's are dropped.
    O(n log n) operations on masks for reaches of one range. With denials or "one of these", a
    family is also compared with each larger one, so that k of them may cost k² comparisons.
    """
    cells = _by_cell(members)
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for at in range(1, len(cells) - 1):
        start, family = cells[at]
        before, after = cells[at - 1][1], cells[at + 1][1]
        if _peaks(family, before) and _peaks(family, after):
            found[family].append((start, cells[at + 1][0]))
    if max([len(reach.extent) for reach, _ in members], default=0) > 1:
        return [(union(found[family]), family) for family in sorted(largest(found))]
    return [(union(ranges), family) for family, ranges in found.items()]


def largest(masks: Iterable[int]) -> set[int]:
    """The masks that lie in no other."""
    kept: list[int] = []
    for mask in sorted(set(masks), key=int.bit_count, reverse=True):
        if not any(mask & other == mask for other in kept):
            kept.append(mask)
    return set(kept)


def _by_cell(members: Iterable[Member]) -> list[tuple[int, int]]:
    """Where the family changes, and what it is from there on; nobody at either end."""
    changes: dict[int, int] = defaultdict(int)
    for reach, mask in members:
        for start, end in reach.extent:
            changes[start] ^= mask
            changes[end] ^= mask
    cells = [(-1, 0)]
    for cell in sorted(changes):
        cells.append((cell, cells[-1][1] ^ changes[cell]))
    return cells


def _peaks(family: int, neighbour: int) -> bool:
    return family & neighbour != family
