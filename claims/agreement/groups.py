"""Families as groups to show: with positions, times, what is behind, the leading one first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from claims.agreement.answer import Group, Position
from claims.agreement.camps import Camp
from claims.agreement.families import Family, Gathering
from claims.agreement.lines import UNKNOWN
from claims.agreement.sharing import largest

Times = tuple[datetime | None, datetime | None]


def groups_of(families: Sequence[Family], behind: int, gathering: Gathering) -> tuple[Group, ...]:
    """The groups; `behind` is the mask of the heads that are.

    The leading group has, of those not behind, the most certain origins, then outlets, then the
    latest statement.
    """
    standing = {family.mask & ~behind for family in families}
    leading = largest(standing) - {0}
    shown = Positions(gathering)
    groups = [
        (_rank(group, family), group)
        for family in families
        for group in [_group(family, family.mask & ~behind not in leading, shown)]
    ]
    return tuple(group for _, group in sorted(groups, key=lambda ranked: ranked[0]))


def _group(family: Family, is_behind: bool, shown: Positions) -> Group:
    positions = [shown.position(camp, says=True) for camp in family.sayers]
    positions += [shown.position(camp, says=False) for camp in family.others]
    times = [shown.times(camp) for camp in family.camps]
    return Group(
        family.joint.value if family.joint else None,
        family.excepted,
        tuple(positions),
        family.backing.outlet_count,
        family.backing.origins,
        is_behind,
        min((first for first, _ in times if first), default=None),
        max((last for _, last in times if last), default=None),
    )


def _rank(group: Group, family: Family) -> tuple[object, ...]:
    """Total: no two groups share their cells."""
    latest = group.last_stated_at or UNKNOWN
    certain = family.backing.certain.bit_count()
    return group.behind, -certain, -group.outlets, UNKNOWN - latest, family.place


class Positions:
    """Camps as positions, made once for all the groups that show them."""

    def __init__(self, gathering: Gathering) -> None:
        self._gathering = gathering
        self._positions: dict[tuple[int, bool], Position] = {}
        self._times: dict[int, Times] = {}

    def position(self, camp: Camp, *, says: bool) -> Position:
        key = camp.mask, says
        if key not in self._positions:
            backing = self._gathering.backing(camp)
            ids = tuple(head.id for head in camp.heads)
            origins, outlets = backing.origins, backing.outlet_count
            self._positions[key] = Position(camp.value, camp.stance, says, ids, origins, outlets)
        return self._positions[key]

    def times(self, camp: Camp) -> Times:
        """The first and last time it was certainly said by."""
        if camp.mask not in self._times:
            stated = [head.statement.stated_at for head in camp.heads]
            known = [at for at in stated if at is not None]
            self._times[camp.mask] = min(known, default=None), max(known, default=None)
        return self._times[camp.mask]
