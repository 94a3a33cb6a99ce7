"""The cards of the home: what of the record needs a person.

In: somebody's request. Out: cards, each counting no further than a thousand by an index. What
verdicts say is counted of fresh rows alone: what waits is judged first, and if that is too much
at once, the card says that it counts what is known so far.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from accounts.roles import may
from claims.admin.verdicts import judge_waiting
from claims.admin.wording import origin_of, stated_of
from claims.admin.wording import with_links as with_names
from claims.agreement import Verdict
from claims.figure_standing import FigureStanding
from claims.models import Assessment, Claim, Revision
from claims.models.revision import QuotationMatch
from claims.values import Qualifier
from history.desk.cards import NEWEST, Card, Line, cards, counted
from history.desk.recent import verb

DISPUTED = {"verdict": Verdict.DISPUTED.value}
STALE = {"figure": FigureStanding.STALE.value}
UNCORROBORATED = {"figure": FigureStanding.UNCORROBORATED.value}


@cards(order=1)
def of_claims(request: Any) -> Sequence[Card]:
    """Claims that sources dispute, and figures of ours that should be looked at again."""
    if not may(request.user, "view", Claim):
        return []
    partly = judge_waiting(Claim.objects.filter(is_retired=False))
    return [
        _claims(
            "disputed", "Disputed", "Sources contradict each other, and none is just late.",
            DISPUTED, lambda kept: kept.foremost, partly, "No claim is disputed.",
        ),
        _claims(
            "stale", "Our figure is behind",
            "What we print was revised, taken back or contradicted since we adopted it.",
            STALE, lambda kept: f"we print “{kept.claim.adopted_wording}”", partly,
            "Every figure we print still stands.",
        ),
        _claims(
            "uncorroborated", "Our figure has one origin",
            "What we print is not known to come from a second origin.",
            UNCORROBORATED, lambda kept: f"we print “{kept.claim.adopted_wording}”", partly,
            "Every figure we print has a second origin, or is disputed.",
        ),
    ]  # fmt: skip


@cards(order=2)
def of_statements(request: Any) -> Sequence[Card]:
    """Statements whose words were not read, or whose quotation was not found."""
    if not may(request.user, "view", Revision):
        return []
    return [
        _statements(
            "unreadable", "Not read", "Words that gave no value: listed and never counted.",
            {"qualifier": Qualifier.UNREADABLE.value}, "Every statement was read.",
        ),
        _statements(
            "unverified", "Quotation not checked",
            "The document's text was not at hand when the quotation was recorded.",
            {"quotation_match": QuotationMatch.UNVERIFIED.value},
            "No quotation waits to be looked up.",
        ),
    ]  # fmt: skip


def _claims(
    key: str,
    title: str,
    what: str,
    asked: dict[str, str],
    note: Callable[[Any], str],
    partly: bool,
    calm: str,
) -> Card:
    rows: QuerySet[Any] = Assessment.objects.whole().filter(
        **asked, claim__is_retired=False, claim__merged_into=None
    )
    newest = rows.order_by("-claim_id").defer("sheet")
    return Card(
        key=key,
        title=title,
        what=what,
        url=f"{reverse('admin:claims_claim_changelist')}?{urlencode(asked)}",
        count=counted(rows),
        newest=[
            Line(
                text=kept.claim.question,
                url=reverse("admin:claims_claim_change", args=[kept.claim_id]),
                about=str(kept.claim.topic),
                note=note(kept),
            )
            for kept in newest.select_related("claim__topic")[:NEWEST]
        ],
        calm=calm,
        partly=partly,
    )


def _statements(key: str, title: str, what: str, asked: dict[str, str], calm: str) -> Card:
    rows = Revision.objects.filter(**asked, is_void=False)
    query = urlencode({f"{name}__exact": value for name, value in asked.items()})
    return Card(
        key=key,
        title=title,
        what=what,
        url=f"{reverse('admin:claims_revision_changelist')}?{query}",
        count=counted(rows),
        newest=[
            Line(
                text=f"“{revision.wording}”",
                url=reverse("admin:claims_revision_change", args=[revision.pk]),
                about=f"{revision.claim.label}, {revision.claim.topic}",
                note=f"{origin_of(revision)}, {stated_of(revision)}",
            )
            for revision in with_names(rows).order_by("-id")[:NEWEST]
        ],
        calm=calm,
    )


verb("adopted_revision", "adopted a figure for")
