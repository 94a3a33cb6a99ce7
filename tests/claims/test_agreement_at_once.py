"""Who agrees on a claim is read in one statement, where the newest statements decide."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.callers import Caller, head
from tests.kerman import Kerman

AT_ONCE, SNAPSHOT = ["claims_agreement"], ["history_entry"]
BEGIN, COMMIT = ["BEGIN"], ["COMMIT"]
NOW = {
    "": AT_ONCE,
    "pairs=true": AT_ONCE,
    "stated_until=2024-01-09T12:00Z": AT_ONCE,
    # A bare date is a day of the topic's clock, which is Tehran's: known only once it is read.
    "stated_until=2024-01-09": [*AT_ONCE, *AT_ONCE],
}


@pytest.fixture
def said(kerman: Kerman) -> Kerman:
    """Two at one time, one of them after what it said before."""
    first = kerman.says("deaths", "irna-1", "103", attributed_to=kerman["iran"])
    kerman.says("deaths", "bbc-1", "84", stated="2024-01-06")
    kerman.says(
        "deaths", "irna-1", "95", attributed_to=kerman["iran"], supersedes=first,
        stated="2024-01-06", sequence=1,
    )  # fmt: skip
    return kerman


def sent(caller: Caller, path: str) -> list[str]:
    """The function of ours or the table that each statement asks."""
    with CaptureQueriesContext(connection) as queries:
        assert caller.get(path).status_code == 200
    return [_short(str(query["sql"])) for query in queries]


def _short(sql: str) -> str:
    for word in sql.replace("(", " ").replace(".", " ").replace('"', " ").split():
        if word.startswith(("claims_", "history_entry", "BEGIN", "COMMIT")):
            return word
    return sql


@pytest.mark.parametrize(("query", "statements"), NOW.items(), ids=NOW)
def test_agreement_now_is_one_statement(said, anyone, query, statements):
    assert sent(anyone, f"claims/deaths/agreement/?{query}") == statements


@pytest.mark.parametrize(("query", "statements"), NOW.items(), ids=NOW)
def test_agreement_of_then_is_one_more(said, anyone, query, statements):
    path = f"claims/deaths/agreement/?{query}&as_of={head()}"

    assert sent(anyone, path) == [*SNAPSHOT, *statements]


def test_parts_are_compared_in_a_snapshot(said, anyone):
    count: dict[str, Any] = {"value_type": "quantity", "unit": "people", "is_count": True}
    said.claim("afghans", "How many were Afghans?", **count, part_of=said["deaths"])

    asked = sent(anyone, "claims/deaths/agreement/")

    assert asked[:1] == AT_ONCE
    assert asked[-4:] == [*SNAPSHOT, *AT_ONCE, "claims_counts_with_parts", "claims_newest"]


def test_no_position_of_an_empty_claim_is_made_up(kerman, anyone):
    answer = anyone.get("claims/deaths/agreement/").json()

    assert (answer["position"], answer["heads"], answer["undated"]) == (head(), [], 0)
