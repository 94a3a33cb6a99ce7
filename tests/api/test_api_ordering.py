"""`ordering` and the Link header: every order is total, and pages in it hold every row once."""

from __future__ import annotations

import pytest

from tests.api.test_api_lists import pages
from tests.callers import faults

NAMES = ["Beta", "Alpha", "Alpha", "Gamma", "Alpha", "Delta", "Beta"]


@pytest.fixture
def named(kerman):
    """Sources with names that repeat."""
    for number, name in enumerate(NAMES):
        kerman.source(f"t-{number}", name, "tracker")


@pytest.mark.parametrize("ordering", ["name", "-name", "recorded", "-recorded"])
@pytest.mark.parametrize("limit", [1, 2, 3, 7, 50])
def test_pages_in_any_order_hold_every_row_once_and_lead_back(
    kerman, named, anyone, ordering, limit
):
    address = f"sources/?kind=tracker&ordering={ordering}&limit={limit}"
    slugs = {
        "name": ["t-1", "t-2", "t-4", "t-0", "t-6", "t-5", "t-3"],
        "recorded": [f"t-{number}" for number in range(7)],
    }[ordering.removeprefix("-")]
    expected = list(reversed(slugs)) if ordering.startswith("-") else slugs

    forth = [row["slug"] for page in pages(anyone, address) for row in page]
    last = address
    while following := anyone.get(last).json()["next"]:
        last = following
    back = [row["slug"] for page in reversed(pages(anyone, last, "previous")) for row in page]

    assert forth == back == expected


@pytest.mark.parametrize("past", [False, True], ids=["now", "as of"])
def test_statements_come_in_the_order_said_unknown_first(kerman, anyone, past):
    kerman.says("deaths", "irna-1", "95", stated="2024-01-04")
    kerman.says("deaths", "irna-1", "103", stated="2024-01-03")
    kerman.document("undated", kerman["bbc"])
    kerman.says("deaths", "undated", "more than 80")
    position = anyone.get("revisions/").json()["position"]
    at = f"&as_of={position}" if past else ""

    walked = pages(anyone, f"revisions/?ordering=stated&limit=1{at}")
    newest = pages(anyone, f"revisions/?ordering=-stated&limit=2{at}")

    assert [row["wording"] for page in walked for row in page] == ["more than 80", "103", "95"]
    assert [row["wording"] for page in newest for row in page] == ["95", "103", "more than 80"]


def test_a_row_of_an_equal_name_recorded_meanwhile_is_neither_missed_nor_doubled(
    kerman, named, anyone
):
    first = anyone.get("sources/?kind=tracker&ordering=name&limit=2").json()
    kerman.source("t-7", "Alpha", "tracker")

    rest = pages(anyone, first["next"])

    slugs = [row["slug"] for page in [first["results"], *rest] for row in page]
    assert slugs == ["t-1", "t-2", "t-4", "t-7", "t-0", "t-6", "t-5", "t-3"]


def test_a_cursor_of_another_order_is_refused(kerman, named, anyone):
    following = anyone.get("sources/?ordering=name&limit=2").json()["next"]

    response = anyone.get(following.replace("ordering=name", "ordering=recorded"))

    assert faults(response) == [("400", "bad_cursor"), ("cursor", "bad_cursor")]


def test_an_unknown_order_is_refused_with_the_closest(kerman, anyone):
    response = anyone.get("sources/?ordering=nam")

    assert faults(response) == [("400", "unknown_value"), ("ordering", "unknown_value")]
    assert "did you mean 'name'" in response.json()["detail"]


def test_a_page_links_to_its_neighbours_in_a_header(kerman, named, anyone):
    first = anyone.get("sources/?kind=tracker&limit=3")
    second = anyone.get(first.json()["next"])
    whole = anyone.get("sources/?kind=tracker")

    assert first.headers["Link"] == f'<{first.json()["next"]}>; rel="next"'
    assert second.headers["Link"] == (
        f'<{second.json()["next"]}>; rel="next", <{second.json()["previous"]}>; rel="prev"'
    )
    assert "Link" not in whole.headers
