"""What the lines of sources, topics, entities, claims and documents may say: the bodies of the
API, and what only a record that moves carries: that it is retired, and a document's versions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from api.serializers import StrictSerializer
from claims.models import Claim, Entity, Topic
from claims.serializers import ClaimSerializer, EntitySerializer, TopicSerializer
from history.references import InstantField
from sources.models import Document, Source
from sources.serializers import DocumentSerializer, SourceSerializer


class SourceLine(SourceSerializer):
    is_retired = serializers.BooleanField(required=False)

    class Meta:
        model = Source
        fields = (*SourceSerializer.Meta.fields, "is_retired")


class TopicLine(TopicSerializer):
    is_retired = serializers.BooleanField(required=False)

    class Meta:
        model = Topic
        fields = (*TopicSerializer.Meta.fields, "is_retired")


class EntityLine(EntitySerializer):
    is_retired = serializers.BooleanField(required=False)

    class Meta:
        model = Entity
        fields = (*EntitySerializer.Meta.fields, "is_retired")


class ClaimLine(ClaimSerializer):
    is_retired = serializers.BooleanField(required=False)

    class Meta:
        model = Claim
        fields = (*ClaimSerializer.Meta.fields, "is_retired")


class VersionLine(StrictSerializer):
    """A document as it read at one time; its text never travels."""

    content_sha256 = serializers.RegexField(r"^[0-9a-f]{64}\Z")
    retrieved_at = InstantField(exact=True)
    published = serializers.CharField(required=False, allow_blank=True, max_length=64)


class DocumentLine(DocumentSerializer):
    versions = VersionLine(many=True, required=False)
    is_retired = serializers.BooleanField(required=False)

    class Meta:
        model = Document
        fields = (*DocumentSerializer.Meta.fields, "versions", "is_retired")


LINES: Mapping[str, Any] = {
    "source": SourceLine,
    "topic": TopicLine,
    "entity": EntityLine,
    "claim": ClaimLine,
    "document": DocumentLine,
}
