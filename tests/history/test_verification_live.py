"""Whatever is done to a record as it stands, verification names it."""

from __future__ import annotations

import pytest

from history.triggers import tracked_tables
from tests.history.damage import columns_of, damage, faults, first_fault
from tests.history.ledger import run

TABLES = tracked_tables()
every_table = pytest.mark.parametrize(
    "table", [pytest.param(table, id=table.table) for table in TABLES]
)
EVERY_VALUE = [
    pytest.param(table, column, id=f"{table.table}.{column}")
    for table in TABLES
    for column in table.columns
    if column != table.key
]


def one_of(table) -> str:
    """The key of a record of this table."""
    return run(f"SELECT {table.key}::text FROM {table.table} ORDER BY 1 DESC LIMIT 1")[0][0]


def drop_checks(table: str) -> None:
    """Let any value stand, whatever the rules of the domain are just now."""
    for (name,) in run(
        "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'", [table]
    ):
        run(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')


@pytest.mark.parametrize(("table", "column"), EVERY_VALUE)
def test_an_edited_value_is_named_with_its_column(ledger, table, column):
    record = one_of(table)
    drop_checks(table.table)
    damage(
        f'UPDATE {table.table} SET "{column}" = {columns_of(table.table)[column]}'
        f" WHERE {table.key}::text = '{record}'",
        tables=[table.table],
    )
    held = f'SELECT "{column}"::text FROM {table.table} WHERE {table.key}::text = %s'
    (now,) = run(held, [record])[0]

    found = [fault for fault in faults() if fault.code != "constraint_missing"]

    assert [(fault.code, fault.table, fault.record, fault.column) for fault in found] == [
        ("live_differs", table.table, record, column)
    ]
    assert found[0].found == ("null" if now is None else repr(now))


@every_table
def test_a_record_under_another_key_is_named(ledger, table):
    record = one_of(table)
    other = columns_of(table.table)[table.key].replace("+ 1", "+ 1000")
    damage(
        f'UPDATE {table.table} SET "{table.key}" = {other}'
        f" WHERE \"{table.key}\"::text = '{record}'",
        tables=[table.table],
    )

    fault = first_fault()

    assert (fault.code, fault.table) in [
        ("live_missing", table.table),
        ("live_without_history", table.table),
    ]


@every_table
def test_a_deleted_record_is_named(ledger, table):
    record = one_of(table)
    damage(f"DELETE FROM {table.table} WHERE {table.key}::text = '{record}'", tables=[table.table])

    fault = first_fault()

    assert (fault.code, fault.table, fault.record) == ("live_missing", table.table, record)


@every_table
def test_a_truncated_table_is_named(ledger, table):
    damage(f"TRUNCATE {table.table} CASCADE", tables=[each.table for each in TABLES])

    fault = first_fault()

    assert fault.code == "live_missing"


def test_a_record_without_history_is_named(ledger):
    damage(
        "CREATE TEMP TABLE forged ON COMMIT DROP AS SELECT * FROM sources_source WHERE slug = 'a'",
        "UPDATE forged SET id = '01900000-0000-7000-8000-000000000001', slug = 'forged'",
        "INSERT INTO sources_source SELECT * FROM forged",
        tables=["sources_source"],
    )

    fault = first_fault()

    assert (fault.code, fault.table, fault.record) == (
        "live_without_history", "sources_source", "01900000-0000-7000-8000-000000000001"
    )  # fmt: skip


def test_a_record_that_came_back_after_it_was_deleted_is_named(ledger):
    (id, user, group) = run(
        "SELECT id, user_id, group_id FROM history_historicalmembership WHERE history_type = '-'"
    )[0]
    damage(
        f"INSERT INTO accounts_membership (id, user_id, group_id) OVERRIDING SYSTEM VALUE"
        f" VALUES ('{id}', '{user}', {group})",
        tables=["accounts_membership"],
    )

    fault = first_fault()

    assert (fault.code, fault.table, fault.record) == (
        "live_though_deleted", "accounts_membership", str(id)
    )  # fmt: skip


def test_two_records_with_each_others_values_are_named(ledger):
    damage(
        "UPDATE sources_source t SET name = o.name FROM sources_source o"
        " WHERE (t.slug, o.slug) IN (('a', 'b'), ('b', 'a'))",
        tables=["sources_source"],
    )

    fault = first_fault()

    assert (fault.code, fault.table, fault.column) == ("live_differs", "sources_source", "name")


def test_the_same_number_stored_otherwise_is_named(ledger):
    """84 and 84.0 are equal, and not the same words."""
    (record, kept) = run(
        "SELECT id::text, quantity::text FROM claims_revision"
        " WHERE quantity IS NOT NULL AND NOT lower_inf(quantity) AND lower(quantity) <> 0"
        " AND NOT upper_inf(quantity) ORDER BY id LIMIT 1"
    )[0]
    damage(
        "UPDATE claims_revision SET quantity = numrange(lower(quantity) + 0.0,"
        f" upper(quantity) + 0.0, '[]') WHERE id = '{record}'",
        tables=["claims_revision"],
    )

    fault = first_fault()

    assert (fault.code, fault.record, fault.column, fault.expected) == (
        "live_differs", record, "quantity", repr(kept)
    )  # fmt: skip
