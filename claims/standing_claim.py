"""A claim as a path names it, read as what stands for it, with all that is merged into that.

In: a reference, a snapshot. Out: rows with the columns CLAIM_FIELDS, by id. One statement, now and
as of a position alike: a history's page has no time for more.
"""

from __future__ import annotations

from collections import namedtuple
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection

from api.typeid import decode, is_typeid
from claims.models import Claim
from claims.presenting import CLAIM_FIELDS
from history.as_of_sql import rows_sql
from history.lists import find_id
from history.snapshots import Snapshot
from history.tracking import TRACKED

ClaimRow: Any = namedtuple("ClaimRow", CLAIM_FIELDS)  # type: ignore[misc]


def standing_claim(snapshot: Snapshot, reference: str) -> tuple[UUID, dict[UUID, Any]]:
    """The key of what stands for the claim, and its row with those merged into it.

    Raises Unknown where no such claim is on record as of the snapshot.
    """
    is_id = is_typeid(Claim.PREFIX, reference)
    named = decode(Claim.PREFIX, reference) if is_id else reference
    query = _query("id" if is_id else "slug", past=snapshot.past)
    with connection.cursor() as cursor:
        cursor.execute(query, {"named": named, "at": snapshot.position})
        found = cursor.fetchall()
    if not found:
        return find_id(Claim, reference, snapshot), {}  # which says what is wrong
    return found[0][0], {row[1]: ClaimRow._make(row[1:]) for row in found}


@cache
def _query(column: str, *, past: bool) -> str:
    """As of a position what was ever merged into it is looked at: what is merged may change."""
    named = rows_sql(Claim, f"x.{column} = %(named)s", past=past)
    own = rows_sql(Claim, "x.id = named.id", past=past)
    history = TRACKED[Claim].historical._meta.db_table
    ever = f"x.id IN (SELECT id FROM {history} WHERE merged_into_id = named.id)"  # noqa: S608
    others = rows_sql(Claim, ever if past else "x.merged_into_id = named.id", past=past)
    return f"""
        SELECT named.id, {", ".join(f"c.{name}" for name in CLAIM_FIELDS)}
        FROM (SELECT COALESCE(n.merged_into_id, n.id) AS id FROM {named} n) named
        CROSS JOIN LATERAL (
            SELECT * FROM {own} own UNION ALL
            SELECT * FROM {others} other WHERE other.merged_into_id = named.id
        ) c
    """  # noqa: S608  tables and columns are models'
