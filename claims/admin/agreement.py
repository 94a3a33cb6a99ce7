"""Who says what now, for a claim's page: the verdict, the groups by origin, what contradicts what.

In: a desk. Out: a `View` in words; nothing here decides anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import ngettext

from claims.admin.desk import Desk
from claims.agreement import Behind, Contradiction, Explanation, Group, Origins, ReasonCode
from claims.agreement.naming import sentence
from claims.agreement.phrases import listed
from claims.figure.phrases import behind as behind_because
from claims.figure.phrases import said as what_it_says
from claims.values import Stance, ValueType
from sources.models import Document

BEHIND = {
    Behind.ORIGIN_REVISED: "behind: its origin has since said otherwise",
    Behind.WITHDRAWN: "behind: withdrawn since",
    Behind.EVOLVED: "behind: the count has grown since",
}
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
SHOWN = 8  # origins of a group, and contradictions, before the rest is folded away
MOST = 200
NAMES = 3


@dataclass(frozen=True, slots=True)
class Voice:
    """One head in a group: where it stands, in which words, and whether it still counts."""

    id: UUID
    wording: str
    stance: str
    publisher: str
    document: str
    stated: str
    says: bool
    behind: str
    may_be_adopted: bool
    is_adopted: bool


@dataclass(slots=True)
class Origin:
    """Whose word it is, and every head that carries it."""

    name: str
    voices: list[Voice] = field(default_factory=list)

    @property
    def is_behind(self) -> bool:
        return all(voice.behind for voice in self.voices)


@dataclass(frozen=True, slots=True)
class GroupView:
    """Heads with a value in common; `folded` are the origins past the first few."""

    value: str
    behind: bool
    outlets: int
    origins: str
    shown: Sequence[Origin]
    folded: Sequence[Origin]
    left_out: int


@dataclass(frozen=True, slots=True)
class View:
    """The section as its template takes it."""

    verdict: str
    reasons: Sequence[str]
    outlets: int
    origins: str
    undated: int
    groups: Sequence[GroupView]
    live: Sequence[str]
    explained: Sequence[str]
    unlisted: int


def who_says_what(desk: Desk) -> View:
    agreement = desk.judgement.agreement
    heads = {head.statement: head for head in agreement.heads}
    voices = {id: _voice(desk, id, head) for id, head in heads.items()}
    live, explained = _contradictions(desk)
    return View(
        verdict=agreement.verdict,
        reasons=[one.text for one in agreement.reasons if one.code not in TOLD_BELOW],
        outlets=agreement.outlets,
        origins=origins_in_words(agreement.origins),
        undated=desk.judgement.undated,
        groups=[_group(desk, group, voices) for group in agreement.groups],
        live=live,
        explained=explained,
        unlisted=agreement.contradictions_total - len(agreement.contradictions),
    )


def origins_in_words(origins: Origins) -> str:
    """ "1 origin", "1 to 3 origins"."""
    if origins.min == origins.max:
        return ngettext("%d origin", "%d origins", origins.max) % origins.max
    return f"{origins.min} to {origins.max} origins"


def may_be_adopted(row: Any) -> bool:
    """Whether a head of this stance has a figure that could be printed."""
    if row.stance == Stance.DENIES:
        return bool(row.value_type == ValueType.BOOLEAN)
    return bool(row.stance == Stance.ASSERTS)


def why_behind(desk: Desk, head: Any) -> str:
    """The sentence that says who outdid it; empty for a head that is not behind."""
    if head.behind is None or head.by is None:
        return ""
    return behind_because(head.behind, desk.said[head.statement], desk.said[head.by], desk.naming)


def _voice(desk: Desk, id: UUID, head: Any) -> Voice:
    row = desk.row(id)
    return Voice(
        id=id,
        wording=row.wording,
        stance="" if row.stance == Stance.ASSERTS else row.stance,
        publisher=desk.publisher(row),
        document=desk.linked.row(Document, row.document_id).title,
        stated=desk.stated(row),
        says=True,
        behind=why_behind(desk, head),
        may_be_adopted=may_be_adopted(row),
        is_adopted=desk.claim.adopted_revision_id == id,
    )


def _group(desk: Desk, group: Group, voices: dict[UUID, Voice]) -> GroupView:
    origins = _by_origin(desk, group, voices)
    return GroupView(
        value=_value(desk, group),
        behind=group.behind,
        outlets=group.outlets,
        origins=origins_in_words(group.origins),
        shown=origins[:SHOWN],
        folded=origins[SHOWN:MOST],
        left_out=max(0, len(origins) - MOST),
    )


def _value(desk: Desk, group: Group) -> str:
    value = "anything else" if group.value is None else desk.words(group.value)
    excepted = [desk.words(one) for one in group.excepted]
    return f"{value}, but not {listed(excepted, 'or')}" if excepted else value


def _by_origin(desk: Desk, group: Group, voices: dict[UUID, Voice]) -> list[Origin]:
    """In the order of the rules' positions; what is behind stands last."""
    found: dict[UUID, Origin] = {}
    for position in group.positions:
        for id in position.statements:
            row = desk.row(id)
            origin = found.setdefault(row.line_origin, Origin(_origin(desk, row)))
            voice = voices[id]
            origin.voices.append(replace(voice, says=position.says))
    return sorted(found.values(), key=lambda origin: origin.is_behind)


def _origin(desk: Desk, row: Any) -> str:
    if row.attributed_to_id is None and row.via_id is None:
        return f"{desk.publisher(row)}, citing nobody"
    return desk.origin(row)


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
