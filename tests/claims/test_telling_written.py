"""Figures and quotations written column by column are what their shapes show of each row."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.rendering import dumps, dumps_each, dumps_objects
from claims.models.revision import ReadBy
from claims.presenting import present_quotation
from claims.telling import _value
from claims.telling_written import figures_written, number, quotations_written
from claims.values import Qualifier, as_number
from history.told_columns import _numbers

WORDS = st.text(max_size=8) | st.sampled_from(["", 'a\n"b"', "é\u2028,\n  ", "\x00\x7f"])
PLAIN = WORDS | st.none() | st.booleans() | st.integers(-(2**53), 2**53)
QUOTATIONS = st.fixed_dictionaries(
    {
        "quotation_exact": WORDS,
        "quotation_prefix": WORDS,
        "quotation_suffix": WORDS,
        "quotation_start": st.none() | st.integers(0, 9999),
        "quotation_end": st.none() | st.integers(0, 9999),
        "quotation_match": st.none() | st.sampled_from(["exact", "normalised", ""]),
    }
)
NUMBERS = st.decimals(-(10**9), 10**9, places=3) | st.sampled_from(
    [
        Decimal("0.00000000000000000001"),
        Decimal("100"),
        Decimal("-0.50"),
        Decimal("1E-7"),
        Decimal("2E+19"),
        Decimal("-1E+19"),
    ]
)
TEXTS = NUMBERS.map(lambda each: f"{each:f}")
# PostgreSQL writes no bound as one that is left out.
LOWER = st.just("(") | st.builds("{}{}".format, st.sampled_from("[("), TEXTS)
UPPER = st.just(")") | st.builds("{}{}".format, TEXTS, st.sampled_from("])"))
RANGES = st.builds("{},{}".format, LOWER, UPPER)
FIGURES = st.fixed_dictionaries(
    {
        "value_type": st.just("quantity"),
        "stance": st.sampled_from(["asserts", "withdraws"]),
        "qualifier": st.sampled_from([each.value for each in Qualifier]),
        "quantity": st.none() | RANGES,
        "period": st.none(),
        "boolean": st.none(),
        "text": st.none(),
        "best": st.none() | TEXTS,
        "edtf": st.just(""),
        "read_by": st.sampled_from(["", *ReadBy.values]),
    }
)


def columns(rows: Sequence[dict[str, Any]]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in rows[0]}


@given(st.lists(PLAIN, max_size=9))
def test_plain_values_dumped_at_once_are_those_dumped_one_by_one(values):
    assert dumps_each(values) == [dumps(each).decode() for each in values]


@given(st.lists(st.tuples(PLAIN, PLAIN), max_size=5))
def test_objects_dumped_by_member_are_those_dumped_one_by_one(pairs):
    members = {"a": [first for first, _ in pairs], "b": [second for _, second in pairs]}

    written = dumps_objects(members)

    assert written == [dumps({"a": a, "b": b}).decode() for a, b in pairs]


@given(st.lists(QUOTATIONS, min_size=1, max_size=5))
def test_quotations_written_together_are_the_shape_s(rows):
    shown = [dumps(present_quotation(SimpleNamespace(**row))).decode() for row in rows]

    assert quotations_written(columns(rows)) == shown


@given(st.lists(FIGURES, min_size=1, max_size=5))
def test_figures_written_together_are_the_shape_s(rows):
    for row, written in zip(rows, figures_written(columns(rows)), strict=True):
        if written is None:
            assert row["quantity"] is None or row["qualifier"] == Qualifier.UNREADABLE
        else:
            assert written == dumps(_value(_typed(row))).decode()


def _typed(row: dict[str, Any]) -> Any:
    """The row as the ORM gives it."""
    range = row["quantity"] and _numbers(row["quantity"])
    best = row["best"] and Decimal(row["best"])
    return SimpleNamespace(**{**row, "quantity": range, "best": best})


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param(None, None, id="nothing"),
        pytest.param("", None, id="no bound"),
        pytest.param("84", 84, id="whole"),
        pytest.param("84.00000000000000000000", 84, id="whole, with its places"),
        pytest.param("-0.00", 0, id="nought"),
        pytest.param("-1.50", -1.5, id="not whole"),
        pytest.param("123456789012345.00", 123456789012345, id="long"),
        pytest.param("-9223372036854775807", -9223372036854775807, id="all that 64 bits hold"),
        pytest.param("9223372036854775808", 9223372036854775808.0, id="more than 64 bits hold"),
        pytest.param(f"2{'0' * 400}", float("inf"), id="more than a double holds"),
    ],
)
def test_a_number_of_the_database_is_shown(text, shown):
    assert number(text) == shown
    assert type(number(text)) is type(shown)
    assert as_number(Decimal(text) if text else None) == shown
