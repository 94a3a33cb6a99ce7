"""Lines of statements, and the order of the statements on them.

A line is one publisher's word of one origin under one definition. Suggestions, denials and the
answers of a claim of many have lines of their own beside it: one `desk` for all of them.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import NamedTuple
from uuid import UUID

from claims.agreement.extents import Extent
from claims.agreement.reaches import Reach, reaches_of
from claims.agreement.shapes import Question, Statement
from claims.agreement.spaces import Space, folded
from claims.values import ASSERTS, DENIES, WITHDRAWS, Stance, ValueType

UNKNOWN = datetime.min.replace(tzinfo=UTC)
"""Stands for an unknown time where times are ordered: unknown comes first."""


@dataclass(slots=True, eq=False)
class Desk:
    """Whose word, printed by whom, counting what. The same desk is the same object."""

    publisher: UUID
    origin: UUID
    definition: str


@dataclass(slots=True, eq=False)
class Line:
    """A desk, what it does there, and the one answer it is about where that parts the lines.

    The same line is the same object.
    """

    desk: Desk
    stance: Stance
    answer: Extent | str | None


class Order(NamedTuple):
    """Where a statement stands: `sequence` tells only within one document.

    The last number of `sequence` counts the statements superseded in the same place.
    """

    stated_at: datetime
    published_at: datetime
    document: UUID
    sequence: tuple[int, int]

    @property
    def instant(self) -> tuple[datetime, datetime]:
        return self.stated_at, self.published_at

    def is_before(self, other: Order) -> bool:
        """Whether the line's order puts this one first; False for a tie, whatever the ids."""
        if self.instant != other.instant:
            return self.instant < other.instant
        return self.document == other.document and self.sequence < other.sequence


@dataclass(slots=True, eq=False)
class Entry:
    """A statement in its place: on which line, where in its order, reaching which cells.

    Made once for a statement, an entry is equal to itself alone.
    """

    id: UUID
    statement: Statement
    line: Line
    order: Order
    reach: Reach | None


def entries_of(question: Question, statements: Sequence[Statement], space: Space) -> list[Entry]:
    """Every statement in its place, in an order of content. O(n log n)."""
    lines, made = _Lines(question), {}
    for statement, reach in zip(statements, reaches_of(question, statements, space), strict=True):
        line, order = lines.of(statement, reach), _own_order(statement)
        made[statement.id] = Entry(statement.id, statement, line, order, reach)
    _follow_superseded(made)
    return sorted(made.values(), key=_place)


def _place(entry: Entry) -> tuple[Order, UUID]:
    return entry.order, entry.id


class _Lines:
    """The desks and lines of one question, each made once.

    Found by the numbers of identifiers: a number is hashed and compared faster than a UUID.
    """

    def __init__(self, question: Question) -> None:
        self._is_boolean = question.value_type is ValueType.BOOLEAN
        self._many = question.many
        self._desks: dict[tuple[int, int, str], Desk] = {}
        self._lines: dict[tuple[Desk, Stance, Extent | str | None], Line] = {}

    def of(self, statement: Statement, reach: Reach | None) -> Line:
        outlet = statement.outlet
        origin = statement.attributed_to or statement.via or outlet
        said = outlet.int, origin.int, statement.definition
        desk = self._desks.setdefault(said, Desk(outlet, origin, statement.definition))
        place = desk, *self._part(statement, reach)
        return self._lines.setdefault(place, Line(*place))

    def _part(
        self, statement: Statement, reach: Reach | None
    ) -> tuple[Stance, Extent | str | None]:
        """What a statement does, and the answer that has a line of its own there."""
        stance = statement.stance
        if self._is_boolean:
            return (ASSERTS if stance is DENIES else stance), None
        if stance is WITHDRAWS or not (self._many or stance is DENIES):
            return stance, None
        return stance, reach.named if reach else folded(statement.wording)


def _follow_superseded(entries: Mapping[UUID, Entry]) -> None:
    """Puts each entry after what it supersedes on its desk. ValueError for a circle."""
    placed: set[Entry] = set()
    for entry in entries.values():
        if entry.statement.supersedes in entries and entry not in placed:
            chain = _chain(entry, entries, placed)
            for later, past in reversed(list(pairwise(chain))):
                later.order = _after(later, past)
            placed.update(chain)


def _chain(entry: Entry, entries: Mapping[UUID, Entry], placed: Container[Entry]) -> list[Entry]:
    """The entry and what it supersedes, and so on, up to one that is in its place."""
    chain = [entry]
    seen = {entry}
    while chain[-1] not in placed:
        past = chain[-1].statement.supersedes
        if past is None or past not in entries:
            break
        if entries[past] in seen:
            raise ValueError(f"statement {past} supersedes itself")
        seen.add(entries[past])
        chain.append(entries[past])
    return chain


def _after(later: Entry, past: Entry) -> Order:
    own, before = later.order, past.order
    if later.statement.stance is not WITHDRAWS and later.line.desk is not past.line.desk:
        return own
    instant = max(own.instant, before.instant)
    sequence = own.sequence
    if before.document == own.document and instant == before.instant:
        sequence = max(sequence, (before.sequence[0], before.sequence[1] + 1))
    return Order(*instant, own.document, sequence)


def _own_order(statement: Statement) -> Order:
    return Order(
        statement.stated_at or UNKNOWN,
        statement.published_at or UNKNOWN,
        statement.document,
        (statement.sequence, 0),
    )
