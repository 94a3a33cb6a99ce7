"""What is on record, without the keys and times that no two recordings share."""

from __future__ import annotations

from typing import Any

from claims.models import Claim, ClaimParty, Entity, Revision, RevisionEntity, Topic
from history.models import Entry
from sources.models import Document, Source

LINKS = {
    "claim_id": "claim__slug",
    "topic_id": "topic__slug",
    "parent_id": "parent__slug",
    "broader_id": "broader__slug",
    "part_of_id": "part_of__slug",
    "publisher_id": "publisher__slug",
    "attributed_to_id": "attributed_to__slug",
    "via_id": "via__slug",
}


def on_record() -> dict[str, Any]:
    """Every record by its names, statements in the order recorded and linked by their number."""
    numbers = {
        id: n for n, id in enumerate(Revision.objects.order_by("id").values_list("id", flat=True))
    }
    documents = dict(Document.objects.values_list("id", "title"))
    sources = dict(Source.objects.values_list("id", "slug"))
    named: dict[Any, list[str]] = {}
    for revision, slug in RevisionEntity.objects.order_by("id").values_list(
        "revision_id", "entity__slug"
    ):
        named.setdefault(revision, []).append(slug)
    statements = []
    for row in _rows(Revision, "id"):
        id = row.pop("id")
        for column in ("line_publisher", "line_origin"):
            row[column] = sources.get(row[column]) or documents[row[column]]
        row["document_id"] = documents[row["document_id"]]
        for column in ("supersedes_id", "replaces_id"):
            row[column] = numbers.get(row[column])
        statements.append({**row, "entities": named.get(id, [])})
    catalogue = {
        model.__name__: [{k: v for k, v in row.items() if k != "id"} for row in _rows(model, order)]
        for model, order in (
            (Source, "slug"), (Topic, "slug"), (Entity, "slug"), (Claim, "slug"),
            (Document, "title"),
        )
    }  # fmt: skip
    parties = ClaimParty.objects.order_by("id").values_list(
        "claim__slug", "entity__slug", "source__slug"
    )
    entries = Entry.objects.order_by("position").values_list("reason", flat=True)
    return {
        "statements": statements,
        "parties": list(parties),
        "reasons": sorted(set(entries)),
        **catalogue,
    }


def _rows(model: Any, order: str) -> list[dict[str, Any]]:
    columns = {
        field.attname: LINKS.get(field.attname, field.attname)
        for field in model._meta.concrete_fields
    }
    if model is Claim:
        columns.pop("adopted_revision_id")
    rows = model.objects.order_by(order).values_list(*columns.values())
    return [dict(zip(columns, row, strict=True)) for row in rows]
