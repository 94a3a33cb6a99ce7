"""The whole judgement, step by step: lines, heads, behind, groups, contradictions, verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from claims.agreement.answer import Agreement, Pair
from claims.agreement.shapes import Concept, Question, Speaker, Statement


def judge(
    question: Question,
    statements: Sequence[Statement],
    speakers: Mapping[UUID, Speaker],
    concepts: Mapping[UUID, Concept],
) -> Agreement:
    """Who agrees with whom about one question."""
    raise NotImplementedError


def pairs(
    question: Question,
    statements: Sequence[Statement],
    speakers: Mapping[UUID, Speaker],
    concepts: Mapping[UUID, Concept],
) -> Iterator[Pair]:
    """The heads that have a value, two by two."""
    raise NotImplementedError
