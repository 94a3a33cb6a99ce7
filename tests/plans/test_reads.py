"""What the hot questions touch at a hundred thousand statements: counts of pages, never time."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.databases import connected_to
from tests.plans.records import QUESTIONS

# Buffers of every statement a question sends, after VACUUM. The first are the goals that
# docs/performance.md tells of; the others what they touch, and a fifth more.
GOALS = {
    "sheet, typical, now": 120,
    "sheet, hot, now": 120,
}
GATES = {
    "sheet, typical, as of": 4_900,
    "sheet, hot, as of": 21_000,
    "judging, typical, now": 730,
    "judging, typical, as of": 4_800,
    "judging, typical, stated until": 440,
    "judging, typical, as of, stated until": 3_300,
    "judging, hot, now": 1_100,
    "judging, hot, as of": 21_000,
    "judging, hot, stated until": 850,
    "judging, hot, as of, stated until": 12_300,
    "agreement, typical, now": 170,
    "agreement, typical, as of": 610,
    "agreement, short-line, now": 60,
    "agreement, short-line, as of": 180,
    "agreement, long-line, now": 1_130,
    "agreement, long-line, as of": 11_500,
    "timeline, typical": 1_500,
    "timeline, hot": 1_950,
    "history, typical": 250,
    "history, hot": 230,
    "changes, first": 710,
    "changes, deep": 700,
    "revisions": 1_100,
}
FEW = 50  # pages; below, a scan is the cheaper plan, and is left as the table grows
LONG = "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relpages > %s"
AS_OF_SCANS = {"claims_historicalclaim"}  # no index finds a topic's claims as of a position yet
GROWTH = 1.15  # after a level more of each index, and a few pages of tables that are short yet
SHORT = 12
# What reads rows from the table itself: of a short record they lie several on a page, of a long
# one each on its own, and then no further. Until all of it comes from indexes.
GROWS = {
    "judging, typical, now": 1.6,
    "judging, hot, now": 2.0,
    "judging, hot, stated until": 1.5,
    "agreement, typical, now": 1.4,
    "agreement, short-line, as of": 1.8,
    "agreement, long-line, now": 2.1,
    "history, typical": 1.3,
    "timeline, hot": 1.4,
    "history, hot": 2.6,
}


def test_every_question_has_a_gate():
    assert {**GOALS, **GATES}.keys() == QUESTIONS.keys()
    assert not GOALS.keys() & GATES.keys()


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_touches_no_more_than_its_gate(large, name):
    assert large.buffers(name) <= {**GOALS, **GATES}[name]


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_question_scans_what_grows(large, name):
    scanned = {table for one in large.sent(name) for table in one.scanned("Seq Scan")}

    yet = AS_OF_SCANS if "as of" in name else set()
    assert scanned & long_tables(large) <= yet


def long_tables(record):
    with connected_to(record.name), connection.cursor() as cursor:
        cursor.execute(LONG, [FEW])
        found = {table for (table,) in cursor.fetchall()}
    assert {"claims_revision", "claims_historicalrevision", "claims_assessment"} <= found
    return found


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_question_costs_more_of_a_longer_record(small, large, name):
    """Ten times as many statements: a seventh more at most, and a level of each index asked."""
    deeper = large.descents(name)

    allowed = GROWS.get(name, GROWTH) * small.buffers(name) + SHORT

    assert large.buffers(name) - deeper <= allowed
