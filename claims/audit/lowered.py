"""Figures that went down.

A statement of a cumulative claim that lies wholly below the one before it on its line: the one it
supersedes there, else the one before it in line order that is certainly earlier. "at least 84"
after 95 is not below it. And an adopted figure whose statement lies wholly below the one adopted
before it; that nothing was adopted in between changes nothing.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

from claims.agreement.naming import sentence
from claims.audit.reports import Finding, beyond, present_recording
from claims.audit.scope import WHERE, Scope
from claims.audit.statements import named, whose
from claims.values import as_number
from history.snapshots import Snapshot

STATEMENTS = f"""
    SELECT h.history_id, h.position, 'statement' AS kind, c.id AS claim_id,
           b.id AS before_id, s.id AS after_id, lower(b.quantity) - upper(s.quantity) AS gap
    FROM (
        SELECT r.*, lag(r.id) OVER (
            PARTITION BY r.claim_id, r.line_publisher, r.line_origin, r.definition
            ORDER BY r.stated_at NULLS FIRST, d.published_at NULLS FIRST, r.document_id,
                     r.sequence, r.id
        ) AS previous_id
        FROM claims_revision r
        JOIN claims_claim k ON k.id = r.claim_id AND k.cumulative
        JOIN sources_document d ON d.id = r.document_id
        WHERE NOT r.is_void AND r.stance = 'asserts' AND r.quantity IS NOT NULL
          AND (%(topic)s::uuid IS NULL OR k.topic_id = %(topic)s)
          AND (%(claim)s::uuid IS NULL OR k.id = %(claim)s)
    ) s
    JOIN claims_claim c ON c.id = s.claim_id
    LEFT JOIN claims_revision o ON o.id = s.supersedes_id
        AND (o.line_publisher, o.line_origin, o.definition)
            = (s.line_publisher, s.line_origin, s.definition)
        AND NOT o.is_void AND o.stance = 'asserts' AND o.quantity IS NOT NULL
    JOIN claims_revision b ON b.id = coalesce(o.id, s.previous_id)
    JOIN claims_historicalrevision h ON h.id = s.id AND h.history_type = '+'
    JOIN history_entry e ON e.position = h.position
    WHERE s.quantity << b.quantity AND (b.id = o.id OR b.stated_before <= s.stated_at) AND {WHERE}
"""  # noqa: S608  of constants
ADOPTED = f"""
    SELECT a.history_id, a.position, 'adopted' AS kind, c.id AS claim_id,
           b.id AS before_id, s.id AS after_id, lower(b.quantity) - upper(s.quantity) AS gap
    FROM (
        SELECT h.id, h.history_id, h.position, h.adopted_revision_id AS after_id,
               lag(h.adopted_revision_id) OVER (PARTITION BY h.id ORDER BY h.history_id)
                   AS before_id
        FROM claims_historicalclaim h
        WHERE h.adopted_revision_id IS NOT NULL
          AND (h.history_type = '+' OR 'adopted_revision_id' = ANY(h.changed))
    ) a
    JOIN claims_claim c ON c.id = a.id
    JOIN claims_revision s ON s.id = a.after_id
    JOIN claims_revision b ON b.id = a.before_id
    JOIN history_entry e ON e.position = a.position
    WHERE s.quantity << b.quantity AND {WHERE}
"""  # noqa: S608  of constants


def lowered(
    snapshot: Snapshot, scope: Scope, key: int | None, backwards: bool, most: int
) -> list[Finding]:
    """Both kinds, in the order the lower figure was put on record."""
    comparison, order = beyond(backwards)
    query = f"""
        SELECT * FROM ({STATEMENTS} UNION ALL {ADOPTED}) found
        WHERE %(key)s::bigint IS NULL OR history_id {comparison} %(key)s
        ORDER BY history_id {order} LIMIT %(most)s
    """  # noqa: S608  of constants
    with connection.cursor() as cursor:
        cursor.execute(query, {**scope.parameters, "key": key, "most": most})
        rows = cursor.fetchall()
    known = named(
        snapshot,
        claims=[row[3] for row in rows],
        revisions=[id for row in rows for id in row[4:6]],
        positions=[row[1] for row in rows],
    )
    return [_finding(row, known) for row in rows]


def _finding(row: Any, known: Any) -> Finding:
    history_id, position, kind, claim, before_id, after_id, gap = row
    before, after = known.statement(before_id), known.statement(after_id)
    now, then = after["wording"], before["wording"]
    text = f"{whose(after)} said “{now}”, after “{then}”"
    if kind == "adopted":
        text = f"“{now}” of {whose(after).rstrip(',')} was adopted, after “{then}”"
    shown = {
        "kind": kind,
        "text": sentence(text),
        "claim": known.claim(claim),
        "before": before,
        "after": after,
        "gap": as_number(gap),
        "recorded": present_recording(known.entries[position]),
    }
    return Finding(history_id, shown)
