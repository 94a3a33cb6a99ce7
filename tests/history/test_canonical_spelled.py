"""Rows spelled out column by column come out as history_canonical() has them, to the byte."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from history.canonical import pinned, table_of
from history.recording import recording
from history.tracking import TRACKED
from sources.models import Document, Source
from tests.history.hashes import check_the_log
from tests.history.ledger import a_document, a_source, run

TABLES = sorted([*(each.historical._meta.db_table for each in TRACKED.values()), "history_erasure"])
COLUMNS = """
    SELECT attname, atttypid::regtype::text, greatest(atttypmod - 4, -1)
    FROM pg_attribute
    WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped
"""
TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20)
INSTANTS = ("infinity", "-infinity", "0044-03-15 12:00:00+00 BC", "2024-01-03 12:00:00.5+03:30")
NUMBERS = ("84", "84.0", "-0.00", "1e3", "0.0001", "12345678901234567890.5")
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "boolean": st.booleans(),
    "integer": st.integers(-(2**31), 2**31 - 1),
    "bigint": st.integers(-(2**63), 2**63 - 1),
    "uuid": st.uuids().map(str),
    "text": TEXT,
    "character varying": TEXT,
    "text[]": st.lists(TEXT | st.none(), max_size=3),
    "character varying[]": st.lists(TEXT, max_size=3),
    "bytea": st.binary(max_size=9).map(lambda octets: f"\\x{octets.hex()}"),
    "numeric": st.sampled_from(NUMBERS),
    "numrange": st.sampled_from(["empty", "[84,84]", "(,84.0]", "[1e3,)", "(,)"]),
    "timestamp with time zone": st.sampled_from(INSTANTS),
    "tstzrange": st.sampled_from(
        ["empty", "[2024-01-03 12:00:00+03:30,)", '["0044-03-15 00:00:00+00 BC",infinity)']
    ),
}


def columns_of(table: str) -> list[tuple[str, str, int]]:
    return [(name, kind.split("(")[0], most) for name, kind, most in run(COLUMNS, [table])]


def a_row(columns: list[tuple[str, str, int]]) -> st.SearchStrategy[dict[str, Any]]:
    """Any values that its columns hold, null as well."""

    def value(kind: str, most: int) -> st.SearchStrategy[Any]:
        fits = VALUES[kind]
        if kind == "character varying" and most > -1:
            fits = fits.map(lambda text: text[:most])
        if kind == "character varying[]" and most > -1:
            fits = fits.map(lambda texts: [text[:most] for text in texts])
        if kind == "numeric" and most > -1:
            fits = st.sampled_from(["0", "0.5", "0.1000", "-1"])
        return fits | st.none()

    return st.fixed_dictionaries({name: value(kind, most) for name, kind, most in columns})


def both_texts(table: str, row: dict[str, Any]) -> Any:
    """The row's text as it is hashed alone, and spelled out."""
    with pinned():
        [(spelled,)] = run("SELECT public.history_canonical_sql(%s)", [table])
        query = (
            f"SELECT public.history_canonical(%s, to_jsonb(h)), {spelled.replace('%', '%%')}"
            f" FROM jsonb_populate_record(NULL::{table_of(table)}, %s) h"
        )
        [texts] = run(query, [table, json.dumps(row)])
    return texts


@pytest.mark.parametrize("table", TABLES)
@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_row_is_spelled_as_it_is_hashed_alone(db, table, data):
    row = data.draw(a_row(columns_of(table)))

    alone, spelled = both_texts(table, row)

    assert spelled == alone


@pytest.mark.parametrize("table", TABLES)
def test_a_row_of_nulls_is_its_table(db, table):
    assert both_texts(table, {}) == (f'{{"@table": "{table}"}}',) * 2


def test_a_column_of_another_kind_goes_through_jsonb(ledger):
    run(
        "CREATE TABLE public.odd_one (kept jsonb, gone int, hours interval, day date, at time,"
        ' nested text[], "Odd ""%%'
        ' name" float8)'
    )
    run("ALTER TABLE public.odd_one DROP COLUMN gone")
    for kept in (None, "null", '{"a": null, "b": [null, {"c": null}]}', "3.50", '"x"'):
        run("TRUNCATE public.odd_one")
        run(
            "INSERT INTO public.odd_one VALUES (%s, '25:00', '2024-01-03', '12:00',"
            " '{{a,NULL},{b,c}}', 'NaN')",
            [kept],
        )
        with pinned():
            [(spelled,)] = run("SELECT public.history_canonical_sql('odd_one')")
            [(alone, same)] = run(
                "SELECT public.history_canonical('odd_one', to_jsonb(h)), "
                + spelled
                + " FROM public.odd_one h"
            )
        assert same == alone


@pytest.mark.parametrize("rows", [1, 99, 100, 101, 250])
def test_an_entry_of_many_rows_has_the_digest_of_its_rows(db, rows):
    with recording(by=None, channel="import", reason="many"):
        Source.objects.bulk_create(
            [a_source(f"s{n}", name=f'"{n}\\ \t£', aliases=["a", "é"]) for n in range(rows)]
        )
        Document.objects.bulk_create([a_document(f"d{n}") for n in range(3)])

    check_the_log()
