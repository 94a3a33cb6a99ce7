"""The chart of a claim by the API: what it holds at a time, how it is sent, what is refused.

`REWRITE=1 python -m pytest tests/claims/test_api_chart.py` writes the picture of Kerman's deaths as
it is now; look at the difference in a browser.
"""

from __future__ import annotations

import os
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest

from claims.recording import void_statement
from history.merging import merge
from tests.callers import Caller, faults
from tests.claims.chart.charts import drawn, parsed, texts
from tests.conftest import person

SVG = "image/svg+xml"
PICTURE = Path(__file__).parent / "chart/kerman-deaths.svg"
STYLE = re.compile("<style>.*?</style>", re.DOTALL)


@pytest.fixture
def said(kerman):
    """103, then 95, then at least 84 by IRNA, each in the place of the last; 94 by the BBC."""
    first = kerman.says("deaths", "irna-1", "103")
    second = kerman.says("deaths", "irna-1", "95", supersedes=first)
    kerman.says("deaths", "irna-1", "at least 84", supersedes=second)
    return kerman.says("deaths", "bbc-1", "94")


def get(caller, query: str = "layout=wide") -> str:
    return caller.get(f"claims/deaths/timeline.svg?{query}").content.decode()


def figures(caller, query: str = "layout=wide") -> list[str]:
    return sorted(texts(get(caller, query), "figure"))


def test_chart_of_kerman_is_the_committed_picture(seeded, anyone):
    response = anyone.get("claims/kerman-bombings-2024-deaths/timeline.svg?layout=wide")

    svg = STYLE.sub("<style/>", response.content.decode()).replace("><", ">\n<") + "\n"
    if "REWRITE" in os.environ:
        PICTURE.write_text(svg)
    assert svg == PICTURE.read_text()


def test_every_claim_of_the_seeds_has_a_chart(seeded, anyone):
    claims = anyone.get("claims/?limit=500").json()["results"]

    pictures = [anyone.get(f"claims/{one['slug']}/timeline.svg") for one in claims]

    assert {response.status_code for response in pictures} == {200}
    assert [parsed(each.content.decode())[0].text[:9] for each in pictures] == [
        one["question"][:9] for one in claims
    ]


def test_chart_is_sent_as_a_picture_that_may_load_nothing(said, anyone):
    response = anyone.get("claims/deaths/timeline.svg")

    style = "".join(parsed(response.content.decode())[2].itertext())
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert response["Content-Type"] == f"{SVG}; charset=utf-8"
    assert response["Content-Security-Policy"] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'; sandbox"
    )
    assert style == Path("claims/static/claims/chart.css").read_text()


def test_timeline_is_drawn_for_who_accepts_pictures(said, anyone):
    response = anyone.get("claims/deaths/timeline/", accept=SVG)

    assert response.content == anyone.get("claims/deaths/timeline.svg").content
    assert "sandbox" in response["Content-Security-Policy"]
    assert anyone.get("claims/deaths/timeline/")["Content-Type"] == "application/json"


def test_chart_shows_what_had_been_said_and_what_was_on_record(kerman, said, anyone):
    position = anyone.get("claims/deaths/timeline/").json()["position"]
    kerman.says("deaths", "bbc-1", "91", supersedes=said)

    assert figures(anyone) == ["91", "at least 84"]
    assert figures(anyone, f"layout=wide&as_of={position}") == ["94", "at least 84"]
    assert figures(anyone, "layout=wide&stated_until=2024-01-03") == ["at least 84"]
    assert figures(anyone, "layout=wide&stated_until=2024-01-02") == []


def test_chart_leaves_out_what_is_void_and_ends_what_is_withdrawn(kerman, said, anyone):
    void_statement(said, reason="Misread", **kerman.recorded)
    kerman.says("deaths", "irna-1", "", stance="withdraws", sequence=1)

    svg = get(anyone)

    assert texts(svg, "figure") == ["at least 84 · withdrawn"]
    assert drawn(svg, "end") == 1


def test_chart_is_not_sent_again_while_nothing_is_recorded(kerman, said, anyone):
    etag = anyone.get("claims/deaths/timeline.svg")["ETag"]

    again = anyone.get("claims/deaths/timeline.svg", if_none_match=etag)
    kerman.says("deaths", "bbc-1", "91", supersedes=said)
    later = anyone.get("claims/deaths/timeline.svg", if_none_match=etag)

    assert (again.status_code, again.content) == (304, b"")
    assert later.status_code == 200


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("timeline.svg?layout=large", ("layout", "unknown_value")),
        ("timeline.svg?limit=5", ("limit", "unknown_parameter")),
        ("timeline/?limit=5", ("limit", "not_paged")),
        ("timeline/?void=true", ("void", "not_paged")),
    ],
)
def test_chart_has_no_pages_and_two_layouts(said, anyone, path, fault):
    response = anyone.get(f"claims/deaths/{path}", accept=SVG)

    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert faults(response)[1:] == [fault]


def test_chart_of_a_claim_that_is_not_there_is_a_problem(kerman, anyone):
    response = anyone.get("claims/nobody/timeline.svg", accept=SVG)

    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("many", [1, 3])
def test_chart_costs_the_same_queries_for_any_number(kerman, db, many, django_assert_num_queries):
    for n in range(many):
        kerman.source(f"outlet-{n}", f"Outlet {n}")
        kerman.document(f"paper-{n}", kerman[f"outlet-{n}"], "2024-01-05")
        kerman.says("deaths", f"paper-{n}", str(90 + n))
    reader = Caller(person("bob", "contributor"))
    reader.get("claims/deaths/timeline.svg")

    with django_assert_num_queries(7):
        reader.get("claims/deaths/timeline.svg")


def test_merged_sources_and_claims_are_drawn_as_the_one_that_stands(kerman, said, anyone):
    double = kerman.source("bbc-news", "BBC News")
    kerman.document("bbc-2", double, "2024-01-06")
    kerman.claim("killed", "How many were killed?", "quantity", unit="people", is_count=True)
    kerman.says("killed", "bbc-2", "91")
    merge(double, kerman["bbc"], reason="One outlet", **kerman.recorded)
    merge(kerman["killed"], kerman["deaths"], reason="One question", **kerman.recorded)

    svg = get(anyone)

    assert (texts(svg, "figure"), texts(svg, "name")) == (["91", "at least 84"], ["BBC", "IRNA"])
    assert anyone.get("claims/killed/timeline.svg?layout=wide").content.decode() == svg
