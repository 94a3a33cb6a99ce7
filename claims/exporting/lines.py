"""A snapshot in, the lines of an export out, batch by batch, whatever their number.

Order: sources, topics, entities, claims and documents, each after what it names; then statements in
the order they were recorded. So that an empty database can take them line by line.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Min, QuerySet

from claims.exporting.records import COLUMNS, DOCUMENT, Names, Voice, statement_record
from claims.models import Claim, ClaimParty, Entity, Revision, Topic
from claims.statements import FIELDS, entities_of
from history.exporting import EXPORTED, record_lines, slugs_of
from history.models import Entry
from history.snapshots import Snapshot, rows_to_the_top
from history.tracking import TRACKED
from sources.models import Document, DocumentVersion, Source

AT_ONCE = 1000
Line = dict[str, Any]


def everything(snapshot: Snapshot, topic: UUID | None = None) -> Iterator[Line]:
    """All that is on record, void statements too; or what a topic's claims and statements name."""
    claims = snapshot.of(Claim)
    statements = snapshot.of(Revision)
    if topic is not None:
        claims = claims.filter(topic_id=topic)
        statements = statements.filter(claim_id__in=claims.values("id"))
    for model, rows in (
        (Source, snapshot.of(Source)),
        (Topic, snapshot.of(Topic)),
        (Entity, snapshot.of(Entity)),
        (Claim, claims),
    ):
        if topic is not None and model is not Claim:
            rows = rows.filter(id__in=_named_in(snapshot, model, topic))
        yield from record_lines(snapshot, model, rows)
    documents = snapshot.of(Document)
    if topic is not None:
        documents = documents.filter(id__in=statements.values("document_id"))
    yield from record_lines(snapshot, Document, documents)
    yield from statement_lines(snapshot, statements)


def columns_of_all() -> list[str]:
    """The columns of a table of everything; each row fills those of its kind."""
    models = (Source, Topic, Entity, Claim, Document)
    named = [column for model in models for column in EXPORTED[model].columns]
    return list(dict.fromkeys([*named, *COLUMNS]))


def statement_lines(snapshot: Snapshot, rows: QuerySet[Any]) -> Iterator[Line]:
    """Statements in the order recorded; a link to one that isn't among them is left out."""
    last: UUID | None = None
    while True:
        after = rows if last is None else rows.filter(id__gt=last)
        some = list(after.order_by("id").values_list(*FIELDS, named=True)[:AT_ONCE])
        if not some:
            return
        names = _names(snapshot, some)
        wanted = {row.supersedes_id for row in some} | {row.replaces_id for row in some}
        there = set(rows.filter(id__in=wanted - {None}).values_list("id", flat=True))
        for row in some:
            links = {n: getattr(row, n) for n in ("supersedes_id", "replaces_id")}
            missing = {name: None for name, id in links.items() if id and id not in there}
            yield statement_record(row._replace(**missing), names)
        last = some[-1].id


def _names(snapshot: Snapshot, rows: Sequence[Any]) -> Names:
    claims = list(
        snapshot.of(Claim)
        .filter(id__in={row.claim_id for row in rows})
        .values(
            "id", "slug", "topic_id", "definitions", "merged_into_id", "adopted_revision_id",
            "adopted_wording",
        )
    )  # fmt: skip
    topics = {
        id: (slug, time_zone)
        for id, slug, time_zone in snapshot.of(Topic)
        .filter(id__in={claim["topic_id"] for claim in claims})
        .values_list("id", "slug", "time_zone")
    }
    documents = {
        row["id"]: row
        for row in snapshot.of(Document)
        .filter(id__in={row.document_id for row in rows})
        .values("id", "publisher_id", *DOCUMENT)
    }
    sources = {row["publisher_id"] for row in documents.values()}
    sources |= {row.attributed_to_id for row in rows} | {row.via_id for row in rows}
    named = entities_of(snapshot, [row.id for row in rows if row.value_type == "entity"])
    entities = slugs_of(snapshot, Entity, (id for ids in named.values() for id in ids))
    return Names(
        claims={claim["id"]: claim["slug"] for claim in claims},
        topics={claim["id"]: topics[claim["topic_id"]][0] for claim in claims},
        zones={claim["id"]: ZoneInfo(topics[claim["topic_id"]][1]) for claim in claims},
        definitions={claim["id"]: claim["definitions"] for claim in claims},
        adopted=_adopted(snapshot, claims),
        sources=slugs_of(snapshot, Source, sources),
        documents=documents,
        entities={id: [entities[entity] for entity in ids] for id, ids in named.items()},
        versions=_versions(snapshot, rows),
        followed=_followed(snapshot, {row.claim_id for row in rows}),
        void_reasons=_void_reasons(snapshot, [row.id for row in rows if row.is_void]),
    )


