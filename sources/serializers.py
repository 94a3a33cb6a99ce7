"""Bodies of sources and documents, as written by callers."""

from __future__ import annotations

from api.serializers import ReasonField, StrictModelSerializer
from history.references import ReferenceField
from sources.models import Document, Source


class SourceSerializer(StrictModelSerializer):
    """Who speaks; parent and parent_role go together."""

    parent = ReferenceField(Source, required=False, allow_null=True)  # type: ignore[assignment]
    reason = ReasonField()

    class Meta:
        model = Source
        fields = (
            "slug", "name", "kind", "aliases", "country", "url", "parent", "parent_role", "note",
            "reason",
        )  # fmt: skip


class DocumentSerializer(StrictModelSerializer):
    """What a source published, named by a url or a key; `published` as known."""

    publisher = ReferenceField(Source, required=False, allow_null=True)
    reason = ReasonField()

    class Meta:
        model = Document
        fields = (
            "publisher", "title", "byline", "url", "key", "archived_url", "language", "published",
            "reason",
        )  # fmt: skip
