"""Records as rows of a table, and back."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.cells import cells_of, heading, line_of, record_of
from api.tables import FORMULA

COLUMNS = (
    "claim", "wording", "value", "lower", "sequence", "is_void", "entities", "document.url",
    "document.title", "claim.definitions", "claim.settled_at",
)  # fmt: skip
texts = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=6),
    st.sampled_from(
        ["=1+1", "'=1", "''", "'", '"', '""', "true", "-5", "\t", "a\r\nb", "null", "@x", "[]"]
    ),
)  # fmt: skip
numbers = st.integers(-(10**14), 10**14)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "wording": texts,
            "value": st.one_of(texts, st.booleans()),
            "lower": numbers,
            "sequence": numbers,
            "is_void": st.booleans(),
            "entities": st.lists(texts, max_size=3),
            "document": st.fixed_dictionaries({"url": texts, "title": texts}),
        },
    )
)
def test_a_record_comes_back_from_its_row(record: dict[str, Any]):
    line = line_of(record, COLUMNS).decode()
    [row] = csv.reader(io.StringIO(line, newline=""), strict=True)

    assert record_of(COLUMNS, row) == record


@given(texts)
def test_no_cell_is_a_formula(text):
    assert not cells_of({"wording": text})["wording"].startswith(FORMULA)


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("lower", "84", 84),
        ("lower", "84.5", Decimal("84.5")),
        ("lower", "many", "many"),
        ("lower", "-5", -5),
        ("is_void", "TRUE", True),
        ("is_void", "perhaps", "perhaps"),
        ("value", "true", True),
        ("value", '"true"', "true"),
        ("value", "True story", "True story"),
        ("entities", "hamas; islamic-state", ["hamas", "islamic-state"]),
        ("entities", '["a; b"]', ["a; b"]),
        ("settled_at", "null", None),
        ("wording", "'=1", "=1"),
        ("wording", "'twas", "'twas"),
        ("wording", '"unended', '"unended'),
    ],
)
def test_a_cell_is_read_as_its_column_wants(column, cell, value):
    assert record_of([column], [cell]) == {column: value}


def test_a_column_inside_one_that_has_a_value_is_refused():
    with pytest.raises(ValueError, match="document"):
        record_of(["document", "document.url"], ["a", "b"])


def test_the_heading_names_the_columns():
    assert heading(["claim", "document.url"]) == b"claim,document.url\r\n"
