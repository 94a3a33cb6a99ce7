"""Lines of statements, and the order of the statements on them.

A line is one publisher's word of one origin under one definition. Suggestions, denials and the
answers of a claim of many have lines of their own beside it: one `desk` for all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from claims.agreement.extents import Extent
from claims.agreement.reaches import Reach, reach_of
from claims.agreement.shapes import Question, Statement
from claims.agreement.spaces import Space, folded
from claims.values import Stance, ValueType

UNKNOWN = datetime.min.replace(tzinfo=UTC)
"""Stands for an unknown time where times are ordered: unknown comes first."""


class Desk(NamedTuple):
    """Whose word, printed by whom, counting what."""

    publisher: UUID
    origin: UUID
    definition: str


class Line(NamedTuple):
    """A desk, what it does there, and the one answer it is about where that parts the lines."""

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


@dataclass(frozen=True, slots=True)
class Entry:
    """A statement in its place: on which line, where in its order, reaching which cells."""

    statement: Statement
    line: Line
    order: Order
    reach: Reach | None

    @property
    def id(self) -> UUID:
        return self.statement.id


def entries_of(question: Question, statements: Sequence[Statement], space: Space) -> list[Entry]:
    """Every statement in its place, in an order of content. O(n log n)."""
    known = {statement.id: statement for statement in statements}
    reaches = {s.id: reach_of(s, question, space) for s in statements}
    lines = {s.id: _line(s, question, reaches[s.id]) for s in statements}
    orders = _orders(known, lines)
    made = [Entry(s, lines[s.id], orders[s.id], reaches[s.id]) for s in known.values()]
    return sorted(made, key=lambda entry: (entry.order, entry.id))


def _line(statement: Statement, question: Question, reach: Reach | None) -> Line:
    desk = Desk(statement.outlet, statement.origin, statement.definition)
    is_boolean = question.value_type is ValueType.BOOLEAN
    stance = statement.stance
    if is_boolean and stance is Stance.DENIES:
        stance = Stance.ASSERTS
    names_an_answer = not is_boolean and (question.many or stance is Stance.DENIES)
    if not names_an_answer or stance is Stance.WITHDRAWS:
        return Line(desk, stance, None)
    return Line(desk, stance, reach.named if reach else folded(statement.wording))


def _orders(known: Mapping[UUID, Statement], lines: Mapping[UUID, Line]) -> dict[UUID, Order]:
    """Each statement's order, after what it supersedes on its desk. ValueError for a circle."""
    orders: dict[UUID, Order] = {}
    for statement in known.values():
        for at in reversed(_chain(statement, known, orders)):
            orders[at.id] = _after(at, known, lines, orders)
    return orders


def _chain(
    statement: Statement, known: Mapping[UUID, Statement], done: Mapping[UUID, Order]
) -> list[Statement]:
    """The statement and what it supersedes, as far back as no order is known."""
    chain: dict[UUID, Statement] = {}
    at: Statement | None = statement
    while at is not None and at.id not in done:
        if at.id in chain:
            raise ValueError(f"statement {at.id} supersedes itself")
        chain[at.id] = at
        at = known.get(at.supersedes) if at.supersedes else None
    return list(chain.values())


def _after(
    statement: Statement,
    known: Mapping[UUID, Statement],
    lines: Mapping[UUID, Line],
    orders: Mapping[UUID, Order],
) -> Order:
    own = Order(
        statement.stated_at or UNKNOWN,
        statement.published_at or UNKNOWN,
        statement.document,
        (statement.sequence, 0),
    )
    if statement.supersedes is None or statement.supersedes not in known:
        return own
    withdraws = statement.stance is Stance.WITHDRAWS
    if not withdraws and lines[statement.supersedes].desk != lines[statement.id].desk:
        return own
    past = orders[statement.supersedes]
    instant = max(own.instant, past.instant)
    sequence = own.sequence
    if past.document == own.document and instant == past.instant:
        sequence = max(sequence, (past.sequence[0], past.sequence[1] + 1))
    return Order(*instant, own.document, sequence)
