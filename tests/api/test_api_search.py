"""`q` and search/: words in any case and accents, best first, indexed."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import Claim, Entity, Revision, Topic
from claims.quotations import Quotation
from sources.models import Document, Source
from sources.searching import with_words
from tests.api.test_api_lists import pages
from tests.callers import faults


@pytest.fixture
def named(kerman):
    kerman.source("kerman-today", "Kermān Today", aliases=["Emrooz-e Kerman", "کرمان امروز"])
    kerman.source("governor", "Governor of Kerman", "person")
    kerman.source("kerman-inst", "Kerman", "institution")
    kerman.entity("kerman-city", "Kerman", kind="place", aliases=["Karmania"])
    kerman.claim("blasts", "How many blasts were there in Kerman?", "quantity")
    kerman.says(
        "deaths", "irna-1", "at least 84", quotation=Quotation(exact="84 dead in Kerman city")
    )
    return kerman


def found(caller, query: str) -> list[tuple[str, str, str]]:
    results = caller.get(f"search/?{query}").json()["results"]
    return [(row["type"], row["name"], row["match"]) for row in results]


def test_a_search_finds_every_kind_best_first(named, anyone):
    assert found(anyone, "q=kerman") == [
        ("entity", "Kerman", "whole_name"),
        ("source", "Kerman", "whole_name"),
        ("claim", "How many blasts were there in Kerman?", "name"),
        ("source", "Governor of Kerman", "name"),
        ("source", "Kermān Today", "name"),
        ("topic", "Kerman bombings", "name"),
        ("claim", "How many died?", "statement"),
    ]


@pytest.mark.parametrize(
    ("words", "results"),
    {
        "KERMAN TOD": [("source", "Kermān Today", "name")],
        "Emrooz-e kerman": [("source", "Kermān Today", "alias")],
        "کرمان": [("source", "Kermān Today", "words")],
        "karmania": [("entity", "Kerman", "alias")],
        "at least 84": [("claim", "How many died?", "statement")],
        "today nowhere": [],
        "!&|:*()": [],
        "' OR 1=1 --": [],
    }.items(),
)
def test_words_are_found_whatever_their_case_and_accents(named, anyone, words, results):
    response = anyone.client.get("/api/v1/search/", {"q": words})

    rows = response.json()["results"]
    assert [(row["type"], row["name"], row["match"]) for row in rows] == results


def test_a_claim_is_shown_with_its_topic(named, anyone):
    (row,) = anyone.get("search/?q=blasts&type=claim").json()["results"]

    assert row["slug"] == "blasts"
    assert row["topic"] == {
        "id": row["topic"]["id"], "slug": "kerman", "name": "Kerman bombings",
    }  # fmt: skip


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_pages_of_a_search_hold_every_row_once_and_lead_back(named, anyone, limit):
    whole = anyone.get("search/?q=kerman").json()["results"]

    forth = pages(anyone, f"search/?q=kerman&limit={limit}")
    last = f"search/?q=kerman&limit={limit}"
    while following := anyone.get(last).json()["next"]:
        last = following
    back = pages(anyone, last, "previous")

    assert [row for page in forth for row in page] == whole
    assert [row for page in reversed(back) for row in page] == whole


def test_what_is_retired_or_void_is_not_found(named, calling_alice, anyone):
    etag = anyone.get("sources/governor/").headers["ETag"]
    calling_alice.post("sources/governor/retire/", {"reason": "gone"}, if_match=etag)
    (row,) = anyone.get("revisions/?q=84").json()["results"]
    etag = anyone.get(f"revisions/{row['id']}/").headers["ETag"]
    calling_alice.post(f"revisions/{row['id']}/void/", {"reason": "wrong"}, if_match=etag)

    names = [name for _, name, _ in found(anyone, "q=kerman")]

    assert "Governor of Kerman" not in names
    assert "How many died?" not in names
    assert len(names) == 5


@pytest.mark.parametrize(
    ("path", "fault"),
    {
        "search/": ("q", "required"),
        "search/?q=%20": ("q", "required"),
        "search/?q=a&type=document": ("type", "unknown_value"),
        "search/?q=a&as_of=1": ("q", "only_now"),
        "search/?q=a&cursor=xx": ("cursor", "bad_cursor"),
        "search/?q=a&cursor=WzAsIngiLCJ5Il0": ("cursor", "bad_cursor"),
        "sources/?q=a&as_of=1": ("q", "only_now"),
        "revisions/?q=a&stated_until=2024-01-09": ("q", "only_now"),
    }.items(),
)
def test_a_search_that_cannot_be_made_is_refused(named, anyone, path, fault):
    assert faults(anyone.get(path))[1:] == [fault]


@pytest.mark.parametrize(
    ("path", "names"),
    {
        "sources/?q=kerman&kind=outlet": ["Kermān Today"],
        "documents/?q=irna": ["Irna-1"],
        "topics/?q=bomb": ["Kerman bombings"],
        "entities/?q=isis": ["ISIS-K"],
        "claims/?q=blasts": ["How many blasts were there in Kerman?"],
        "revisions/?q=dead kerman": ["at least 84"],
        "revisions/?q=84&publisher=bbc": [],
    }.items(),
)
def test_lists_are_narrowed_by_words(named, anyone, path, names):
    rows = anyone.get(path).json()["results"]

    shown = [
        row.get("wording") or row.get("name") or row.get("title") or row["question"] for row in rows
    ]
    assert shown == names


@pytest.mark.parametrize("model", [Source, Document, Topic, Entity, Claim, Revision])
def test_words_are_looked_up_in_an_index(db, model):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
    plan = with_words(model.objects.order_by(), model, "kerman").explain()

    assert f"{model._meta.db_table}_words" in plan


@pytest.mark.parametrize("items", [1, 3])
def test_a_search_asks_as_often_for_three_of_each_as_for_one(kerman, anyone, items):
    for number in range(items):
        kerman.topic(f"t-{number}", name=f"Quake {number}")
        kerman.source(f"s-{number}", f"Quake {number}")
        kerman.entity(f"e-{number}", f"Quake {number}")
        kerman.claim(f"c-{number}", f"Quake {number}?", "date")

    with CaptureQueriesContext(connection) as asked:
        response = anyone.get("search/?q=quake")

    assert len(response.json()["results"]) == 4 * items
    assert len(asked) == 7
