"""The figure to print as `claims.presenting_figure` shows it, for OpenAPI."""

from __future__ import annotations

from rest_framework import serializers

from api.schema import OneOf, Operation, Parameter, Shape
from claims.figure import AbsenceCode, Policy, Why
from claims.schema import UndatedShape
from claims.schema_agreement import SaidShape
from claims.schema_catalogue import ClaimLinkShape, ClaimShape
from claims.schema_values import VALUES
from claims.serializers import AdoptSerializer
from history.schema import ReadAtShape, RecordedShape, put_together

PARTIES = ("exclude", "include")


class PrintedShape(Shape):
    """A figure: the value, and the words to print it in."""

    value = OneOf(*VALUES)
    wording = serializers.CharField()


class AbsenceShape(Shape):
    """Why there is no figure."""

    code = serializers.ChoiceField(list(AbsenceCode))
    text = serializers.CharField()


class OutcomeShape(Shape):
    """What a policy gives: one of the two."""

    policy = serializers.ChoiceField(list(Policy))
    figure = PrintedShape(allow_null=True)
    absence = AbsenceShape(allow_null=True)


class LeftOutShape(SaidShape):
    """A statement that the figure does not rest on, and why."""

    value = OneOf(*VALUES, allow_null=True, help_text="Null on a withdrawal.")
    why = serializers.ChoiceField(list(Why), help_text="The first that fits.")
    text = serializers.CharField()
    by = serializers.CharField(allow_null=True, help_text="The statement that outdid it.")


class AdoptedShape(Shape):
    revision = serializers.CharField()
    wording = serializers.CharField()


class StaleShape(Shape):
    code = serializers.CharField(
        help_text="`contradicted`, or why the adopted statement would be left out."
    )
    text = serializers.CharField()
    by = serializers.CharField(allow_null=True)


class FigureShape(OutcomeShape, UndatedShape, ReadAtShape):
    """The one figure to print, what it rests on, and what was left out and why."""

    claim = ClaimLinkShape()
    parties = serializers.ChoiceField(list(PARTIES))
    used = SaidShape(many=True)
    left_out = LeftOutShape(many=True)
    adopted = AdoptedShape(allow_null=True)
    stale = serializers.BooleanField(help_text="Whether to look at the adopted figure again.")
    stale_because = StaleShape(many=True)
    others = OutcomeShape(
        many=True, help_text="Where there is no figure: what the other policies give."
    )


FIGURE = Operation(
    summary="Read the figure to print",
    words="Nothing falls back: where the policy gives no figure, `absence` says why.",
    answer=FigureShape,
    filters={
        "policy": Parameter(
            "`adopted`: what this newsroom chose; `latest`: the newest word of a certain origin "
            "that is not behind; `range`: what the leading group has in common.",
            {"type": "string", "enum": list(Policy), "default": Policy.ADOPTED.value},
        ),
        "parties": Parameter(
            "Whether what parties to the event say themselves is used; it is shown either way.",
            {"type": "string", "enum": list(PARTIES), "default": PARTIES[0]},
        ),
    },
)
ADOPT = Operation(
    summary="Adopt a figure",
    words="If-Match is the claim's; `reason` is required.",
    body=AdoptSerializer,
    answer=put_together("RecordedClaim", ClaimShape, RecordedShape),
    needs_if_match=True,
)
