"""The heads by what they say: one camp for each value and stance, one bit for each head."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from claims.agreement.extents import Extent, hull
from claims.agreement.lines import Entry
from claims.agreement.masks import Blocks
from claims.agreement.reaches import Reach
from claims.agreement.shapes import Question
from claims.agreement.spaces import Space, whole
from claims.values import Concepts, Quantity, Stance, Truth, Value, Words
from history.dates import Period


@dataclass(frozen=True, slots=True)
class Camp:
    """The heads of one value and stance.

    `number` is its place among all camps, and the block of its bits in `mask`.
    `value` is as stated (of a denial: what is denied), whole for counts; `span` is the value
    from end to end of all that may be true.
    """

    number: int
    reach: Reach
    stance: Stance
    value: Value
    span: Value
    heads: tuple[Entry, ...]
    mask: int

    @property
    def affirms(self) -> bool:
        """Whether it counts: an assertion, or a yes or no denied."""
        return self.stance is not Stance.SUGGESTS and not self.reach.denies


@dataclass(frozen=True, slots=True)
class Camps:
    """All camps, the most followed first, and their heads in the order of their bits."""

    all: tuple[Camp, ...]
    heads: tuple[Entry, ...]
    camp_of: tuple[Camp, ...]
    blocks: Blocks

    def mask(self, ids: Iterable[UUID]) -> int:
        wanted = set(ids)
        return sum(1 << at for at, head in enumerate(self.heads) if head.id in wanted)


def camps_of(heads: Sequence[Entry], question: Question, space: Space) -> Camps:
    """The heads that have a value, by value and stance."""
    together: dict[tuple[Stance, Extent, bool], list[Entry]] = defaultdict(list)
    for head in heads:
        if head.reach is not None:
            stance = head.statement.stance
            together[stance, head.reach.extent, head.reach.is_vague].append(head)
    ranked = sorted(together.items(), key=lambda item: (-len(item[1]), item[0]))
    blocks = Blocks(len(members) for _, members in ranked)
    camps = tuple(
        _camp(number, members, blocks.masks[number], question, space)
        for number, (_, members) in enumerate(ranked)
    )
    return Camps(
        camps,
        tuple(head for camp in camps for head in camp.heads),
        tuple(camp for camp in camps for _ in camp.heads),
        blocks,
    )


def _camp(number: int, heads: Sequence[Entry], mask: int, question: Question, space: Space) -> Camp:
    first = heads[0]
    if first.reach is None:
        raise ValueError("a camp needs a value")
    values = [head.statement.value for head in heads if head.statement.value is not None]
    value = as_shown(_one_of(values), question)
    span = value
    if first.reach.denies and question.is_exclusive:
        span = space.joint(hull(first.reach.extent), hull(first.reach.extent)).value
    return Camp(number, first.reach, first.statement.stance, value, span, tuple(heads), mask)


def _one_of(values: Sequence[Value]) -> Value:
    """The one way of writing equal values: a best estimate only if all give it."""
    shown = min(values, key=repr)
    if isinstance(shown, Quantity):
        best = {value.best for value in values if isinstance(value, Quantity)}
        return replace(shown, best=shown.best if len(best) == 1 else None)
    return shown


def as_shown(value: Value, question: Question) -> Value:
    """A value as groups show it: a count in closed whole numbers, all else as it is."""
    match value:
        case Quantity():
            return whole(value) if question.is_count else value
        case Period() | Concepts() | Truth() | Words():
            return value
