"""What an entry judges at its end, what it costs, and what it leaves."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims import assessing
from claims.agreement import RULES
from claims.models import Assessment, Claim, Revision
from claims.models import assessment as assessment_model
from claims.recording import void_statement
from history.recording import recording
from tests.claims.assessments import kept, leave_stale, live, told, waiting


@pytest.fixture
def record(kerman):
    return told(kerman)


def make_claims(record, number: int) -> None:
    with recording(by=None, channel="command"):
        Claim.objects.bulk_create(
            Claim(slug=f"c-{i}", topic=record["kerman"], question="?", label="?", value_type="text")
            for i in range(number)
        )


@pytest.mark.parametrize(("claims", "stale"), [(200, 0), (201, 201)])
def test_an_entry_judges_up_to_two_hundred_claims(record, claims, stale):
    make_claims(record, claims)

    assert len(waiting()) == stale
    assert len(kept()) == 5 + claims - stale


def test_a_backlog_of_others_is_left_and_does_not_keep_an_entry_from_its_own(record):
    make_claims(record, 201)

    record.says("claimed", "bbc-1", "yes", value=True)

    assert len(waiting()) == 201
    assert kept()["claimed"] == live()["claimed"]


def test_a_row_says_as_of_which_position_it_was_judged(record):
    record.says("claimed", "bbc-1", "yes", value=True)

    row = Assessment.objects.get(claim__slug="claimed")
    recorded = Revision.objects.get(claim__slug="claimed").history.get().position
    assert (row.touched_position, row.judged_position) == (recorded, recorded)
    assert (row.rules, row.verdict, row.outlets) == (assessing.KEPT_BY, "uncorroborated", 1)
    assert (row.origins_min, row.origins_max, row.contradictions) == (1, 1, 0)


def test_a_voided_statement_counts_no_more(record):
    statement = record.says("claimed", "bbc-1", "yes", value=True)
    before = kept()["claimed"]["counts"]

    void_statement(statement, reason="Misread", **record.recorded)

    assert (before[0], kept()["claimed"]["counts"][0]) == ("uncorroborated", "unreported")


def test_another_version_of_the_rules_makes_every_row_stale(record, monkeypatch):
    before = waiting()

    monkeypatch.setattr(assessment_model, "KEPT_BY", "agreement/2 sheet/1")
    monkeypatch.setattr("claims.assessing.KEPT_BY", "agreement/2 sheet/1")
    stale = Assessment.objects.stale().count()
    list(assessing.work_off())

    assert (before, stale) == ({}, 5)
    assert set(Assessment.objects.values_list("rules", flat=True)) == {"agreement/2 sheet/1"}


def test_what_is_kept_names_the_rules_it_was_judged_by():
    assert assessing.KEPT_BY.startswith(f"{RULES} ")


def test_a_sheet_too_long_to_be_kept_is_none_and_waits_for_nothing(record, monkeypatch):
    monkeypatch.setattr(assessing, "LONGEST_SHEET", 10)

    record.says("claimed", "bbc-1", "yes", value=True)

    assert Assessment.objects.get(claim__slug="claimed").sheet == ""
    assert waiting() == {}
    judged = live()["claimed"]
    assert kept()["claimed"] == {"counts": judged["counts"], "figure": judged["figure"]}


def test_judging_one_claim_costs_a_fixed_number_of_statements(record, monkeypatch):
    """Which claims, what their lines say last with who speaks, what orders those of one time and
    their documents, and the one row."""
    with CaptureQueriesContext(connection) as queries:
        record.says("deaths", "bbc-1", "95")
    with_hook = len(queries)
    leave_stale(monkeypatch)
    with CaptureQueriesContext(connection) as queries:
        record.says("deaths", "bbc-1", "96")

    assert with_hook - len(queries) == 5


def test_a_block_that_touches_no_claim_asks_once(record, monkeypatch):
    def names_a_source():
        with CaptureQueriesContext(connection) as queries:
            record.source(f"s-{next(numbers)}", "Another")
        return len(queries)

    numbers = iter(range(9))
    with_hook = names_a_source()
    leave_stale(monkeypatch)

    assert with_hook - names_a_source() == 1
