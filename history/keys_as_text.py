"""Rows of a statement written by hand, every uuid in them as text.

In: SQL and what it names. Out: plain tuples. Keys that are only told apart, compared and shown are
read so: Python hashes a text once, a UUID anew at every look-up. As text they sort the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection
from psycopg.types.string import TextLoader

Key = Any
"""A key as it was read: a UUID or its text. One answer may hold both, of different rows."""


def with_keys_as_text(query: str, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The rows of a query; its arrays of uuid are lists of text."""
    with connection.cursor() as cursor:
        cursor.adapters.register_loader("uuid", TextLoader)
        cursor.execute(query, given)
        return list(cursor.fetchall())


def ids_sql(ids: Iterable[Key]) -> str:
    """An array of ids as PostgreSQL reads it: a tenth of what psycopg takes to write one."""
    return f"{{{','.join([id if isinstance(id, str) else id.hex for id in ids])}}}"
