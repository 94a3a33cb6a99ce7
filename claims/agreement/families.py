"""The largest families of camps with a value in common, and what each of them says.

A head *says* its family's value if it asserts it and reaches little beyond it; otherwise it only
leaves room for it: "at least 13" leaves room for 15.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce

from claims.agreement.camps import Camp
from claims.agreement.counting import Backing, Counting, joined
from claims.agreement.extents import Extent, intersection
from claims.agreement.gaps import ends_of
from claims.agreement.masks import Blocks
from claims.agreement.shapes import Question
from claims.agreement.sharing import families
from claims.agreement.spaces import Space
from claims.agreement.trees import Joint
from claims.values import Value, ValueType

TENTH = Decimal("0.1")
ENDLESS = Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class Family:
    """Camps that can all be right at once; `joint` is None where they only deny.

    `place` is the cells where all of them meet, which no two families share.
    `sayers` are those of `camps` that say the joint value, `others` leave room for it.
    """

    mask: int
    place: Extent
    sayers: tuple[Camp, ...]
    others: tuple[Camp, ...]
    joint: Joint | None
    excepted: tuple[Value, ...]
    backing: Backing

    @property
    def camps(self) -> tuple[Camp, ...]:
        return self.sayers + self.others


class Gathering:
    """Makes families of camps, and counts who is behind them."""

    def __init__(
        self, question: Question, space: Space, blocks: Blocks, counting: Counting
    ) -> None:
        self._question = question
        self._space = space
        self._blocks = blocks
        self._counting = counting
        self._backings: dict[int, Backing] = {}
        self._reaches: dict[int, tuple[Decimal, Decimal]] = {}

    def families(self, camps: Mapping[int, Camp]) -> list[Family]:
        """The largest families of these camps, given by the number of their block."""
        members = [(camp.reach, camp.mask) for camp in camps.values()]
        return [
            self._family(shared, mask, [camps[at] for at in self._blocks.each(mask)])
            for shared, mask in families(members)
        ]

    def backing(self, camp: Camp) -> Backing:
        if camp.mask not in self._backings:
            self._backings[camp.mask] = self._counting.of_camp(camp)
        return self._backings[camp.mask]

    def _family(self, shared: Extent, mask: int, camps: Sequence[Camp]) -> Family:
        backing = joined([self.backing(camp) for camp in camps])
        affirming = [camp.reach.extent for camp in camps if not camp.reach.denies]
        if not affirming:
            denied = tuple(camp.value for camp in sorted(camps, key=_place))
            return Family(mask, shared, (), tuple(camps), None, denied, backing)
        has_denials = len(affirming) < len(camps)
        affirmed = reduce(intersection, affirming) if has_denials else shared
        joint = self._space.joint(affirmed, shared)
        sayers = self._sayers(joint, camps)
        if len(sayers) == len(camps):
            return Family(mask, shared, tuple(camps), (), joint, joint.excepted, backing)
        saying = {camp.mask for camp in sayers}
        others = tuple(camp for camp in camps if camp.mask not in saying)
        return Family(mask, shared, tuple(sayers), others, joint, joint.excepted, backing)

    def _sayers(self, joint: Joint, camps: Sequence[Camp]) -> list[Camp]:
        asserting = [camp for camp in camps if camp.affirms and not camp.reach.is_vague]
        if self._question.value_type is not ValueType.QUANTITY:
            return [camp for camp in asserting if camp.reach.named == joint.extent]
        least, most = self._limits(joint.value)
        found = []
        for camp in asserting:
            lower, upper = self._ends(camp)
            if lower >= least and upper <= most:
                found.append(camp)
        return found

    def _limits(self, value: Value) -> tuple[Decimal, Decimal]:
        """How far a camp may reach and still say the value: a tenth, of a count at least one."""
        lower, upper = ends_of(value)
        return (
            -ENDLESS if lower is None else lower - self._slack(lower),
            ENDLESS if upper is None else upper + self._slack(upper),
        )

    def _slack(self, figure: Decimal) -> Decimal:
        tenth = abs(figure) * TENTH
        return max(tenth, Decimal(1)) if self._question.is_count else tenth

    def _ends(self, camp: Camp) -> tuple[Decimal, Decimal]:
        if camp.mask not in self._reaches:
            lower, upper = ends_of(camp.value)
            ends = -ENDLESS if lower is None else lower, ENDLESS if upper is None else upper
            self._reaches[camp.mask] = ends
        return self._reaches[camp.mask]


def _place(camp: Camp) -> Extent:
    return camp.reach.extent
