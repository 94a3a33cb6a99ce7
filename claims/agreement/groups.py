"""Families as groups to show: with positions, times, what is behind, the leading one first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from claims.agreement.answer import Group, Position
from claims.agreement.camps import Camp, Camps
from claims.agreement.families import Family, Member
from claims.agreement.lines import UNKNOWN
from claims.agreement.sharing import largest


def groups_of(families: Sequence[Family], behind: int, camps: Camps) -> tuple[Group, ...]:
    """The groups; `behind` is the mask of the heads that are.

    The leading group has, of those not behind, the most certain origins, then outlets, then the
    latest statement.
    """
    standing = [family.mask & ~behind for family in families]
    leading = largest(standing) - {0} if behind else set(standing)
    shown = _Shown()
    times = _Times(camps)
    groups = [
        (family, _group(family, left not in leading, shown, times))
        for family, left in zip(families, standing, strict=True)
    ]
    return tuple(group for _, group in sorted(groups, key=_rank))


def _group(family: Family, is_behind: bool, shown: _Shown, times: _Times) -> Group:
    positions = [shown.position(member, says=True) for member in family.sayers]
    positions += [shown.position(member, says=False) for member in family.others]
    return Group(
        family.joint.value if family.joint else None,
        family.excepted,
        tuple(positions),
        family.backing.outlet_count,
        family.backing.origins,
        is_behind,
        times.first(family.mask),
        times.last(family.mask),
    )


def _rank(ranked: tuple[Family, Group]) -> tuple[object, ...]:
    """Total: no two families share their cells."""
    family, group = ranked
    latest = group.last_stated_at or UNKNOWN
    certain = family.backing.certain.bit_count()
    return group.behind, -certain, -group.outlets, UNKNOWN - latest, family.place


class _Shown:
    """Camps as positions, made once for all the groups that show them."""

    def __init__(self) -> None:
        self._made: dict[bool, dict[int, Position]] = {True: {}, False: {}}

    def position(self, member: Member, *, says: bool) -> Position:
        made = self._made[says]
        number = member.camp.number
        if number not in made:
            made[number] = _position(member.camp, member, says)
        return made[number]


def _position(camp: Camp, member: Member, says: bool) -> Position:
    backing = member.backing
    return Position(camp.value, camp.stance, says, camp.ids, backing.origins, backing.outlet_count)


class _Times:
    """When a family was first and last stated: heads by time, each time with its mask."""

    def __init__(self, camps: Camps) -> None:
        at: dict[datetime, int] = {}
        for place, head in enumerate(camps.heads):
            stated = head.statement.stated_at
            if stated is not None:
                at[stated] = at.get(stated, 0) | 1 << place
        self._rising = sorted(at.items())

    def first(self, mask: int) -> datetime | None:
        return _met(self._rising, mask)

    def last(self, mask: int) -> datetime | None:
        return _met(reversed(self._rising), mask)


def _met(times: Iterable[tuple[datetime, int]], mask: int) -> datetime | None:
    """The first of these times at which one of these heads was stated."""
    for at, stated in times:
        if stated & mask:
            return at
    return None
