"""The auditors' reports, for OpenAPI."""

from __future__ import annotations

from rest_framework import serializers

from api.schema import Operation, Parameter, Shape
from claims.schema import RevisionShape
from claims.schema_agreement import OriginsShape
from claims.schema_catalogue import ClaimLinkShape
from history.feed.schema import ChangeLineShape
from history.models import Channel
from history.schema import PageShape, put_together

SCOPE = {
    "topic": Parameter("Of this topic."),
    "claim": Parameter("Of this claim."),
    "from": Parameter("Recorded from then on: an RFC 3339 instant, or a date (from its midnight)."),
    "to": Parameter("Recorded until then: an instant (included), or a date (to its end, UTC)."),
}
MORE_THAN = Parameter(
    "Later than this after it was said: hours, or an ISO 8601 duration.",
    {"type": "string", "default": "P1D"},
)


class RecordedByShape(Shape):
    by = serializers.CharField(allow_null=True)
    at = serializers.DateTimeField()
    position = serializers.IntegerField()
    channel = serializers.ChoiceField(Channel.values)
    reason = serializers.CharField(allow_null=True)


class ReportLineShape(Shape):
    text = serializers.CharField(help_text="The finding in a sentence.")
    claim = ClaimLinkShape()
    recorded = RecordedByShape()


class LoweredShape(ReportLineShape):
    kind = serializers.ChoiceField(["statement", "adopted"])
    before = RevisionShape()
    after = RevisionShape()
    gap = serializers.FloatField(help_text="Between the figures that the words name.")
    certain = serializers.BooleanField(help_text="False: both may be true: 95, “at least 84”.")


class LateShape(ReportLineShape):
    statement = RevisionShape()
    late_seconds = serializers.IntegerField(help_text="After the last instant it can be of.")


class SingleOriginShape(ReportLineShape):
    statement = RevisionShape()
    adopted_wording = serializers.CharField()
    origins = OriginsShape()
    outlets = serializers.IntegerField()


class ReportPageShape(PageShape):
    position = serializers.IntegerField(help_text="The position it was read at.")


def _report(name: str, line: type[Shape], summary: str, words: str = "") -> Operation:
    filters = SCOPE | ({"more_than": MORE_THAN} if name == "Late" else {})
    answer = put_together(f"{name}Report", ReportPageShape, results=line(many=True))
    return Operation(summary=summary, words=words, answer=answer, filters=filters)


OPERATIONS = {
    "lowered": _report(
        "Lowered",
        LoweredShape,
        "Report figures that went down",
        "Statements of a cumulative claim that name a lower figure than the one before on their "
        "line, and adopted figures below the one adopted before.",
    ),
    "late": _report("Late", LateShape, "Report statements recorded long after they were said"),
    "single-origin": _report(
        "SingleOrigin",
        SingleOriginShape,
        "Report adopted figures with at most one certain origin behind them",
    ),
    "changes": _report(
        "WhoChanged",
        ChangeLineShape,
        "Report who changed what on a claim or a topic",
        "One of the two is needed; between `from` and `to`, if given.",
    ),
}
