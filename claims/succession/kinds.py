"""The kind of change that the values call for, and the kinds a person may call it instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from claims.agreement import Concept, Question
from claims.succession.moves import Move, move_of
from claims.succession.shapes import Succession
from claims.values import ChangeKind, Stance

_REVISED = (ChangeKind.UPDATE, ChangeKind.CORRECTION, ChangeKind.CLARIFICATION)
ALLOWED: Mapping[Stance, tuple[ChangeKind, ...]] = {
    Stance.ASSERTS: (*_REVISED, ChangeKind.REINSTATEMENT),
    Stance.SUGGESTS: (*_REVISED, ChangeKind.REINSTATEMENT),
    Stance.DENIES: (*_REVISED, ChangeKind.REINSTATEMENT),
    Stance.WITHDRAWS: (ChangeKind.WITHDRAWAL,),
}
"""The kinds that a statement of each stance may have, whoever says so."""


@dataclass(frozen=True, slots=True)
class Change:
    """The kind that the values call for (None: nothing changed), and what moved."""

    kind: ChangeKind | None
    move: Move


def change_of(
    succession: Succession, question: Question, concepts: Mapping[UUID, Concept]
) -> Change:
    """What a statement does to the one it follows.

    `concepts` holds the entities that the two name, with everything broader. TypeError for a
    value of another kind than the question's.
    """
    move = move_of(succession, question, concepts)
    return Change(_kind(move, succession, question.cumulative), move)


def _kind(move: Move, succession: Succession, cumulative: bool) -> ChangeKind | None:
    match move:
        case Move.FIRST | Move.REPEATED:
            return None
        case Move.WITHDRAWN:
            return ChangeKind.WITHDRAWAL
        case Move.REINSTATED:
            return ChangeKind.REINSTATEMENT
        case Move.NARROWED | Move.REESTIMATED | Move.SPECIFIED:
            return ChangeKind.CLARIFICATION
        case Move.INSTEAD | Move.FIRMED | Move.WEAKENED | Move.UNREAD | Move.REDEFINED:
            return ChangeKind.UPDATE
        case Move.LOWERED if cumulative:
            return ChangeKind.CORRECTION
        case Move.RAISED if cumulative and not succession.goes_back:
            return ChangeKind.UPDATE
        case Move.LOWERED | Move.RAISED | Move.WIDENED | Move.CHANGED:
            is_rewritten = succession.in_one_document and not succession.is_retold
            corrects = is_rewritten or succession.goes_back
            return ChangeKind.CORRECTION if corrects else ChangeKind.UPDATE
