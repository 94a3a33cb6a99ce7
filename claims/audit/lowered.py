"""Figures that went down.

Compared are the figures that the words name: 103 for "as many as 103", 84 for "at least 84", the
middle of a range unless the source gives a best estimate; "dozens" names none. A statement of a
cumulative claim that names a lower figure than the one before it on its line: the one it supersedes
there, else the one before it in line order that is certainly earlier. And an adopted figure below
the one adopted before it; that nothing was adopted in between changes nothing. `certain`: the later
lies wholly below; else both may be true, as 95 and "at least 84" may.
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


def _named(revision: str) -> str:
    """The SQL of the figure that a statement's words name."""
    quantity = f"{revision}.quantity"
    return f"""coalesce({revision}.best, CASE
        WHEN lower_inf({quantity}) THEN upper({quantity})
        WHEN upper_inf({quantity}) THEN lower({quantity})
        ELSE (lower({quantity}) + upper({quantity})) / 2 END)"""


GAP = f"{_named('b')} - {_named('s')}"
COMPARED = f"{GAP} AS gap, s.quantity << b.quantity AS certain"
STATEMENTS = f"""
    SELECT h.history_id, h.position, 'statement' AS kind, c.id AS claim_id,
           b.id AS before_id, s.id AS after_id, {COMPARED}
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
          AND r.qualifier <> 'vague'
          AND (%(topic)s::uuid IS NULL OR k.topic_id = %(topic)s)
          AND (%(claim)s::uuid IS NULL OR k.id = %(claim)s)
    ) s
    JOIN claims_claim c ON c.id = s.claim_id
    LEFT JOIN claims_revision o ON o.id = s.supersedes_id
        AND (o.line_publisher, o.line_origin, o.definition)
            = (s.line_publisher, s.line_origin, s.definition)
        AND NOT o.is_void AND o.stance = 'asserts' AND o.quantity IS NOT NULL
        AND o.qualifier <> 'vague'
    JOIN claims_revision b ON b.id = coalesce(o.id, s.previous_id)
    JOIN claims_historicalrevision h ON h.id = s.id AND h.history_type = '+'
    JOIN history_entry e ON e.position = h.position
    WHERE {GAP} > 0 AND (b.id = o.id OR b.stated_before <= s.stated_at) AND {WHERE}
"""  # noqa: S608  of constants
ADOPTED = f"""
    SELECT a.history_id, a.position, 'adopted' AS kind, c.id AS claim_id,
           b.id AS before_id, s.id AS after_id, {COMPARED}
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
    WHERE {GAP} > 0 AND 'vague' NOT IN (b.qualifier, s.qualifier) AND {WHERE}
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
    history_id, position, kind, claim, before_id, after_id, gap, certain = row
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
        "certain": certain,
        "recorded": present_recording(known.entries[position]),
    }
    return Finding(history_id, shown)
