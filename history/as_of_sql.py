"""A model's rows as they stood, for statements written by hand: `Snapshot.of` as SQL.

In: a model and a condition on columns that never change. Out: a SELECT in brackets, to be joined
LATERAL. Now it reads the live table, which PostgreSQL sees through; as of a position (bound as
`at`) each record's newest historical row by then, never a live one.
"""

from __future__ import annotations

from collections import namedtuple
from functools import cache
from typing import Any

from django.db import models

from history.tracking import TRACKED


def rows_sql(model: type[models.Model], where: str, *, past: bool) -> str:
    """The rows of a model that `where` picks, called x there."""
    if not past:
        return f'(SELECT * FROM "{model._meta.db_table}" x WHERE {where})'  # noqa: S608  a model's
    table, key = TRACKED[model].historical._meta.db_table, model._meta.pk.column
    return (
        f'(SELECT * FROM (SELECT DISTINCT ON (x."{key}") x.* FROM "{table}" x'  # noqa: S608
        f" WHERE {where} AND x.position <= %(at)s"
        f' ORDER BY x."{key}", x.position DESC, x.history_id DESC) x'
        " WHERE x.history_type <> '-')"
    )


def merged_sql(model: type[models.Model], into: str, *, past: bool) -> str:
    """The ids of what is merged into the record of this id; what is merged may change again."""
    if not past:
        table = model._meta.db_table
        return f'(SELECT id FROM "{table}" WHERE merged_into_id = {into})'  # noqa: S608  a model's
    table = TRACKED[model].historical._meta.db_table
    return (
        f'(SELECT m.id FROM (SELECT DISTINCT id FROM "{table}"'  # noqa: S608  a model's
        f" WHERE merged_into_id = {into} AND position <= %(at)s) once"
        f" CROSS JOIN LATERAL {rows_sql(model, 'x.id = once.id', past=True)} m"
        f" WHERE m.merged_into_id = {into})"
    )


@cache
def by_ids_sql(model: type[models.Model], columns: tuple[str, ...], *, past: bool) -> str:
    """These columns of the rows of some ids (bound as `ids`)."""
    rows = rows_sql(model, "x.id = ANY(%(ids)s)", past=past)
    return f"SELECT {', '.join(columns)} FROM {rows} r"  # noqa: S608  columns are a model's


@cache
def row_type(*columns: str) -> Any:
    """Named tuples of these columns."""
    return namedtuple("Row", columns)
