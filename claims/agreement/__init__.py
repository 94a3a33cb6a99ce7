"""Which sources agree: statements in, verdict out.

`judge` takes a question, the statements in view, and everyone and everything they name, and
answers who stands where, who is out of date, who contradicts whom, and one verdict with its
reasons. Pure: no Django, no clock, no I/O. The rules in prose, with worked cases that the tests
run: docs/agreement.md.
"""

from claims.agreement.answer import (
    LISTED_CONTRADICTIONS,
    RULES,
    Agreement,
    Behind,
    Contradiction,
    Explanation,
    Group,
    Head,
    Origins,
    Pair,
    Position,
    Reason,
    ReasonCode,
    Relation,
    Silence,
    Silent,
    Verdict,
)
from claims.agreement.judgement import judge, pairs, placed
from claims.agreement.phrases import in_words
from claims.agreement.relations import relation
from claims.agreement.shapes import Concept, Question, Speaker, Statement

__all__ = [
    "LISTED_CONTRADICTIONS",
    "RULES",
    "Agreement",
    "Behind",
    "Concept",
    "Contradiction",
    "Explanation",
    "Group",
    "Head",
    "Origins",
    "Pair",
    "Position",
    "Question",
    "Reason",
    "ReasonCode",
    "Relation",
    "Silence",
    "Silent",
    "Speaker",
    "Statement",
    "Verdict",
    "in_words",
    "judge",
    "pairs",
    "placed",
    "relation",
]
