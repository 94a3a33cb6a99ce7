"""What stands in the place of void statements, so that what superseded them is not left hanging.

95 superseded 103, and 84 superseded 95. If we recorded the 95 wrongly and void it, 84 follows
what stands in its place: our replacement, else what it superseded itself. Nothing is rewritten;
it is worked out at every reading.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from claims.models import Revision
from history.snapshots import Snapshot


def superseded_in_effect(snapshot: Snapshot, rows: Sequence[Any]) -> dict[UUID, UUID]:
    """For each row that supersedes a void statement, what it supersedes instead.

    Left out where nothing stands in its place. One query, and none where nothing is missing.
    """
    ids = {row.id for row in rows}
    hanging = [row for row in rows if row.supersedes_id and row.supersedes_id not in ids]
    if not hanging:
        return {}
    claims = {row.claim_id for row in hanging}
    void = dict[UUID, UUID | None]()
    replaced = {row.replaces_id: row.id for row in rows if row.replaces_id}
    for id, supersedes, replaces in (
        snapshot.of(Revision)
        .filter(claim_id__in=claims, is_void=True)
        .values_list("id", "supersedes_id", "replaces_id")
    ):
        void[id] = supersedes
        if replaces:
            replaced[replaces] = id
    stand_ins = {row.id: standing_in(row.supersedes_id, void, replaced) for row in hanging}
    found = {id: past for id, past in stand_ins.items() if past is not None and past in ids}
    stored = {row.id: row.supersedes_id for row in rows}
    return {id: past for id, past in found.items() if not _leads_back(id, {**stored, **found})}


def standing_instead(revision: Revision) -> Revision | None:
    """The statement that stands in the place of this one now: itself unless void."""
    return next((one for one in leading_back(revision) if not one.is_void), None)


def leading_back(revision: Revision) -> Iterator[Revision]:
    """The statement and all it comes after, void ones included; a query or two for each."""
    seen: set[UUID] = set()
    at: Revision | None = revision
    while at is not None and at.pk not in seen:
        seen.add(at.pk)
        yield at
        replacement = Revision.objects.filter(replaces=at).first() if at.is_void else None
        at = replacement or at.supersedes


def standing_in(
    id: UUID, void: Mapping[UUID, UUID | None], replaced: Mapping[UUID, UUID]
) -> UUID | None:
    """The statement in the place of this one: itself unless void; None if there is none.

    `void`: what each void statement supersedes; `replaced`: what took the place of each.
    """
    seen: set[UUID] = set()
    at: UUID | None = id
    while at is not None and at in void:
        if at in seen:
            return None
        seen.add(at)
        at = replaced.get(at) or void[at]
    return at


def _leads_back(id: UUID, supersedes: Mapping[UUID, UUID | None]) -> bool:
    """Whether it would supersede itself; plain SQL could have it so, and the rules refuse it."""
    seen: set[UUID] = set()
    at = supersedes.get(id)
    while at is not None and at not in seen:
        if at == id:
            return True
        seen.add(at)
        at = supersedes.get(at)
    return False
