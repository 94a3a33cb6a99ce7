"""Topics, entities, claims, statements and values as the API shows them. Rows in, JSON out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sources.presenting  # noqa: F401  says how sources and documents are shown in links
from api.typeid import encode
from claims.models import Claim, Entity, Revision, Topic
from claims.models.revision import QuotationMatch
from claims.stated_value import value_of
from claims.statement_rows import StatementRow
from claims.values import (
    Concepts,
    Interval,
    Qualifier,
    Quantity,
    Stance,
    Truth,
    Value,
    ValueType,
    Words,
    as_number,
    whole_bounds,
)
from history.dates import Period
from history.linking import Linked, named, shown_as, typeid
from sources.models import Document, DocumentVersion, Source

shown_as(Topic, *named(Topic.PREFIX))
shown_as(Entity, *named(Entity.PREFIX))
shown_as(Claim, *named(Claim.PREFIX, "question"))

TOPIC_FIELDS = (
    "id", "slug", "name", "kind", "description", "occurred", "place", "time_zone",
    "wikidata_id", "is_retired", "merged_into_id",
)  # fmt: skip
ENTITY_FIELDS = (
    "id", "slug", "name", "kind", "aliases", "broader_id", "wikidata_id", "is_retired",
    "merged_into_id",
)  # fmt: skip
CLAIM_FIELDS = (
    "id", "slug", "topic_id", "question", "label", "value_type", "unit", "is_count",
    "cumulative", "settled_at", "many", "tolerance", "definitions", "part_of_id",
    "adopted_revision_id", "adopted_wording", "is_retired", "merged_into_id",
)  # fmt: skip


def present_topic(row: Any, linked: Linked) -> dict[str, Any]:
    return {
        "id": encode(Topic.PREFIX, row.id),
        "slug": row.slug,
        "name": row.name,
        "kind": row.kind,
        "description": row.description,
        "occurred": row.occurred or None,
        "place": row.place or None,
        "time_zone": row.time_zone,
        "wikidata_id": row.wikidata_id or None,
        "is_retired": row.is_retired,
        "merged_into": linked[Topic, row.merged_into_id],
    }


def present_entity(row: Any, linked: Linked) -> dict[str, Any]:
    return {
        "id": encode(Entity.PREFIX, row.id),
        "slug": row.slug,
        "name": row.name,
        "kind": row.kind,
        "aliases": row.aliases,
        "broader": linked[Entity, row.broader_id],
        "wikidata_id": row.wikidata_id or None,
        "is_retired": row.is_retired,
        "merged_into": linked[Entity, row.merged_into_id],
    }


def present_claim(
    row: Any, linked: Linked, parties: Sequence[dict[str, Any]] = ()
) -> dict[str, Any]:
    return {
        "id": encode(Claim.PREFIX, row.id),
        "slug": row.slug,
        "topic": linked[Topic, row.topic_id],
        "question": row.question,
        "label": row.label,
        "value_type": row.value_type,
        "unit": row.unit or None,
        "is_count": row.is_count,
        "cumulative": row.cumulative,
        "settled_at": row.settled_at,
        "many": row.many,
        "tolerance": as_number(row.tolerance),
        "definitions": row.definitions,
        "parties": list(parties),
        "part_of": linked[Claim, row.part_of_id],
        "adopted_revision": typeid(Revision.PREFIX, row.adopted_revision_id),
        "adopted_wording": row.adopted_wording or None,
        "is_retired": row.is_retired,
        "merged_into": linked[Claim, row.merged_into_id],
    }


def present_claim_link(row: Any) -> dict[str, Any]:
    """A claim as other answers carry it: enough to label a figure."""
    return {
        "id": encode(Claim.PREFIX, row.id),
        "slug": row.slug,
        "name": row.question,
        "label": row.label,
        "value_type": row.value_type,
        "unit": row.unit or None,
    }


def present_revision(row: StatementRow, linked: Linked) -> dict[str, Any]:
    return {
        "id": encode(Revision.PREFIX, row.id),
        "claim": linked[Claim, row.claim_id],
        "document": {
            **(linked[Document, row.document_id] or {}),
            "version": linked[DocumentVersion, row.version_id],
        },
        "publisher": linked[Source, row.publisher_id],
        "via": linked[Source, row.via_id],
        "attributed_to": linked[Source, row.attributed_to_id],
        "origin": origin_of(row, linked),
        "stance": row.stance,
        "wording": row.wording,
        "value": present_stated_value(row, row.entities or (), linked, row.unit),
        "definition": row.definition or None,
        "stated": row.stated or None,
        "stated_at": row.stated_at,
        "stated_before": row.stated_before,
        "sequence": row.sequence,
        "quotation": present_quotation(row),
        "locator": row.locator or None,
        "supersedes": typeid(Revision.PREFIX, row.supersedes_id),
        "superseded_by": [encode(Revision.PREFIX, id) for id in row.superseded_by],
        "replaces": typeid(Revision.PREFIX, row.replaces_id),
        "replaced_by": typeid(Revision.PREFIX, row.replaced_by),
        "change_kind": row.change_kind or None,
        "is_void": row.is_void,
        "importer": row.importer or None,
        "external_id": row.external_id or None,
        "recorded_at": row.recorded_at,
        "position": row.position,
    }


def origin_of(row: Any, linked: Linked) -> dict[str, Any] | None:
    """Whose word it is; None where neither the document nor its publisher tells."""
    if row.line_origin == row.document_id:
        return None
    return linked[Source, row.line_origin]


def present_quotation(row: Any) -> dict[str, Any] | None:
    if not (row.quotation_exact or row.quotation_prefix or row.quotation_suffix):
        return None
    return {
        "exact": row.quotation_exact,
        "prefix": row.quotation_prefix,
        "suffix": row.quotation_suffix,
        "verified": row.quotation_start is not None,
        "match": row.quotation_match or QuotationMatch.UNVERIFIED.value,
        "start": row.quotation_start,
        "end": row.quotation_end,
    }


def present_stated_value(
    row: Any, entities: Sequence[UUID], linked: Linked, unit: str
) -> dict[str, Any] | None:
    """A statement's value as worded; None on a withdrawal."""
    if row.qualifier == Qualifier.UNREADABLE:
        return {"type": row.value_type, "qualifier": Qualifier.UNREADABLE.value}
    if row.value_type == ValueType.QUANTITY and row.stance != Stance.WITHDRAWS:
        return present_quantity(row, unit)
    value = value_of(row, entities)
    return None if value is None else present_value(value, linked, unit=unit)


