"""How two statements lie to each other."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from claims.agreement.answer import Relation
from claims.agreement.shapes import Concept, Question, Statement


def relation(
    a: Statement, b: Statement, question: Question, concepts: Mapping[UUID, Concept]
) -> Relation:
    """How what `a` says lies to what `b` says."""
    raise NotImplementedError
