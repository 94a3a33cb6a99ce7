"""Values in words, as a sentence of a newsroom would have them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

from claims.agreement.shapes import Concept, Question
from claims.agreement.spaces import whole
from claims.values import Concepts, Interval, Quantity, Truth, Value, Words
from history.dates import Period

DAY = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


def in_words(value: Value, question: Question, concepts: Mapping[UUID, Concept]) -> str:
    """A value as a sentence would say it: "84 or more", "4,000 to 6,000", "3 January 2020".

    A count stands in whole numbers and without its unit, other figures with it.
    """
    match value:
        case Quantity():
            shown = whole(value) if question.is_count else value
            words = _interval(shown.interval)
            return words if question.is_count or not question.unit else f"{words} {question.unit}"
        case Period():
            return _edtf(value.edtf)
        case Concepts():
            return listed(sorted(concepts[id].name for id in value.ids), "or")
        case Truth():
            return "yes" if value.boolean else "no"
        case Words():
            return f"“{value.text}”"


def listed(names: Iterable[str], word: str = "and") -> str:
    """ "A", "A and B", "A, B and C"."""
    *first, last = names
    return f"{', '.join(first)} {word} {last}" if first else last


def count(number: int, one: str, many: str) -> str:
    """A number of things in words for people: "1 outlet", "1,200 outlets"."""
    return f"{number:,} {one if number == 1 else many}"


def _interval(bounds: Interval) -> str:
    lower, upper = bounds.lower, bounds.upper
    if lower is None:
        if upper is None:
            return "any number"
        return f"{_number(upper)} or fewer" if bounds.upper_inclusive else f"under {_number(upper)}"
    if upper is None:
        return f"{_number(lower)} or more" if bounds.lower_inclusive else f"over {_number(lower)}"
    if lower == upper:
        return _number(lower)
    over = "" if bounds.lower_inclusive else "over "
    under = "" if bounds.upper_inclusive else "under "
    return f"{over}{_number(lower)} to {under}{_number(upper)}"


@lru_cache(maxsize=4096)
def _number(number: Decimal) -> str:
    """Equal figures read alike however they are written; one stands in many sentences."""
    if number == number.to_integral_value():
        return f"{int(number):,}"
    return f"{number.normalize():,f}"


def _edtf(edtf: str) -> str:
    """Days, months and years in English, spans of them too; anything finer as it is written."""
    start, slash, end = edtf.partition("/")
    if not slash:
        return _day(start)
    if end in ("..", ""):
        return f"{_day(start)} or later"
    if start in ("..", ""):
        return f"{_day(end)} or earlier"
    return f"{_day(start)} to {_day(end)}"


def _day(edtf: str) -> str:
    match = DAY.fullmatch(edtf)
    if not match:
        return edtf
    year, month, day = match.groups()
    if month is None:
        return year
    if not 1 <= int(month) <= 12:
        return edtf
    name = f"{date(2000, int(month), 1):%B} {year}"
    return f"{int(day)} {name}" if day else name
