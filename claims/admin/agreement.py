"""Who says what now, for a claim's page: the verdict, the groups by origin, what contradicts what.

In: a desk. Out: a `View` in words; nothing here decides anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from claims.admin.desk import Desk
from claims.admin.groups import GroupView, briefly, groups_of, origins_in_words
from claims.agreement import Contradiction, Explanation, ReasonCode
from claims.agreement.naming import sentence
from claims.agreement.phrases import listed
from claims.figure.phrases import said as what_it_says
from claims.values import Stance

WHY = {
    Explanation.LIVE: "both cannot be true",
    Explanation.SELF: "one document says both",
    Explanation.UNORDERED: "one origin said both, and which came later is not known",
    Explanation.ORIGIN_REVISED: "one is behind: its origin has since said otherwise",
    Explanation.WITHDRAWN: "one was withdrawn since",
    Explanation.EVOLVED: "one is behind: the count has grown since",
    Explanation.DEFINITION: "they count different things",
    Explanation.CLOSE: "close enough to be the same count",
}
# What the contradictions below say themselves.
TOLD_BELOW = (ReasonCode.CONTRADICTION, ReasonCode.SELF, ReasonCode.UNORDERED)
LISTED = 25  # explained contradictions
NAMES = 3


@dataclass(frozen=True, slots=True)
class View:
    """The section as its template takes it."""

    verdict: str
    reasons: Sequence[str]
    outlets: int
    origins: str
    undated: int
    groups: Sequence[GroupView]
    more_groups: Sequence[str]
    live: Sequence[str]
    explained: Sequence[str]
    unlisted: int


def who_says_what(desk: Desk) -> View:
    agreement = desk.judgement.agreement
    live, explained = _contradictions(desk)
    return View(
        verdict=agreement.verdict,
        reasons=[one.text for one in agreement.reasons if one.code not in TOLD_BELOW],
        outlets=agreement.outlets,
        origins=origins_in_words(agreement.origins),
        undated=desk.judgement.undated,
        groups=groups_of(desk),
        more_groups=briefly(desk),
        live=live,
        explained=explained[:LISTED],
        unlisted=agreement.contradictions_total - len(live) - len(explained[:LISTED]),
    )


def _contradictions(desk: Desk) -> tuple[list[str], list[str]]:
    """Those that count as live, and those that something explains; in the order of the rules."""
    live: list[str] = []
    explained: list[str] = []
    for one in desk.judgement.agreement.contradictions:
        (live if one.explanation.counts_as_live else explained).append(_against(desk, one))
    return live, explained


def _against(desk: Desk, one: Contradiction) -> str:
    a, b = (_saying(desk, ids) for ids in (one.a, one.b))
    return sentence(f"{a}; {b}: {WHY[one.explanation]}{_gap(desk, one)}")


def _saying(desk: Desk, ids: Iterable[UUID]) -> str:
    """ "Iranian state media say 94", "the US denies Israel"."""
    statements = [desk.said[id] for id in ids]
    origins = list(dict.fromkeys(statement.origin for statement in statements))
    names = [desk.naming.name(origin) for origin in origins]
    if len(names) > NAMES:
        names = [*names[: NAMES - 1], f"{len(names) - NAMES + 1} others"]
    plural = len(origins) > 1 or desk.naming.is_plural(origins[0])
    denies = statements[0].stance is Stance.DENIES
    verb = ("deny" if denies else "say") if plural else ("denies" if denies else "says")
    words = what_it_says(statements[0], desk.naming).removeprefix("not ")
    return f"{listed(names)} {verb} {words}"


def _gap(desk: Desk, one: Contradiction) -> str:
    if one.gap is None:
        return ""
    if isinstance(one.gap, timedelta):
        days = one.gap.days
        return f"; {days} days apart" if days > 1 else ""
    share = f", {one.gap_share * 100:.1f} %" if one.gap_share else ""
    return f"; {one.gap.normalize():,f} apart{share}"
