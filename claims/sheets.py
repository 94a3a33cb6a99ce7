"""A page of a topic's sheet from what is kept of its claims, in one query.

In: the topic as a path names it, the page asked for. Out: the topic, the claims of the page, and
what is kept of each as the text that the sheet shows, where it may be shown as it is: it is fresh,
and the claim has no relatives, since what parts are compared by is kept nowhere. Reads now alone:
what was kept holds for no other time. Judges nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

import orjson
from django.db import connection
from django.http import QueryDict

from api.orderings import id_of
from api.pages import Cursor, Page, page_of_found
from api.parameters import limit_of
from api.rendering import dumps
from api.typeid import MalformedTypeID, decode, encode
from claims.models import Topic
from claims.models.assessment import KEPT_BY
from claims.presenting import present_claim_link

# The claims of the topic and of those merged into it; what is kept of a claim is left out where
# it is stale or too long to be kept, and where the claim has relatives: it is part of another, or
# something is part of it, or of what is merged into it. A subquery, for what a topic has is
# guessed too high: a join reads all that is kept of two thousand claims to find twenty.
PAGE = """
    WITH topic AS MATERIALIZED (
        SELECT s.id, s.slug, s.name, array_append(
            ARRAY(SELECT m.id FROM claims_topic m WHERE m.merged_into_id = s.id), s.id
        ) AS family
        FROM claims_topic t JOIN claims_topic s ON s.id = coalesce(t.merged_into_id, t.id)
        WHERE {named}
    ), claims AS MATERIALIZED (
        SELECT c.id, c.slug, c.question, c.label, c.value_type, c.unit,
            c.part_of_id, c.is_retired, c.merged_into_id
        FROM topic t JOIN claims_claim c ON c.topic_id = ANY(t.family)
    ), related AS MATERIALIZED (
        SELECT array_remove(ARRAY(
            SELECT unnest(ARRAY[p.id, p.part_of_id, w.merged_into_id])
            FROM claims p JOIN claims_claim w ON w.id = p.part_of_id
            WHERE p.merged_into_id IS NULL
        ), NULL) AS ids
    )
    SELECT t.id, t.slug, t.name,
        c.id, c.slug, c.question, c.label, c.value_type, c.unit,
        (
            SELECT sheet FROM claims_assessment a
            WHERE a.claim_id = c.id AND a.rules = %(rules)s AND a.sheet > '' AND c.id <> ALL(r.ids)
        )
    FROM topic t CROSS JOIN related r
    LEFT JOIN (
        SELECT * FROM claims c
        WHERE NOT is_retired AND merged_into_id IS NULL {beyond}
        ORDER BY id {way} LIMIT %(limit)s
    ) c ON true
    ORDER BY c.id {way}
"""
BY_ID, BY_SLUG = "t.id = %(topic)s", "t.slug = %(topic)s"


class KeptClaim(NamedTuple):
    """A claim as other answers carry it, and the text kept of it; None where it must be judged."""

    id: UUID
    slug: str
    question: str
    label: str
    value_type: str
    unit: str
    sheet: str | None


@dataclass(frozen=True, slots=True)
class KeptSheet:
    """A page of a topic's sheet; its rows are `KeptClaim`s."""

    topic: UUID
    topic_slug: str
    topic_name: str
    page: Page

    def present_topic(self) -> dict[str, str]:
        """As `Linked` shows a topic that stands for itself."""
        id = encode(Topic.PREFIX, self.topic)
        return {"id": id, "slug": self.topic_slug, "name": self.topic_name}

    @property
    def waiting(self) -> Sequence[UUID]:
        """The claims that must be judged."""
        return [claim.id for claim in self.page.rows if claim.sheet is None]


def kept_sheet(reference: str, query: QueryDict) -> KeptSheet | None:
    """The page that `limit` and `cursor` ask for; None where no such topic is on record."""
    given, limit = query.get("cursor", ""), limit_of(query)
    cursor = Cursor.decode(given, 1) if given else None
    backwards = cursor is not None and cursor.backwards
    is_id = reference.startswith(f"{Topic.PREFIX}_")
    try:
        topic = decode(Topic.PREFIX, reference) if is_id else reference
    except MalformedTypeID:
        return None
    statement = PAGE.format(
        named=BY_ID if is_id else BY_SLUG,
        beyond="" if cursor is None else f"AND id {'<' if backwards else '>'} %(beyond)s",
        way="DESC" if backwards else "ASC",
    )
    parameters = {
        "topic": topic,
        "beyond": None if cursor is None else id_of(cursor.key[0]),
        "limit": limit + 1,
        "rules": KEPT_BY,
    }
    with connection.cursor() as db:
        db.execute(statement, parameters)
        rows = db.fetchall()
    if not rows:
        return None
    found = [KeptClaim(*row[3:]) for row in rows if row[3] is not None]
    page = page_of_found(found, limit, cursor, lambda row: (str(row.id),))
    id, slug, name = rows[0][:3]
    return KeptSheet(id, slug, name, page)


def present_kept(claim: KeptClaim) -> orjson.Fragment:
    """The sheet's line of a claim: the kept text as it is, neither read nor written again."""
    assert claim.sheet is not None
    link = dumps(present_claim_link(claim)).decode()
    return orjson.Fragment(f'{{"claim":{link},{claim.sheet[1:-1]},"parts":[]}}')
