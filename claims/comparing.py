"""Parts and wholes on record: fetches a claim's relatives and hands them to `claims.parts`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection

from claims.figure import Case, Policy, figure
from claims.judging import Judged, judged
from claims.models import Claim, Topic
from claims.parts import Counted, compare
from claims.presenting import CLAIM_FIELDS
from claims.presenting_agreement import present_part
from claims.values import Interval, Quantity, ValueType
from history.as_of_sql import merged_sql, row_type, rows_sql
from history.dates import Until
from history.linking import Linked
from history.snapshots import Snapshot

NOW = f"""
    SELECT {", ".join(CLAIM_FIELDS)} FROM public.claims_counts_with_parts(%(topics)s::uuid[])
"""  # noqa: S608  columns are the model's


def parts_of(
    judgements: Sequence[Judged], snapshot: Snapshot, until: Until | None, linked: Linked
) -> dict[UUID, list[dict[str, Any]]]:
    """Every comparison each judged claim is in, as shown; claims without relatives are left out.

    One query, and the judging of the relatives that were not among those judged.
    """
    about = {one.claim.id: one for one in judgements if _counts(one.claim)}
    topics = {one.claim.topic_id for one in about.values()}
    rows = _quantities(snapshot, topics) if topics else []
    wholes = {row.id: row.part_of_id for row in rows}
    families = [family for family in _families(rows) if family.keys() & about.keys()]
    missing = [row for family in families for id, row in family.items() if id not in about]
    known = about | {one.claim.id: one for one in judged(snapshot, missing, until, linked)}
    found: dict[UUID, list[dict[str, Any]]] = {}
    for family in families:
        counted = [_counted(known[id], wholes[id]) for id in family]
        linked.want(Claim, family)
        for id in family.keys() & about.keys():
            found[id] = [present_part(finding, linked) for finding in compare(counted, id)]
    return found


def _counts(claim: Any) -> bool:
    return bool(claim.value_type == ValueType.QUANTITY)


def _quantities(snapshot: Snapshot, topics: Iterable[UUID]) -> list[Any]:
    """The claims that stand for themselves, parts of what stands for what they were part of.

    None at all where no claim of these topics is part of another.
    """
    given: dict[str, Any] = {"topics": list(topics), "at": snapshot.position}
    with connection.cursor() as cursor:
        cursor.execute(_then() if snapshot.past else NOW, given)
        rows = [row_type(*CLAIM_FIELDS)._make(row) for row in cursor.fetchall()]
    merged = {row.id: row.merged_into_id for row in rows if row.merged_into_id}
    return [
        row._replace(part_of_id=merged.get(row.part_of_id, row.part_of_id))
        for row in rows
        if row.id not in merged
    ]


@cache
def _then() -> str:
    """What `claims_counts_with_parts` gives, as of a position."""
    return f"""
        WITH topic AS (
            SELECT coalesce(t.merged_into_id, t.id) AS id
            FROM {rows_sql(Topic, "x.id = ANY(%(topics)s)", past=True)} t
        ), quantities AS MATERIALIZED (
            SELECT {", ".join(f"c.{name}" for name in CLAIM_FIELDS)}
            FROM (SELECT array_agg(id) || array_agg(merged) AS family FROM topic
                  LEFT JOIN LATERAL {merged_sql(Topic, "topic.id", past=True)} m (merged) ON true) t
            CROSS JOIN LATERAL {rows_sql(Claim, "x.topic_id = ANY(t.family)", past=True)} c
            WHERE c.value_type = 'quantity' AND NOT c.is_retired
        )
        SELECT * FROM quantities
        WHERE EXISTS (SELECT FROM quantities WHERE part_of_id IS NOT NULL) ORDER BY id
    """  # noqa: S608  tables and columns are models'


def _families(rows: Sequence[Any]) -> list[dict[UUID, Any]]:
    """Claims that hang together by `part_of`, by the claim at the top; none of one alone."""
    known = {row.id: row for row in rows}
    families: dict[UUID, dict[UUID, Any]] = {}
    for row in rows:
        top, seen = row, {row.id}
        while top.part_of_id in known and top.part_of_id not in seen:
            top = known[top.part_of_id]
            seen.add(top.id)
        families.setdefault(top.id, {})[row.id] = row
    return [family for family in families.values() if len(family) > 1]


def _counted(judged: Judged, part_of: UUID | None) -> Counted:
    """What stands of a claim, parties to the event included: the leading group's range."""
    question, statements, speakers, concepts = judged.given
    given = figure(Case(question, statements, speakers, concepts, uses_parties=True), Policy.RANGE)
    used = [statement for statement in statements if statement.id in set(given.used)]
    return Counted(
        claim=judged.claim.id,
        label=judged.claim.label,
        question=question,
        part_of=part_of,
        range=_interval(given.value),
        said_at=_first(statement.stated_at for statement in used),
        said_before=_last(statement.stated_before for statement in used),
    )


def _interval(value: Any) -> Interval | None:
    return value.interval if isinstance(value, Quantity) else None


def _first(instants: Iterable[datetime | None]) -> datetime | None:
    known = list(instants)
    return None if None in known else min((at for at in known if at), default=None)


def _last(instants: Iterable[datetime | None]) -> datetime | None:
    known = list(instants)
    return None if None in known else max((at for at in known if at), default=None)
