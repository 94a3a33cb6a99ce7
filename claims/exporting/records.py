"""Rows in, records out: the shape that an import takes, naming everything by slug, url or key.

What is empty is left out. Ids, positions and times of recording are a ledger's own; a statement's
id is in its record so that others of the file can name it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from api.typeid import encode
from claims.models import Revision
from claims.values import Stance, as_number

Row = Mapping[str, Any]
DOCUMENT = ("url", "key", "title", "byline", "archived_url", "language", "published")

COLUMNS = (
    "id", "topic", "claim", "publisher", "attributed_to", "via",
    *(f"document.{name}" for name in DOCUMENT),
    "stance", "wording", "qualifier", "lower", "lower_inclusive", "upper", "upper_inclusive",
    "best", "value", "entities", "definition", "stated", "sequence",
    "quotation.exact", "quotation.prefix", "quotation.suffix", "locator", "supersedes",
    "replaces", "change_kind", "is_void", "reason", "importer", "external_id",
)  # fmt: skip
"""Of a table of statements."""


@dataclass(frozen=True, slots=True)
class Names:
    """What statements link to, by key: slugs, and documents whole."""

    claims: Mapping[UUID, str]
    topics: Mapping[UUID, str]  # of each claim
    sources: Mapping[UUID, str]
    documents: Mapping[UUID, Row]
    entities: Mapping[UUID, Sequence[str]]  # that each statement names
    void_reasons: Mapping[UUID, str]


def document_record(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in DOCUMENT if row[name]}


def statement_record(row: Any, names: Names) -> dict[str, Any]:
    """A statement as a line of an import."""
    document = names.documents[row.document_id]
    record = {
        "id": encode(Revision.PREFIX, row.id),
        "topic": names.topics[row.claim_id],
        "claim": names.claims[row.claim_id],
        "publisher": names.sources.get(document["publisher_id"]),
        "attributed_to": names.sources.get(row.attributed_to_id),
        "via": names.sources.get(row.via_id),
        "document": document_record(document),
        "stance": row.stance,
        "wording": row.wording,
        "qualifier": row.qualifier,
        **_value(row, names.entities.get(row.id, ())),
        "definition": row.definition,
        "stated": row.stated,
        "sequence": row.sequence,
        "quotation": _quotation(row),
        "locator": row.locator,
        "supersedes": encode(Revision.PREFIX, row.supersedes_id) if row.supersedes_id else "",
        "replaces": encode(Revision.PREFIX, row.replaces_id) if row.replaces_id else "",
        "change_kind": row.change_kind,
        "is_void": row.is_void or None,
        "reason": names.void_reasons.get(row.id, ""),
        "importer": row.importer,
        "external_id": row.external_id,
    }
    return {name: value for name, value in record.items() if value not in ("", None)}


def _value(row: Any, entities: Sequence[str]) -> dict[str, Any]:
    if row.stance == Stance.WITHDRAWS:
        return {}
    if row.quantity is not None:
        numbers = row.quantity
        return {
            "lower": as_number(numbers.lower),
            "lower_inclusive": numbers.lower_inc if numbers.lower is not None else None,
            "upper": as_number(numbers.upper),
            "upper_inclusive": numbers.upper_inc if numbers.upper is not None else None,
            "best": as_number(row.best),
        }
    if entities:
        return {"entities": list(entities)}
    given = row.edtf or (row.boolean if row.boolean is not None else row.text)
    return {"value": given}


def _quotation(row: Any) -> dict[str, str] | None:
    parts = {
        "exact": row.quotation_exact,
        "prefix": row.quotation_prefix,
        "suffix": row.quotation_suffix,
    }
    return {name: words for name, words in parts.items() if words} if parts["exact"] else None
