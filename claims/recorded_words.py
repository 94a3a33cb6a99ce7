"""The words of change of statements in the order recorded: for a history, a page of it at a time.

In: the claim as it is read, and which statements came. Out: words by statement. What a statement
followed came on record before it: of a claim only what has lower ids is read, and what is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q

from claims.change_words import changes_in_words, rows_of
from history.linking import Linked
from history.snapshots import Snapshot


def words_as_recorded(snapshot: Snapshot, claim: Any, wanted: Sequence[UUID]) -> dict[UUID, str]:
    """What each of these statements of the claim does to the one it follows."""
    if not wanted:
        return {}
    rows = rows_of(snapshot, claim.id, Q(id__lte=max(wanted)))
    return changes_in_words(claim, _with_named(rows, snapshot, claim.id), wanted, Linked(snapshot))


def _with_named(rows: list[Any], snapshot: Snapshot, claim_id: UUID) -> list[Any]:
    """What is superseded beside them, should its id be a higher one. No query, as a rule."""
    known = {row.id for row in rows}
    further = rows
    while further:
        named = {row.supersedes_id for row in further if row.supersedes_id} - known
        further = rows_of(snapshot, claim_id, Q(id__in=named)) if named else []
        known |= {row.id for row in further}
        rows = [*rows, *further]
    return rows
