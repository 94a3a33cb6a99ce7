"""What a statement can say: sets of possible values.

A statement is never a bare number. "at least 84" is [84, ∞), a day is a range of instants, a
concept is itself and everything narrower. This module holds the shapes those sets take and the
words for them; reading words into them is `claims.wording` and `history.dates`, comparing them is
`claims.agreement`. Pure: no Django, no clock, no I/O.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from math import ceil, floor
from typing import Any, Final
from uuid import UUID

from history.dates import Period as Period

HELD: Final = Decimal(2**63)
"""JSON is written with whole numbers below this, on either side of nought."""


class ValueType(StrEnum):
    """What kind of answer a claim's question has."""

    QUANTITY = "quantity"
    DATE = "date"
    ENTITY = "entity"
    BOOLEAN = "boolean"
    TEXT = "text"


class Qualifier(StrEnum):
    """How the words bound the figure they hold."""

    EXACTLY = "exactly"
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    FEWER_THAN = "fewer_than"
    BETWEEN = "between"
    ABOUT = "about"
    NEARLY = "nearly"
    VAGUE = "vague"
    UNREADABLE = "unreadable"


class Stance(StrEnum):
    """What a statement does with the value it names."""

    ASSERTS = "asserts"
    SUGGESTS = "suggests"
    DENIES = "denies"
    WITHDRAWS = "withdraws"


ASSERTS, SUGGESTS, DENIES, WITHDRAWS = Stance
"""The stances, looked up once: reading a member from its enum costs more than comparing it, and
`claims.agreement` does so several times a statement."""


class ChangeKind(StrEnum):
    """What a statement does to the one it follows (claims.succession)."""

    UPDATE = "update"
    CORRECTION = "correction"
    CLARIFICATION = "clarification"
    WITHDRAWAL = "withdrawal"
    REINSTATEMENT = "reinstatement"


NO_CHANGE = "none"
"""What a caller says in a kind's place where nothing changed; kept as no kind at all."""


@dataclass(frozen=True, slots=True)
class Interval:
    """The numbers between two bounds; None is an open end (and is never inclusive).

    Raises ValueError for bounds that hold no number at all.
    """

    lower: Decimal | None
    upper: Decimal | None
    lower_inclusive: bool = True
    upper_inclusive: bool = True

    def __post_init__(self) -> None:
        if self.lower is None and self.lower_inclusive:
            object.__setattr__(self, "lower_inclusive", False)
        if self.upper is None and self.upper_inclusive:
            object.__setattr__(self, "upper_inclusive", False)
        if self.lower is None or self.upper is None:
            return
        if self.lower > self.upper:
            raise ValueError(f"lower {self.lower} is above upper {self.upper}")
        if self.lower == self.upper and not (self.lower_inclusive and self.upper_inclusive):
            raise ValueError(f"no value lies between {self.lower} and {self.upper}")

    def __str__(self) -> str:
        left = "[" if self.lower_inclusive else "("
        right = "]" if self.upper_inclusive else ")"
        lower = "-∞" if self.lower is None else f"{self.lower:f}"
        upper = "∞" if self.upper is None else f"{self.upper:f}"
        return f"{left}{lower}, {upper}{right}"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A set of numbers; `best` is the point the source itself gives inside or beside it."""

    interval: Interval
    best: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Concepts:
    """One of these entities, each standing for itself and everything narrower."""

    ids: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Truth:
    """Yes or no."""

    boolean: bool


@dataclass(frozen=True, slots=True)
class Words:
    """Free text: equal after Unicode and case folding, or merely different."""

    text: str


Value = Quantity | Period | Concepts | Truth | Words


def whole_bounds(interval: Interval) -> tuple[int | None, int | None]:
    """The least and greatest whole numbers in the interval: (83, 90] gives (84, 90).

    None is an open end. An interval without a whole number gives a lower above its upper.
    """
    lower = upper = None
    if interval.lower is not None:
        lower = ceil(interval.lower)
        if not interval.lower_inclusive and lower == interval.lower:
            lower += 1
    if interval.upper is not None:
        upper = floor(interval.upper)
        if not interval.upper_inclusive and upper == interval.upper:
            upper -= 1
    return lower, upper


def as_number(value: Decimal | None) -> Any:
    """A JSON number, whole where the value is whole: Decimal("84.0") gives 84.

    Not where 64 bits don't hold it: 2E+19 is written as what has a point is.
    """
    if value is None:
        return None
    is_whole = value == value.to_integral_value() and -HELD < value < HELD
    return int(value) if is_whole else float(value)