def present_quantity(row: Any, unit: str) -> dict[str, Any]:
    """A row's figure as `present_value` shows it, read off the row: a page has hundreds."""
    bounds = row.quantity
    return {
        "type": ValueType.QUANTITY,
        "qualifier": row.qualifier,
        "lower": as_number(bounds.lower),
        "lower_inclusive": bounds.lower_inc,
        "upper": as_number(bounds.upper),
        "upper_inclusive": bounds.upper_inc,
        "best": as_number(row.best),
        "unit": unit or None,
        "read_by": row.read_by,
    }


def present_value(
    value: Value, linked: Linked, *, unit: str, whole: bool = False
) -> dict[str, Any]:
    """A value by its kind; `whole`: a set of counts, in closed whole numbers."""
    match value:
        case Quantity(interval, best):
            return _quantity(interval, best, unit, whole)
        case Period(edtf, start, end):
            return {"type": ValueType.DATE, "edtf": edtf, "earliest": start, "latest": end}
        case Concepts(ids):
            return {
                "type": ValueType.ENTITY,
                "entities": [linked[Entity, id] for id in sorted(ids)],
            }
        case Truth(boolean):
            return {"type": ValueType.BOOLEAN, "boolean": boolean}
        case Words(text):
            return {"type": ValueType.TEXT, "text": text}


def _quantity(interval: Interval, best: Any, unit: str, whole: bool) -> dict[str, Any]:
    bounds: Mapping[str, Any] = {
        "lower": as_number(interval.lower),
        "lower_inclusive": interval.lower_inclusive,
        "upper": as_number(interval.upper),
        "upper_inclusive": interval.upper_inclusive,
    }
    if whole:
        lower, upper = whole_bounds(interval)
        bounds = {
            "lower": lower,
            "lower_inclusive": lower is not None,
            "upper": upper,
            "upper_inclusive": upper is not None,
        }
    return {
        "type": ValueType.QUANTITY,
        "qualifier": None,
        **bounds,
        "best": as_number(best),
        "unit": unit or None,
        "read_by": None,
    }
