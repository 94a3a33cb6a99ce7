"""What the lines of sources, topics, entities, claims and documents may say: the bodies of the
API, and what only a record that moves carries: that it is retired, what it is merged into, and a
document's versions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from api.serializers import StrictSerializer
from claims.cataloguing import new_entity, new_topic
from claims.models import Claim, Entity, Topic
from claims.serializers import ClaimSerializer, EntitySerializer, TopicSerializer
from history.references import InstantField, ReferenceField
from sources.models import Document, Source
from sources.registering import new_document, new_source
from sources.serializers import DocumentSerializer, SourceSerializer


class SourceLine(SourceSerializer):
    merged_into = ReferenceField(Source, required=False)
    is_retired = serializers.BooleanField(required=False)

    class Meta:
        model = Source
        fields = (*SourceSerializer.Meta.fields, "merged_into", "is_retired")


class TopicLine(TopicSerializer):
    merged_into = ReferenceField(Topic, required=False)
    is_retired = serializers.BooleanField(required=False)

    class Meta:
        model = Topic
        fields = (*TopicSerializer.Meta.fields, "merged_into", "is_retired")


class EntityLine(EntitySerializer):
    merged_into = ReferenceField(Entity, required=False)
    is_retired = serializers.BooleanField(required=False)

    class Meta:
        model = Entity
        fields = (*EntitySerializer.Meta.fields, "merged_into", "is_retired")


class ClaimLine(ClaimSerializer):
    merged_into = ReferenceField(Claim, required=False)
    is_retired = serializers.BooleanField(required=False)

    class Meta:
        model = Claim
        fields = (*ClaimSerializer.Meta.fields, "merged_into", "is_retired")


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


BUILD: Mapping[str, Any] = {
    "source": new_source,
    "topic": new_topic,
    "entity": new_entity,
    "document": new_document,
}
"""What makes a record of a line; a claim has its parties beside it."""
LINES: Mapping[str, Any] = {
    "source": SourceLine,
    "topic": TopicLine,
    "entity": EntityLine,
    "claim": ClaimLine,
    "document": DocumentLine,
}
