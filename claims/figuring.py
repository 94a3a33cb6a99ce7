"""From a judged claim to the case that a figure is chosen from: who is a party, what is adopted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery, UUIDField
from django.db.models.functions import Coalesce

from claims.figure import Adopted, Case
from claims.judging import Judged
from claims.models import ClaimParty, Entity
from claims.naming import folded
from history.merged import among, family_of
from history.snapshots import Snapshot
from sources.models import Source

NAMES = ("id", "slug", "name", "aliases")

Party = tuple[UUID | None, UUID | None]


def case_of(
    judged: Judged,
    snapshot: Snapshot,
    *,
    uses_parties: bool = False,
    named: Sequence[Party] | None = None,
) -> Case:
    """The case of one claim. One query for its parties unless `named`, two where one is an entity.

    `named`: the claim's parties in use, each an entity's key or a source's.
    """
    question, statements, speakers, concepts = judged.given
    if named is None:
        named = parties_named(snapshot, judged.claim.id)
    parties = party_sources(snapshot, named, speakers)
    return Case(
        question,
        statements,
        speakers,
        concepts,
        parties=parties,
        adopted=adopted_of(judged.claim),
        uses_parties=uses_parties,
    )


def adopted_of(claim: Any) -> Adopted | None:
    """What a claim's row says is printed."""
    if claim.adopted_revision_id is None:
        return None
    return Adopted(claim.adopted_revision_id, claim.adopted_wording)


def parties_named(snapshot: Snapshot, claim_id: UUID) -> list[Party]:
    """The claim's parties in use, each an entity's key or that of the source that stands."""
    into = snapshot.of(Source).filter(id=OuterRef("source_id")).values("merged_into_id")
    source = Coalesce(Subquery(into), "source_id", output_field=UUIDField())
    rows = snapshot.of(ClaimParty).filter(claim_id=claim_id, is_retired=False)
    return list(rows.values_list("entity_id", source))


def party_sources(
    snapshot: Snapshot, rows: Sequence[Party], speakers: Mapping[UUID, Any]
) -> frozenset[UUID]:
    """Which of the speakers are a party to the event, by themselves or as the entity that is.

    An entity and a source are the same where they share a slug, or a name or alias as folded:
    the entity Islamic State is a party, so is the source Islamic State. Nothing else joins them.
    """
    meant = {source for _, source in rows if source is not None}
    entities = {entity for entity, _ in rows if entity is not None}
    if not entities:
        return frozenset(meant)
    wanted = _names(snapshot, Entity, entities)
    sources = _names(snapshot, Source, speakers)
    meant |= {id for name in wanted for id in sources.get(name, ())}
    return frozenset(meant)


def _names(snapshot: Snapshot, model: Any, ids: Iterable[UUID]) -> Mapping[str, set[UUID]]:
    """What stands for these by every name it goes by, slugs and names apart."""
    found: dict[str, set[UUID]] = defaultdict(set)
    family = among("id", family_of(snapshot, model, *ids))
    rows = snapshot.of(model).filter(family, merged_into_id__isnull=True)
    for row in rows.values_list(*NAMES, named=True):
        found[f"slug {row.slug}"].add(row.id)
        for name in (row.name, *row.aliases):
            found[folded(name)].add(row.id)
    return found
