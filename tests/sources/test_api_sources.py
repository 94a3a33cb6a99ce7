"""What is particular to sources and documents over the API."""

from __future__ import annotations

import pytest

from claims.models import Revision
from tests.callers import faults, head, on_record, written_since

SOURCES = {
    "a parent without its role": ({"parent": "iran"}, ("/parent_role", "parent_with_role")),
    "a role without a parent": ({"parent_role": "part_of"}, ("/parent_role", "parent_with_role")),
    "a country by name": ({"country": "Iran"}, ("/country", "max_length")),
    "a country in small letters": ({"country": "ir"}, ("/country", "invalid")),
    "an unknown parent": ({"parent": "irann", "parent_role": "part_of"}, ("/parent", "unknown")),
    "a slug of digits": ({"slug": "2024"}, ("/slug", "slug")),
    "a slug like an id": ({"slug": "src_01"}, ("/slug", "slug")),
    "a slug of capitals": ({"slug": "Tasnim"}, ("/slug", "slug")),
    "no address": ({"url": "tasnim"}, ("/url", "invalid")),
    "too long a name": ({"name": "x" * 201}, ("/name", "max_length")),
}


@pytest.mark.parametrize(("more", "fault"), SOURCES.values(), ids=SOURCES)
def test_a_source_is_refused_and_nothing_changes(kerman, calling_alice, more, fault):
    before = on_record()

    response = calling_alice.post(
        "sources/", {"slug": "tasnim", "name": "Tasnim", "kind": "agency", **more}
    )

    assert faults(response) == [("400", fault[1]), fault]
    assert on_record() == before


def test_a_source_is_not_its_own_parent(kerman, calling_alice):
    etag = calling_alice.get("sources/bbc/")["ETag"]
    before = on_record()

    response = calling_alice.patch(
        "sources/bbc/",
        {"parent": "bbc", "parent_role": "part_of", "reason": "Wrong"},
        if_match=etag,
    )

    assert faults(response) == [("400", "circle"), ("/parent", "circle")]
    assert on_record() == before


DOCUMENTS = {
    "neither url nor key": ({"key": None}, ("/url", "required")),
    "a naive time": ({"published": "2024-01-04T10:30"}, ("/published", "naive")),
    "a season": ({"published": "2024-21"}, ("/published", "season")),
    "no such day": ({"published": "2024-02-30"}, ("/published", "impossible")),
    "an unknown publisher": ({"publisher": "bcb"}, ("/publisher", "unknown")),
    "a taken key": ({"key": "bbc-1"}, ("/key", "taken")),
}


@pytest.mark.parametrize(("more", "fault"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_document_is_refused_and_nothing_changes(kerman, calling_alice, more, fault):
    before = on_record()

    response = calling_alice.post("documents/", {"key": "bbc-2", "title": "Iran mourns", **more})

    assert faults(response)[1:] == [fault]
    assert on_record() == before


def test_a_document_without_a_publisher_is_unidentified(kerman, calling_alice):
    made = calling_alice.post("documents/", {"key": "leaflet", "title": "A leaflet"})
    said = calling_alice.post(
        "revisions/", {"claim": "deaths", "document": "leaflet", "wording": "84"}
    )

    shown = said.json()
    assert made.json()["publisher"] is None
    assert (shown["publisher"], shown["origin"], shown["stated_at"]) == (None, None, None)


def test_a_document_is_found_by_its_url(kerman, calling_alice):
    url = "https://www.bbc.co.uk/news/1?a=b&c=d"
    made = calling_alice.post("documents/", {"url": url, "title": "Iran mourns"}).json()

    found = calling_alice.client.get("/api/v1/documents/", {"url": url}).json()["results"]

    assert [row["id"] for row in found] == [made["id"]]


def test_another_publisher_moves_its_statements_in_the_same_entry(kerman, calling_alice):
    kerman.says("deaths", "irna-1", "84")
    row = calling_alice.get("documents/?key=irna-1").json()["results"][0]
    etag = calling_alice.get(f"documents/{row['id']}/")["ETag"]
    before = head()

    response = calling_alice.patch(
        f"documents/{row['id']}/", {"publisher": "bbc", "reason": "Misread"}, if_match=etag
    )

    assert response.status_code == 200
    assert len(written_since(before)) == 1
    assert Revision.objects.get().line_publisher == kerman["bbc"].pk
    (said,) = calling_alice.get("revisions/?publisher=bbc").json()["results"]
    assert (said["publisher"]["slug"], said["origin"]["slug"]) == ("bbc", "bbc")
    assert calling_alice.get("revisions/?publisher=irna").json()["results"] == []
