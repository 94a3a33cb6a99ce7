"""The benchmarks measure what they say they measure."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from bench.agreement import COUNT, SHAPES, case
from bench.articles import catalogue_of, measure
from bench.copying import copied, copied_without_history
from bench.ledger import fill
from bench.writers import write_many
from claims.agreement import judge
from history.models import Entry
from sources.models import Source
from tests.history.damage import faults
from tests.history.hashes import check_the_log
from tests.history.ledger import drifted, make_sources, positions


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


def test_writers_acknowledge_what_is_on_record(committed_db):
    acknowledged = write_many(3, 40)

    assert acknowledged == 38
    assert len(positions()) == Source.objects.count() == 38
    check_the_log()


def test_copies_with_history_and_without_differ_in_nothing_else(committed_db):
    copied("kept", 50)
    copied_without_history("bare", 50)
    copied("again", 50)

    slugs = Source.objects.values_list("slug", flat=True)
    assert Counter(slug.partition("-")[0] for slug in slugs) == dict.fromkeys(
        ["kept", "bare", "again"], 50
    )
    assert len(drifted(Source)) == 50
    assert positions() == [1, 2]


def test_the_ledger_of_the_bench_is_as_sealing_would_have_made_it(owner_committed_db):
    fill(37)
    make_sources("one-more")

    assert faults() == []
    assert Entry.objects.count() == 38


def test_proposals_are_held_against_what_was_recorded_by_hand():
    topic = {"slug": "blast", "name": "Velmora blast", "kind": "event", "occurred": "2025-03-09"}
    claim = {
        "slug": "deaths", "topic": "blast", "question": "How many were killed?", "label": "Killed",
        "value_type": "quantity", "unit": "people", "is_count": True,
    }  # fmt: skip
    police = {"slug": "police", "name": "Velmora police", "kind": "ministry"}
    on = catalogue_of([{"topic": topic}, {"claim": claim}, {"source": police}], "blast")
    document = {"published": "2025-03-10"}
    records = [
        {"claim": "deaths", "wording": "at least 41", "document": document},
        {"claim": "deaths", "wording": "nine", "document": document},
    ]
    text = "Velmora police said at least 41 people were killed. Some 12 people were killed there."

    measured = measure("x", text, records, on)

    assert sum(measured.of("all", "recorded").values()) == 2
    assert sum(measured.of("quantity", "proposed").values()) == 2
    assert measured.right("quantity", origin=False) == 1
    assert measured.right("quantity", origin=True) == 0
    assert measured.right("date", origin=False) == 0
