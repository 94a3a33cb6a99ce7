"""The same ledger under other settings, and while others write."""

from __future__ import annotations

import pytest
from django.db import connection

from config.owner import as_owner
from history.verification.verifying import Verification
from tests.databases import Databases, connected_to
from tests.history.damage import SERVICE, damage, faults
from tests.history.ledger import another_connection, head, insert_source, make_sources, run
from tests.history.test_export_ledger import export
from tests.history.test_verify_ledger import verify

HOSTILE = {
    "TimeZone": "Asia/Tehran",
    "DateStyle": "German, DMY",
    "IntervalStyle": "iso_8601",
    "bytea_output": "escape",
    "extra_float_digits": "-15",
    "lc_numeric": "C",
    "lc_monetary": "C",
    "lc_time": "C",
    "search_path": "pg_temp, public, pg_catalog",
    "default_transaction_isolation": "serializable",
    "default_transaction_read_only": "on",
    "row_security": "off",
    "standard_conforming_strings": "on",
    "array_nulls": "off",
    "backslash_quote": "on",
    "xmlbinary": "hex",
    "enable_indexscan": "off",
    "work_mem": "64kB",
}


@pytest.fixture
def elsewhere(databases: Databases, ledger_database, django_db_blocker):
    """A copy of the ledger's database where every setting that shapes text is another."""
    with (
        django_db_blocker.unblock(),
        databases.copy(ledger_database, "elsewhere") as name,
        connected_to(name),
    ):
        with as_owner():
            for setting, value in HOSTILE.items():
                given = value if setting == "search_path" else f"'{value}'"
                run(f'ALTER DATABASE "{name}" SET {setting} = {given}')
        connection.close()
        yield name


def test_settings_of_the_database_change_nothing(elsewhere):
    assert run("SHOW bytea_output") == [("escape",)]

    code, lines = verify()

    assert (code, lines[-1]) == (0, "the record is as it was sealed")


def test_settings_of_the_database_change_nothing_in_an_export(elsewhere, ledger_database, tmp_path):
    there = export(tmp_path / "there")
    with connected_to(ledger_database):
        here = export(tmp_path / "here")

    assert here == there


def test_verification_leaves_the_sessions_settings(elsewhere):
    held = [run(f"SHOW {setting}") for setting in HOSTILE]

    assert faults() == []
    assert [run(f"SHOW {setting}") for setting in HOSTILE] == held


def test_writers_go_on_while_it_reads_and_it_sees_one_moment(committed_db):
    make_sources("a", "b")
    make_sources("c")
    with as_owner():
        damage("UPDATE history_entry SET reason = 'x' WHERE position = 1", tables=["history_entry"])
    verification = Verification({}, SERVICE)
    reading = verification.faults()
    first = next(reading)

    with another_connection() as other:
        other.execute(insert_source("d"))
    rest = list(reading)

    assert ([first.code], rest) == (["entry_changed"], [])
    assert (verification.log.size, head()) == (2, 3)


def test_an_open_entry_of_another_holds_nothing_up(committed_db):
    make_sources("a")
    with another_connection(autocommit=False) as other:
        other.execute(insert_source("b"))  # holds the writers' lock to the end

        found = faults()

        assert found == []
        other.rollback()
