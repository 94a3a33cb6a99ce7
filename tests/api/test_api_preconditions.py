"""If-Match where it is needed: no version is refused in words, a stale one told what differs."""

from __future__ import annotations

import pytest
from django.db import transaction

from claims.cataloguing import edit_claim, edit_entity, edit_topic
from sources.registering import edit_document, edit_source
from tests.callers import Caller, faults, on_record
from tests.writing import WRITES, prepare

VERSIONED = [write for write in WRITES if write.needs_version]
# By kind of record: what to edit so that the version read before is stale, and how it is then told.
EDITS = {
    "sources": (edit_source, "irna", {"note": "Moved"}),
    "documents": (edit_document, "irna-1", {"byline": "A. Reporter"}),
    "topics": (edit_topic, "kerman", {"place": "Kerman"}),
    "entities": (edit_entity, "isis-k", {"wikidata_id": "Q2429253"}),
    "claims": (edit_claim, "deaths", {"label": "Killed"}),
}
NO_VERSIONS = {
    "any": "*",
    "a weak tag": 'W/"1"',
    "a list": '"1", "2"',
    "without quotes": "1",
    "half a tag": '"1',
    "of a list's answer": 'W/"1-0123456789abcdef"',
    "huge": f'"{"9" * 40}"',
    "words": '"latest"',
}


@pytest.fixture
def example(kerman, charlie):
    return prepare(kerman, charlie)


@pytest.mark.parametrize("given", NO_VERSIONS.values(), ids=NO_VERSIONS)
def test_what_is_no_version_is_refused_in_words(example, calling_alice, given):
    before = on_record()

    refused = {str(w): faults(w.send(calling_alice, example, if_match=given)) for w in VERSIONED}

    bad = [("400", "bad_etag"), ("If-Match", "bad_etag")]
    assert refused == {str(write): bad for write in VERSIONED}
    assert on_record() == before


def test_a_stale_version_is_told_what_stands_and_what_differs(example, alice):
    caller, told, expected = Caller(alice), {}, {}
    for write in VERSIONED:
        kind = write.path.removeprefix("/api/v1/").partition("/")[0]
        if kind not in EDITS:
            continue
        edit, key, change = EDITS[kind]
        record = write.address(example).removesuffix("retire/").removesuffix("restore/")
        record = record.removesuffix("adopt/").removesuffix("unmerge/").removesuffix("merge/")
        with transaction.atomic():
            write.first(example, alice)
            held = caller.get(record)["ETag"]
            edit(example[key], change, by=alice, reason="Meanwhile", channel="admin")
            before, stands = on_record(), caller.get(record)["ETag"]
            response = write.send(caller, example, if_match=held)
            assert on_record() == before
            transaction.set_rollback(True)
        difference = response.json()["current"]
        field, value = next(iter(change.items()))
        told[str(write)] = (faults(response)[0], f'"{difference["version"]}"', difference["fields"])
        differs = {field: {"current": value, "yours": None}}
        expected[str(write)] = (("412", "stale"), stands, differs)

    assert told == expected


def test_the_answer_to_a_write_has_the_version_for_the_next(example, alice):
    caller = Caller(alice)
    first = caller.get("sources/irna/")["ETag"]

    second = caller.patch("sources/irna/", {"note": "a", "reason": "x"}, if_match=first)["ETag"]
    third = caller.patch("sources/irna/", {"note": "b", "reason": "x"}, if_match=second)

    assert third.status_code == 200
    assert third["ETag"] == caller.get("sources/irna/")["ETag"]


@pytest.mark.parametrize("given", ["*", '"x", {}', 'W/{}, "y"', "{}"])
def test_if_none_match_takes_lists_weak_tags_and_any(kerman, anyone, given):
    etag = anyone.get("sources/")["ETag"]

    again = anyone.get("sources/", if_none_match=given.format(etag.removeprefix("W/")))

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)


@pytest.mark.parametrize("given", ["", "x", '"x"', 'W/"', "{}x"])
def test_if_none_match_of_anything_else_is_answered_whole(kerman, anyone, given):
    etag = anyone.get("sources/")["ETag"]

    again = anyone.get("sources/", if_none_match=given.format(etag))

    assert (again.status_code, again["ETag"]) == (200, etag)
