"""What one statement says, laid out on the cells of its question.

Where answers exclude each other a denial reaches every cell but those it names, and two
statements contradict when they share none. In text and in claims of many answers a denial says
nothing of the other answers: it lies on a second row of its own, beyond the first, and
contradicts an assertion that lies inside what it denies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from claims.agreement.answer import Relation
from claims.agreement.extents import Extent, complement, intersection, is_inside, shifted
from claims.agreement.shapes import Question, Statement
from claims.agreement.spaces import Space
from claims.values import DENIES, WITHDRAWS, Qualifier, ValueType


@dataclass(slots=True, eq=False)
class Reach:
    """The cells that may be true if a statement is (`extent`), and those it names (`named`).

    A yes or no denied is the other one affirmed: `denies` is False for it.
    Equal reaches of one question are one object (see `Reaches`), told apart as fast as any.
    """

    extent: Extent
    named: Extent
    denies: bool
    is_vague: bool

    def shares_with(self, other: Reach) -> bool:
        """Whether both can be true of one value."""
        return bool(intersection(self.extent, other.extent))


class Reaches:
    """Makes the reaches of one question on a row of `cells`: equal ones are one object."""

    def __init__(self, question: Question, cells: int) -> None:
        self._is_exclusive = question.is_exclusive
        self._is_boolean = question.value_type is ValueType.BOOLEAN
        self._cells = cells
        self._of: dict[tuple[Extent, bool, bool], Reach | None] = {}
        self._all: dict[tuple[Extent, bool, bool], Reach] = {}

    def of(self, statement: Statement, named: Extent) -> Reach | None:
        """Where a statement lies that names these cells; None where that is nowhere."""
        said = named, statement.stance is DENIES, statement.qualifier is Qualifier.VAGUE
        if said not in self._of:
            self._of[said] = self._made(*said)
        return self._of[said]

    def _made(self, named: Extent, denies: bool, is_vague: bool) -> Reach | None:
        extent = named
        if denies and self._is_exclusive:
            extent = complement(named, self._cells)
        elif denies:
            extent = shifted(named, self._cells)
        if not named or not extent:
            return None
        if denies and self._is_boolean:
            named, denies = extent, False
        made = Reach(extent, named, denies, is_vague)
        return self._all.setdefault((extent, denies, is_vague), made)


def reaches_of(
    question: Question, statements: Sequence[Statement], space: Space
) -> list[Reach | None]:
    """Where each statement lies; None for one without a value, or whose value holds nothing.

    `space` is that of the values of these statements, in their order.
    """
    reaches, extents = Reaches(question, space.cells), iter(space.extents)
    found: list[Reach | None] = []
    for statement in statements:
        named = None if statement.value is None else next(extents)
        if named is None or statement.stance is WITHDRAWS:
            found.append(None)
        else:
            found.append(reaches.of(statement, named))
    return found


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
