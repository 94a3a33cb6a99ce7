"""The axis of figures: where a number lies, and which numbers are written beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

FROM_ZERO = Decimal("0.35")  # the lowest as a part of the highest, up to which the axis has a 0
BY_POWERS = 300  # times the lowest, from which on each power of ten gets the same room
TICKS = 5
NAMED = ((15, ""), (12, " tn"), (9, " bn"), (6, " M"))


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis and its words; `context` is written where it changes: the year."""

    at: float
    label: str
    context: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers from `low` to `high` laid from `bottom` up to `top`."""

    low: Decimal
    high: Decimal
    bottom: float
    top: float
    by_powers: bool = False

    def place(self, number: Decimal) -> float:
        if self.by_powers:
            start, end = self.low.log10(), self.high.log10()
            share = (number.log10() - start) / (end - start)
        else:
            share = (number - self.low) / (self.high - self.low)
        return self.bottom + float(share) * (self.top - self.bottom)

    def ticks(self, is_count: bool) -> list[Tick]:
        steps = self._powers() if self.by_powers else self._steps(is_count)
        return [Tick(self.place(number), in_short(number)) for number in steps]

    def _steps(self, is_count: bool) -> Iterator[Decimal]:
        step = even_step(self.high - self.low, is_count)
        number = (self.low / step).to_integral_value(ROUND_CEILING) * step
        while number <= self.high:
            yield number
            number += step

    def _powers(self) -> Iterator[Decimal]:
        first, last = self.low.log10(), self.high.log10()
        every = max(1, int((last - first) / TICKS) + 1) if last - first > TICKS else 1
        power = int(first.to_integral_value(ROUND_CEILING))
        while power <= last:
            yield Decimal(1).scaleb(power)
            power += every


def figures(numbers: Sequence[Decimal], is_count: bool, bottom: float, top: float) -> Figures:
    """An axis on which all of the numbers have a place; a single one is given room around it."""
    low, high = min(numbers), max(numbers)
    if low > 0 and high / low > BY_POWERS:
        return Figures(_power(low, ROUND_FLOOR), _power(high, ROUND_CEILING), bottom, top, True)
    if low == high:
        around = max(abs(low) / 10, Decimal(1) if is_count or not low else Decimal(0))
        low, high = low - around, high + around
    elif 0 <= low < high * FROM_ZERO:
        low = Decimal(0)
    step = even_step(high - low, is_count)
    low = (low / step).to_integral_value(ROUND_FLOOR) * step
    high = (high / step).to_integral_value(ROUND_CEILING) * step
    return Figures(low, high, bottom, top)


def even_step(span: Decimal, is_count: bool) -> Decimal:
    """1, 2 or 5 times a power of ten, for about five ticks; whole for counts."""
    power = Decimal(1).scaleb((span / TICKS).adjusted())
    step = next(power * times for times in (1, 2, 5, 10) if power * times * TICKS >= span)
    return max(step, Decimal(1)) if is_count else step


def in_short(number: Decimal) -> str:
    """84; 1,200; 1.5 M; 2E+18."""
    power = number.adjusted() if number else 0
    if power >= NAMED[0][0] or power < -6:
        return f"{number.normalize():E}"
    for least, name in NAMED[1:]:
        if power >= least:
            return f"{_plain(number.scaleb(-least))}{name}"
    return _plain(number)


def _plain(number: Decimal) -> str:
    whole = number.to_integral_value()
    return f"{whole:,f}" if number == whole else f"{number.normalize():,f}"


def _power(number: Decimal, rounding: str) -> Decimal:
    return Decimal(1).scaleb(int(number.log10().to_integral_value(rounding)))
