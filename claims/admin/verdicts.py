"""Verdicts where an editor scans them: judged when something waits, in words and as a badge.

In: claims. Out: their fresh assessments, or None; nothing is ever read from a stale row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString

from claims.assessing import AT_ONCE, assess
from claims.figure_standing import FigureStanding
from claims.models import Assessment, Claim

IN_WORDS = {
    FigureStanding.STALE: "behind: look again",
    FigureStanding.UNCORROBORATED: "one origin, or unknown",
}


def badge(kind: str, words: str = "") -> SafeString:
    """A mark in words; its kind gives the colour."""
    return format_html('<span class="badge badge-{}">{}</span>', kind, words or kind)


def assessments_of(claims: Sequence[UUID]) -> dict[UUID, Any]:
    """What each claim comes to, judged here if it waits; those that change meanwhile are left out.

    At most `AT_ONCE` are judged.
    """
    found = _fresh(claims)
    waiting = [id for id in claims if id not in found]
    if waiting:
        assess(waiting[:AT_ONCE])
        found |= _fresh(waiting)
    return found


def judge_waiting(claims: QuerySet[Claim]) -> bool:
    """Judge what waits among these claims, `AT_ONCE` at most; whether something still waits."""
    waiting = claims.filter(assessment__in=Assessment.objects.unfinished()).order_by()
    if ids := list(waiting.values_list("pk", flat=True)[: AT_ONCE + 1]):
        assess(ids[:AT_ONCE])
        return waiting.exists()
    return False


def _fresh(claims: Sequence[UUID]) -> dict[UUID, Any]:
    rows = Assessment.objects.whole().filter(claim_id__in=claims).defer("sheet")
    return {row.claim_id: row for row in rows}
