"""Where values lie: one row of cells for each kind of value, and the way back to values.

Numbers and times are cut at the ends that the statements name; concepts are laid out in the order
of their tree, so that a concept and everything narrower is one range; yes and no are two cells;
each text is one. A cell is the smallest thing the statements at hand can tell apart.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Generic, Protocol, TypeVar
from unicodedata import normalize
from uuid import UUID

from claims.agreement.extents import NOTHING, Extent, complement, hull, intersection
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
ONE = Decimal(1)


class Space(Protocol):
    """A row of `cells`, and what lies where on it.

    `extents` are the cells each value may be, in the order the values were given; none for a value
    that holds nothing.
    """

    @property
    def cells(self) -> int: ...

    @property
    def extents(self) -> Sequence[Extent]: ...

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
            names = _names(periods)
            return Line(periods, _time_cuts, lambda start, end: _period(names, start, end))
        case ValueType.ENTITY:
            return Tree([_kind(value, Concepts) for value in values], concepts)
        case ValueType.BOOLEAN:
            truths = [_kind(value, Truth) for value in values]
            return Choices(truths, [truth.boolean for truth in truths], (False, True))
        case ValueType.TEXT:
            texts = [_kind(value, Words) for value in values]
            keys = [folded(words.text) for words in texts]
            return Choices(texts, keys, sorted(set(keys)))


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
        bounds = [cuts(value) for value in values]
        named = {cut for ends in bounds if ends for cut in ends if cut is not None}
        self._cuts: list[Cut] = sorted(named)
        self._rank: dict[Cut | None, int] = {cut: at for at, cut in enumerate(self._cuts, 1)}
        self._value: Callable[[Cut | None, Cut | None], V] = value
        self._made: dict[tuple[int, int], V] = {}
        self.cells = len(self._cuts) + 1
        self.extents = [self._extent(ends) for ends in bounds]

    def _extent(self, ends: tuple[Cut | None, Cut | None] | None) -> Extent:
        if ends is None:
            return NOTHING
        start, end = self._rank.get(ends[0], 0), self._rank.get(ends[1], self.cells)
        return ((start, end),) if start < end else NOTHING

    def joint(self, affirmed: Extent, shared: Extent) -> Joint:
        """Ends that are denied shorten the value; only gaps inside it are excepted."""
        if len(shared) == 1:
            return Joint(self._between(shared[0]), shared)
        span = hull(shared)
        gaps = intersection(span, complement(shared, self.cells))
        excepted = tuple(self._between(gap) for gap in gaps)
        return Joint(self._between(span[0]), span, excepted)

    def _between(self, cells: tuple[int, int]) -> Value:
        if cells not in self._made:
            start, end = cells
            self._made[cells] = self._value(
                self._cuts[start - 1] if start > 0 else None,
                self._cuts[end - 1] if end < self.cells else None,
            )
        return self._made[cells]


class Choices(Generic[V]):
    """A few answers side by side: yes and no, or one cell for each text."""

    def __init__(self, values: Sequence[V], keys: Sequence[Hashable], row: Sequence[Hashable]):
        """`keys` tell the values apart, one each; `row` is every key in the order of the cells."""
        at = {key: cell for cell, key in enumerate(row)}
        cell = {value: at[key] for value, key in zip(values, keys, strict=True)}
        self._value: dict[int, Value] = {}
        for value in sorted(cell, key=repr):
            self._value.setdefault(cell[value], value)
        self.cells = len(row)
        self.extents: list[Extent] = [((at[key], at[key] + 1),) for key in keys]

    def joint(self, affirmed: Extent, shared: Extent) -> Joint:
        cell = shared[0][0]
        return Joint(self._value.get(cell, Truth(bool(cell))), ((cell, cell + 1),))


def folded(text: str) -> str:
    """Text as it is compared: one Unicode form, no case, single spaces."""
    return normalize("NFKC", " ".join(normalize("NFKC", text).casefold().split()))


def _whole_cuts(quantity: Quantity) -> tuple[int | None, int | None] | None:
    lower, upper = whole_bounds(quantity.interval)
    if lower is not None and upper is not None and lower > upper:
        return None
    return lower, None if upper is None else upper + 1


def whole(quantity: Quantity) -> Quantity:
    """A count in closed whole numbers: more than 83 is 84 or more."""
    bounds = quantity.interval
    if _is_closed(bounds.lower, bounds.lower_inclusive) and _is_closed(
        bounds.upper, bounds.upper_inclusive
    ):
        return quantity
    lower, upper = whole_bounds(bounds)
    return Quantity(_whole_interval(lower, upper), quantity.best)


def _is_closed(end: Decimal | None, is_inclusive: bool) -> bool:
    """Whether an end is open, or a whole number written as one (84, not 84.0) and included."""
    return end is None or (is_inclusive and end.same_quantum(ONE))


def _whole_interval(lower: int | None, upper: int | None) -> Interval:
    return Interval(
        None if lower is None else Decimal(lower), None if upper is None else Decimal(upper)
    )


def _whole_value(start: int | None, end: int | None) -> Quantity:
    return Quantity(_whole_interval(start, None if end is None else end - 1))


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


Times = tuple[datetime | None, datetime | None]


def _time_cuts(period: Period) -> Times:
    return period.start, period.end


def _names(periods: Iterable[Period]) -> dict[Times, str]:
    """The shortest way of writing each period."""
    names: dict[Times, str] = {}
    for period in periods:
        key, name = (period.start, period.end), period.edtf
        if key not in names or (len(name), name) < (len(names[key]), names[key]):
            names[key] = name
    return names


def _period(
    names: Mapping[Times, str],
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
