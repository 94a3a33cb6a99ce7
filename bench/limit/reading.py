"""The limit's reads: one or two statements each, into tuples, over a bare psycopg session."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import psycopg

Rows = list[tuple[Any, ...]]

HEAD = (
    "claim_id, line_publisher, line_origin, definition, stance, stated_at, id, document_id,"
    " attributed_to_id, via_id, wording, qualifier, lower(quantity), lower_inc(quantity),"
    " upper(quantity), upper_inc(quantity), stated_before, sequence, supersedes_id"
)
LINE = "claim_id, line_publisher, line_origin, definition, stance"
NOW = "limit_revision WHERE NOT is_void"
THEN = """
    limit_history WHERE NOT is_void AND position <= %(position)s AND NOT EXISTS (
        SELECT FROM limit_history v
        WHERE v.claim_id = limit_history.claim_id AND v.is_void AND v.position <= %(position)s
          AND v.id = limit_history.id)
"""
SAID = " AND stated_at < %(until)s"

# Few statements a line: read them all, keep each line's latest. Many: leap from line to line.
ALL_OF_A_LINE = f"""
    SELECT DISTINCT ON ({LINE}) {HEAD} FROM {{rows}} AND claim_id = ANY(%(claims)s)
    ORDER BY {LINE}, stated_at DESC
"""  # noqa: S608
FIRST_OF_A_LINE = f"""
    WITH RECURSIVE line AS (
        SELECT first.* FROM unnest(%(claims)s::uuid[]) AS c (id) CROSS JOIN LATERAL (
            SELECT {HEAD} FROM {{rows}} AND claim_id = c.id
            ORDER BY {LINE}, stated_at DESC LIMIT 1) first
        UNION ALL
        SELECT further.* FROM line l CROSS JOIN LATERAL (
            SELECT {HEAD} FROM {{rows}} AND claim_id = l.claim_id
              AND (line_publisher, line_origin, definition, stance)
                  > (l.line_publisher, l.line_origin, l.definition, l.stance)
            ORDER BY {LINE}, stated_at DESC LIMIT 1) further
    )
    SELECT * FROM line
"""  # noqa: S608
TOPIC = """
    SELECT id, slug, value_type, is_count, cumulative, settled_at, many, tolerance, definitions,
        unit
    FROM claims_claim WHERE topic_id = %(topic)s AND NOT is_retired ORDER BY id
"""
CLAIM = """
    SELECT id, slug, value_type, is_count, cumulative, settled_at, many, tolerance, definitions,
        unit
    FROM claims_claim WHERE slug = %(slug)s
"""
SPEAKERS = """
    WITH RECURSIVE up AS (
        SELECT id, slug, name, kind, parent_id, parent_role FROM sources_source
        WHERE id = ANY(%(ids)s)
        UNION
        SELECT s.id, s.slug, s.name, s.kind, s.parent_id, s.parent_role
        FROM up JOIN sources_source s ON s.id = up.parent_id
    )
    SELECT * FROM up
"""
TIMELINE = """
    SELECT r.id, r.wording, r.qualifier, lower(r.quantity), upper(r.quantity), r.stance,
        r.stated_at::text, r.stated_before::text, r.sequence, r.quotation_exact, r.locator,
        r.supersedes_id, r.change_kind, d.id, d.title, d.url, p.id, p.slug, p.name,
        a.id, a.slug, a.name, h.position, e.recorded_at::text,
        ARRAY(SELECT s.id FROM limit_revision s
              WHERE s.supersedes_id = r.id AND NOT s.is_void ORDER BY s.id)
    FROM claims_claim c
    CROSS JOIN LATERAL (SELECT * FROM limit_revision
        WHERE claim_id = c.id AND NOT is_void ORDER BY stated_at, id LIMIT %(limit)s) r
    JOIN sources_document d ON d.id = r.document_id
    LEFT JOIN sources_source p ON p.id = d.publisher_id
    LEFT JOIN sources_source a ON a.id = r.attributed_to_id
    CROSS JOIN LATERAL (SELECT position FROM limit_history
        WHERE id = r.id ORDER BY history_id LIMIT 1) h
    JOIN history_entry e ON e.position = h.position
    WHERE c.slug = %(slug)s ORDER BY r.stated_at, r.id
"""
CHANGE = """
    h.history_id, h.position, h.history_type, h.changed, h.id, h.claim_id, h.document_id,
    h.attributed_to_id, h.stance, h.wording, h.qualifier, h.quantity::text, h.stated,
    h.stated_at::text, h.stated_before::text, h.sequence, h.quotation_exact, h.locator,
    h.supersedes_id, h.replaces_id, h.change_kind, h.is_void
"""
HISTORY = f"""
    SELECT {CHANGE}, e.recorded_at::text, e.actor_name, e.role, e.channel, e.reason, e.request_id
    FROM claims_claim c
    CROSS JOIN LATERAL (SELECT * FROM limit_history
        WHERE claim_id = c.id ORDER BY position, history_id LIMIT %(limit)s) h
    JOIN history_entry e ON e.position = h.position
    WHERE c.slug = %(slug)s ORDER BY h.position, h.history_id
"""  # noqa: S608
FEED = f"""
    SELECT e.position, e.recorded_at::text, e.actor_name, e.role, e.channel, e.reason,
        e.request_id, first.*
    FROM (SELECT * FROM history_entry WHERE position > %(after)s AND recorded_at IS NOT NULL
          ORDER BY position LIMIT %(limit)s) e
    CROSS JOIN LATERAL (
        SELECT {CHANGE}, b.is_void FROM limit_history h
        LEFT JOIN LATERAL (
            SELECT is_void FROM limit_history b
            WHERE h.history_type = '~' AND b.id = h.id AND b.history_id < h.history_id
            ORDER BY b.history_id DESC LIMIT 1) b ON true
        WHERE h.position = e.position ORDER BY h.history_id LIMIT 100) first
"""  # noqa: S608
MANY_A_LINE = 25


class Limit:
    """A bare session and what is asked over it; `noting` is told of every statement first."""

    def __init__(self, session: psycopg.Connection[Any]) -> None:
        self.session = session
        self.noting: Callable[..., None] | None = None

    def fetch(self, query: str, parameters: Any = None) -> Rows:
        if self.noting is not None:
            self.noting(query, parameters, self._rows)
        return self._rows(query, parameters)

    def write(self, query: str, parameters: Any) -> None:
        if self.noting is not None:
            self.noting(query, parameters, self._rows)
        self.session.execute(query, parameters)

    def _rows(self, query: str, parameters: Any) -> Rows:
        return self.session.execute(query, parameters).fetchall()

    def heads(
        self, claims: Sequence[UUID], *, a_line: int, position: int | None = None, until: Any = None
    ) -> Rows:
        """Each line's latest statement; `a_line`: about how many there are on a line."""
        rows = (NOW if position is None else THEN) + (SAID if until else "")
        query = ALL_OF_A_LINE if a_line < MANY_A_LINE else FIRST_OF_A_LINE
        asked = {"claims": list(claims), "position": position, "until": until}
        return self.fetch(query.format(rows=rows), asked)

    def speakers(self, heads: Rows) -> Rows:
        ids = {id for head in heads for id in (head[1], head[8], head[9]) if id}
        return self.fetch(SPEAKERS, {"ids": list(ids)})
