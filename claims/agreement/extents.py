"""Sets of cells, as sorted ranges that neither touch nor overlap.

Everything a claim's statements can say is laid out on one row of cells (see `spaces`), so that
numbers, times, concepts, yes and no, and texts are all compared by the same few functions.
"""

from __future__ import annotations

from collections.abc import Iterable

Extent = tuple[tuple[int, int], ...]
"""Half-open ranges of cells: ((0, 3), (5, 6)) holds the cells 0, 1, 2 and 5."""

NOTHING: Extent = ()


def union(ranges: Iterable[tuple[int, int]]) -> Extent:
    """Ranges in any order, brought into the one form of an extent."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if start >= end:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return tuple(joined)


def complement(extent: Extent, cells: int) -> Extent:
    """Every cell of the row that the extent does not hold."""
    rest: list[tuple[int, int]] = []
    at = 0
    for start, end in extent:
        if at < start:
            rest.append((at, start))
        at = end
    if at < cells:
        rest.append((at, cells))
    return tuple(rest)


def intersection(a: Extent, b: Extent) -> Extent:
    """The cells in both. O(len(a) + len(b))."""
    if len(a) == 1 and len(b) == 1:
        start, end = max(a[0][0], b[0][0]), min(a[0][1], b[0][1])
        return ((start, end),) if start < end else NOTHING
    shared: list[tuple[int, int]] = []
    i = j = 0
    while i < len(a) and j < len(b):
        start, end = max(a[i][0], b[j][0]), min(a[i][1], b[j][1])
        if start < end:
            shared.append((start, end))
        if a[i][1] <= b[j][1]:
            i += 1
        else:
            j += 1
    return tuple(shared)


def is_inside(a: Extent, b: Extent) -> bool:
    """Whether every cell of `a` is one of `b`."""
    return intersection(a, b) == a


def shifted(extent: Extent, by: int) -> Extent:
    """The same ranges, further along the row."""
    return tuple((start + by, end + by) for start, end in extent)


def hull(extent: Extent) -> Extent:
    """The one range from the first cell to the last."""
    return ((extent[0][0], extent[-1][1]),) if extent else NOTHING
