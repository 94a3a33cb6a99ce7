"""Where values lie: one row of cells for each kind of value, and the way back to values.

Numbers and times are cut at the ends that the statements name; concepts are laid out in the order
of their tree, so that a concept and everything narrower is one range; yes and no are two cells;
each text is one. A cell is the smallest thing the statements at hand can tell apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Generic, Protocol, TypeVar
from unicodedata import normalize
from uuid import UUID

from claims.agreement.extents import Extent, complement, hull, intersection
from claims.agreement.shapes import Concept, Question
from claims.agreement.trees import Joint, Tree
from claims.values import (
    Concepts,
    Interval,
    Quantity,
    Truth,
    Value,
    ValueType,
    Words,
    whole_bounds,
)
from history.dates import Period

Cut = TypeVar("Cut", int, datetime, tuple[Decimal, int])


class Space(Protocol):
    """A row of `cells`, and what lies where on it."""

    @property
    def cells(self) -> int: ...

    def extent(self, value: Value) -> Extent:
        """The cells a value may be; none for a value that holds nothing."""

    def joint(self, affirmed: Extent, shared: Extent) -> Joint:
        """The value of `affirmed` cells, less those not `shared`."""


def space_of(
    question: Question, values: Iterable[Value], concepts: Mapping[UUID, Concept]
) -> Space:
    """The space of one question, fit for these values and no others.

    TypeError for a value of another kind than the question's.
    """
    match question.value_type:
        case ValueType.QUANTITY:
            quantities = [_kind(value, Quantity) for value in values]
            if question.is_count:
                return Line(quantities, _whole_cuts, _whole_value)
            return Line(quantities, _number_cuts, _number_value)
        case ValueType.DATE:
            periods = [_kind(value, Period) for value in values]
            names: dict[tuple[datetime | None, datetime | None], str] = {}
            for period in periods:
                key = period.start, period.end
                names[key] = min(names.get(key, period.edtf), period.edtf, key=_shortest)
            return Line(periods, _time_cuts, lambda start, end: _period(names, start, end))
        case ValueType.ENTITY:
            return Tree([_kind(value, Concepts) for value in values], concepts)
        case ValueType.BOOLEAN:
            return Choices([_kind(value, Truth) for value in values], (False, True), _truth)
        case ValueType.TEXT:
            texts = [_kind(value, Words) for value in values]
            return Choices(texts, sorted({folded(words.text) for words in texts}), _folded)


V = TypeVar("V", Quantity, Period, Concepts, Truth, Words)


def _kind(value: Value, kind: type[V]) -> V:
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} is no {kind.__name__}, which this question asks for")
    return value


class Line(Generic[V, Cut]):
    """Numbers or times, cut at every end that a value names."""

    def __init__(
        self,
        values: Iterable[V],
        cuts: Callable[[V], tuple[Cut | None, Cut | None] | None],
        value: Callable[[Cut | None, Cut | None], V],
    ) -> None:
        self._bounds: dict[Value, tuple[Cut | None, Cut | None] | None]
        self._bounds = {v: cuts(v) for v in values}
        named = {cut for ends in self._bounds.values() if ends for cut in ends if cut is not None}
        self._cuts: list[Cut] = sorted(named)
        self._rank: dict[Cut, int] = {cut: rank + 1 for rank, cut in enumerate(self._cuts)}
        self._value: Callable[[Cut | None, Cut | None], V] = value

    @property
    def cells(self) -> int:
        return len(self._cuts) + 1

    def extent(self, value: Value) -> Extent:
        ends = self._bounds[value]
        if ends is None:
            return ()
        lower, upper = ends
        start = 0 if lower is None else self._rank[lower]
        end = self.cells if upper is None else self._rank[upper]
        return ((start, end),) if start < end else ()

    def joint(self, affirmed: Extent, shared: Extent) -> Joint:
        """Ends that are denied shorten the value; only gaps inside it are excepted."""
        span = hull(shared)
        gaps = intersection(span, complement(shared, self.cells))
        excepted = tuple(self._between(gap) for gap in gaps)
        return Joint(self._between(span[0]), span, excepted)

    def _between(self, cells: tuple[int, int]) -> Value:
        start, end = cells
        return self._value(
            self._cuts[start - 1] if start > 0 else None,
            self._cuts[end - 1] if end < self.cells else None,
        )


class Choices(Generic[V]):
    """A few answers side by side: yes and no, or one cell for each text."""

    def __init__(
        self, values: Sequence[V], keys: Sequence[object], key: Callable[[V], object]
    ) -> None:
        self._at = {key: at for at, key in enumerate(keys)}
        self._cell: dict[Value, int] = {value: self._at[key(value)] for value in values}
        self._value: dict[int, Value] = {}
        for value in sorted(values, key=repr):
            self._value.setdefault(self._cell[value], value)

    @property
    def cells(self) -> int:
        return len(self._at)

    def extent(self, value: Value) -> Extent:
        cell = self._cell[value]
        return ((cell, cell + 1),)

    def joint(self, affirmed: Extent, shared: Extent) -> Joint:
        cell = shared[0][0]
        return Joint(self._value.get(cell, Truth(bool(cell))), ((cell, cell + 1),))


def folded(text: str) -> str:
    """Text as it is compared: one Unicode form, no case, single spaces."""
    return normalize("NFKC", " ".join(normalize("NFKC", text).casefold().split()))


def _folded(words: Words) -> str:
    return folded(words.text)


def _truth(truth: Truth) -> bool:
    return truth.boolean


def _whole_cuts(quantity: Quantity) -> tuple[int | None, int | None] | None:
    lower, upper = whole_bounds(quantity.interval)
    if lower is not None and upper is not None and lower > upper:
        return None
    return lower, None if upper is None else upper + 1


def whole(quantity: Quantity) -> Quantity:
    """A count in closed whole numbers: more than 83 is 84 or more."""
    lower, upper = whole_bounds(quantity.interval)
    ends = [None if end is None else Decimal(end) for end in (lower, upper)]
    return replace(quantity, interval=Interval(ends[0], ends[1]))


def _whole_value(start: int | None, end: int | None) -> Quantity:
    lower = None if start is None else Decimal(start)
    return Quantity(Interval(lower, None if end is None else Decimal(end - 1)))


def _number_cuts(
    quantity: Quantity,
) -> tuple[tuple[Decimal, int] | None, tuple[Decimal, int] | None]:
    """A cut lies just before a number (0) or just after it (1)."""
    bounds = quantity.interval
    return (
        None if bounds.lower is None else (bounds.lower, 0 if bounds.lower_inclusive else 1),
        None if bounds.upper is None else (bounds.upper, 1 if bounds.upper_inclusive else 0),
    )


def _number_value(start: tuple[Decimal, int] | None, end: tuple[Decimal, int] | None) -> Quantity:
    return Quantity(
        Interval(
            None if start is None else start[0],
            None if end is None else end[0],
            start is None or start[1] == 0,
            end is None or end[1] == 1,
        )
    )


def _time_cuts(period: Period) -> tuple[datetime | None, datetime | None]:
    return period.start, period.end


def _period(
    names: Mapping[tuple[datetime | None, datetime | None], str],
    start: datetime | None,
    end: datetime | None,
) -> Period:
    name = names.get((start, end))
    return Period(name or f"{_edtf(start, first=True)}/{_edtf(end, first=False)}", start, end)


def _edtf(at: datetime | None, *, first: bool) -> str:
    if at is None:
        return ".."
    at = at.astimezone(UTC)
    if at.time() == time(0):
        return (at if first else at - timedelta(days=1)).date().isoformat()
    return at.isoformat().replace("+00:00", "Z")


def _shortest(edtf: str) -> tuple[int, str]:
    return len(edtf), edtf
