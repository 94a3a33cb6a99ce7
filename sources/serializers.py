"""Bodies of sources and documents, as written by callers."""

from __future__ import annotations

from rest_framework import serializers

from api.serializers import StrictModelSerializer
from history.references import ReferenceField
from sources.models import Document, Source


class SourceSerializer(StrictModelSerializer):
    parent = ReferenceField(Source, required=False, allow_null=True)
    reason = serializers.CharField(required=False, allow_blank=True, max_length=1000)

    class Meta:
        model = Source
        fields = (
            "slug", "name", "kind", "aliases", "country", "url", "parent", "parent_role", "note",
            "reason",
        )  # fmt: skip


class DocumentSerializer(StrictModelSerializer):
    publisher = ReferenceField(Source, required=False, allow_null=True)
    reason = serializers.CharField(required=False, allow_blank=True, max_length=1000)

    class Meta:
        model = Document
        fields = (
            "publisher", "title", "byline", "url", "key", "archived_url", "language", "published",
            "reason",
        )  # fmt: skip
