"""Sources and documents as `sources.presenting` shows them, for the OpenAPI schema."""

from __future__ import annotations

from rest_framework import serializers

from api.schema import Shape
from history.schema import LinkShape
from sources.models import ParentRole, SourceKind


class SourceShape(Shape):
    """Who speaks: an outlet, an agency, a ministry, an armed group, a person."""

    id = serializers.CharField()
    slug = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(SourceKind.choices)
    aliases = serializers.ListField(child=serializers.CharField())
    country = serializers.CharField(allow_null=True)
    url = serializers.URLField(allow_null=True)
    parent = LinkShape(allow_null=True)
    parent_role = serializers.ChoiceField(ParentRole.choices, allow_null=True)
    note = serializers.CharField()
    is_retired = serializers.BooleanField()


class DocumentShape(Shape):
    """What a source published; `published` as known, and what that means as instants."""

    id = serializers.CharField()
    publisher = LinkShape(allow_null=True, help_text="Null: unidentified.")
    title = serializers.CharField()
    byline = serializers.CharField(allow_null=True)
    url = serializers.URLField(allow_null=True)
    key = serializers.CharField(allow_null=True)
    archived_url = serializers.URLField(allow_null=True)
    language = serializers.CharField(allow_null=True)
    published = serializers.CharField(allow_null=True)
    published_at = serializers.DateTimeField(allow_null=True)
    published_before = serializers.DateTimeField(allow_null=True, help_text="Exclusive.")
    is_retired = serializers.BooleanField()


class DocumentLinkShape(Shape):
    """A document where a statement links to it."""

    id = serializers.CharField()
    key = serializers.CharField(allow_null=True)
    url = serializers.URLField(allow_null=True)
    name = serializers.CharField()
    published = serializers.CharField(allow_null=True)
