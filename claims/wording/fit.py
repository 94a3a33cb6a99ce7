"""Whether bounds given by hand say what the words beside them say."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from claims.values import Interval, Qualifier, whole_bounds
from claims.wording.reading import Reading

CONVENTIONAL: Final = frozenset({Qualifier.ABOUT, Qualifier.NEARLY, Qualifier.VAGUE})


def fits(reading: Reading, given: Interval, *, is_count: bool = True) -> bool:
    """Whether the given bounds agree with the words as read.

    Words that bound must be met exactly: [84, 84] is not "at least 84". The width of about,
    nearly and vague words is our convention, so any range that is wider than a point, bounded on
    both sides, and shares a value with ours fits. Counts compare as whole numbers from 0 up:
    (83, ∞) is [84, ∞), and (-∞, 103] is [0, 103].
    """
    ours = _comparable(reading.quantity.interval, is_count)
    theirs = _comparable(given, is_count)
    if ours == theirs:
        return True
    if reading.qualifier not in CONVENTIONAL or theirs.lower is None or theirs.upper is None:
        return False
    return theirs.lower < theirs.upper and _reaches(ours, theirs) and _reaches(theirs, ours)


def covers(reading: Reading, given: Interval, *, is_count: bool = True) -> bool:
    """Whether the words say no more than the bounds do: every number in the bounds fits them.

    "at least 84" covers [84, 84] and says less; "84" does not cover [84, ∞).
    """
    if fits(reading, given, is_count=is_count):
        return True
    ours = _comparable(reading.quantity.interval, is_count)
    theirs = _comparable(given, is_count)
    return _begins_within(ours, theirs) and _ends_within(ours, theirs)


def _begins_within(outer: Interval, inner: Interval) -> bool:
    if outer.lower is None or inner.lower is None:
        return outer.lower is None
    if outer.lower == inner.lower:
        return outer.lower_inclusive or not inner.lower_inclusive
    return outer.lower < inner.lower


def _ends_within(outer: Interval, inner: Interval) -> bool:
    if outer.upper is None or inner.upper is None:
        return outer.upper is None
    if outer.upper == inner.upper:
        return outer.upper_inclusive or not inner.upper_inclusive
    return inner.upper < outer.upper


def _comparable(interval: Interval, is_count: bool) -> Interval:
    if not is_count:
        return interval
    lower, upper = whole_bounds(interval)
    if lower is None and (upper is None or upper >= 0):
        lower = 0
    if lower is not None and upper is not None and lower > upper:
        return interval
    return Interval(_decimal(lower), _decimal(upper))


def _decimal(number: int | None) -> Decimal | None:
    return None if number is None else Decimal(number)


def _reaches(a: Interval, b: Interval) -> bool:
    """Whether `a` begins no later than `b` ends."""
    if a.lower is None or b.upper is None:
        return True
    if a.lower == b.upper:
        return a.lower_inclusive and b.upper_inclusive
    return a.lower < b.upper
