"""Statements recorded long after they were said: after the last instant they can have been said.

Where that is unknown nobody can tell, and they are not in the report. Void statements are not.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection

from claims.agreement.naming import sentence
from claims.audit.reports import Finding, beyond, present_recording
from claims.audit.scope import WHERE, Scope
from claims.audit.statements import named, whose
from history.snapshots import Snapshot


def late(
    snapshot: Snapshot, scope: Scope, key: int | None, backwards: bool, most: int
) -> list[Finding]:
    """In the order they were recorded."""
    comparison, order = beyond(backwards)
    query = f"""
        SELECT h.history_id, h.position, c.id, r.id, e.recorded_at - r.stated_before
        FROM claims_historicalrevision h
        JOIN history_entry e ON e.position = h.position
        JOIN claims_revision r ON r.id = h.id
        JOIN claims_claim c ON c.id = r.claim_id
        WHERE h.history_type = '+' AND NOT r.is_void
          AND e.recorded_at - r.stated_before > %(more_than)s AND {WHERE}
          AND (%(key)s::bigint IS NULL OR h.history_id {comparison} %(key)s)
        ORDER BY h.history_id {order} LIMIT %(most)s
    """  # noqa: S608  of constants
    with connection.cursor() as cursor:
        cursor.execute(query, {**scope.parameters, "key": key, "most": most})
        rows = cursor.fetchall()
    known = named(
        snapshot,
        claims=[row[2] for row in rows],
        revisions=[row[3] for row in rows],
        positions=[row[1] for row in rows],
    )
    return [_finding(row, known) for row in rows]


def _finding(row: Any, known: Any) -> Finding:
    history_id, position, claim, revision, after = row
    statement = known.statement(revision)
    text = f"{whose(statement)} said “{statement['wording']}” {_ago(after)} before it was recorded"
    shown = {
        "text": sentence(text),
        "claim": known.claim(claim),
        "statement": statement,
        "late_seconds": round(after.total_seconds()),
        "recorded": present_recording(known.entries[position]),
    }
    return Finding(history_id, shown)


def _ago(length: timedelta) -> str:
    """ "3 days", "30 hours": whole ones, days from two on."""
    hours = int(length.total_seconds() // 3600)
    if hours >= 48:
        return f"{hours // 24:,} days"
    return "1 hour" if hours == 1 else f"{hours} hours"
