"""A change in words, as a newsroom would tell it: "correction: lowered from 95 to at least 84"."""

from __future__ import annotations

from claims.agreement import Statement
from claims.succession.moves import Move
from claims.succession.shapes import Succession
from claims.values import ChangeKind, Quantity, Stance


def in_words(kind: ChangeKind | None, move: Move, succession: Succession) -> str:
    """The kind as it stands on record, and what moved; "" for a first statement that has none."""
    told = moved(move, succession)
    if kind is None:
        return told
    return f"{kind}: {told}" if told else kind.value


def moved(move: Move, succession: Succession) -> str:
    """What moved, in the words of the two statements; "" where there is nothing to compare."""
    before, after = succession.before, _said(succession.after)
    if before is None:
        return ""
    was = _said(before)
    match move:
        case Move.FIRST:
            return ""
        case Move.WITHDRAWN:
            return f"takes back {was}"
        case Move.REINSTATED:
            return f"says {after} after a withdrawal"
        case Move.INSTEAD:
            return f"says {after} instead, after a withdrawal"
        case Move.REPEATED:
            return f"says {after} again" if was == after else f"says {after}, the same as {was}"
        case Move.LOWERED | Move.RAISED | Move.NARROWED | Move.WIDENED | Move.CHANGED:
            return f"{move} from {was} to {after}"
        case Move.REESTIMATED:
            return f"{after} with {_best(succession.after)}, before with {_best(before)}"
        case Move.REDEFINED | Move.SPECIFIED:
            return f"from {was}{_counting(before)} to {after}{_counting(succession.after)}"
        case Move.FIRMED | Move.WEAKENED:
            return f"from {_verb(before)} {was} to {_verb(succession.after)} {after}"
        case Move.UNREAD:
            return f"from {was} to {after}, which can't be compared"


def _said(statement: Statement) -> str:
    if statement.stance is Stance.WITHDRAWS:
        return "a withdrawal"
    is_figure = isinstance(statement.value, Quantity)
    words = statement.wording if is_figure else f"“{statement.wording}”"
    return f"not {words}" if statement.stance is Stance.DENIES else words


def _verb(statement: Statement) -> str:
    return "suggesting" if statement.stance is Stance.SUGGESTS else "saying"


def _counting(statement: Statement) -> str:
    return f" ({statement.definition})" if statement.definition else " (not saying of what)"


def _best(statement: Statement) -> str:
    best = statement.value.best if isinstance(statement.value, Quantity) else None
    return "no best estimate" if best is None else f"a best estimate of {best.normalize():,f}"
