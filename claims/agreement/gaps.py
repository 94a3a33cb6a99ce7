"""How far apart two values lie: between their nearest ends."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from claims.agreement.camps import Camp
from claims.agreement.shapes import Question
from claims.values import Value
from history.dates import Period

SHARE_PLACES = Decimal("0.0001")


def gap_between(a: Camp, b: Camp) -> tuple[Decimal | timedelta | None, Decimal | None]:
    """The gap, and its share of the higher figure; None for denials and for other values.

    The share is None where the higher figure is not above zero.
    """
    if a.reach.denies or b.reach.denies:
        return None, None
    low, high = (a, b) if a.reach.extent <= b.reach.extent else (b, a)
    if low.upper is not None and high.lower is not None:
        gap = high.lower - low.upper
        return gap, (gap / high.lower).quantize(SHARE_PLACES) if high.lower > 0 else None
    end, start = _end(low.value), _start(high.value)
    return (None if end is None or start is None else start - end), None


def _start(value: Value) -> datetime | None:
    return value.start if isinstance(value, Period) else None


def _end(value: Value) -> datetime | None:
    return value.end if isinstance(value, Period) else None


def is_close(upper: Decimal, lower: Decimal, question: Question) -> bool:
    """Whether a count ending at `upper` and one beginning at `lower`, above it, nearly meet."""
    return question.is_count and floor_of(lower, question) <= upper


def floor_of(figure: Decimal, question: Question) -> Decimal:
    """The lowest figure that is still close to this one."""
    return figure * (1 - question.tolerance)
