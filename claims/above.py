"""Who speaks and what is named, with everything above them, as the rules take them.

In: keys of sources or entities as recorded, a snapshot. Out: speakers and concepts, a merged one
as what stands for it, and which stands for which. Sources in one query; of entities one a level.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from claims.agreement import Concept, Speaker
from claims.merged import standing_for
from claims.models import Entity
from history.linking import Linked
from history.snapshots import Snapshot, rows_to_the_top
from sources.models import Source

SPEAKERS = "SELECT * FROM public.claims_speakers(%(named)s::uuid[], %(as_of)s)"
CONCEPT = ("id", "name", "broader_id", "merged_into_id")


class SourceRow(NamedTuple):
    """What an answer shows of a source, and what the rules need of it."""

    id: UUID
    slug: str
    name: str
    kind: str
    parent_id: UUID | None
    parent_role: str
    merged_into_id: UUID | None


Speaking = tuple[dict[UUID, Speaker], dict[UUID, UUID]]
"""Who speaks, a merged source as what stands for it; and which source stands for which."""


def speakers_of(snapshot: Snapshot, named: Iterable[UUID | None], linked: Linked) -> Speaking:
    """Who speaks, and everybody above them; `linked` knows them all after. One query."""
    ids = {id for id in named if id is not None}
    if not ids:
        return {}, {}
    with connection.cursor() as cursor:
        cursor.execute(SPEAKERS, {"named": list(ids), "as_of": snapshot.as_of})
        return speaking([SourceRow._make(row) for row in cursor.fetchall()], linked)


def speaking(sources: Sequence[SourceRow], linked: Linked) -> Speaking:
    """The same of rows that somebody has read, everybody above them among them."""
    found = {row.id: row for row in sources}
    merged = {id: row.merged_into_id for id, row in found.items() if row.merged_into_id}
    linked.note(Source, found)
    linked.note_standing(Source, {id: merged.get(id, id) for id in found})
    stands = standing_for(merged)
    speakers = {
        row.id: Speaker(
            row.id, row.name, row.kind, row.parent_id and stands(row.parent_id), row.parent_role
        )
        for row in sources
    }
    return speakers | {id: speakers[into] for id, into in merged.items()}, merged


def merged_concepts_of(
    snapshot: Snapshot, named: set[UUID]
) -> tuple[dict[UUID, Concept], dict[UUID, UUID]]:
    """The entities and everything broader, as the rules see them; and which stands for which.

    A merged entity comes as what stands for it.
    """
    found = {row.id: row for row in rows_to_the_top(snapshot, Entity, "broader_id", CONCEPT, named)}
    merged = {id: row.merged_into_id for id, row in found.items() if row.merged_into_id}
    stands = standing_for(merged)
    concepts = {
        row.id: Concept(row.id, row.name, row.broader_id and stands(row.broader_id))
        for row in found.values()
    }
    return concepts | {id: concepts[into] for id, into in merged.items()}, merged
