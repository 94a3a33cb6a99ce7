"""Labels beside what they name, moved apart where they would lie on each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(slots=True)
class _Heap:
    """Labels that touch: `first` is the top edge of the uppermost."""

    first: float
    height: float
    members: list[int]
    wished: float  # the sum of where each would have the heap begin


def spread(
    wanted: Sequence[float], heights: Sequence[float], top: float, bottom: float
) -> list[float]:
    """The middles of labels of these heights, as near to the wanted ones as fits without overlap.

    They keep the order of `wanted`, and lie between top and bottom where there is room for all.
    """
    heaps: list[_Heap] = []
    for at in sorted(range(len(wanted)), key=lambda index: (wanted[index], index)):
        edge = wanted[at] - heights[at] / 2
        heap = _Heap(_within(edge, heights[at], top, bottom), heights[at], [at], edge)
        while heaps and heaps[-1].first + heaps[-1].height > heap.first:
            heap = _joined(heaps.pop(), heap, top, bottom)
        heaps.append(heap)
    middles = [0.0] * len(wanted)
    for heap in heaps:
        edge = heap.first
        for at in heap.members:
            middles[at] = edge + heights[at] / 2
            edge += heights[at]
    return middles


def _joined(upper: _Heap, lower: _Heap, top: float, bottom: float) -> _Heap:
    height = upper.height + lower.height
    members = upper.members + lower.members
    wished = upper.wished + lower.wished - upper.height * len(lower.members)
    return _Heap(_within(wished / len(members), height, top, bottom), height, members, wished)


def _within(edge: float, height: float, top: float, bottom: float) -> float:
    return max(top, min(edge, bottom - height))
