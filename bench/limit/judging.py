"""The limit's tuples as the rules take them, and what `claims.agreement.judge` answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from bench.limit.reading import Rows
from claims.agreement import Agreement, Question, Speaker, Statement, judge
from claims.values import Interval, Qualifier, Quantity, Stance, ValueType


def judged(claims: Rows, heads: Rows, speakers: Rows) -> dict[UUID, Agreement]:
    """Every claim judged on its lines' latest statements, by claim."""
    known = {row[0]: Speaker(row[0], row[2], row[3], row[4], row[5]) for row in speakers}
    by_claim: dict[UUID, list[Statement]] = {claim[0]: [] for claim in claims}
    for head in heads:
        by_claim[head[0]].append(statement(head))
    return {claim[0]: judge(question(claim), by_claim[claim[0]], known, {}) for claim in claims}


def question(claim: Sequence[Any]) -> Question:
    """A claim's row as the rules see it."""
    _, _, value_type, is_count, cumulative, settled_at, many, tolerance, definitions, unit = claim
    return Question(
        value_type=ValueType(value_type),
        is_count=is_count,
        cumulative=cumulative,
        settled_at=settled_at,
        many=many,
        tolerance=tolerance,
        definitions=tuple(definitions),
        unit=unit,
    )


def statement(head: Sequence[Any]) -> Statement:
    """A head's row. When its document was published matters only between equal times."""
    return Statement(
        id=head[6],
        document=head[7],
        publisher=head[1],
        attributed_to=head[8],
        via=head[9],
        stance=Stance(head[4]),
        wording=head[10],
        qualifier=Qualifier(head[11]) if head[11] else None,
        value=Quantity(Interval(head[12], head[14], head[13], head[15])),
        definition=head[3],
        stated_at=head[5],
        stated_before=head[16],
        published_at=None,
        sequence=head[17],
        supersedes=head[18],
    )
