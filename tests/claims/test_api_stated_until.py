"""stated_until: what had been said by then, as far as we know today."""

from __future__ import annotations

from typing import Any

import pytest

from api.typeid import encode
from claims.models import Revision
from tests.callers import faults, head

READS = [
    "revisions/?claim=deaths", "claims/deaths/timeline/", "claims/deaths/provenance/",
    "claims/deaths/agreement/?statements=all",
]  # fmt: skip


@pytest.fixture
def said(kerman):
    """Statements of the 3rd, of 15:00 on the 4th, of some time from the 4th on, of no known time.

    Days are Tehran's: the 4th ends at 20:30Z.
    """
    kerman.document("undated", kerman["bbc"])
    kerman.document("by-the-6th", kerman["bbc"], "../2024-01-06")
    kerman.says("deaths", "irna-1", "103", stated="2024-01-03")
    kerman.says("deaths", "irna-1", "95", stated="2024-01-04T15:00+03:30", sequence=1)
    kerman.says("deaths", "bbc-1", "84", stated="2024-01-04/..")
    kerman.says("deaths", "by-the-6th", "94")
    kerman.says("deaths", "undated", "91")
    return kerman


def asked(caller: Any, path: str, until: str) -> tuple[dict[str, bool], int]:
    """Which statements an answer shows, each with `certain`, and how many it left out."""
    answer = caller.get(f"{path}{'&' if '?' in path else '?'}stated_until={until}").json()
    rows = answer["statements"]["results"] if "statements" in answer else answer["results"]
    return {row["wording"]: row["certain"] for row in rows}, answer["undated"]


BY = {
    "2024-01-02": ({}, 2),
    "2024-01-03": ({"103": True}, 2),
    "2024-01-03T12:00Z": ({"103": False}, 2),
    "2024-01-03T20:30Z": ({"103": True, "84": False}, 2),
    "2024-01-03T20:29:59Z": ({"103": False}, 2),
    "2024-01-04T11:29Z": ({"103": True, "84": False}, 2),
    "2024-01-04T11:30Z": ({"103": True, "84": False, "95": False}, 2),
    "2024-01-04T11:31Z": ({"103": True, "84": False, "95": True}, 2),
    "2024-01-04": ({"103": True, "84": False, "95": True}, 2),
    "2024-01-06": ({"103": True, "84": False, "95": True, "94": True}, 1),
    "2999-12-31": ({"103": True, "84": False, "95": True, "94": True}, 1),
}


@pytest.mark.parametrize(("until", "expected"), BY.items(), ids=BY)
@pytest.mark.parametrize("past", [False, True], ids=["now", "as of"])
@pytest.mark.parametrize("path", READS)
def test_statements_said_by_then_are_shown(said, anyone, path, until, expected, past):
    shown, undated = expected
    address = f"{path}{'&' if '?' in path else '?'}as_of={head()}" if past else path

    assert asked(anyone, address, until) == (shown, undated)


@pytest.mark.parametrize("path", READS)
def test_without_it_everything_is_shown_and_nothing_counted(said, anyone, path):
    answer = anyone.get(path).json()
    rows = answer["statements"]["results"] if "statements" in answer else answer["results"]

    assert {row["wording"] for row in rows} == {"103", "95", "84", "94", "91"}
    assert answer["undated"] == 0
    assert all("certain" not in row for row in rows)


def test_the_timeline_is_in_the_order_said_unknown_times_first(said, anyone):
    rows = anyone.get("claims/deaths/timeline/").json()["results"]

    assert [row["wording"] for row in rows] == ["91", "94", "103", "84", "95"]


def test_the_verdict_is_of_what_had_been_said(said, anyone):
    by_3rd = anyone.get("claims/deaths/agreement/?stated_until=2024-01-03").json()
    sheet = anyone.get("topics/kerman/sheet/?stated_until=2024-01-03").json()
    deaths = next(row for row in sheet["results"] if row["claim"]["slug"] == "deaths")

    assert [head["wording"] for head in by_3rd["heads"]] == ["103"]
    assert (by_3rd["outlets"], by_3rd["undated"], by_3rd["stated_until"]) == (1, 2, "2024-01-03")
    assert deaths == {
        name: by_3rd[name]
        for name in (
            "claim", "rules", "verdict", "corroborated", "reasons", "outlets", "origins",
            "undated", "groups", "parts",
        )
    }  # fmt: skip


def test_both_clocks_together(said, anyone):
    position = head()
    said.says("deaths", "irna-1", "107", stated="2024-01-03", sequence=7)

    then, _ = asked(anyone, f"revisions/?claim=deaths&as_of={position}", "2024-01-03")
    today, _ = asked(anyone, "revisions/?claim=deaths", "2024-01-03")

    assert then == {"103": True}
    assert today == {"103": True, "107": True}


def test_a_list_over_topics_counts_days_in_utc(said, anyone):
    rows = anyone.get("revisions/?stated_until=2024-01-02").json()["results"]
    of_topic = anyone.get("revisions/?topic=kerman&stated_until=2024-01-02").json()["results"]

    assert [row["wording"] for row in rows] == ["103"]
    assert of_topic == []


REFUSED = {
    "naive": ("2024-01-04T10:00", "naive"),
    "a month": ("2024-01", "not_an_instant"),
    "a position": ("412", "malformed"),
    "words": ("yesterday", "malformed"),
    "empty": ("", "empty"),
}


@pytest.mark.parametrize(("until", "code"), REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize(
    "path",
    ["revisions/", "claims/deaths/timeline/", "claims/deaths/agreement/", "topics/kerman/sheet/",
     "sources/", "sources/irna/"],
)  # fmt: skip
def test_a_stated_until_that_can_not_be_read_is_refused(said, anyone, path, until, code):
    assert faults(anyone.get(f"{path}?stated_until={until}")) == [
        ("400", code),
        ("stated_until", code),
    ]


@pytest.mark.parametrize(("until", "expected"), BY.items(), ids=BY)
def test_one_statement_is_read_as_said_by_then(said, anyone, until, expected):
    """What had been said by then answers, with `certain`; what had not is not found."""
    shown, _ = expected
    answers = {
        row["wording"]: anyone.get(f"revisions/{row['id']}/?stated_until={until}")
        for row in anyone.get("revisions/?claim=deaths").json()["results"]
    }

    found = {words: a.json()["certain"] for words, a in answers.items() if a.status_code == 200}
    missing = [a for a in answers.values() if a.status_code != 200]

    assert found == shown
    assert [faults(a) for a in missing] == [[("404", "not_said"), ("stated_until", "not_said")]] * (
        5 - len(shown)
    )


def test_what_superseded_a_statement_later_had_not_yet(said, anyone):
    first = Revision.objects.get(wording="103")
    later = said.says("deaths", "irna-1", "90", stated="2024-01-07", supersedes=first, sequence=9)
    path = f"revisions/{encode('rev', first.pk)}/"

    def superseded_by(query: str) -> list[str]:
        return anyone.get(path + query).json()["superseded_by"]

    assert superseded_by("?stated_until=2024-01-06") == []
    assert superseded_by("?stated_until=2024-01-07") == [encode("rev", later.pk)]
    assert superseded_by("") == [encode("rev", later.pk)]
