"""What the views of one claim share: finding it, and its topic's clock."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import connection

from claims.models import Claim
from claims.presenting import CLAIM_FIELDS
from claims.statements import time_zone_of
from history.as_of_sql import row_type, rows_sql
from history.dates import Until
from history.lists import key_of, unknown
from history.reads import until_of
from history.snapshots import Snapshot


def claim_row(snapshot: Snapshot, reference: str) -> Any:
    """The claim a path names, or the one it is merged into, as of the snapshot."""
    ((key, value),) = key_of(Claim, reference).items()
    with connection.cursor() as cursor:
        cursor.execute(
            _claim_sql(key, past=snapshot.past), {"claim": value, "at": snapshot.position}
        )
        found = cursor.fetchone()
    if found is None:
        raise unknown(Claim, reference, snapshot)
    return row_type(*CLAIM_FIELDS)._make(found)


def until_for(request: Any, snapshot: Snapshot, claim: Any) -> Until | None:
    """`stated_until`, with bare dates as days of the claim's topic."""
    if "stated_until" not in request.GET:
        return None
    return until_of(request, time_zone_of(snapshot, claim.topic_id))


@cache
def _claim_sql(key: str, *, past: bool) -> str:
    """A claim's id and slug never change: history may be looked up by them."""
    return f"""
        SELECT {", ".join(f"s.{name}" for name in CLAIM_FIELDS)}
        FROM {rows_sql(Claim, f"x.{key} = %(claim)s", past=past)} c
        CROSS JOIN LATERAL
            {rows_sql(Claim, "x.id = coalesce(c.merged_into_id, c.id)", past=past)} s
    """  # noqa: S608  tables and columns are models'
