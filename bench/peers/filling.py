"""The peers' tables from what is on record, row for row, with the history each would have kept.

Their triggers are off meanwhile: they would write that everything was made just now.
django-reversion keeps JSON, which only it can write: it gets the statements that are asked about.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pgtrigger
import reversion
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor

from bench.peers.models import (
    COLUMNS,
    Event,
    Historical,
    PgHistory,
    Plain,
    Reversion,
    SimpleHistory,
)
from claims.models import Revision
from history.tracking import TRACKED

OF_PACKAGES = ("pghistory", "reversion")
OURS = str(Revision._meta.db_table)
OUR_HISTORY = str(TRACKED[Revision].historical._meta.db_table)
QUOTED = [f'"{column}"' for column in COLUMNS]


MINE: list[type[models.Model]] = [Plain, SimpleHistory, Historical, PgHistory, Event, Reversion]


def make_tables() -> None:
    """Every table of the peers, anew and empty, with their triggers."""
    packages = MigrationExecutor(connection)
    leaves = packages.loader.graph.leaf_nodes()
    packages.migrate([leaf for leaf in leaves if leaf[0] in OF_PACKAGES])
    _drop_tables()
    with connection.schema_editor() as editor:
        for model in MINE:
            editor.create_model(model)
    pgtrigger.install("peers.PgHistory:insert_insert", "peers.PgHistory:update_update")


def _drop_tables() -> None:
    """The tables of statements, and what django-reversion keeps of them."""
    _run(f"DROP TABLE IF EXISTS {', '.join(map(_table, MINE))} CASCADE")
    _run("TRUNCATE reversion_version, reversion_revision")


def columns_made() -> set[str]:
    """The columns that the tables have; empty if there are none."""
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, _table(Plain))
    return {column.name for column in described}


def fill() -> None:
    """Statements and their history, but for django-reversion's."""
    columns = ", ".join(QUOTED)
    for model in (SimpleHistory, PgHistory, Reversion):
        _run(f"ALTER TABLE {_table(model)} DISABLE TRIGGER USER")
        _run(f"INSERT INTO {_table(model)} ({columns}) SELECT {columns} FROM {OURS} ORDER BY id")  # noqa: S608
        _run(f"ALTER TABLE {_table(model)} ENABLE TRIGGER USER")
    _run(
        f"INSERT INTO {_table(Historical)} ({columns}, history_date, history_type)"  # noqa: S608
        f" SELECT {columns}, history_date, history_type FROM {OUR_HISTORY} ORDER BY history_id"
    )
    _run(
        f"INSERT INTO {_table(Event)} ({columns}, pgh_created_at, pgh_label, pgh_obj_id)"  # noqa: S608
        f" SELECT {columns}, history_date,"
        " CASE history_type WHEN '+' THEN 'insert' ELSE 'update' END, id"
        f" FROM {OUR_HISTORY} ORDER BY history_id"
    )


def keep_versions(claims: Sequence[UUID]) -> None:
    """django-reversion's versions of these claims' statements, as its own API writes them."""
    past = TRACKED[Revision].historical
    rows = past.objects.filter(claim_id__in=list(claims)).order_by("history_id")
    fields = [field.attname for field in Revision._meta.concrete_fields]
    by_entry: dict[Any, list[Any]] = {}
    for row in rows:
        by_entry.setdefault((row.position, row.history_date), []).append(row)
    for (_, date), changed in by_entry.items():
        with reversion.create_revision():
            reversion.set_date_created(date)
            for row in changed:
                reversion.add_to_revision(
                    Reversion(**{name: getattr(row, name) for name in fields})
                )


def _table(model: Any) -> str:
    return str(model._meta.db_table)


def _run(query: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(query)
