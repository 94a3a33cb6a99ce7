"""How two statements lie to each other: set algebra, nothing of who said them or when."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from claims.agreement.answer import Relation
from claims.agreement.reaches import reaches_of, relate
from claims.agreement.shapes import Concept, Question, Statement
from claims.agreement.spaces import space_of


def relation(
    a: Statement, b: Statement, question: Question, concepts: Mapping[UUID, Concept]
) -> Relation:
    """How what `a` says lies to what `b` says; a suggestion is read as if it asserted.

    ValueError for a statement without a value: a withdrawal, words that could not be read, or
    a value that holds nothing (83.5 people).
    """
    values = [statement.value for statement in (a, b) if statement.value is not None]
    space = space_of(question, values, concepts)
    first, second = reaches_of(question, (a, b), space)
    if first is None or second is None:
        raise ValueError("only statements with a value have a relation")
    return relate(first, second, question)
