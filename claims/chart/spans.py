"""A value of an axis as a span: from where to where it may lie, and where its line is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from claims.chart.times import clamped
from claims.values import Period, Quantity, Value

BEGIN = datetime(1, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Span:
    """`lower` and `upper` are None where it is open; `point` is where the line runs.

    `is_hollow`: the point itself is left out of what is meant, as in "more than 80".
    """

    lower: Decimal | None
    upper: Decimal | None
    point: Decimal
    is_hollow: bool = False

    @property
    def numbers(self) -> tuple[Decimal, ...]:
        """All that must have a place on the axis."""
        ends = (self.lower, self.upper, self.point)
        return tuple(end for end in ends if end is not None)

    @property
    def is_range(self) -> bool:
        return self.lower is not None and self.upper is not None and self.lower != self.upper


def span_of(value: Value | None) -> Span | None:
    """None for what has no place on an axis: other kinds of values, all numbers, all times.

    The line of a range runs through its middle, unless its source gives the best point.
    """
    match value:
        case Quantity():
            interval = value.interval
            point = value.best
            if point is None:
                point = _middle(interval.lower, interval.upper)
            if point is None:
                return None
            hollow = (interval.lower == point and not interval.lower_inclusive) or (
                interval.upper == point and not interval.upper_inclusive
            )
            return Span(interval.lower, interval.upper, point, hollow)
        case Period():
            start, end = _seconds(value.start), _seconds(value.end)
            middle = _middle(start, end)
            return None if middle is None else Span(start, end, middle)
        case _:
            return None


def instant(seconds: Decimal) -> datetime:
    """The instant that a number on an axis of dates stands for."""
    return clamped(BEGIN + int(seconds * 1_000_000) * MICROSECOND)


def _seconds(at: datetime | None) -> Decimal | None:
    return None if at is None else Decimal((clamped(at) - BEGIN) // MICROSECOND) / 1_000_000


def _middle(lower: Decimal | None, upper: Decimal | None) -> Decimal | None:
    if lower is None or upper is None:
        return upper if lower is None else lower
    return (lower + upper) / 2
