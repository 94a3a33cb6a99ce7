"""Who speaks and what is named, with everything above them, as the rules take them.

In: keys of sources or entities as recorded, a snapshot. Out: speakers and concepts, a merged one
as what stands for it, and which stands for which. A query a level of the tree.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from claims.agreement import Concept, Speaker
from claims.merged import standing_for
from claims.models import Entity
from history.linking import Linked
from history.snapshots import Snapshot, rows_to_the_top
from sources.models import Source

# What an answer shows of a source is read with what the rules need.
SOURCE = ("id", "slug", "name", "kind", "parent_id", "parent_role", "merged_into_id")
CONCEPT = ("id", "name", "broader_id", "merged_into_id")


def speakers_of(
    snapshot: Snapshot, named: Iterable[UUID | None], linked: Linked
) -> tuple[dict[UUID, Speaker], dict[UUID, UUID]]:
    """Who speaks, a merged source as what stands for it; and which source stands for which.

    `linked` knows them all after.
    """
    found = {row.id: row for row in rows_to_the_top(snapshot, Source, "parent_id", SOURCE, named)}
    merged = {id: row.merged_into_id for id, row in found.items() if row.merged_into_id}
    linked.note(Source, found)
    linked.note_standing(Source, {id: merged.get(id, id) for id in found})
    stands = standing_for(merged)
    speakers = {
        row.id: Speaker(
            row.id, row.name, row.kind, row.parent_id and stands(row.parent_id), row.parent_role
        )
        for row in found.values()
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
