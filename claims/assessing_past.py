"""Judging sheets of the past again that other rules made: `manage.py assess --past`.

In: the sheets that were put by and aren't today's rules'. Out: the same rows, with what today's
rules make of the record as of their first position. Adds none and drops none: which positions a
sheet holds at is for the triggers to say (docs/assessments.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model, Q, QuerySet

from accounts.models import User
from api.rendering import dumps
from claims.assessing import in_batches, sheet_text
from claims.judging import judged
from claims.models import Claim, PastSheet
from claims.models.assessment import KEPT_BY
from claims.presenting import CLAIM_FIELDS
from history.linking import Linked
from history.models import Entry
from history.snapshots import Snapshot

Key = tuple[UUID, int]  # of a row: the claim, since when
BEFORE_ALL: Key = (UUID(int=0), -1)

# Locked before history is read: an erasure waits for the batch and empties what it wrote, or the
# batch passes over what an erasure is at and reads history without the words. No writer waits:
# they add rows and change none.
NEXT = """
    SELECT since, claim_id FROM public.claims_pastsheet
    WHERE (claim_id, since) > (%s, %s) AND rules <> %s
    ORDER BY claim_id, since LIMIT %s
    FOR UPDATE SKIP LOCKED
"""
KEEP = """
    UPDATE public.claims_pastsheet p SET rules = %s, sheet = j.sheet
    FROM json_to_recordset(%s::json) AS j (claim uuid, since bigint, sheet text)
    WHERE p.claim_id = j.claim AND p.since = j.since
"""


def past_backlog() -> QuerySet[PastSheet]:
    """What other rules made, or an erasure emptied."""
    rows: QuerySet[PastSheet] = PastSheet.objects.filter(~Q(rules=KEPT_BY))
    return rows


def work_off_past(limit: int | None = None) -> Iterator[tuple[int, int]]:
    """Go through it once, batch by batch: how many were tried, how many kept."""
    return in_batches(_batch, BEFORE_ALL, limit)


@transaction.atomic
def _batch(last: Key, most: int) -> tuple[list[Key], int]:
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [*last, KEPT_BY, most])
        rows = cursor.fetchall()
    return sorted((claim, since) for since, claim in rows), _judge_again(rows)


def _judge_again(rows: Sequence[tuple[int, UUID]]) -> int:
    made = [
        {"claim": claim, "since": since, "sheet": sheet}
        for since, some in groupby(sorted(rows), itemgetter(0))
        for claim, sheet in sheets_as_of(since, [claim for _, claim in some])
    ]
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [KEPT_BY, dumps(made).decode()])
        return int(cursor.rowcount)


def sheets_as_of(position: int, claims: Sequence[UUID]) -> Iterator[tuple[UUID, str]]:
    """What the sheet showed of claims as of a position, as it is kept; "" where it is too long."""
    snapshot = Snapshot(position, True, None, settled=True)
    linked = Linked(snapshot)
    found = snapshot.rows(Claim, CLAIM_FIELDS, claims)
    for one in judged(snapshot, found, None, linked):
        yield one.claim.id, sheet_text(one, linked)


def empty_for_erasure(model: type[Model]) -> list[str]:
    """Leave no word in a sheet of the past; who signs an entry and why stands in none.

    Every row is written, the empty ones too: a batch may be filling them. They stay, since what
    was the same at two positions is emptied the same: the sheet still holds from `since` on.
    """
    if model in (Entry, User):
        return []
    emptied = PastSheet.objects.update(rules="", sheet="")
    return [f"{emptied} sheets of past positions, to be judged again"] if emptied else []
