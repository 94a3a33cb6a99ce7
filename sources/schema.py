"""Sources and documents as `sources.presenting` shows them, for the OpenAPI schema."""

from __future__ import annotations

from rest_framework import serializers

from api.schema import Operation, Shape
from history.schema import LinkShape, ReadShape, RecordedShape, page_of, put_together
from sources.models import ParentRole, SourceKind
from sources.serializers import VersionSerializer


class SourceShape(Shape):
    """Who speaks: an outlet, an agency, a ministry, an armed group, a person."""

    id = serializers.CharField(help_text="`src_` and 26 characters.")
    slug = serializers.CharField(help_text="Names it in paths; never changes.")
    name = serializers.CharField()
    kind = serializers.ChoiceField(SourceKind.choices)
    aliases = serializers.ListField(
        child=serializers.CharField(), help_text="Other names and spellings."
    )
    country = serializers.CharField(allow_null=True, help_text="Its two-letter ISO 3166 code.")
    url = serializers.URLField(allow_null=True)
    parent = LinkShape(allow_null=True, help_text="Whom it speaks for, or is part of.")
    parent_role = serializers.ChoiceField(
        ParentRole.choices,
        allow_null=True,
        help_text="`speaks_for`: what it says, the parent says; `part_of`: not independent of it.",
    )
    note = serializers.CharField(help_text="For editors.")
    is_retired = serializers.BooleanField(help_text="Out of lists; refused for new statements.")
    merged_into = LinkShape(
        allow_null=True, help_text="What stands for it wherever it is read; out of lists then."
    )


class DocumentShape(Shape):
    """What a source published; `published` as known, and what that means as instants."""

    id = serializers.CharField(help_text="`doc_` and 26 characters.")
    publisher = LinkShape(allow_null=True, help_text="Null: unidentified.")
    title = serializers.CharField()
    byline = serializers.CharField(allow_null=True)
    url = serializers.URLField(
        allow_null=True,
        help_text="Names it; one of `url` and `key` is there, and neither ever changes.",
    )
    key = serializers.CharField(allow_null=True, help_text="Names it where it has no url.")
    archived_url = serializers.URLField(allow_null=True)
    language = serializers.CharField(allow_null=True, help_text="BCP 47: `en`, `fa-IR`.")
    published = serializers.CharField(
        allow_null=True, help_text="As known: an RFC 3339 instant or EDTF, `2024-01-19/..`."
    )
    published_at = serializers.DateTimeField(
        allow_null=True,
        help_text="The first instant that `published` can mean; null: unknown or open.",
    )
    published_before = serializers.DateTimeField(allow_null=True, help_text="Exclusive.")
    is_retired = serializers.BooleanField(help_text="Out of lists; refused for new statements.")


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
    already="This text is on record for this document: the version it is.",
)
