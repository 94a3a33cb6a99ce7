"""What differs between two positions, as `claims.diff.presenting` shows it, for OpenAPI."""

from __future__ import annotations

from rest_framework import serializers

from api.schema import OneOf, Operation, Parameter, Shape
from claims.schema_agreement import ExceptShape, SaidShape, VerdictShape
from claims.schema_catalogue import ClaimLinkShape
from claims.schema_figure import AdoptedShape
from claims.schema_values import READABLE, VALUES
from history.schema import FieldChangeShape, LinkShape, PageShape, put_together

WHEN = "a ledger position, an RFC 3339 instant with offset, or a date (to its end, UTC)"
BETWEEN = {
    "from": Parameter(f"The record as it stood then: {WHEN}."),
    "to": Parameter(f"And as it stood then: {WHEN}; left out: now."),
}


class DifferenceSentenceShape(Shape):
    """One difference in a sentence."""

    code = serializers.CharField()
    text = serializers.CharField()
    statement = serializers.CharField(allow_null=True)


class WrittenShape(Shape):
    by = serializers.CharField(allow_null=True)
    at = serializers.DateTimeField()
    position = serializers.IntegerField()
    reason = serializers.CharField(allow_null=True)


class WrittenStatementShape(SaidShape):
    """A statement, and who put it on record, or took it off."""

    value = OneOf(*VALUES, allow_null=True, help_text="Null on a withdrawal.")
    recorded = WrittenShape(allow_null=True)


class SaidOrWithdrawnShape(SaidShape):
    value = OneOf(*VALUES, allow_null=True, help_text="Null on a withdrawal.")


class SupersededShape(Shape):
    statement = SaidOrWithdrawnShape()
    by = serializers.CharField()


class ClaimOutcomeShape(VerdictShape):
    """What a claim came to."""

    leading = OneOf(*READABLE, ExceptShape, allow_null=True)
    adopted = AdoptedShape(allow_null=True)


class ClaimDifferenceShape(Shape):
    claim = ClaimLinkShape()
    differs = serializers.BooleanField()
    changes = DifferenceSentenceShape(many=True)
    fields = FieldChangeShape(many=True)  # type: ignore[assignment]  # a field
    added = WrittenStatementShape(many=True)
    voided = WrittenStatementShape(many=True)
    superseded = SupersededShape(many=True)
    then = ClaimOutcomeShape(allow_null=True, help_text="Null: it was not on record.")
    now = ClaimOutcomeShape()


class ReadBetweenShape(Shape):
    """Both ends as asked for, and the positions they were read at."""

    from_position = serializers.IntegerField()
    to_position = serializers.IntegerField()
    settled = serializers.BooleanField()

    def get_fields(self) -> dict[str, serializers.Field]:
        asked = {name: serializers.CharField(allow_null=True) for name in BETWEEN}
        return {**super().get_fields(), **asked}


class TopicDifferenceShape(Shape):
    topic = LinkShape()
    changes = DifferenceSentenceShape(many=True)
    fields = FieldChangeShape(many=True)  # type: ignore[assignment]  # a field


CLAIM_DIFF = Operation(
    summary="What differs between a claim then and now",
    words="Its fields, statements added, voided and superseded, the verdict with its reasons, the "
    "leading value and the adopted figure at two positions; each difference in a sentence too.",
    answer=put_together("ClaimDiff", ReadBetweenShape, ClaimDifferenceShape),
    filters=BETWEEN,
)
TOPIC_DIFF = Operation(
    summary="What differs between a topic's claims then and now",
    words="Its own fields, and of its claims those that differ: a page covers `limit` claims in "
    "the order of making and may show fewer, or none.",
    answer=put_together(
        "TopicDiff",
        ReadBetweenShape,
        TopicDifferenceShape,
        PageShape,
        results=ClaimDifferenceShape(many=True),
    ),
    filters=BETWEEN,
)
