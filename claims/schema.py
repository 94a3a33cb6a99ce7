"""Statements as `claims.presenting` shows them, for OpenAPI."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers

from api.schema import FLAG, OneOf, Operation, Parameter, Shape, describe
from claims.models.revision import QuotationMatch
from claims.schema_catalogue import ClaimLinkShape
from claims.schema_values import VALUES
from claims.serializers import RecordSerializer, VoidSerializer
from claims.values import ChangeKind, Stance
from history.schema import LINES, ChangeShape, LinkShape, ReadShape, page_of, put_together
from sources.schema import DocumentLinkShape, DocumentVersionShape

describe({"void": Parameter("Statements taken off the record too.", FLAG)})
LAYOUTS = ("fit", "wide", "narrow")


class QuotationShape(Shape):
    """The words around the figure: a W3C TextQuoteSelector."""

    exact = serializers.CharField()
    prefix = serializers.CharField()
    suffix = serializers.CharField()
    verified = serializers.BooleanField(help_text="It was found in the text of the version.")
    match = serializers.ChoiceField(QuotationMatch.choices)
    start = serializers.IntegerField(
        allow_null=True, help_text="Characters (code points) of the version's text before it."
    )
    end = serializers.IntegerField(allow_null=True, help_text="Exclusive.")


class StatedDocumentShape(DocumentLinkShape):
    """The document of a statement, and the version of it that was read."""

    version = DocumentVersionShape(allow_null=True, help_text="Null: not known which.")


class RevisionShape(Shape):
    """One source's statement of a claim's value, in one document."""

    id = serializers.CharField(help_text="`rev_` and 26 characters.")
    claim = LinkShape()
    document = StatedDocumentShape()
    publisher = LinkShape(allow_null=True, help_text="Null: unidentified.")
    via = LinkShape(allow_null=True, help_text="A relay between publisher and origin.")
    attributed_to = LinkShape(
        allow_null=True, help_text="Whom the document names as having said it."
    )
    origin = LinkShape(allow_null=True, help_text="Whose word it is; null: unidentified.")
    stance = serializers.ChoiceField(
        list(Stance),
        help_text="`suggests`: may have, counts for nothing; `withdraws`: takes it back.",
    )
    wording = serializers.CharField(help_text="The words of the value, as printed.")
    value = OneOf(*VALUES, allow_null=True, help_text="Null on a withdrawal.")
    definition = serializers.CharField(
        allow_null=True, help_text="Which of the claim's definitions it counts by."
    )
    stated = serializers.CharField(allow_null=True, help_text="As the document gives it.")
    stated_at = serializers.DateTimeField(allow_null=True, help_text="Earliest; null: unknown.")
    stated_before = serializers.DateTimeField(allow_null=True, help_text="Exclusive; null: open.")
    sequence = serializers.IntegerField(help_text="Its place in the document.")
    quotation = QuotationShape(
        allow_null=True, help_text="The words around the figure, as checked."
    )
    locator = serializers.CharField(
        allow_null=True, help_text="Where in the document: paragraph 3."
    )
    supersedes = serializers.CharField(
        allow_null=True, help_text="The statement it takes the place of."
    )
    superseded_by = serializers.ListField(
        child=serializers.CharField(), help_text="Those that took its place."
    )
    replaces = serializers.CharField(
        allow_null=True, help_text="Our own mistake, void, whose place it takes."
    )
    replaced_by = serializers.CharField(
        allow_null=True, help_text="What took its place when it was voided."
    )
    change_kind = serializers.ChoiceField(
        list(ChangeKind),
        allow_null=True,
        help_text="What it does to the statement it follows; null: nothing changed.",
    )
    is_void = serializers.BooleanField(help_text="Taken off the record as our own mistake.")
    importer = serializers.CharField(
        allow_null=True, help_text="What brought it in, if a file did."
    )
    external_id = serializers.CharField(allow_null=True, help_text="Its name with the importer.")
    recorded_at = serializers.DateTimeField(help_text="When it came on record; nobody sets it.")
    position = serializers.IntegerField(help_text="Of the entry it came on record in.")
    certain = serializers.BooleanField(
        required=False, help_text="With `stated_until`: whether it was surely said by then."
    )


class VersionShape(Shape):
    version = serializers.IntegerField(help_text="The position its row was last written at.")


class SourceChainShape(LinkShape):
    """A source and whom it speaks for or is part of, to the top."""

    kind = serializers.CharField()
    parent_role = serializers.CharField(allow_null=True)

    def get_fields(self) -> dict[str, serializers.Field]:
        return {**super().get_fields(), "parent": OneOf(SourceChainShape, allow_null=True)}


class RecordingShape(Shape):
    """Who put a statement on record, when, through what and from where."""

    by = serializers.CharField(allow_null=True)
    at = serializers.DateTimeField()
    position = serializers.IntegerField()
    channel = serializers.CharField()
    reason = serializers.CharField(allow_null=True)
    importer = serializers.CharField(allow_null=True)
    external_id = serializers.CharField(allow_null=True)


class ProvenanceShape(Shape):
    """Where a statement came from: document, publisher, relay, origin, and who recorded it."""

    id = serializers.CharField()
    wording = serializers.CharField()
    value = OneOf(*VALUES, allow_null=True)
    stance = serializers.ChoiceField(list(Stance))
    stated = serializers.CharField(allow_null=True)
    stated_at = serializers.DateTimeField(allow_null=True)
    stated_before = serializers.DateTimeField(allow_null=True)
    quotation = QuotationShape(allow_null=True)
    locator = serializers.CharField(allow_null=True)
    supersedes = serializers.CharField(allow_null=True)
    document = StatedDocumentShape()
    publisher = SourceChainShape(allow_null=True)
    via = SourceChainShape(allow_null=True)
    attributed_to = SourceChainShape(allow_null=True)
    origin = LinkShape(allow_null=True)
    certain = serializers.BooleanField(required=False, help_text="With `stated_until`.")
    recorded = RecordingShape()


class UndatedShape(Shape):
    undated = serializers.IntegerField(
        help_text="With `stated_until`: statements left out since nobody knows when they were said."
    )


class OfClaimShape(UndatedShape):
    claim = ClaimLinkShape()


_WRITTEN = put_together("RecordedRevision", RevisionShape, VersionShape)


class ToldChangeShape(ChangeShape):
    """A change; where it put a statement on record, what that does to the one it follows."""

    change_words = serializers.CharField(
        allow_null=True, help_text="Of a new statement: “update: raised from 84 to 94”."
    )


class ToldRevisionShape(RevisionShape):
    """A statement, and what it does to the one it follows."""

    change_words = serializers.CharField(
        allow_null=True,
        help_text="The change in words: “correction: lowered from 95 to at least 84”.",
    )


LIST_REVISIONS = Operation(
    summary="List statements",
    words="In the order they were put on record; void ones are left out unless asked for. As "
    "NDJSON or CSV: all of them, as an import takes them.",
    answer=page_of(RevisionShape, UndatedShape),
    also=LINES,
)
READ_REVISION = Operation(
    summary="Read a statement",
    words="Void ones too.",
    answer=put_together("RevisionDetail", RevisionShape, VersionShape, ReadShape),
)
RECORD_REVISION = Operation(
    summary="Record a statement",
    words="Given only words, the server reads the bounds; objects make what isn't there yet.",
    body=RecordSerializer,
    answer=_WRITTEN,
    makes=True,
)
VOID_REVISION = Operation(
    summary="Void a statement",
    words="Takes our own mistake off the record; a replacement is recorded in the same entry.",
    body=VoidSerializer,
    answer=put_together("VoidedRevision", _WRITTEN, replacement=_WRITTEN(required=False)),
    needs_if_match=True,
)
TIMELINE = Operation(
    summary="Read a claim's timeline",
    words="Its statements in the order said, with supersession; unknown times first.",
    answer=page_of(ToldRevisionShape, OfClaimShape, name="Timeline"),
    also={"text/csv": OpenApiTypes.STR, "image/svg+xml": OpenApiTypes.STR},
)
CHART = Operation(
    summary="Draw a claim's timeline",
    words="One line a source over stated time; what stands void is left out.",
    answer=OpenApiTypes.STR,
    media_type="image/svg+xml",
    filters={
        "layout": Parameter.of(
            "`fit`: fills its window, in the layout that fits it; `wide`, `narrow`: that one, in a "
            "size of its own, for an img element. `fit` unless said.",
            LAYOUTS,
        )
    },
)
PROVENANCE = Operation(
    summary="Read where a claim's statements came from",
    answer=page_of(ProvenanceShape, OfClaimShape, name="ClaimProvenance"),
    also={"application/prov+json": OpenApiTypes.OBJECT},
)
CLAIM_HISTORY = Operation(
    summary="Read a claim's history",
    words="Every recorded change of the claim, its parties and its statements, oldest first.",
    answer=page_of(ToldChangeShape),
)
REVISION_HISTORY = Operation(
    summary="Read a statement's history",
    words="Every recorded change of it, oldest first.",
    answer=page_of(ToldChangeShape),
)
