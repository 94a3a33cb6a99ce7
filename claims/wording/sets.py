"""From a qualifier and its figures to the set of numbers they leave possible."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from typing import Final

from claims.values import Interval, Qualifier, Quantity
from claims.wording.numerals import MAX_SIGNIFICANT_DIGITS
from claims.wording.refusals import Refused

LEAST_SHARE: Final = Decimal("0.01")
GREATEST_SHARE: Final = Decimal("0.1")
_FLOOR: Final = Context(prec=MAX_SIGNIFICANT_DIGITS, rounding=ROUND_FLOOR)
_CEILING: Final = Context(prec=MAX_SIGNIFICANT_DIGITS, rounding=ROUND_CEILING)


def bounded(qualifier: Qualifier, value: Decimal, step: Decimal, *, is_count: bool) -> Quantity:
    """The set of one figure under its qualifier. `step` is its last significant digit's worth."""
    match qualifier:
        case Qualifier.EXACTLY:
            return Quantity(Interval(value, value))
        case Qualifier.AT_LEAST:
            return Quantity(Interval(value, None))
        case Qualifier.MORE_THAN:
            return Quantity(Interval(value, None, lower_inclusive=False))
        case Qualifier.AT_MOST:
            return Quantity(Interval(None, value))
        case Qualifier.FEWER_THAN:
            if is_count and value == 0:
                raise Refused("negative", f"fewer than {value}")
            return Quantity(Interval(None, value, upper_inclusive=False))
        case Qualifier.ABOUT:
            return Quantity(about(value, step, is_count=is_count), best=value)
        case Qualifier.NEARLY:
            return Quantity(nearly(value, step, is_count=is_count))
        case Qualifier.BETWEEN | Qualifier.VAGUE | Qualifier.UNREADABLE:
            raise AssertionError(f"{qualifier} is not a bound of one figure")


def about(value: Decimal, step: Decimal, *, is_count: bool) -> Interval:
    """What "about" leaves possible: [value - width, value + width].

    width = step / 2, but at least 1 % and at most 10 % of the value, where step is the worth of
    the last significant digit as printed (284: 1; 1,700: 100; two dozen: 12). A count rounds
    outward to whole numbers, any number outward to 15 significant digits.
    284 gives [281, 287], 20 gives [18, 22], 1,700 gives [1650, 1750]. Rule: docs/wording.md.
    """
    if value == 0:
        raise Refused("about_zero")
    size = abs(value)
    width = min(max(step / 2, size * LEAST_SHARE), size * GREATEST_SHARE)
    return Interval(
        _outward(value - width, _FLOOR, is_count), _outward(value + width, _CEILING, is_count)
    )


def nearly(value: Decimal, step: Decimal, *, is_count: bool) -> Interval:
    """The part of `about` below the value: 300 gives [270, 300)."""
    if value < 0:
        raise Refused("negative", str(value))
    lower = about(value, step, is_count=is_count).lower
    return Interval(lower, value, upper_inclusive=False)


def between(lower: Decimal, upper: Decimal) -> Quantity:
    """Both bounds belong to the set. Raises Refused for a low above a high."""
    if lower > upper:
        raise Refused("low_above_high", f"{lower}, {upper}")
    return Quantity(Interval(lower, upper))


def vague(lower: int, power: int, *, is_count: bool) -> Quantity:
    """From `lower` to below twenty times `power`: hundreds is [200, 1999], a quantity [200, 2000).

    `power` is what the word multiplies: 10 for dozens and tens, 100 for hundreds.
    """
    end = Decimal(20 * power)
    if is_count:
        return Quantity(Interval(Decimal(lower), end - 1))
    return Quantity(Interval(Decimal(lower), end, upper_inclusive=False))


def _outward(number: Decimal, context: Context, is_count: bool) -> Decimal:
    if is_count:
        number = number.to_integral_value(rounding=context.rounding)
    number = context.plus(number)
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number
