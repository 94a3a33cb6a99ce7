"""A page of a topic's sheet from what is kept of its claims, in one query.

In: the topic as a path names it, the page asked for. Out: the topic, the claims of the page, what
is kept of each as the text that the sheet shows, where it may be shown as it is: it is fresh, and
the claim has no relatives, since what parts are compared by is kept nowhere. Now, the head of the
record comes with them, as the same statement saw it; as of a position, what was put by for then.
By what was stated until then nothing is kept. Judges nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
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
from claims.statement_rows import instant_of
from history.snapshots import Snapshot

NOW = """
    SELECT position, recorded_at, 0, true, topic_id, topic_slug, topic_name,
        id, slug, question, label, value_type, unit, sheet
    FROM public.claims_kept_sheet(
        %(id)s, %(slug)s, %(rules)s, %(beyond)s, %(backwards)s, %(most)s
    )
"""
THEN = """
    SELECT NULL, NULL, (SELECT coalesce(max(position), 0) FROM public.history_erasure),
        has_parts, topic_id, topic_slug, topic_name,
        id, slug, question, label, value_type, unit, sheet
    FROM public.claims_kept_sheet_as_of(
        %(id)s, %(slug)s, %(rules)s, %(at)s, %(beyond)s, %(backwards)s, %(most)s
    )
    WHERE EXISTS (
        SELECT FROM public.history_entry WHERE position = %(at)s AND recorded_at IS NOT NULL
    )
"""


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
    """A page of a topic's sheet; its rows are `KeptClaim`s.

    `has_parts`: some claim of the topic may be part of another.
    """

    snapshot: Snapshot
    topic: UUID
    topic_slug: str
    topic_name: str
    has_parts: bool
    page: Page

    def present_topic(self) -> dict[str, str]:
        """As `Linked` shows a topic that stands for itself."""
        id = encode(Topic.PREFIX, self.topic)
        return {"id": id, "slug": self.topic_slug, "name": self.topic_name}

    @property
    def waiting(self) -> Sequence[UUID]:
        """The claims that must be judged."""
        return [claim.id for claim in self.page.rows if claim.sheet is None]


def kept_sheet(reference: str, query: QueryDict, past: Snapshot | None = None) -> KeptSheet | None:
    """The page that `limit` and `cursor` ask for; None where no such topic is on record.

    `past`: as of which position, instead of now; None where nothing is on record of it either.
    """
    after, limit = query.get("cursor", ""), limit_of(query)
    cursor = Cursor.decode(after, 1) if after else None
    backwards = cursor is not None and cursor.backwards
    is_id = reference.startswith(f"{Topic.PREFIX}_")
    try:
        topic = decode(Topic.PREFIX, reference) if is_id else reference
    except MalformedTypeID:
        return None
    given = {
        "id": topic if is_id else None,
        "slug": None if is_id else topic,
        "rules": KEPT_BY,
        "at": None if past is None else past.position,
        "beyond": None if cursor is None else id_of(cursor.key[0]),
        "backwards": backwards,
        "most": limit + 1,
    }
    with connection.cursor() as db:
        db.execute(NOW if past is None else THEN, given)
        rows = db.fetchall()
    if not rows:
        return None
    found = [KeptClaim._make(row[7:]) for row in rows if row[7] is not None]
    found.sort(key=lambda claim: claim.id, reverse=backwards)
    page = page_of_found(found, limit, cursor, lambda row: (str(row.id),))
    position, recorded_at, erased, has_parts, id, slug, name = rows[0][:7]
    if past is None:
        snapshot = Snapshot(position, False, instant_of(recorded_at), settled=True)
    else:
        snapshot = replace(past, erased=erased)
    return KeptSheet(snapshot, id, slug, name, has_parts, page)


def present_kept(claim: KeptClaim) -> orjson.Fragment:
    """The sheet's line of a claim: the kept text as it is, neither read nor written again."""
    assert claim.sheet is not None
    link = dumps(present_claim_link(claim)).decode()
    return orjson.Fragment(f'{{"claim":{link},{claim.sheet[1:-1]},"parts":[]}}')
