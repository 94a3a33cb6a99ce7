"""A page of a topic's claims as they stood, with the topic itself, in one statement.

In: the topic as a path names it, the page asked for, a snapshot. Out: the topic, the claims of the
page, and whether any claim of the topic is part of another, so that parts must be compared. Now
and as of a position run the same statement, over live tables and over history. Judges nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.db import connection
from django.http import QueryDict

from api.orderings import id_of
from api.pages import Cursor, Page, page_of_found
from api.parameters import limit_of
from api.typeid import encode
from claims.models import Claim, Topic
from claims.presenting import CLAIM_FIELDS
from history.as_of_sql import merged_sql, row_type, rows_sql
from history.lists import key_of, unknown
from history.snapshots import Snapshot


@dataclass(frozen=True, slots=True)
class TopicPage:
    """A page of a topic's claims; its rows have the columns CLAIM_FIELDS."""

    topic: UUID
    slug: str
    name: str
    time_zone: str
    has_parts: bool
    page: Page

    def present_topic(self) -> dict[str, str]:
        """As `Linked` shows a topic that stands for itself."""
        return {"id": encode(Topic.PREFIX, self.topic), "slug": self.slug, "name": self.name}


def topic_page(snapshot: Snapshot, reference: str, query: QueryDict) -> TopicPage:
    """The page that `limit` and `cursor` ask for. Raises Unknown where no such topic is."""
    given, limit = query.get("cursor", ""), limit_of(query)
    cursor = Cursor.decode(given, 1) if given else None
    ((key, value),) = key_of(Topic, reference).items()
    way = "start" if cursor is None else "back" if cursor.backwards else "on"
    asked = {
        "topic": value,
        "at": snapshot.position,
        "beyond": None if cursor is None else id_of(cursor.key[0]),
        "limit": limit + 1,
    }
    with connection.cursor() as db:
        db.execute(_page_sql(key, way, past=snapshot.past), asked)
        rows = db.fetchall()
    if not rows:
        raise unknown(Topic, reference, snapshot)
    claims = [row_type(*CLAIM_FIELDS)._make(row[5:]) for row in rows if row[5] is not None]
    page = page_of_found(claims, limit, cursor, lambda row: (str(row.id),))
    id, slug, name, time_zone, has_parts = rows[0][:5]
    return TopicPage(id, slug, name, time_zone, has_parts, page)


@cache
def _page_sql(key: str, way: str, *, past: bool) -> str:
    """A topic's id, slug and topic never change: history may be looked up by them."""
    beyond = {"start": "", "on": "AND id > %(beyond)s", "back": "AND id < %(beyond)s"}[way]
    order = "DESC" if way == "back" else "ASC"
    return f"""
        WITH topic AS MATERIALIZED (
            SELECT s.id, s.slug, s.name, s.time_zone,
                array_append(ARRAY{merged_sql(Topic, "s.id", past=past)}, s.id) AS family
            FROM {rows_sql(Topic, f"x.{key} = %(topic)s", past=past)} t
            CROSS JOIN LATERAL
                {rows_sql(Topic, "x.id = coalesce(t.merged_into_id, t.id)", past=past)} s
        ), claims AS MATERIALIZED (
            SELECT {", ".join(f"c.{name}" for name in CLAIM_FIELDS)}
            FROM topic t
            CROSS JOIN LATERAL {rows_sql(Claim, "x.topic_id = ANY(t.family)", past=past)} c
        )
        SELECT t.id, t.slug, t.name, t.time_zone,
            EXISTS (SELECT FROM claims WHERE part_of_id IS NOT NULL AND NOT is_retired), c.*
        FROM topic t LEFT JOIN (
            SELECT * FROM claims
            WHERE NOT is_retired AND merged_into_id IS NULL {beyond}
            ORDER BY id {order} LIMIT %(limit)s
        ) c ON true
        ORDER BY c.id {order}
    """  # noqa: S608  tables and columns are models'
