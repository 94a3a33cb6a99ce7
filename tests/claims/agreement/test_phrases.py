"""Values in words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from claims.agreement import Question, in_words
from claims.values import Interval, Quantity, Value, ValueType
from tests.claims.agreement.record import (
    KILLED,
    WHO,
    Record,
    any_of,
    at_least,
    at_most,
    between,
    exactly,
    more_than,
    no,
    period,
    text,
)

LENGTH = Question(ValueType.QUANTITY, unit="km")
DATE = Question(ValueType.DATE)


@pytest.mark.parametrize(
    ("value", "question", "words"),
    [
        (exactly(84), KILLED, "84"),
        (exactly(1700), KILLED, "1,700"),
        (at_least(84), KILLED, "84 or more"),
        (more_than(83), KILLED, "84 or more"),
        (at_most(103), KILLED, "103 or fewer"),
        (between(4000, 6000), KILLED, "4,000 to 6,000"),
        (Quantity(Interval(None, None)), KILLED, "any number"),
        (more_than("83.5"), LENGTH, "over 83.5 km"),
        (Quantity(Interval(Decimal(1), Decimal(2), False, False)), LENGTH, "over 1 to under 2 km"),
        (Quantity(Interval(None, Decimal(2), False, False)), LENGTH, "under 2 km"),
        (period("2020-01-03"), DATE, "3 January 2020"),
        (period("2020-01"), DATE, "January 2020"),
        (period("2019"), DATE, "2019"),
        (period("2024-01-19/.."), DATE, "19 January 2024 or later"),
        (period("../2024-01-19"), DATE, "19 January 2024 or earlier"),
        (period("2024-01-07/2024-01-13"), DATE, "7 January 2024 to 13 January 2024"),
        (no(), Question(ValueType.BOOLEAN), "no"),
        (text("near Kerman"), Question(ValueType.TEXT), "“near Kerman”"),
    ],
)  # fmt: skip
def test_value_in_words(value: Value, question: Question, words: str) -> None:
    assert in_words(value, question, {}) == words


def test_concepts_are_named() -> None:
    record = Record(WHO)
    record.concept("Israel")
    record.concept("Islamic State")

    words = in_words(any_of("Israel", "Islamic State"), WHO, record.concepts)

    assert words == "Islamic State or Israel"
