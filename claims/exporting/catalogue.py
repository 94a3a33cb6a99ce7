"""How topics, entities and claims are exported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from claims.models import Claim, ClaimParty, Entity, Topic
from claims.values import as_number
from history.exporting import Exported, Line, Row, exported_as, slugs_of
from history.snapshots import Snapshot
from sources.models import Source


def _beside_claims(snapshot: Snapshot, rows: Sequence[Row]) -> dict[UUID, Line]:
    """Parties; the tolerance as a number; a cumulative claim still open says so, lest it be
    settled by default."""
    said: dict[UUID, Line] = {row["id"]: {"tolerance": as_number(row["tolerance"])} for row in rows}
    for row in rows:
        if row["cumulative"]:
            said[row["id"]]["settled_at"] = row["settled_at"]
    parties = list(
        snapshot.of(ClaimParty)
        .filter(claim_id__in=said, is_retired=False)
        .order_by("id")
        .values_list("claim_id", "entity_id", "source_id")
    )
    entities = slugs_of(snapshot, Entity, (entity for _, entity, _ in parties))
    sources = slugs_of(snapshot, Source, (source for _, _, source in parties))
    for claim, entity, source in parties:
        party = {"entity": entities[entity]} if entity else {"source": sources[source]}
        listed: list[Any] = said[claim].setdefault("parties", [])
        listed.append(party)
    return said


exported_as(
    Topic,
    Exported(
        "topic",
        (
            "slug", "name", "kind", "description", "occurred", "place", "time_zone",
            "wikidata_id",
        ),
    ),
)  # fmt: skip
exported_as(
    Entity,
    Exported(
        "entity",
        ("slug", "name", "kind", "aliases", "broader", "wikidata_id"),
        links={"broader": Entity},
        above="broader_id",
    ),
)
exported_as(
    Claim,
    Exported(
        "claim",
        (
            "slug", "topic", "question", "label", "value_type", "unit", "is_count", "cumulative",
            "settled_at", "many", "tolerance", "definitions", "part_of",
        ),
        links={"topic": Topic, "part_of": Claim},
        above="part_of_id",
        beside=_beside_claims,
        more=("parties",),
    ),
)  # fmt: skip
