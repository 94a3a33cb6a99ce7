"""A claim as a path names it, read as what stands for it, or with all that is merged into that.

In: a reference, a snapshot. Out: rows with the columns CLAIM_FIELDS. One statement, now and as of
a position alike.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection

from claims.models import Claim
from claims.presenting import CLAIM_FIELDS
from history.as_of_sql import merged_sql, row_type, rows_sql
from history.lists import key_of, unknown
from history.snapshots import Snapshot


def claim_row(snapshot: Snapshot, reference: str) -> Any:
    """The claim a path names, or the one it is merged into.

    Raises Unknown where no such claim is on record as of the snapshot.
    """
    (found,) = _found(_one, snapshot, reference)
    return row_type(*CLAIM_FIELDS)._make(found)


def standing_claim(snapshot: Snapshot, reference: str) -> tuple[UUID, dict[UUID, Any]]:
    """The key of what stands for the claim, and its row with those merged into it.

    Raises Unknown as `claim_row` does.
    """
    found = _found(_family, snapshot, reference)
    made = row_type(*CLAIM_FIELDS)
    return found[0][0], {row[1]: made(*row[1:]) for row in found}


def _found(
    query: Callable[[str, bool], str], snapshot: Snapshot, reference: str
) -> list[tuple[Any, ...]]:
    ((column, named),) = key_of(Claim, reference).items()
    with connection.cursor() as cursor:
        cursor.execute(query(column, snapshot.past), {"named": named, "at": snapshot.position})
        found = cursor.fetchall()
    if not found:
        raise unknown(Claim, reference, snapshot)
    return list(found)


@cache
def _one(column: str, past: bool) -> str:
    """A claim's id and slug never change: history may be looked up by them."""
    return f"""
        SELECT {", ".join(f"s.{name}" for name in CLAIM_FIELDS)}
        FROM {rows_sql(Claim, f"x.{column} = %(named)s", past=past)} c
        CROSS JOIN LATERAL
            {rows_sql(Claim, "x.id = coalesce(c.merged_into_id, c.id)", past=past)} s
    """  # noqa: S608  tables and columns are models'


@cache
def _family(column: str, past: bool) -> str:
    named = rows_sql(Claim, f"x.{column} = %(named)s", past=past)
    merged = merged_sql(Claim, "named.id", past=past)
    claims = rows_sql(Claim, "x.id = either.id", past=past)
    return f"""
        SELECT named.id, {", ".join(f"c.{name}" for name in CLAIM_FIELDS)}
        FROM (SELECT COALESCE(n.merged_into_id, n.id) AS id FROM {named} n) named
        CROSS JOIN LATERAL (SELECT named.id UNION ALL {merged}) either (id)
        CROSS JOIN LATERAL {claims} c
    """  # noqa: S608  tables and columns are models'
