"""Concepts on a row of cells: a concept and everything narrower is one range.

The cell of a concept means "this, and none of the narrower ones that somebody names"; the last
cell means something nobody names, so that denials alone can all be true.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from claims.agreement.extents import Extent, complement, intersection, union
from claims.agreement.shapes import Concept
from claims.values import Concepts, Value


class Joint(NamedTuple):
    """A value that several share, its cells, and what is excepted from it."""

    value: Value
    extent: Extent
    excepted: tuple[Value, ...] = ()


class Tree:
    """The concepts that the values name, in the order of their tree."""

    def __init__(self, values: Sequence[Concepts], concepts: Mapping[UUID, Concept]) -> None:
        named = {concept for value in values for concept in value.ids}
        self._parent = {concept: _nearest(concept, named, concepts) for concept in named}
        self._order: list[UUID] = []
        self._range: dict[UUID, tuple[int, int]] = {}
        self._lay_out(sorted(named, key=lambda concept: (concepts[concept].name, concept)))
        self.cells = len(self._order) + 1
        self.extents = [union(self._range[concept] for concept in value.ids) for value in values]

    def joint(self, affirmed: Extent, shared: Extent) -> Joint:
        """A concept stays itself; each denied one inside it is excepted."""
        value = Concepts(frozenset(self._tops(affirmed)))
        if affirmed == shared:
            return Joint(value, affirmed)
        denied = intersection(affirmed, complement(shared, self.cells))
        excepted: list[Value] = [Concepts(frozenset({top})) for top in self._tops(denied)]
        return Joint(value, affirmed, tuple(excepted))

    def _tops(self, extent: Extent) -> list[UUID]:
        """The concepts with a cell there that lie in no other such, in the order of the tree."""
        inside = [self._order[cell] for cell in _cells(extent) if cell < len(self._order)]
        among = set(inside)
        return [concept for concept in inside if self._parent[concept] not in among]

    def _lay_out(self, concepts: Sequence[UUID]) -> None:
        """Depth first, without recursion: a chain of concepts may be long."""
        narrower: dict[UUID | None, list[UUID]] = {}
        for concept in concepts:
            narrower.setdefault(self._parent[concept], []).append(concept)
        waiting = [(top, False) for top in reversed(narrower.get(None, []))]
        start: dict[UUID, int] = {}
        while waiting:
            concept, is_done = waiting.pop()
            if is_done:
                self._range[concept] = (start[concept], len(self._order))
                continue
            start[concept] = len(self._order)
            self._order.append(concept)
            waiting.append((concept, True))
            waiting.extend((child, False) for child in reversed(narrower.get(concept, [])))
        if len(self._order) < len(self._parent):
            raise ValueError("the broader concepts of an answer lead in a circle")


def _nearest(concept: UUID, named: set[UUID], concepts: Mapping[UUID, Concept]) -> UUID | None:
    """The nearest broader concept that a value names. ValueError for a circle."""
    seen = {concept}
    at = concepts[concept].broader
    while at is not None and at not in named:
        if at in seen:
            raise ValueError(f"concept {concept} lies in a circle of broader ones")
        seen.add(at)
        at = concepts[at].broader
    return at


def _cells(extent: Extent) -> Iterator[int]:
    for start, end in extent:
        yield from range(start, end)
