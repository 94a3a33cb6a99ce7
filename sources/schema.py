"""Sources and documents as `sources.presenting` shows them, for the OpenAPI schema."""

from __future__ import annotations

from rest_framework import serializers

from api.schema import Operation, Shape
from history.schema import LinkShape, ReadShape, RecordedShape, page_of, put_together
from sources.models import ParentRole, SourceKind
from sources.serializers import VersionSerializer


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


class DocumentVersionShape(Shape):
    """A document as it read at one time: the same address, perhaps another text."""

    id = serializers.CharField()
    published = serializers.CharField(allow_null=True, help_text="As the document gave it then.")
    retrieved_at = serializers.DateTimeField(help_text="When it was read.")
    content_sha256 = serializers.CharField(help_text="Of its text, in UTF-8, as it was given.")


class KeptVersionShape(DocumentVersionShape):
    has_text = serializers.BooleanField(help_text="Whether it is kept to check quotations.")


LIST_VERSIONS = Operation(
    summary="List a document's versions",
    words="In the order they were put on record. A version's text is in no answer.",
    answer=page_of(KeptVersionShape, name="DocumentVersions"),
)
READ_VERSION = Operation(
    summary="Read a document's version",
    answer=put_together("DocumentVersionDetail", KeptVersionShape, RecordedShape, ReadShape),
)
REGISTER_VERSION = Operation(
    summary="Put a document's version on record",
    words="With its text, which is kept to check quotations and never served, or its hash alone. "
    "A text that is on record for this document already answers 200, with that version.",
    body=VersionSerializer,
    answer=put_together("RecordedDocumentVersion", KeptVersionShape, RecordedShape),
    makes=True,
)
