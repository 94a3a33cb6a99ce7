"""What a forger tries and what must stay: whole tables before and after, refusals by sqlstate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import Error, connection, transaction

from config.owner import as_owner, service_role, two_roles
from history.triggers import tracked_tables
from tests.history.ledger import another_connection, run

DENIED = "42501"  # insufficient_privilege

LEDGER = ["history_entry", "history_entrytable", "history_erasure", "ledger_node"]


def skip_unless_two_roles() -> None:
    if not two_roles():
        pytest.skip("one role is owner and service: it can forge whatever it likes")


def record_tables() -> list[str]:
    """The ledger and every historical table: what nobody may forge."""
    return [*LEDGER, *(table.historical for table in tracked_tables())]


def held(table: str) -> list[str]:
    """Every row of a table, as text."""
    return [row for (row,) in run(f"SELECT t::text FROM public.{table} t ORDER BY 1")]


def everything() -> dict[str, list[str]]:
    """Every row of the ledger and of history."""
    return {table: held(table) for table in record_tables()}


def state_of(write: Callable[[], Any]) -> str:
    """The sqlstate that refuses a write, which leaves nothing; "" if it is not refused."""
    try:
        with transaction.atomic():
            write()
            run("SET CONSTRAINTS ALL IMMEDIATE")
            run("SET CONSTRAINTS ALL DEFERRED")
    except Error as error:
        return str(error.__cause__.sqlstate)
    except psycopg.Error as error:
        return str(error.sqlstate)
    return ""


def state_of_sql(*statements: str) -> str:
    return state_of(lambda: [run(statement) for statement in statements])


def let_the_service(right: str, database: str) -> None:
    """Give the service what it lacks on a database of the test's own: TEMPORARY, CREATE."""
    with as_owner():
        run(f'GRANT {right} ON DATABASE "{database}" TO "{service_role()}"')
    connection.close()


def in_a_session(*statements: str, **options: Any) -> str:
    """Statements one by one on a session of their own; the first refusal's sqlstate, or ""."""
    try:
        with another_connection(**options) as session:
            for statement in statements:
                session.execute(statement)
    except psycopg.Error as error:
        return error.sqlstate or "disconnected"
    return ""
