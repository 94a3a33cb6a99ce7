"""A claim as a list filtered by verdict or counts shows it, for OpenAPI."""

from __future__ import annotations

from rest_framework import serializers

from api.schema import Shape
from claims.agreement import Verdict
from claims.schema_agreement import OriginsShape
from claims.schema_catalogue import ClaimShape


class AssessmentShape(Shape):
    """What the claim's statements come to, as `agreement/` says in full."""

    verdict = serializers.ChoiceField(list(Verdict))
    outlets = serializers.IntegerField()
    origins = OriginsShape()
    contradictions_total = serializers.IntegerField()


class AssessedClaimShape(ClaimShape):
    """A claim in a list."""

    assessment = AssessmentShape(
        required=False, help_text="Where `verdict`, `outlets__gte` or `origins__gte` is given."
    )
