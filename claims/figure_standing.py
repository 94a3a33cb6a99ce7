"""What can be said of a claim beside its verdict: how the figure we print stands, who leads.

In: a judged claim. Out: one word, and the leading group's value in words. Lists and the desk's
home show them; `claims.assessing` keeps them.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID

from claims.agreement import Verdict, in_words
from claims.agreement.phrases import listed
from claims.figure import stale_because
from claims.figuring import case_of
from claims.judging import Judged
from history.snapshots import Snapshot

CONFIRMED = (Verdict.CORROBORATED, Verdict.DISPUTED, Verdict.INCOMPARABLE)


class FigureStanding(StrEnum):
    """How the adopted figure stands; the first that holds.

    `uncorroborated`: no second origin is known to say it. Of what is disputed, or counts by
    different definitions, the verdict says that already.
    """

    NONE = "none"
    STALE = "stale"
    UNCORROBORATED = "uncorroborated"
    STANDS = "stands"


def standings_of(judgements: Sequence[Judged], snapshot: Snapshot) -> dict[UUID, FigureStanding]:
    """How each claim's adopted figure stands. Up to three queries for each that has one."""
    adopted = [one for one in judgements if one.claim.adopted_revision_id is not None]
    found = dict.fromkeys((one.claim.id for one in judgements), FigureStanding.NONE)
    return found | {one.claim.id: _standing(one, snapshot) for one in adopted}


def _standing(judgement: Judged, snapshot: Snapshot) -> FigureStanding:
    if stale_because(case_of(judgement, snapshot)):
        return FigureStanding.STALE
    if judgement.agreement.verdict in CONFIRMED:
        return FigureStanding.STANDS
    return FigureStanding.UNCORROBORATED


def leading_words(judgement: Judged) -> str:
    """The leading group's value: "84 or more", "Islamic State"; "" where nothing has a value."""
    if not judgement.agreement.groups:
        return ""
    group = judgement.agreement.groups[0]
    question, _, _, concepts = judgement.given
    excepted = [in_words(value, question, concepts) for value in group.excepted]
    said = "" if group.value is None else in_words(group.value, question, concepts)
    if not excepted:
        return said
    return f"{said}, but not {listed(excepted, 'or')}" if said else f"not {listed(excepted, 'or')}"
