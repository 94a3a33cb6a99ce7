"""Bodies of sources and documents, as written by callers."""

from __future__ import annotations

from rest_framework import serializers

from api.serializers import ReasonField, StrictModelSerializer, StrictSerializer
from history.references import InstantField, ReferenceField
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


class VersionSerializer(StrictSerializer):
    """How a document read at one time; `text` is kept to check quotations and never served."""

    published = serializers.CharField(
        required=False, allow_blank=True, max_length=64, help_text="As the document gives it."
    )
    retrieved_at = InstantField(help_text="When it was read.")
    text = serializers.CharField(
        required=False,
        allow_blank=True,
        trim_whitespace=False,
        write_only=True,
        help_text="Kept to check quotations; in no answer. Named by the SHA-256 of its UTF-8.",
    )
    content_sha256 = serializers.RegexField(
        r"^[0-9a-f]{64}\Z", required=False, help_text="In hexadecimal; enough without the text."
    )
    reason = ReasonField()
