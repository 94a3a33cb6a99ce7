"""What the rules answer as `claims.presenting_agreement` shows it, for OpenAPI."""

from __future__ import annotations

from rest_framework import serializers

from api.schema import FLAG, OneOf, Operation, Parameter, Shape
from claims.agreement import Behind, Explanation, ReasonCode, Relation, Silence, Verdict
from claims.parts import Fit
from claims.schema import RevisionShape, UndatedShape
from claims.schema_catalogue import ClaimLinkShape
from claims.schema_values import READABLE, VALUES
from claims.values import Stance, ValueType
from history.schema import LinkShape, PageShape, ReadAtShape, page_of, put_together
from sources.schema import DocumentLinkShape


class OriginsShape(Shape):
    """How many independent origins there are."""

    min = serializers.IntegerField()
    max = serializers.IntegerField()


class ReasonShape(Shape):
    code = serializers.ChoiceField(list(ReasonCode))
    text = serializers.CharField()


class VerdictShape(UndatedShape):
    rules = serializers.CharField(help_text="The version of the rules.")
    verdict = serializers.ChoiceField(list(Verdict))
    corroborated = OneOf(*READABLE, allow_null=True)
    reasons = ReasonShape(many=True)
    outlets = serializers.IntegerField()
    origins = OriginsShape()


class SaidShape(Shape):
    """Who said what, where and when."""

    id = serializers.CharField()
    document = DocumentLinkShape()
    publisher = LinkShape(allow_null=True)
    origin = LinkShape(allow_null=True)
    wording = serializers.CharField()
    value = OneOf(*VALUES)
    stance = serializers.ChoiceField(list(Stance))
    stated_at = serializers.DateTimeField(allow_null=True)
    stated_before = serializers.DateTimeField(allow_null=True)


class HeadShape(SaidShape):
    """A statement that stands."""

    behind = serializers.ChoiceField(list(Behind), allow_null=True, help_text="Why out of date.")
    behind_by = serializers.CharField(allow_null=True)


class PositionShape(Shape):
    """One value and stance, and the heads that state it."""

    value = OneOf(*READABLE)
    stance = serializers.ChoiceField(list(Stance))
    says = serializers.BooleanField(help_text="False: it only leaves room for the group's value.")
    revisions = serializers.ListField(child=serializers.CharField())
    outlets = serializers.IntegerField()
    origins = OriginsShape()


class ExceptShape(Shape):
    """What a group leaves out: with a value, less these; alone, anything but these."""

    type = serializers.ChoiceField(list(ValueType))

    def get_fields(self) -> dict[str, serializers.Field]:
        return {**super().get_fields(), "except": serializers.ListField(child=OneOf(*READABLE))}


class GroupShape(Shape):
    """A largest family of heads with a value in common."""

    value = OneOf(*READABLE, ExceptShape)
    positions = PositionShape(many=True)
    outlets = serializers.IntegerField()
    origins = OriginsShape()
    behind = serializers.BooleanField()
    first_stated_at = serializers.DateTimeField(allow_null=True)
    last_stated_at = serializers.DateTimeField(allow_null=True)


class ContradictionShape(Shape):
    """Two positions that cannot both be true."""

    a = serializers.ListField(child=serializers.CharField())
    b = serializers.ListField(child=serializers.CharField())
    gap = serializers.FloatField(allow_null=True, help_text="In the unit; dates: in seconds.")
    gap_share = serializers.FloatField(allow_null=True, help_text="Of the higher figure.")
    explanation = serializers.ChoiceField(list(Explanation))


class PairShape(Shape):
    a = serializers.CharField()
    b = serializers.CharField()
    relation = serializers.ChoiceField(list(Relation))
    gap = serializers.FloatField(allow_null=True)
    gap_share = serializers.FloatField(allow_null=True)
    explanation = serializers.ChoiceField(list(Explanation), allow_null=True)


class SilentShape(Shape):
    """A statement in view that stands no more, and what silenced it."""

    id = serializers.CharField()
    why = serializers.ChoiceField(list(Silence))
    by = serializers.CharField(allow_null=True)


class PartShape(Shape):
    """A part, or all direct parts together, beside the claim that contains them."""

    code = serializers.ChoiceField(
        list(Fit),
        help_text="`exceeds`: the part must be larger than the whole; `outgrown`: so it is, but "
        "the whole was counted earlier; `sum_exceeds`: together they are, unless they overlap.",
    )
    certain = serializers.BooleanField(help_text="False: unless the parts overlap.")
    whole = LinkShape()
    parts = LinkShape(many=True)
    gap = serializers.FloatField(allow_null=True, help_text="By how much it exceeds.")
    text = serializers.CharField()


class AgreementShape(VerdictShape, ReadAtShape):
    """Who says what now, which of it goes together, and the verdict with its reasons."""

    claim = ClaimLinkShape()
    heads = HeadShape(many=True)
    groups = GroupShape(many=True, help_text="The leading one first.")
    contradictions = ContradictionShape(many=True, help_text="Live ones first; at most 100.")
    contradictions_total = serializers.IntegerField()
    silent = SilentShape(many=True, required=False)
    parts = PartShape(many=True, help_text="Problems first; no part of the verdict.")
    pairs = PairShape(many=True, required=False)
    statements = put_together("StatementPage", PageShape, results=RevisionShape(many=True))(
        required=False
    )


class SheetRowShape(VerdictShape):
    claim = ClaimLinkShape()
    groups = GroupShape(many=True)
    parts = PartShape(many=True, help_text="Problems first; no part of the verdict.")


AGREEMENT = Operation(
    summary="Read who agrees on a claim",
    answer=AgreementShape,
    filters={
        "statements": Parameter.of("Every statement in full, paged.", ["all"]),
        "silent": Parameter("Statements that stand no more too, and what silenced each.", FLAG),
        "pairs": Parameter("The heads that have a value, two by two; for at most 100.", FLAG),
    },
)
SHEET = Operation(
    summary="Read a topic's claims side by side",
    words="Every claim that is not retired, with its verdict and groups.",
    answer=page_of(SheetRowShape, put_together("OfTopic", topic=LinkShape()), name="Sheet"),
)
