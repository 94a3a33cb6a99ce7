"""The number of queries of each read is fixed: the same at one item and at three, now and then.

Only statements in the order said are read otherwise of the past, for claims are read that were
merged by then.
"""

from __future__ import annotations

import re

import pytest

from api.typeid import encode
from claims.cataloguing import edit_claim
from claims.models import Revision
from sources.models import Document
from tests.callers import head
from tests.routes import routes

# Of an anonymous reader, so that no query is the token's.
NOW = {
    "sources/": 3,
    "documents/": 3,
    "topics/": 2,
    "entities/": 3,
    "claims/": 7,
    "revisions/": 4,
    "revisions/?topic=kerman&stated_until=2024-01-09": 8,
    "sources/s-0/": 5,
    "topics/kerman/": 4,
    "entities/e-0/": 5,
    "claims/c-0/": 9,
    "claims/c-0/timeline/": 7,
    "claims/c-0/timeline/?stated_until=2024-01-09": 10,
    "claims/c-0/provenance/": 6,
    "claims/c-0/agreement/": 10,
    "claims/c-0/agreement/?statements=all&pairs=true": 11,
    "claims/c-0/agreement/?stated_until=2024-01-09": 12,
    "claims/c-0/figure/?policy=latest": 12,
    "claims/c-0/history/": 12,
    "topics/kerman/sheet/": 11,
    "topics/kerman/sheet/?stated_until=2024-01-09": 12,
}
PAST = NOW | {
    "claims/c-0/agreement/": 9,
    "claims/c-0/agreement/?stated_until=2024-01-09": 11,
    "claims/c-0/timeline/": 10,
    "claims/c-0/timeline/?stated_until=2024-01-09": 12,
    "claims/c-0/provenance/": 7,
    "claims/c-0/history/": 11,
}


# What has no past, or is asked by id; lists whole, as lines and as a table.
ALSO = {
    "documents/{document}/": 5,
    "documents/{document}/versions/": 3,
    "revisions/{revision}/": 6,
    "revisions/{revision}/history/": 11,
    "topics/kerman/diff/?from=1": 23,
    "claims/c-0/diff/?from=1": 19,
    "claims/c-0/timeline.csv": 8,
    "claims/c-0/timeline.svg": 9,
    "search/?q=claim": 5,
    "changes/": 10,
    "changes.ndjson": 11,
    "changes.csv": 11,
    "changes/{head}/": 6,
}
WHOLE = {
    "sources/": 4,
    "documents/": 5,
    "topics/": 3,
    "entities/": 4,
    "claims/": 8,
    "revisions/": 11,
}
ELSEWHERE = {
    "documents/{reference}/versions/{version}/": "tests/sources/test_versions.py",
    "revisions/{reference}/proof/": "tests/claims/test_api_proof.py",
    "audit/lowered/": "tests/claims/test_audit.py",
    "audit/late/": "tests/claims/test_audit.py",
    "audit/single-origin/": "tests/claims/test_audit.py",
    "audit/changes/": "tests/claims/test_audit.py",
    "ledger/": "tests/history/test_api_ledger.py",
    "ledger/checkpoint/": "tests/history/test_api_ledger.py",
    "ledger/consistency/": "tests/history/test_api_ledger.py",
    "ledger/{position}/": "tests/history/test_api_ledger.py",
}


def put_on_record(kerman, items: int) -> None:
    """So many of everything: each with links of its own, each statement with two entities."""
    for i in range(items):
        parent = kerman.source(f"p-{i}", f"Parent {i}", "government")
        source = kerman.source(f"s-{i}", f"Source {i}", parent=parent, parent_role="part_of")
        kerman.source(f"v-{i}", f"Relay {i}", "agency")
        kerman.document(f"d-{i}", source, f"2024-01-0{i + 3}")
        broader = kerman.entity(f"b-{i}", f"Broader {i}")
        kerman.entity(f"e-{i}", f"Entity {i}", broader=broader)
        kerman.entity(f"o-{i}", f"Other {i}")
        whole = kerman.claim(f"w-{i}", f"Whole {i}?", "entity")
        kerman.claim(f"c-{i}", f"Claim {i}?", "entity", part_of=whole, parties=[parent, broader])
    for i in range(items):
        for j in range(items):
            first = kerman.says(
                f"c-{j}", f"d-{i}", "A or B", entities=[kerman[f"e-{i}"], kerman[f"o-{j}"]]
            )
            kerman.says(
                f"c-{j}",
                f"d-{i}",
                "A",
                entities=[kerman[f"e-{j}"]],
                attributed_to=kerman[f"p-{i}"],
                via=kerman[f"v-{i}"],
                supersedes=first,
                sequence=1,
            )


