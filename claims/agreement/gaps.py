"""How far apart two values lie: between their nearest ends."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from claims.agreement.camps import Camp
from claims.agreement.shapes import Question
from claims.values import Concepts, Quantity, Truth, Value, Words
from history.dates import Period

Ends = tuple[Decimal | None, Decimal | None]
SHARE_PLACES = Decimal("0.0001")


def ends_of(value: Value) -> Ends:
    """The least and the greatest number of a quantity; open or no numbers: None."""
    match value:
        case Quantity():
            return value.interval.lower, value.interval.upper
        case Period() | Concepts() | Truth() | Words():
            return None, None


def gap_between(a: Camp, b: Camp) -> tuple[Decimal | timedelta | None, Decimal | None]:
    """The gap, and its share of the higher figure; None for denials and for other values.

    The share is None where the higher figure is not above zero.
    """
    if a.reach.denies or b.reach.denies:
        return None, None
    low, high = sorted((a, b), key=lambda camp: camp.reach.extent)
    if isinstance(low.value, Period) and isinstance(high.value, Period):
        if low.value.end is None or high.value.start is None:
            return None, None
        return high.value.start - low.value.end, None
    upper, lower = ends_of(low.value)[1], ends_of(high.value)[0]
    if upper is None or lower is None:
        return None, None
    gap = lower - upper
    return gap, (gap / lower).quantize(SHARE_PLACES) if lower > 0 else None


def is_close(upper: Decimal, lower: Decimal, question: Question) -> bool:
    """Whether a count ending at `upper` and one beginning at `lower`, above it, nearly meet."""
    return question.is_count and floor_of(lower, question) <= upper


def floor_of(figure: Decimal, question: Question) -> Decimal:
    """The lowest figure that is still close to this one."""
    return figure * (1 - question.tolerance)
