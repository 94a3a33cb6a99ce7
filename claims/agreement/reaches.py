"""What one statement says, laid out on the cells of its question.

Where answers exclude each other a denial reaches every cell but those it names, and two
statements contradict when they share none. In text and in claims of many answers a denial says
nothing of the other answers: it lies on a second row of its own, beyond the first, and
contradicts an assertion that lies inside what it denies.
"""

from __future__ import annotations

from dataclasses import dataclass

from claims.agreement.answer import Relation
from claims.agreement.extents import Extent, complement, intersection, is_inside, shifted
from claims.agreement.shapes import Question, Statement
from claims.agreement.spaces import Space
from claims.values import Qualifier, Stance, ValueType


@dataclass(frozen=True, slots=True)
class Reach:
    """The cells that may be true if a statement is (`extent`), and those it names (`named`).

    A yes or no denied is the other one affirmed: `denies` is False for it.
    """

    extent: Extent
    named: Extent
    denies: bool
    is_vague: bool

    def shares_with(self, other: Reach) -> bool:
        """Whether both can be true of one value."""
        return bool(intersection(self.extent, other.extent))


def reach_of(statement: Statement, question: Question, space: Space) -> Reach | None:
    """Where a statement lies; None for one without a value, or whose value holds nothing."""
    if statement.value is None or statement.stance is Stance.WITHDRAWS:
        return None
    named = space.extent(statement.value)
    extent = named
    denies = statement.stance is Stance.DENIES
    if denies and question.is_exclusive:
        extent = complement(named, space.cells)
    elif denies:
        extent = shifted(named, space.cells)
    if not named or not extent:
        return None
    if denies and question.value_type is ValueType.BOOLEAN:
        named, denies = extent, False
    return Reach(extent, named, denies, statement.qualifier is Qualifier.VAGUE)


def contradict(a: Reach, b: Reach, question: Question) -> bool:
    """Whether two statements cannot both be true."""
    if question.is_exclusive:
        return not a.shares_with(b)
    if a.denies == b.denies:
        return False
    affirmed, denied = (b, a) if a.denies else (a, b)
    return is_inside(affirmed.named, denied.named)


def relate(a: Reach, b: Reach, question: Question) -> Relation:
    """Set algebra on two reaches; a denial of more is narrower than a denial of less."""
    if contradict(a, b, question):
        return Relation.CONTRADICTS
    if not a.shares_with(b):
        return Relation.DIFFERENT
    if a.extent == b.extent:
        return Relation.OVERLAPS if a.is_vague or b.is_vague else Relation.SAME
    is_mirrored = a.denies and not question.is_exclusive
    inner, outer = (b, a) if is_mirrored else (a, b)
    if is_inside(inner.extent, outer.extent):
        return Relation.NARROWER
    if is_inside(outer.extent, inner.extent):
        return Relation.BROADER
    return Relation.OVERLAPS