@pytest.mark.parametrize("items", [1, 3])
def test_first_page_of_a_timeline_is_one_statement(
    kerman, anyone, django_assert_num_queries, items
):
    for number in range(items):
        kerman.says("deaths", "irna-1", str(84 + number), sequence=number)

    with django_assert_num_queries(1):
        shown = anyone.get("claims/deaths/timeline/").json()["results"]

    assert [row["wording"] for row in shown] == [str(84 + number) for number in range(items)]


@pytest.mark.parametrize("items", [1, 3])
def test_first_page_of_a_claims_history_is_one_statement(
    kerman, anyone, django_assert_num_queries, items
):
    for number in range(items):
        kerman.says("deaths", "irna-1", str(84 + number), sequence=number)
    edit_claim(kerman["deaths"], {"label": "Killed"}, reason="Shorter", **kerman.recorded)

    with django_assert_num_queries(1):
        shown = anyone.get("claims/deaths/history/").json()["results"]

    assert [row["kind"] for row in shown] == [*["created"] * (items + 1), "changed"]


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize(("path", "queries"), NOW.items(), ids=NOW)
def test_a_read_takes_as_many_queries_for_three_as_for_one(
    kerman, anyone, django_assert_num_queries, path, queries, items
):
    put_on_record(kerman, items)

    with django_assert_num_queries(queries):
        response = anyone.get(path)

    assert response.status_code == 200, response.content


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize(("path", "queries"), PAST.items(), ids=PAST)
def test_a_past_read_takes_as_many_queries(
    kerman, anyone, django_assert_num_queries, path, queries, items
):
    put_on_record(kerman, items)
    address = f"{path}{'&' if '?' in path else '?'}as_of={head()}"

    with django_assert_num_queries(queries):
        response = anyone.get(address)

    assert response.status_code == 200, response.content


def test_what_has_not_changed_takes_one_query(kerman, anyone, django_assert_num_queries):
    etag = anyone.get("claims/deaths/agreement/")["ETag"]

    with django_assert_num_queries(1):
        response = anyone.get("claims/deaths/agreement/", if_none_match=etag)

    assert response.status_code == 304


def test_a_token_takes_two_queries_and_a_note_of_its_use_once_a_minute(
    kerman, calling_alice, django_assert_num_queries
):
    with django_assert_num_queries(NOW["sources/"] + 2):
        calling_alice.get("sources/")

    with django_assert_num_queries(NOW["sources/"] + 1):
        calling_alice.get("sources/")


def at(path: str) -> str:
    revision, document = (model.objects.earliest("id") for model in (Revision, Document))
    return path.format(
        revision=encode(Revision.PREFIX, revision.pk),
        document=encode(Document.PREFIX, document.pk),
        head=head(),
    )


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize(("path", "queries"), ALSO.items(), ids=ALSO)
def test_another_read_takes_as_many_queries_for_three_as_for_one(
    kerman, anyone, django_assert_num_queries, path, queries, items
):
    put_on_record(kerman, items)
    address = at(path)

    with django_assert_num_queries(queries):
        response = anyone.get(address)
        b"".join(response.streaming_content if response.streaming else ())

    assert response.status_code == 200, response


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize("media_type", ["application/x-ndjson", "text/csv"])
@pytest.mark.parametrize(("path", "queries"), WHOLE.items(), ids=WHOLE)
def test_a_list_sent_whole_takes_as_many_queries_for_three_as_for_one(
    kerman, anyone, django_assert_num_queries, path, queries, media_type, items
):
    put_on_record(kerman, items)

    with django_assert_num_queries(queries):
        response = anyone.get(path, accept=media_type)
        lines = b"".join(response.streaming_content).splitlines()

    assert (response.status_code, lines != []) == (200, True)


def test_every_read_is_pinned():
    """A new address says here, or in a test of its own, what it costs."""
    known = [path.partition("?")[0].strip("/") for path in (*NOW, *ALSO)]
    form = re.compile(r"\{\w+\}")
    lacking = []
    for route in routes():
        path = route.path.removeprefix("/api/v1/")
        pattern = re.compile(form.sub("[^/]+", path.strip("/")))
        asked = "GET" in route.methods and route.view and route.path.startswith("/api/v1/")
        if asked and path not in ELSEWHERE and not any(map(pattern.fullmatch, known)):
            lacking.append(path)

    assert lacking == []
