"""The largest families of camps with a value in common, and what each of them says.

A head *says* its family's value if it asserts it and reaches little beyond it; otherwise it only
leaves room for it: "at least 13" leaves room for 15.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce

from claims.agreement.camps import Camp, ends_of
from claims.agreement.counting import Backing, Counting, joined
from claims.agreement.extents import Extent, intersection
from claims.agreement.masks import Blocks
from claims.agreement.shapes import Question
from claims.agreement.sharing import families
from claims.agreement.spaces import Space
from claims.agreement.trees import Joint
from claims.values import Value, ValueType

TENTH = Decimal("0.1")
ENDLESS = Decimal("Infinity")
ONE = Decimal(1)


@dataclass(slots=True, eq=False)
class Member:
    """A camp, weighed once for all the families it is in."""

    camp: Camp
    backing: Backing
    lower: Decimal
    upper: Decimal
    may_say: bool


@dataclass(slots=True, eq=False)
class Family:
    """Camps that can all be right at once; `joint` is None where they only deny.

    `place` is the cells where all of them meet, which no two families share.
    `sayers` say the joint value, `others` leave room for it.
    """

    mask: int
    place: Extent
    sayers: tuple[Member, ...]
    others: tuple[Member, ...]
    joint: Joint | None
    excepted: tuple[Value, ...]
    backing: Backing


class Gathering:
    """Makes families of camps, and counts who is behind them."""

    def __init__(
        self, question: Question, space: Space, blocks: Blocks, counting: Counting
    ) -> None:
        self._question = question
        self._space = space
        self._blocks = blocks
        self._counting = counting
        self._is_quantity = question.value_type is ValueType.QUANTITY
        self._members: dict[Camp, Member] = {}
        self._families: dict[tuple[Extent, int], Family] = {}

    def families(self, camps: Sequence[Camp]) -> list[Family]:
        """The largest families of these camps.

        What stands is often grouped as everything was: a family of the same heads is made once.
        """
        members = {camp.number: self._weighed(camp) for camp in camps}
        found = families([(camp.reach, camp.mask) for camp in camps])
        for shared, mask in found:
            if (shared, mask) not in self._families:
                alike = [members[at] for at in self._blocks.each(mask)]
                self._families[shared, mask] = self._family(shared, mask, alike)
        return [self._families[family] for family in found]

    def _weighed(self, camp: Camp) -> Member:
        if camp not in self._members:
            self._members[camp] = Member(
                camp,
                self._counting.of_camp(camp),
                -ENDLESS if camp.lower is None else camp.lower,
                ENDLESS if camp.upper is None else camp.upper,
                camp.affirms and not camp.reach.is_vague,
            )
        return self._members[camp]

    def _family(self, shared: Extent, mask: int, members: Sequence[Member]) -> Family:
        backing = joined([member.backing for member in members])
        affirming = [m.camp.reach.extent for m in members if not m.camp.reach.denies]
        if not affirming:
            placed = sorted(members, key=_place)
            denied = tuple(member.camp.value for member in placed)
            return Family(mask, shared, (), tuple(members), None, denied, backing)
        has_denials = len(affirming) < len(members)
        affirmed = reduce(intersection, affirming) if has_denials else shared
        joint = self._space.joint(affirmed, shared)
        sayers, others = self._parted(joint, members)
        return Family(mask, shared, tuple(sayers), tuple(others), joint, joint.excepted, backing)

    def _parted(self, joint: Joint, members: Sequence[Member]) -> tuple[list[Member], list[Member]]:
        """Who says the value, and who leaves room for it."""
        least, most = self._limits(joint.value)
        sayers: list[Member] = []
        others: list[Member] = []
        for member in members:
            if self._is_quantity:
                fits = member.lower >= least and member.upper <= most
            else:
                fits = member.camp.reach.named == joint.extent
            (sayers if fits and member.may_say else others).append(member)
        return sayers, others

    def _limits(self, value: Value) -> tuple[Decimal, Decimal]:
        """How far a camp may reach and still say the value: a tenth, of a count at least one."""
        lower, upper = ends_of(value)
        return (
            -ENDLESS if lower is None else lower - self._slack(lower),
            ENDLESS if upper is None else upper + self._slack(upper),
        )

    def _slack(self, figure: Decimal) -> Decimal:
        tenth = abs(figure) * TENTH
        return max(tenth, ONE) if self._question.is_count else tenth


def _place(member: Member) -> Extent:
    return member.camp.reach.extent
