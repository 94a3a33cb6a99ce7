"""What history's triggers must be for the models as they are today, and what the database holds."""

from __future__ import annotations

from django.contrib.postgres.fields import DecimalRangeField
from django.db import connection

from history.sql import TrackedTable, function_bodies, trigger_names
from history.tracking import TRACKED, Tracked


def tracked_table(tracked: Tracked) -> TrackedTable:
    """The table, columns and fixed columns of a tracked model, for the SQL generator."""
    historical = tracked.historical
    columns = tuple(field.column for field in historical.tracked_fields)
    all_columns = {field.column for field in tracked.model._meta.concrete_fields}
    return TrackedTable(
        table=tracked.model._meta.db_table,
        historical=historical._meta.db_table,
        key=str(tracked.model._meta.pk.column),
        columns=columns,
        fixed=tracked.fixed,
        partial=set(columns) != all_columns,
        loose=frozenset(
            str(field.column)
            for field in historical.tracked_fields
            if isinstance(field, DecimalRangeField)
        ),
        first_names={live: kept for live, kept in tracked.kept_as.items() if live != kept},
    )


def tracked_tables(app_label: str | None = None) -> list[TrackedTable]:
    """Every tracked table, or those whose historical model lives in the app, by name."""
    return sorted(
        (
            tracked_table(tracked)
            for tracked in TRACKED.values()
            if app_label in (None, tracked.historical._meta.app_label)
        ),
        key=lambda table: table.table,
    )


def differences() -> list[str]:
    """Where the database's triggers are not those the models ask for; empty when all is well."""
    faults: list[str] = []
    for table in tracked_tables():
        for name, body in function_bodies(table).items():
            held = _function_source(name)
            if held is None:
                faults.append(f"{table.table}: function {name}() is missing")
            elif held != body:
                faults.append(f"{table.table}: function {name}() is not what the model asks for")
        for holder, names in trigger_names(table).items():
            enabled = _always_enabled(holder)
            faults += [
                f"{holder}: trigger {name} is missing or not ENABLE ALWAYS"
                for name in sorted(names - enabled)
            ]
    return faults


def _function_source(name: str) -> str | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT prosrc FROM pg_proc"
            " WHERE proname = %s AND pronamespace = 'public'::regnamespace",
            [name],
        )
        row = cursor.fetchone()
    return None if row is None else str(row[0])


def _always_enabled(table: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled = 'A'",
            [f"public.{table}"],
        )
        return {str(row[0]) for row in cursor.fetchall()}
