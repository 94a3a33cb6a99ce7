"""What became of the value from one statement to the next, whatever that is called.

Sets are compared as agreement compares them; figures, where that tells more, by the numbers that
the words name: "at least 84" after 95 is lower, though 95 is at least 84.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from claims.agreement import Concept, Question, Relation, Statement, relation
from claims.agreement.spaces import whole
from claims.succession.shapes import Succession
from claims.values import Quantity, Stance, ValueType


class Move(StrEnum):
    """What moved; `instead`: something else said after a withdrawal; `unread`: can't be told."""

    FIRST = "first"
    WITHDRAWN = "withdrawn"
    REINSTATED = "reinstated"
    INSTEAD = "instead"
    REPEATED = "repeated"
    LOWERED = "lowered"
    RAISED = "raised"
    NARROWED = "narrowed"
    WIDENED = "widened"
    REESTIMATED = "reestimated"
    REDEFINED = "redefined"
    SPECIFIED = "specified"
    FIRMED = "firmed"
    WEAKENED = "weakened"
    UNREAD = "unread"
    CHANGED = "changed"


def move_of(succession: Succession, question: Question, concepts: Mapping[UUID, Concept]) -> Move:
    """What moved. `concepts` holds the entities that the two name, with everything broader."""
    before, after = succession.before, succession.after
    if after.stance is Stance.WITHDRAWS:
        return Move.WITHDRAWN
    if before is None:
        return Move.FIRST
    if before.stance is Stance.WITHDRAWS:
        return Move.REINSTATED if _speaks_again(succession, question) else Move.INSTEAD
    how = _relation(before, after, question, concepts)
    if before.definition != after.definition:
        return _redefined(before, after, how, question)
    if Stance.SUGGESTS in (before.stance, after.stance) and before.stance is not after.stance:
        return Move.FIRMED if before.stance is Stance.SUGGESTS else Move.WEAKENED
    return Move.UNREAD if how is None else _moved(before, after, how, question)


def _moved(before: Statement, after: Statement, how: Relation, question: Question) -> Move:
    if _is_same(how, before, after):
        return Move.REPEATED if _best(before) == _best(after) else Move.REESTIMATED
    if how is Relation.CONTRADICTS or question.cumulative:
        apart = _apart(before, after, question)
        if apart is not None:
            return apart
    match how:
        case Relation.NARROWER:
            return Move.NARROWED
        case Relation.BROADER:
            return Move.WIDENED
        case Relation.SAME | Relation.OVERLAPS | Relation.CONTRADICTS | Relation.DIFFERENT:
            return Move.CHANGED


def _speaks_again(succession: Succession, question: Question) -> bool:
    """Whether it brings back what was withdrawn: not by a hint, nor by denying what was said."""
    stance, took_back = succession.after.stance, succession.took_back
    if stance is Stance.SUGGESTS or took_back is Stance.SUGGESTS:
        return took_back is stance
    if took_back is None or question.value_type is ValueType.BOOLEAN:
        return True
    return took_back is stance


def _redefined(
    before: Statement, after: Statement, how: Relation | None, question: Question
) -> Move:
    """Now saying what it counted, with a figure that fits; else it is a count of something else."""
    fits = how is not None and (how is Relation.NARROWER or _is_same(how, before, after))
    if not fits or before.definition or before.stance is not after.stance:
        return Move.REDEFINED
    return Move.REDEFINED if _apart(before, after, question) else Move.SPECIFIED


def _relation(
    before: Statement, after: Statement, question: Question, concepts: Mapping[UUID, Concept]
) -> Relation | None:
    """How the new value lies to the old one; None if either can't be read."""
    try:
        return relation(after, before, question, concepts)
    except ValueError:
        return None


def _is_same(how: Relation, before: Statement, after: Statement) -> bool:
    """Dozens again are dozens again, though nobody knows whether they are as many."""
    if how is not Relation.OVERLAPS or before.stance is not after.stance:
        return how is Relation.SAME
    return _without_best(before) == _without_best(after)


def _without_best(statement: Statement) -> object:
    value = statement.value
    return value.interval if isinstance(value, Quantity) else value


def _best(statement: Statement) -> Decimal | None:
    return statement.value.best if isinstance(statement.value, Quantity) else None


def _apart(before: Statement, after: Statement, question: Question) -> Move | None:
    if Stance.DENIES in (before.stance, after.stance):
        return None
    old, new = _named(before, question), _named(after, question)
    if old is None or new is None:
        return None
    if new[1] < old[0]:
        return Move.LOWERED
    return Move.RAISED if new[0] > old[1] else None


def _named(statement: Statement, question: Question) -> tuple[Decimal, Decimal] | None:
    """The least and the greatest figure named; of an open range both are the one end it has."""
    if not isinstance(statement.value, Quantity):
        return None
    bounds = (whole(statement.value) if question.is_count else statement.value).interval
    ends = [end for end in (bounds.lower, bounds.upper) if end is not None]
    return (min(ends), max(ends)) if ends else None