def _adopted(snapshot: Snapshot, claims: Sequence[Any]) -> dict[UUID, str]:
    """What is printed of the claims, in which words; for a merged one, by what stands for it."""
    standing = [claim for claim in claims if claim["merged_into_id"] is None]
    merged = {claim["merged_into_id"] for claim in claims} - {None}
    if merged:
        columns = ("adopted_revision_id", "adopted_wording")
        standing += snapshot.of(Claim).filter(id__in=merged).values(*columns)
    return {claim["adopted_revision_id"]: claim["adopted_wording"] for claim in standing}


def _void_reasons(snapshot: Snapshot, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Why each is void: the reason of the entry that made it so."""
    if not ids:
        return {}
    rows = TRACKED[Revision].historical.objects.filter(
        id__in=ids, is_void=True, position__lte=snapshot.position
    )
    at = dict(rows.values("id").annotate(first=Min("position")).values_list("id", "first"))
    reasons = dict(Entry.objects.filter(pk__in=at.values()).values_list("position", "reason"))
    return {id: reasons[position] or "Void" for id, position in at.items()}


def _versions(snapshot: Snapshot, rows: Sequence[Any]) -> dict[UUID, tuple[str, str]]:
    """The hash and the date of each version that is named."""
    wanted = {row.version_id for row in rows} - {None}
    if not wanted:
        return {}
    found = snapshot.of(DocumentVersion).filter(id__in=wanted)
    return {
        id: (sha256, published)
        for id, sha256, published in found.values_list("id", "content_sha256", "published")
    }


def _followed(snapshot: Snapshot, claims: Collection[UUID]) -> set[Voice]:
    """Who has said more than one thing of a claim: there, a statement may follow another."""
    voice = ("claim_id", "line_publisher", "line_origin")
    said = snapshot.of(Revision).filter(claim_id__in=claims).values(*voice)
    several = said.annotate(statements=Count("id")).filter(statements__gt=1)
    return set(several.order_by().values_list(*voice))


def _named_in(snapshot: Snapshot, model: Any, topic: UUID) -> set[UUID]:
    """The sources, entities or the topic itself that a topic's claims and statements name.

    With what stands above them, and for them.
    """
    if model is Topic:
        return {topic}
    claims = snapshot.of(Claim).filter(topic_id=topic).values("id")
    parties = snapshot.of(ClaimParty).filter(claim_id__in=claims, is_retired=False)
    statements = snapshot.of(Revision).filter(claim_id__in=claims)
    ids: set[UUID | None] = set()
    if model is Entity:
        named = entities_of(snapshot, list(statements.values_list("id", flat=True)))
        ids = {entity for entities in named.values() for entity in entities}
        ids |= set(parties.values_list("entity_id", flat=True))
        ids |= _standing_for(snapshot, Entity, ids)
        return {row.id for row in rows_to_the_top(snapshot, Entity, *_UP_ENTITY, ids)}
    documents = snapshot.of(Document).filter(id__in=statements.values("document_id"))
    ids |= set(documents.values_list("publisher_id", flat=True))
    ids |= set(statements.values_list("attributed_to_id", flat=True))
    ids |= set(statements.values_list("via_id", flat=True))
    ids |= set(parties.values_list("source_id", flat=True))
    ids |= _standing_for(snapshot, Source, ids)
    return {row.id for row in rows_to_the_top(snapshot, Source, *_UP_SOURCE, ids)}


def _standing_for(snapshot: Snapshot, model: Any, ids: Collection[UUID | None]) -> set[UUID]:
    merged = snapshot.of(model).filter(id__in=ids, merged_into_id__isnull=False)
    return set(merged.values_list("merged_into_id", flat=True))


_UP_ENTITY = ("broader_id", ("id", "broader_id"))
_UP_SOURCE = ("parent_id", ("id", "parent_id"))
