"""The benchmarks measure what they say they measure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench.agreement import COUNT, SHAPES, case
from claims.agreement import judge


@pytest.mark.parametrize("name", SHAPES)
def test_every_statement_of_a_case_is_a_head(name):
    statements, speakers = case(SHAPES[name], 60)

    answer = judge(COUNT, statements, speakers, {})

    assert len(answer.heads) == 60
    assert answer.reasons


@pytest.mark.slow
def test_twenty_four_thousand_statements_in_one_document_are_judged():
    statements, speakers = case(SHAPES["toll"], 24_000)
    one = [
        replace(
            statements[0], id=statement.id, value=statement.value, attributed_to=None, sequence=n
        )
        for n, statement in enumerate(statements)
    ]

    answer = judge(COUNT, one, speakers, {})

    assert len(answer.heads) == 24_000
    assert answer.verdict == "disputed"
    assert "self" in {contradiction.explanation for contradiction in answer.contradictions}
