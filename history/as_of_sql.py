"""A model's rows as they stood, for statements written by hand: `Snapshot.of` as SQL.

In: a model and a condition on columns that never change. Out: a SELECT in brackets, to be joined
LATERAL. Now it reads the live table, which PostgreSQL sees through; as of a position (bound as
`at`) each record's newest historical row by then, never a live one.
"""

from __future__ import annotations

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
