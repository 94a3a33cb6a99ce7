"""Claims by verdict and counts: those that wait are judged first, so that none is missed.

What waits is looked for in the snapshot that the answer is read from. If something does, the
snapshot is let go, the claims are judged, and the list is read anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from rest_framework.response import Response

from api.problems import Unavailable
from api.refusals import Fault, Invalid
from api.schema import Operation, Parameter
from api.suggestions import did_you_mean
from claims.agreement import Verdict
from claims.assessing import assess
from claims.models import Assessment, Claim
from claims.models.assessment import KEPT_BY
from claims.schema_assessment import AssessedClaimShape
from history.linking import Linked
from history.lists import Filter
from history.schema import page_of
from history.snapshots import Snapshot
from history.writes import CollectionView

MOST_WAITING = 1000  # judged while the caller waits: about a second
TRIES = 3
LARGEST = 2**31 - 1


class NotAssessed(Unavailable):
    """Too much was written since claims were last judged; `manage.py assess` works it off."""

    default_detail = (
        "more claims wait to be judged than can be while you wait; try again shortly, "
        "or have `manage.py assess` run"
    )
    default_code = "not_assessed"


class Waiting(Exception):
    """Claims in view whose verdict is stale."""

    def __init__(self, claims: Sequence[UUID]) -> None:
        self.claims = claims


class AssessedListView(CollectionView):
    """A list of claims that may be filtered by what they come to."""

    def operations(self) -> Mapping[str, Operation | None]:
        described = dict(super().operations())
        assert described["GET"] is not None
        answer = page_of(AssessedClaimShape, name="ClaimList")
        return {**described, "GET": replace(described["GET"], answer=answer)}

    def get(self, request: Any, **path: Any) -> Response:
        for _ in range(TRIES):
            try:
                return super().get(request, **path)
            except Waiting as waiting:
                if len(waiting.claims) > MOST_WAITING:
                    break
                assess(waiting.claims)
        raise NotAssessed()

    def ready(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        stale = rows.filter(assessment__in=Assessment.objects.stale())
        waiting = stale.order_by().values_list("id", flat=True)[: MOST_WAITING + 1]
        if ids := list(waiting):
            raise Waiting(ids)
        return rows.filter(assessment__rules=KEPT_BY)

    def present(self, row: Any, linked: Linked) -> dict[str, Any]:
        shown = super().present(row, linked)
        if any(name in self.request.GET for name in FILTERS):
            assessments = linked.once("assessments", lambda: assessments_of(linked))
            shown["assessment"] = assessments[row.id]
        return shown


def assessments_of(linked: Linked) -> dict[UUID, dict[str, Any]]:
    """What the claims the answer shows come to, by claim; all of them fresh."""
    rows = Assessment.objects.fresh().filter(claim_id__in=linked.wanted(Claim))
    return {
        row.claim_id: {
            "verdict": row.verdict,
            "outlets": row.outlets,
            "origins": {"min": row.origins_min, "max": row.origins_max},
            "contradictions_total": row.contradictions,
        }
        for row in rows
    }


def _of_verdict(rows: QuerySet[Any], text: str, snapshot: Snapshot) -> QuerySet[Any]:
    if text not in list(Verdict):
        fault = f"verdict is {text!r}; {did_you_mean(text, list(Verdict))}"
        raise Invalid(Fault("verdict", "unknown_value", fault))
    return rows.filter(assessment__verdict=text)


def _at_least(parameter: str, column: str, words: str) -> Filter:
    def narrow(rows: QuerySet[Any], text: str, snapshot: Snapshot) -> QuerySet[Any]:
        if not (text.isascii() and text.isdigit() and int(text[:10]) <= LARGEST):
            detail = f"{parameter} is {text!r}; give a whole number from 0 to {LARGEST}"
            raise Invalid(Fault(parameter, "not_a_count", detail))
        return rows.filter(**{f"assessment__{column}__gte": int(text)})

    schema = {"type": "integer", "minimum": 0, "maximum": LARGEST}
    return Filter(narrow, Parameter(words, schema), only_now=True, readied=True)


FILTERS = {
    "verdict": Filter(
        _of_verdict,
        Parameter.of(
            "With this verdict now; each result then carries its `assessment`.", [*Verdict]
        ),
        only_now=True,
        readied=True,
    ),
    "outlets__gte": _at_least("outlets__gte", "outlets", "Printed by at least so many outlets."),
    "origins__gte": _at_least(
        "origins__gte", "origins_min", "From at least so many origins for certain (`origins.min`)."
    ),
}
