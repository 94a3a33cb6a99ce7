"""Whatever is done to a row of history, verification names it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from history.triggers import tracked_tables
from history.verification.faults import Fault
from tests.history.damage import columns_of, damage, faults, first_fault
from tests.history.ledger import run

TABLES = tracked_tables()
EVERY_VALUE = [
    pytest.param(table, table.kept_as(column), id=f"{table.historical}.{column}")
    for table in TABLES
    for column in table.columns
]
every_table = pytest.mark.parametrize(
    "table", [pytest.param(table, id=table.historical) for table in TABLES]
)


def newest(table) -> tuple[int, int, str]:
    """history_id, position and record of the newest row of a table."""
    return run(
        f"SELECT history_id, position, {table.key}::text FROM {table.historical}"
        " ORDER BY history_id DESC LIMIT 1"
    )[0]


def edit(table, column: str) -> tuple[int, int, str]:
    """Give a column of the newest row another value; where the row was."""
    history_id, position, record = newest(table)
    value = columns_of(table.historical)[column]
    if column == "history_type":
        value = "CASE history_type WHEN '+' THEN '~' ELSE '+' END"
    damage(
        f'UPDATE {table.historical} SET "{column}" = {value} WHERE history_id = {history_id}',
        tables=[table.historical],
    )
    return history_id, position, record


def place(fault: Fault | None) -> tuple:
    assert fault is not None
    return fault.code, fault.table, fault.position, fault.history_id, fault.record, fault.column


def test_the_ledger_is_sound(ledger):
    assert faults() == []


@pytest.mark.parametrize(("table", "column"), EVERY_VALUE)
def test_an_edited_value_is_named_with_its_column(ledger, table, column):
    history_id, position, record = edit(table, column)

    fault = first_fault()

    if column == table.kept_as(table.key):
        fault, record = replace(fault, record=""), ""
    assert place(fault) == (
        "row_changed", table.historical, position, history_id, record, column
    )  # fmt: skip


@pytest.mark.parametrize("column", ["changed", "history_date", "history_type"])
@every_table
def test_an_edited_column_of_historys_own_is_named(ledger, table, column):
    history_id, position, record = edit(table, column)

    assert place(first_fault()) == (
        "row_changed", table.historical, position, history_id, record, column
    )  # fmt: skip


@every_table
def test_an_edited_salt_leaves_the_row_or_at_least_the_entry_named(ledger, table):
    history_id, position, record = edit(table, "salt")

    fault = first_fault()

    alone = ("row_changed", table.historical, position, history_id, record, "")
    among_others = ("rows_changed", "", position, None, "", "")
    assert place(fault) == (alone if rows_at(position) == 1 else among_others)


@every_table
def test_a_row_moved_to_the_next_entry_is_named(ledger, table):
    history_id, position, record = edit(table, "position")

    fault = first_fault()

    assert fault.code in ("row_misplaced", "row_out_of_order")
    assert place(replace(fault, code="", record="")) == (
        "", table.historical, position + 1, history_id, "", "position"
    )  # fmt: skip
    if fault.code == "row_misplaced":
        assert (fault.record, fault.expected) == (record, str(position))


@every_table
def test_a_row_with_another_number_is_named_or_at_least_its_entry(ledger, table):
    history_id, position, record = edit(table, "history_id")

    fault = first_fault()

    assert (fault.code, fault.position, fault.history_id) in [
        ("row_changed", position, history_id + 1),
        ("rows_changed", position, None),
        ("row_out_of_order", position, history_id + 1),
        ("row_out_of_order", position + 1, history_id + 1),  # the other row of that number
    ]


@every_table
def test_a_deleted_row_leaves_its_entry_named(ledger, table):
    history_id, position, _ = newest(table)
    alone_in_table = rows_at(position, table) == 1
    damage(
        f"DELETE FROM {table.historical} WHERE history_id = {history_id}",
        tables=[table.historical],
    )

    fault = first_fault()

    if alone_in_table:
        assert (fault.code, fault.position, fault.found) == (
            "listed_without_rows", position, table.historical
        )  # fmt: skip
    else:
        assert (fault.code, fault.position) == ("rows_changed", position)


@every_table
def test_an_inserted_row_is_named(ledger, table):
    history_id, position, record = newest(table)
    damage(
        f"CREATE TEMP TABLE forged ON COMMIT DROP AS SELECT * FROM {table.historical}"
        f" WHERE history_id = {history_id}",
        "UPDATE forged SET history_id = (SELECT last_value + 1 FROM history_row_id)",
        f"UPDATE forged SET position = {head()}",
        f"INSERT INTO {table.historical} SELECT * FROM forged",
        tables=[table.historical],
    )

    found = faults()[0]

    if found.code == "table_not_listed":
        assert (found.position, found.expected) == (head(), table.historical)
    else:
        assert place(found)[:5] == (
            "row_added", table.historical, head(), next_number(), record
        )  # fmt: skip


@every_table
def test_a_truncated_table_leaves_the_first_entry_that_wrote_to_it_named(ledger, table):
    first = run(f"SELECT min(position) FROM {table.historical}")[0][0]
    damage(f"TRUNCATE {table.historical}", tables=[table.historical])

    fault = first_fault()

    assert (fault.code, fault.table, fault.position, fault.found) == (
        "listed_without_rows", "history_entrytable", first, table.historical
    )  # fmt: skip


def test_the_contents_of_two_rows_swapped_are_named(ledger):
    """What they say changes places; their numbers and positions stay."""
    one, other = two_rows_of_sources()
    swap("sources_historicalsource", "history_id", one[0], other[0], keep="history_id, position")

    fault = first_fault()

    assert (fault.code, fault.position, fault.history_id) == ("row_changed", one[1], one[0])


def test_two_rows_swapped_between_entries_are_named(ledger):
    one, other = two_rows_of_sources()
    swap("sources_historicalsource", "history_id", one[0], other[0], keep="history_id")

    fault = first_fault()

    assert place(fault) == (
        "row_out_of_order", "sources_historicalsource", other[1], one[0], "", "position"
    )  # fmt: skip


def test_two_rows_in_each_others_order_are_named(ledger):
    """Their numbers change places, and nothing else."""
    one, other = run(
        "SELECT history_id, position FROM sources_historicalsource"
        " WHERE position = (SELECT max(position) - 3 FROM sources_historicalsource)"
        " ORDER BY history_id LIMIT 2"
    )
    damage(
        f"UPDATE sources_historicalsource SET history_id = -1 WHERE history_id = {one[0]}",
        f"UPDATE sources_historicalsource SET history_id = {one[0]} WHERE history_id = {other[0]}",
        f"UPDATE sources_historicalsource SET history_id = {other[0]} WHERE history_id = -1",
        tables=["sources_historicalsource"],
    )

    fault = first_fault()

    assert (fault.code, fault.position) == ("rows_changed", one[1])


def test_one_number_given_twice_is_named(ledger):
    (number,) = run("SELECT max(history_id) FROM claims_historicalclaim")[0]
    position = run("SELECT max(position) FROM sources_historicaldocumentversion")[0][0]
    damage(
        f"UPDATE sources_historicaldocumentversion SET history_id = {number}",
        tables=["sources_historicaldocumentversion"],
    )

    found = {(fault.code, fault.position) for fault in faults()}

    assert ("row_out_of_order", position) in found or ("listed_without_rows", position) in found


def test_what_follows_a_fault_is_still_verified(ledger):
    """One change is one fault, not one of every root behind it."""
    history_id, position, record = run(
        "SELECT history_id, position, id::text FROM sources_historicalsource ORDER BY 1 LIMIT 1"
    )[0]
    damage(
        f"UPDATE sources_historicalsource SET note = 'x' WHERE history_id = {history_id}",
        tables=["sources_historicalsource"],
    )

    found = faults()

    assert [(fault.code, fault.position) for fault in found if fault.code != "live_differs"] == [
        ("row_changed", position)
    ]


def two_rows_of_sources() -> list[tuple[int, int]]:
    """history_id and position of the two newest edits, each alone in its entry."""
    return run(
        "SELECT history_id, position FROM sources_historicalsource"
        " WHERE history_type = '~' ORDER BY history_id DESC LIMIT 2"
    )[::-1]


def swap(table: str, key: str, one: int, other: int, *, keep: str) -> None:
    """Let two rows change places in all but the columns kept."""
    kept = keep.split(", ")
    columns = [name for name in columns_of(table) if name not in kept]
    assignments = ", ".join(f'"{name}" = o."{name}"' for name in columns)
    damage(
        f"CREATE TEMP TABLE held ON COMMIT DROP AS SELECT * FROM {table}"
        f" WHERE {key} IN ({one}, {other})",
        f"UPDATE {table} t SET {assignments} FROM held o"
        f" WHERE t.{key} = {one} AND o.{key} = {other}"
        f" OR t.{key} = {other} AND o.{key} = {one}",
        tables=[table],
    )


def rows_at(position: int, table=None) -> int:
    tables = TABLES if table is None else [table]
    return sum(
        run(f"SELECT count(*) FROM {each.historical} WHERE position = {position}")[0][0]
        for each in tables
    )


def head() -> int:
    return run("SELECT max(position) FROM history_entry")[0][0]


def next_number() -> int:
    return run("SELECT last_value + 1 FROM history_row_id")[0][0]
