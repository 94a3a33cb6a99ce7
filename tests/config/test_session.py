"""A server set otherwise is read all the same, and a usual one is asked nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection

from config.owner import as_owner
from config.session import make_readable
from history.models import Entry
from tests.history.ledger import make_sources, run

READ = "SELECT '2024-01-03 12:30+03:30'::timestamptz, '1 day 02:03:00'::interval"


@pytest.mark.parametrize("style", ["German, DMY", "SQL, MDY", "Postgres, YMD"])
@pytest.mark.parametrize("intervals", ["iso_8601", "sql_standard", "postgres_verbose"])
def test_dates_and_intervals_are_read_whatever_the_database_is_set_to(
    committed_db, style, intervals
):
    with as_owner():
        run(f"ALTER DATABASE \"{committed_db}\" SET DateStyle TO '{style}'")
        run(f'ALTER DATABASE "{committed_db}" SET IntervalStyle TO {intervals}')

    assert run(READ) == [
        (datetime(2024, 1, 3, 9, tzinfo=UTC), timedelta(days=1, hours=2, minutes=3))
    ]
    make_sources("a")
    assert Entry.objects.get().recorded_at.tzinfo is not None


def test_a_usual_connection_is_set_to_nothing(committed_db):
    connection.ensure_connection()
    said: list[object] = []

    class Session:
        info = connection.connection.info
        execute = said.append

    make_readable(SimpleNamespace(connection=Session))

    assert said == []
