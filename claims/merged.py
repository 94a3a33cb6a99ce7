"""Statements as the record reads them now: what is merged gives way to what stands for it.

In: statements as recorded, and which record stands for which, as of one snapshot. Out: the same
statements, naming what stands. Statements of a merged claim are read with those of the claim that
stands for it. Nothing is written. docs/merging.md
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from claims.agreement import Statement
from claims.models import Claim
from claims.values import Concepts
from history.merged import among, with_merged
from history.snapshots import Snapshot

Stands = Callable[[UUID], UUID]
"""What stands for a record: itself unless it is merged."""


def of_claims(rows: QuerySet[Any], snapshot: Snapshot, claims: Sequence[UUID]) -> QuerySet[Any]:
    """The statements of these claims and of all that is merged into them."""
    if not claims:
        return rows.none()
    return rows.filter(among("claim_id", with_merged(snapshot, Claim, claims)))


def read_with(
    snapshot: Snapshot,
    claims: Iterable[UUID],
    found: Iterable[UUID],
    known: Mapping[UUID, UUID | None],
) -> dict[UUID, UUID]:
    """The claim that each merged one is read with, of those whose statements were `found`.

    `known`: what the rows at hand say already. One query, and none where nothing else is merged.
    """
    stands = {id: into for id, into in known.items() if into is not None}
    others = set(found) - set(claims) - stands.keys()
    if others:
        rows = snapshot.of(Claim).filter(id__in=others).values_list("id", "merged_into_id")
        stands.update(rows)
    return stands


def standing_for(merged: Mapping[UUID, UUID]) -> Stands:
    """The look-up, of who is merged into whom."""
    return lambda id: merged.get(id, id)


def spoken_by(statement: Statement, stands: Stands) -> Statement:
    """The statement with everybody who speaks in it as they are read now."""
    said = statement.publisher, statement.attributed_to, statement.via
    publisher, attributed_to, via = read = tuple(id and stands(id) for id in said)
    if read == said:
        return statement
    return replace(statement, publisher=publisher, attributed_to=attributed_to, via=via)


def answering(statement: Statement, stands: Stands) -> Statement:
    """The statement with the entities it names as they are read now."""
    if not isinstance(statement.value, Concepts):
        return statement
    named = frozenset(stands(id) for id in statement.value.ids)
    return replace(statement, value=Concepts(named))
