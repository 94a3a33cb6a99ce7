"""The groups of a claim by whose word it is, for its page: every head, as far as there is room.

In: a desk. Out: groups in words, the leading one first; of a great many heads the first of each
origin and a count of the rest, which the list of statements has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import ngettext

from claims.admin.desk import Desk
from claims.agreement import Behind, Group, Head, Origins
from claims.agreement.phrases import count, listed
from claims.figure.phrases import behind as behind_because
from claims.values import Stance, ValueType
from sources.models import Document

BEHIND = {
    Behind.ORIGIN_REVISED: "behind: its origin has since said otherwise",
    Behind.WITHDRAWN: "behind: withdrawn since",
    Behind.EVOLVED: "behind: the count has grown since",
}
GROUPS = 8  # that are shown with their voices
BRIEFLY = 100  # more of them, in a line each
ROOM = 300  # voices on the page
LEAST = 10  # of a group
OPEN = 5  # origins of a group before the rest is folded away
EACH = 2  # voices of an origin, where there is no room for all


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
    """Whose word it is, and the heads that carry it; `more` of them are not shown."""

    name: str
    said: list[tuple[Head, bool]] = field(default_factory=list)
    voices: list[Voice] = field(default_factory=list)

    @property
    def is_behind(self) -> bool:
        return all(head.behind for head, _ in self.said)

    @property
    def more(self) -> int:
        return len(self.said) - len(self.voices)


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


def groups_of(desk: Desk) -> list[GroupView]:
    agreement = desk.judgement.agreement
    heads = {head.statement: head for head in agreement.heads}
    groups = agreement.groups[:GROUPS]
    voices = sum(len(position.statements) for group in groups for position in group.positions)
    room = None if voices <= ROOM else max(LEAST, ROOM // len(groups))
    return [_group(desk, group, heads, room) for group in groups]


def briefly(desk: Desk) -> list[str]:
    """The groups past the first, in a line each."""
    more = desk.judgement.agreement.groups[GROUPS : GROUPS + BRIEFLY]
    return [f"{_value(desk, group)}: {_backing(group)}" for group in more]


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


def why_behind(desk: Desk, head: Head) -> str:
    """The sentence that says who outdid it; empty for a head that is not behind."""
    if head.behind is None or head.by is None:
        return ""
    return behind_because(head.behind, desk.said[head.statement], desk.said[head.by], desk.naming)


def _group(desk: Desk, group: Group, heads: dict[UUID, Head], room: int | None) -> GroupView:
    origins = _by_origin(desk, group, heads)
    fitting = _voiced(desk, origins, room)
    return GroupView(
        value=_value(desk, group),
        behind=group.behind,
        outlets=group.outlets,
        origins=origins_in_words(group.origins),
        shown=fitting[:OPEN],
        folded=fitting[OPEN:],
        left_out=len(origins) - len(fitting),
    )


def _voiced(desk: Desk, origins: Sequence[Origin], room: int | None) -> list[Origin]:
    """Those there is room for, with their voices; None is room for all."""
    fitting = []
    for origin in origins:
        if room is not None and room <= 0:
            break
        said = origin.said if room is None else origin.said[: min(EACH, room)]
        origin.voices = [_voice(desk, head, says) for head, says in said]
        fitting.append(origin)
        room = None if room is None else room - len(said)
    return fitting


def _by_origin(desk: Desk, group: Group, heads: dict[UUID, Head]) -> list[Origin]:
    """In the order of the rules' positions; what is behind stands last."""
    found: dict[tuple[UUID, bool], Origin] = {}
    for position in group.positions:
        for id in position.statements:
            row = desk.row(id)
            cites = bool(row.attributed_to_id or row.via_id)
            name = desk.origin(row) if cites else f"{desk.publisher(row)}, citing nobody"
            origin = found.setdefault((row.line_origin, cites), Origin(name))
            origin.said.append((heads[id], position.says))
    return sorted(found.values(), key=lambda origin: origin.is_behind)


def _voice(desk: Desk, head: Head, says: bool) -> Voice:
    row = desk.row(head.statement)
    return Voice(
        id=row.id,
        wording=row.wording,
        stance="" if row.stance == Stance.ASSERTS else row.stance,
        publisher=desk.publisher(row),
        document=desk.linked.row(Document, row.document_id).title,
        stated=desk.stated(row),
        says=says,
        behind=why_behind(desk, head),
        may_be_adopted=may_be_adopted(row),
        is_adopted=desk.claim.adopted_revision_id == row.id,
    )


def _value(desk: Desk, group: Group) -> str:
    value = "anything else" if group.value is None else desk.words(group.value)
    excepted = [desk.words(one) for one in group.excepted]
    return f"{value}, but not {listed(excepted, 'or')}" if excepted else value


def _backing(group: Group) -> str:
    return f"{count(group.outlets, 'outlet', 'outlets')}, {origins_in_words(group.origins)}"
