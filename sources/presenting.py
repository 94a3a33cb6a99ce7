"""Sources and documents as the API shows them. Rows in, JSON shapes out."""

from __future__ import annotations

from typing import Any

from api.typeid import encode
from history.linking import Linked, named, shown_as
from sources.models import Document, DocumentVersion, Source

SOURCE_FIELDS = (
    "id", "slug", "name", "kind", "aliases", "country", "url", "parent_id", "parent_role", "note",
    "is_retired", "merged_into_id",
)  # fmt: skip
DOCUMENT_FIELDS = (
    "id", "publisher_id", "title", "byline", "url", "key", "archived_url", "language",
    "published", "published_at", "published_before", "is_retired",
)  # fmt: skip

VERSION_FIELDS = ("id", "published", "retrieved_at", "content_sha256", "has_text")


def _document_link(row: Any) -> dict[str, Any]:
    return {
        "id": encode(Document.PREFIX, row.id),
        "key": row.key,
        "url": row.url,
        "name": row.title,
        "published": row.published or None,
    }


shown_as(Source, *named(Source.PREFIX))
shown_as(
    Document,
    ("id", "key", "url", "title", "published", "publisher_id", "published_at"),
    _document_link,
)


def present_source(row: Any, linked: Linked) -> dict[str, Any]:
    return {
        "id": encode(Source.PREFIX, row.id),
        "slug": row.slug,
        "name": row.name,
        "kind": row.kind,
        "aliases": row.aliases,
        "country": row.country or None,
        "url": row.url or None,
        "parent": linked[Source, row.parent_id],
        "parent_role": row.parent_role or None,
        "note": row.note,
        "is_retired": row.is_retired,
        "merged_into": linked[Source, row.merged_into_id],
    }


def present_document(row: Any, linked: Linked) -> dict[str, Any]:
    return {
        "id": encode(Document.PREFIX, row.id),
        "publisher": linked[Source, row.publisher_id],
        "title": row.title,
        "byline": row.byline or None,
        "url": row.url,
        "key": row.key,
        "archived_url": row.archived_url or None,
        "language": row.language or None,
        "published": row.published or None,
        "published_at": row.published_at,
        "published_before": row.published_before,
        "is_retired": row.is_retired,
    }


def present_version(row: Any) -> dict[str, Any]:
    """A version where a statement links to it; never its text."""
    return {
        "id": encode(DocumentVersion.PREFIX, row.id),
        "published": row.published or None,
        "retrieved_at": row.retrieved_at,
        "content_sha256": row.content_sha256,
    }


def present_kept_version(row: Any, linked: Linked) -> dict[str, Any]:
    """A version by itself, with whether its text is kept."""
    return {**present_version(row), "has_text": bool(row.has_text)}


shown_as(DocumentVersion, VERSION_FIELDS, present_version)
