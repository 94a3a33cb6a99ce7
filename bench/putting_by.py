"""Sheets of the past put by, as the writes of a newsroom would have: of some claims, all of them.

The generated record is judged once, at its end, so that nothing is put by as it is made; a write
of up to 200 claims judges what it touches, and the next one puts that by. Here only statements and
their voiding touch a claim after its own making. What is there already is left as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from claims.assessing_past import sheets_as_of, work_off_past
from claims.models.assessment import KEPT_BY

MISSING = """
    WITH touched AS (
        SELECT claim_id, position FROM claims_historicalrevision WHERE claim_id = ANY(%(claims)s)
        UNION
        SELECT id, position FROM claims_historicalclaim WHERE id = ANY(%(claims)s)
    ), held AS (
        SELECT claim_id, position AS since,
            lead(position) OVER (PARTITION BY claim_id ORDER BY position) AS until
        FROM touched
    )
    SELECT claim_id, since, until FROM held WHERE until IS NOT NULL AND NOT EXISTS (
        SELECT FROM claims_pastsheet p WHERE p.claim_id = held.claim_id AND p.since = held.since
    )
"""
PUT_BY = """
    INSERT INTO claims_pastsheet (claim_id, since, until, rules, sheet) VALUES (%s, %s, %s, %s, %s)
"""


def put_by(claims: Sequence[UUID]) -> int:
    """Every sheet that these claims had before today's; how many were put by just now."""
    judged_again = sum(kept for _, kept in work_off_past())
    until: dict[int, dict[UUID, int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(MISSING, {"claims": list(claims)})
        for claim, since, ends in cursor.fetchall():
            until[since][claim] = ends
        rows: list[tuple[Any, ...]] = [
            (claim, since, ends[claim], KEPT_BY, sheet)
            for since, ends in until.items()
            for claim, sheet in sheets_as_of(since, list(ends))
        ]
        cursor.executemany(PUT_BY, rows)
        if rows or judged_again:
            cursor.execute("VACUUM (ANALYZE) claims_pastsheet")
    return len(rows)
