"""Adopted figures with at most one certain origin behind them, by the rules of agreement.

Counted are the certain origins of the group that the adopted statement is in, of several the one
with the most; none, where it stands no more. Claims are judged in batches, not one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from claims.agreement import Origins
from claims.agreement.naming import sentence
from claims.agreement.phrases import count
from claims.audit.reports import AT_ONCE, Finding, beyond, present_recording
from claims.audit.scope import WHERE, Scope
from claims.audit.statements import named
from claims.judging import Judged, judged
from claims.models import Claim
from claims.presenting import CLAIM_FIELDS
from history.linking import Linked
from history.snapshots import Snapshot

MOST_ORIGINS = 1


def single_origin(
    snapshot: Snapshot, scope: Scope, key: int | None, backwards: bool, most: int
) -> list[Finding]:
    """In the order the figures were adopted."""
    found: list[Any] = []
    while len(found) < most:
        batch = _adopted(scope, key, backwards)
        found += _resting_on_few(batch, snapshot)
        if len(batch) < AT_ONCE:
            break
        key = batch[-1][0]
    found = found[:most]
    known = named(
        snapshot,
        claims=[row[2] for row, _, _ in found],
        revisions=[row[3] for row, _, _ in found],
        positions=[row[1] for row, _, _ in found],
    )
    return [_finding(row, origins, outlets, known) for row, origins, outlets in found]


def _adopted(scope: Scope, key: int | None, backwards: bool) -> list[Any]:
    """A batch of adopted figures: where each was adopted, its claim and its statement."""
    comparison, order = beyond(backwards)
    query = f"""
        SELECT a.history_id, a.position, c.id, c.adopted_revision_id
        FROM claims_claim c CROSS JOIN LATERAL (
            SELECT h.history_id, h.position FROM claims_historicalclaim h
            WHERE h.id = c.id AND h.adopted_revision_id IS NOT NULL
              AND (h.history_type = '+' OR h.changed && '{{adopted_revision_id}}')
            ORDER BY h.position DESC, h.history_id DESC LIMIT 1
        ) a JOIN history_entry e ON e.position = a.position
        WHERE c.adopted_revision_id IS NOT NULL AND NOT c.is_retired AND {WHERE}
          AND (%(key)s::bigint IS NULL OR a.history_id {comparison} %(key)s)
        ORDER BY a.history_id {order} LIMIT %(most)s
    """  # noqa: S608  of constants
    with connection.cursor() as cursor:
        cursor.execute(query, {**scope.parameters, "key": key, "most": AT_ONCE})
        return list(cursor.fetchall())


def _resting_on_few(batch: Sequence[Any], snapshot: Snapshot) -> list[Any]:
    """Those of a batch that rest on too few origins, with the origins and the outlets."""
    claims = snapshot.of(Claim).filter(id__in=[row[2] for row in batch]).order_by("id")
    rows = list(claims.values_list(*CLAIM_FIELDS, named=True)) if batch else []
    of_claim = {one.claim.id: one for one in judged(snapshot, rows, None, Linked(snapshot))}
    resting = [(row, *_behind(of_claim[row[2]], row[3])) for row in batch]
    return [each for each in resting if each[1].min <= MOST_ORIGINS]


def _behind(judgement: Judged, statement: UUID) -> tuple[Origins, int]:
    """Origins and outlets of the group that the statement is in."""
    groups = [
        (group.origins, group.outlets)
        for group in judgement.agreement.groups
        if any(statement in position.statements for position in group.positions)
    ]
    return max(groups, key=lambda each: (each[0].min, each[0].max), default=(Origins(0, 0), 0))


def _finding(row: Any, origins: Origins, outlets: int, known: Any) -> Finding:
    history_id, position, claim, revision = row
    wording = known.claims[claim].adopted_wording
    text = f"“{wording}” rests on no statement that stands"
    if outlets:
        certain = count(origins.min, "certain origin", "certain origins")
        possible = f", at most {origins.max}" if origins.max > origins.min else ""
        printed = count(outlets, "outlet", "outlets")
        text = f"“{wording}” rests on {certain}{possible}, printed by {printed}"
    shown = {
        "text": sentence(text),
        "claim": known.claim(claim),
        "adopted_wording": wording,
        "statement": known.statement(revision),
        "origins": {"min": origins.min, "max": origins.max},
        "outlets": outlets,
        "recorded": present_recording(known.entries[position]),
    }
    return Finding(history_id, shown)
