"""ETags: a record's is its row's version; 304 only where nothing could have changed."""

from __future__ import annotations

import pytest
from django.utils import timezone

from api import preconditions
from claims.models.assessment import KEPT_BY
from sources.registering import edit_source
from tests.callers import head

DERIVED = [
    "sources/", "revisions/", "claims/deaths/timeline/", "claims/deaths/agreement/",
    "claims/deaths/history/", "topics/kerman/sheet/",
]  # fmt: skip


@pytest.mark.parametrize("path", DERIVED)
def test_an_answer_that_would_be_the_same_is_304(kerman, anyone, path):
    first = anyone.get(path)

    again = anyone.get(path, if_none_match=first["ETag"])

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])


@pytest.mark.parametrize("path", DERIVED)
def test_an_answer_is_sent_whole_once_anything_was_recorded(kerman, anyone, path):
    first = anyone.get(path)
    kerman.says("deaths", "irna-1", "84")

    again = anyone.get(path, if_none_match=first["ETag"])

    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]


def test_another_query_has_another_etag(kerman, anyone):
    tags = [anyone.get(f"sources/{query}")["ETag"] for query in ("", "?limit=1", "?as_of=1")]

    assert len(set(tags)) == 3


def test_other_rules_have_another_etag(kerman, anyone, monkeypatch):
    paths = [f"{path}{query}" for path in DERIVED for query in ("", f"?as_of={head()}")]
    first = {path: anyone.get(path)["ETag"] for path in paths}
    monkeypatch.setattr(preconditions, "_made_by", {"agreement/2 sheet/1 figure/1"})

    again = {path: anyone.get(path, if_none_match=etag) for path, etag in first.items()}

    assert {path: answer.status_code for path, answer in again.items()} == dict.fromkeys(paths, 200)


def test_answers_are_made_by_the_rules_that_sheets_are_kept_by():
    assert preconditions._made_by == {KEPT_BY}


def test_an_unsettled_answer_has_another_etag_than_the_settled_one(kerman, anyone):
    path = f"sources/?as_of={timezone.now().isoformat().replace('+00:00', 'Z')}"
    unsettled = anyone.get(path)
    kerman.source("tasnim", "Tasnim")

    settled = anyone.get(path, if_none_match=unsettled["ETag"])

    assert (settled.status_code, settled.json()["settled"]) == (200, True)


def test_a_record_keeps_its_etag_while_others_change(kerman, anyone):
    first = anyone.get("sources/irna/")["ETag"]
    kerman.says("deaths", "irna-1", "84")

    assert anyone.get("sources/irna/")["ETag"] == first


def test_a_record_is_304_while_nothing_was_recorded_since(kerman, anyone):
    made = kerman.source("tasnim", "Tasnim")
    first = anyone.get(f"sources/{made.slug}/")

    again = anyone.get(f"sources/{made.slug}/", if_none_match=first["ETag"])

    assert first["ETag"] == f'"{head()}"'
    assert (again.status_code, again.content) == (304, b"")


def test_a_record_is_sent_whole_where_a_link_may_have_changed(kerman, alice, anyone):
    first = anyone.get("sources/irna/")
    edit_source(kerman["iran"], {"name": "Tehran"}, by=alice, reason="Renamed", channel="admin")

    again = anyone.get("sources/irna/", if_none_match=first["ETag"])

    assert again.status_code == 200
    assert again.json()["parent"]["name"] == "Tehran"


def test_a_statement_is_sent_whole_once_it_is_superseded(kerman, anyone):
    said = kerman.says("deaths", "irna-1", "103")
    path = f"revisions/{anyone.get('revisions/').json()['results'][0]['id']}/"
    first = anyone.get(path)
    kerman.says("deaths", "irna-1", "95", supersedes=said, sequence=1)

    again = anyone.get(path, if_none_match=first["ETag"])

    assert again.status_code == 200
    assert len(again.json()["superseded_by"]) == 1
