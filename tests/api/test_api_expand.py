"""`expand`: links made whole, as of the same position, at a fixed number of queries."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api.typeid import encode
from tests.callers import faults

EVERYTHING = {
    "sources/": "parent,parent.parent",
    "documents/": "publisher,publisher.parent",
    "entities/": "broader,broader.broader",
    "claims/": "topic,part_of,part_of.topic",
    "revisions/": "claim,claim.topic,document,document.publisher,publisher,publisher.parent,"
    "origin,origin.parent,attributed_to,via",
}
QUERIES = {"sources/": 6, "documents/": 7, "entities/": 6, "claims/": 10, "revisions/": 14}


def put_on_record(kerman, items: int) -> None:
    for i in range(items):
        top = kerman.source(f"t-{i}", f"Top {i}", "government")
        parent = kerman.source(f"p-{i}", f"P {i}", "ministry", parent=top, parent_role="part_of")
        kerman.source(f"s-{i}", f"S {i}", parent=parent, parent_role="part_of")
        kerman.document(f"d-{i}", kerman[f"s-{i}"], "2024-01-04")
        above = kerman.entity(f"a-{i}", f"Above {i}")
        broader = kerman.entity(f"b-{i}", f"Broader {i}", broader=above)
        kerman.entity(f"e-{i}", f"E {i}", broader=broader)
        whole = kerman.claim(f"w-{i}", f"Whole {i}?", "quantity")
        kerman.claim(f"c-{i}", f"C {i}?", "quantity", part_of=whole)
        kerman.says(f"c-{i}", f"d-{i}", "84", attributed_to=kerman[f"p-{i}"], via=kerman[f"t-{i}"])


def test_a_link_becomes_the_record_as_its_own_path_answers_it(kerman, anyone):
    revision = kerman.says("deaths", "irna-1", "84")

    shown = anyone.get(
        f"revisions/{encode('rev', revision.pk)}/?expand=claim.topic,document.publisher"
    ).json()

    def own(path: str) -> dict:
        answer = anyone.get(path).json()
        return {k: v for k, v in answer.items() if k not in ("recorded_at", "version", "read")}

    assert shown["claim"] == own("claims/deaths/") | {
        "name": kerman["deaths"].question,
        "topic": own("topics/kerman/"),
    }
    assert shown["document"]["publisher"] == own("sources/irna/")
    assert shown["publisher"].keys() == {"id", "slug", "name"}


def test_what_is_expanded_is_as_of_the_same_position(kerman, calling_alice, anyone):
    kerman.says("deaths", "irna-1", "84")
    position = anyone.get("revisions/").json()["position"]
    etag = anyone.get("sources/irna/").headers["ETag"]
    calling_alice.patch("sources/irna/", {"note": "renamed", "reason": "desk"}, if_match=etag)

    then = anyone.get(f"revisions/?expand=publisher&as_of={position}").json()["results"][0]
    now = anyone.get("revisions/?expand=publisher").json()["results"][0]

    assert (then["publisher"]["note"], now["publisher"]["note"]) == ("", "renamed")


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize("path", EVERYTHING)
def test_expanding_everything_costs_the_same_for_one_row_and_three(kerman, anyone, path, items):
    put_on_record(kerman, items)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        response = anyone.get(f"{path}?expand={EVERYTHING[path]}")

    assert response.status_code == 200
    assert len(asked) == QUERIES[path]


@pytest.mark.parametrize("path", EVERYTHING)
@pytest.mark.parametrize("name", ["nonsense", "topic.topic.topic", "id", ".", "parent.note"])
def test_what_is_no_link_is_refused(kerman, anyone, path, name):
    response = anyone.get(f"{path}?expand={name}")

    assert faults(response) == [("400", "unknown_value"), ("expand", "unknown_value")]


def test_an_absent_link_stays_null(kerman, anyone):
    rows = anyone.get("sources/?kind=outlet&expand=parent.parent").json()["results"]

    assert [row["parent"] for row in rows] == [None] * len(rows)
    assert rows
