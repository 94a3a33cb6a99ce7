"""The newest statements of each line, read from a covering index alone.

In: the keys of claims, a snapshot, a limit of what was said. Out: tuples, all that share a line's
latest time among them, and which of the claims are marked to be read whole instead. Whether the
newest decide is not said here: claims.deciding.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from history.dates import Until
from history.snapshots import Snapshot

LINE = "claim_id, line_publisher, line_origin, definition, stance"

# Timestamps as text: Django's loader takes fifteen times as long to read them.
NEWEST = f"""
    WITH whole AS MATERIALIZED (
        SELECT claim_id FROM public.claims_assessment
        WHERE claim_id = ANY(%(claims)s) AND reads_whole
    )
    SELECT {LINE}, stated_at::text, stated_before::text, id, document_id, attributed_to_id,
        via_id, qualifier, lower(quantity), upper(quantity), lower_inc(quantity),
        upper_inc(quantity), best, boolean
    FROM (
        SELECT *, rank() OVER (
            PARTITION BY {LINE} ORDER BY stated_at DESC NULLS LAST) AS newest
        FROM {{rows}}
        WHERE NOT is_void
          AND claim_id = ANY(ARRAY(SELECT unnest(%(claims)s) EXCEPT SELECT claim_id FROM whole))
          {{also}}
    ) said
    WHERE newest = 1
    UNION ALL
    SELECT claim_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
        NULL, NULL, NULL, NULL
    FROM whole
"""  # noqa: S608  of constants
NOW, THEN = "public.claims_revision", "public.claims_historicalrevision"
# A statement never changes but to void, so that its one other row says all: since when it is.
BY_THEN = """
    AND position <= %(position)s AND id NOT IN (
        SELECT id FROM public.claims_historicalrevision
        WHERE is_void AND claim_id = ANY(%(claims)s) AND position <= %(position)s)
"""
SAID_BY = "AND (stated_at {before} %(until)s OR stated_at IS NULL AND stated_before <= %(until)s)"
UNDATED = """
    SELECT claim_id, count(*) FROM {rows}
    WHERE NOT is_void AND stated_at IS NULL AND claim_id = ANY(%(claims)s)
      AND (stated_before IS NULL OR stated_before > %(until)s) {also}
    GROUP BY claim_id
"""


class Newest(NamedTuple):
    """A statement that is the newest of its line, as the database gives it."""

    claim_id: UUID
    line_publisher: UUID
    line_origin: UUID
    definition: str
    stance: str
    stated_at: str | None
    stated_before: str | None
    id: UUID
    document_id: UUID
    attributed_to_id: UUID | None
    via_id: UUID | None
    qualifier: str
    lower: Decimal | None
    upper: Decimal | None
    lower_inclusive: bool
    upper_inclusive: bool
    best: Decimal | None
    boolean: bool | None


def newest_said(
    snapshot: Snapshot, claims: Iterable[UUID], until: Until | None
) -> tuple[list[Newest], set[UUID]]:
    """The newest statements of each line, and the claims that are left to be read whole."""
    also = BY_THEN if snapshot.past else ""
    if until is not None:
        also += SAID_BY.format(before="<=" if until.inclusive else "<")
    found, whole = list[Newest](), set[UUID]()
    for row in _fetched(NEWEST, snapshot, claims, until, also):
        if row[7] is None:
            whole.add(row[0])
        else:
            found.append(Newest._make(row))
    return found, whole


def undated_count(snapshot: Snapshot, claims: Collection[UUID], until: Until) -> dict[UUID, int]:
    """How many statements of each claim nobody can place before or after `until`."""
    if not claims:
        return {}
    also = BY_THEN if snapshot.past else ""
    return dict(_fetched(UNDATED, snapshot, claims, until, also))


def _fetched(
    query: str, snapshot: Snapshot, claims: Iterable[UUID], until: Until | None, also: str
) -> Sequence[Any]:
    given: dict[str, Any] = {
        "claims": list(claims),
        "position": snapshot.position,
        "until": until and until.limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(query.format(rows=THEN if snapshot.past else NOW, also=also), given)
        return cursor.fetchall()
