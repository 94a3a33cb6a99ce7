"""Values in words."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from claims.agreement.shapes import Concept, Question
from claims.values import Value


def in_words(value: Value, question: Question, concepts: Mapping[UUID, Concept]) -> str:
    """A value as a sentence would say it: "84 or more", "4,000 to 6,000"."""
    raise NotImplementedError
