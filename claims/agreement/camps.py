"""The heads by what they say: one camp for each value and stance, one bit for each head."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from claims.agreement.extents import hull
from claims.agreement.lines import Entry
from claims.agreement.masks import Blocks, bits
from claims.agreement.reaches import Reach
from claims.agreement.shapes import Question
from claims.agreement.spaces import Space, whole
from claims.values import SUGGESTS, Concepts, Quantity, Stance, Truth, Value, Words
from history.dates import Period


@dataclass(slots=True, eq=False)
class Camp:
    """The heads of one value and stance.

    `number` is its place among all camps, and the block of its bits in `mask`.
    `value` is as stated (of a denial: what is denied), whole for counts; `span` is the value
    from end to end of all that may be true. `lower` and `upper` are the ends of a quantity, None
    where it is open. Made once and never changed.
    """

    number: int
    reach: Reach
    stance: Stance
    value: Value
    span: Value
    lower: Decimal | None
    upper: Decimal | None
    heads: tuple[Entry, ...]
    ids: tuple[UUID, ...]
    mask: int

    @property
    def affirms(self) -> bool:
        """Whether it counts: an assertion, or a yes or no denied."""
        return self.stance is not SUGGESTS and not self.reach.denies


@dataclass(slots=True, eq=False)
class Camps:
    """All camps, the most followed first, and their heads in the order of their bits."""

    all: tuple[Camp, ...]
    heads: tuple[Entry, ...]
    camp_of: tuple[Camp, ...]
    blocks: Blocks

    def ids(self, mask: int) -> tuple[UUID, ...]:
        """Whose bits these are."""
        return tuple([self.heads[at].id for at in bits(mask)])

    def mask(self, wanted: Container[Entry]) -> int:
        return sum([1 << at for at, head in enumerate(self.heads) if head in wanted])


def camps_of(heads: Sequence[Entry], question: Question, space: Space) -> Camps:
    """The heads that have a value, by value and stance."""
    together: dict[tuple[Stance, Reach], list[Entry]] = defaultdict(list)
    for head in heads:
        if head.reach is not None:
            together[head.statement.stance, head.reach].append(head)
    ranked = sorted(together.items(), key=_rank)
    blocks = Blocks([len(members) for _, members in ranked])
    camps = tuple(
        _camp(number, stance, reach, members, blocks.masks[number], question, space)
        for number, ((stance, reach), members) in enumerate(ranked)
    )
    return Camps(
        camps,
        tuple([head for camp in camps for head in camp.heads]),
        tuple([camp for camp in camps for _ in camp.heads]),
        blocks,
    )


def _rank(camp: tuple[tuple[Stance, Reach], Sequence[Entry]]) -> tuple[object, ...]:
    (stance, reach), heads = camp
    return -len(heads), stance, reach.extent, reach.is_vague


def _camp(
    number: int,
    stance: Stance,
    reach: Reach,
    heads: Sequence[Entry],
    mask: int,
    question: Question,
    space: Space,
) -> Camp:
    values = [head.statement.value for head in heads if head.statement.value is not None]
    value = as_shown(_one_of(values), question)
    span = value
    if reach.denies and question.is_exclusive:
        span = space.joint(hull(reach.extent), hull(reach.extent)).value
    lower, upper = ends_of(value)
    ids = tuple([head.id for head in heads])
    return Camp(number, reach, stance, value, span, lower, upper, tuple(heads), ids, mask)


def _one_of(values: Sequence[Value]) -> Value:
    """The one way of writing equal values: a best estimate only if all give it."""
    shown = values[0]
    if values.count(shown) == len(values):
        return shown
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


def ends_of(value: Value) -> tuple[Decimal | None, Decimal | None]:
    """The least and the greatest number of a quantity; open or no numbers: None."""
    match value:
        case Quantity():
            return value.interval.lower, value.interval.upper
        case Period() | Concepts() | Truth() | Words():
            return None, None
