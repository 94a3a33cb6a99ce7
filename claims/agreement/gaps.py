"""How far apart two values lie: between their nearest ends."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from claims.agreement.camps import Camp
from claims.agreement.shapes import Question
from history.dates import Period

SHARE_PLACES = Decimal("0.0001")


def gap_between(a: Camp, b: Camp) -> tuple[Decimal | timedelta | None, Decimal | None]:
    """The gap, and its share of the higher figure; None for denials and for other values.

    The share is None where the higher figure is not above zero.
    """
    if a.reach.denies or b.reach.denies:
        return None, None
    low, high = (a, b) if a.reach.extent <= b.reach.extent else (b, a)
    if isinstance(low.value, Period) and isinstance(high.value, Period):
        if low.value.end is None or high.value.start is None:
            return None, None
        return high.value.start - low.value.end, None
    if low.upper is None or high.lower is None:
        return None, None
    gap = high.lower - low.upper
    return gap, (gap / high.lower).quantize(SHARE_PLACES) if high.lower > 0 else None


def is_close(upper: Decimal, lower: Decimal, question: Question) -> bool:
    """Whether a count ending at `upper` and one beginning at `lower`, above it, nearly meet."""
    return question.is_count and floor_of(lower, question) <= upper


def floor_of(figure: Decimal, question: Question) -> Decimal:
    """The lowest figure that is still close to this one."""
    return figure * (1 - question.tolerance)
