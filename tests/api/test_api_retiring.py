"""Retired records: out of lists and new links, in every answer that already knew them."""

from __future__ import annotations

from typing import Any

import pytest

from api.typeid import encode
from history.editing import retire
from tests.callers import Caller, faults, head, on_record

KINDS = {
    "sources": "bbc", "documents": "bbc-1", "topics": "kerman", "entities": "isis-k",
    "claims": "deaths",
}  # fmt: skip
every_kind = pytest.mark.parametrize("kind", KINDS)
REASON = {"reason": "A double"}


def address(kerman: Any, kind: str) -> str:
    record = kerman[KINDS[kind]]
    return f"{kind}/{getattr(record, 'slug', None) or ident(record)}/"


def ident(record: Any) -> str:
    return encode(record.PREFIX, record.pk)


def ids(caller: Caller, path: str) -> set[str]:
    return {row["id"] for row in caller.get(path).json()["results"]}


@every_kind
def test_lists_of_then_show_what_was_retired_since(kerman, calling_alice, kind):
    path, own, before = address(kerman, kind), ident(kerman[KINDS[kind]]), head()
    etag = calling_alice.get(path)["ETag"]
    calling_alice.post(f"{path}retire/", REASON, if_match=etag)

    assert own not in ids(calling_alice, f"{kind}/")
    assert own in ids(calling_alice, f"{kind}/?retired=true")
    assert own in ids(calling_alice, f"{kind}/?as_of={before}")
    assert own not in ids(calling_alice, f"{kind}/?as_of={before + 1}")
    assert calling_alice.get(path).json()["is_retired"] is True
    assert calling_alice.get(f"{path}?as_of={before}").json()["is_retired"] is False


@every_kind
@pytest.mark.parametrize("verb", ["retire", "restore"])
def test_what_stands_so_already_changes_nothing(kerman, calling_alice, kind, verb):
    path = address(kerman, kind)
    read = calling_alice.get(path)["ETag"]
    etag = calling_alice.post(f"{path}{verb}/", REASON, if_match=read)["ETag"]
    before = on_record()

    again = calling_alice.post(f"{path}{verb}/", REASON, if_match=etag)

    assert (again.status_code, again["ETag"]) == (200, etag)
    assert (etag == read) == (verb == "restore")
    assert on_record() == before


@every_kind
def test_retiring_needs_the_version_and_a_reason(kerman, calling_alice, kind):
    path = address(kerman, kind)
    etag, before = calling_alice.get(path)["ETag"], on_record()

    without = calling_alice.post(f"{path}retire/", REASON)
    stale = calling_alice.post(f"{path}retire/", REASON, if_match='"1"')
    silent = calling_alice.post(f"{path}retire/", {"reason": " "}, if_match=etag)

    assert faults(without) == [("428", "if_match_required")]
    assert faults(stale)[0] == ("412", "stale")
    assert faults(silent)[0][0] == "400"
    assert on_record() == before


NEW = {
    "a claim of a retired topic": (
        "topics",
        "claims/",
        {"slug": "c", "topic": "kerman", "question": "?", "label": "?", "value_type": "text"},
        "/topic",
    ),
    "a part of a retired claim": (
        "claims",
        "claims/",
        {"slug": "c", "topic": "kerman", "question": "?", "label": "?", "value_type": "text",
         "part_of": "deaths"},
        "/part_of",
    ),
    "a document of a retired source": (
        "sources",
        "documents/",
        {"key": "k", "title": "T", "publisher": "bbc"},
        "/publisher",
    ),
    "a source below a retired one": (
        "sources",
        "sources/",
        {"slug": "s", "name": "S", "kind": "outlet", "parent": "bbc", "parent_role": "part_of"},
        "/parent",
    ),
    "an entity inside a retired one": (
        "entities",
        "entities/",
        {"slug": "e", "name": "E", "kind": "group", "broader": "isis-k"},
        "/broader",
    ),
    "a statement on a retired entity": (
        "entities",
        "revisions/",
        {"claim": "perpetrator", "document": "irna-1", "wording": "x", "entities": ["isis-k"]},
        "/entities/0",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "path", "body", "field"), NEW.values(), ids=NEW)
def test_nothing_new_hangs_on_what_is_retired(
    kerman, alice, calling_alice, kind, path, body, field
):
    retire(kerman[KINDS[kind]], by=alice, reason="A double", channel="admin")
    before = on_record()

    response = calling_alice.post(path, body)

    assert faults(response) == [("400", "retired"), (field, "retired")]
    assert on_record() == before


LINKED = {
    "sources/irna/": ({"parent": "bbc"}, "sources", "/parent"),
    "documents/{irna-1}/": ({"publisher": "bbc"}, "sources", "/publisher"),
    "entities/islamic-state/": ({"broader": "isis-k"}, "entities", "/broader"),
    "claims/method/": ({"part_of": "deaths"}, "claims", "/part_of"),
    "claims/day/": ({"parties": [{"source": "bbc"}]}, "sources", "/parties"),
}


@pytest.mark.parametrize(("path", "link"), LINKED.items(), ids=LINKED)
def test_nothing_is_linked_anew_to_what_is_retired(kerman, alice, calling_alice, path, link):
    change, kind, field = link
    path = path.replace("{irna-1}", ident(kerman["irna-1"]))
    retire(kerman[KINDS[kind]], by=alice, reason="A double", channel="admin")
    before = on_record()

    response = calling_alice.patch(
        path, {**change, **REASON}, if_match=calling_alice.get(path)["ETag"]
    )

    assert faults(response) == [("400", "retired"), (field, "retired")]
    assert on_record() == before


def test_a_record_whose_link_was_retired_since_is_edited_all_the_same(kerman, alice, calling_alice):
    retire(kerman["iran"], by=alice, reason="A double", channel="admin")

    response = calling_alice.patch(
        "sources/irna/",
        {"note": "State agency", **REASON},
        if_match=calling_alice.get("sources/irna/")["ETag"],
    )

    assert (response.status_code, response.json()["note"]) == (200, "State agency")
    assert response.json()["parent"]["slug"] == "iran"


def test_what_was_said_of_it_still_answers(kerman, alice, calling_alice):
    kerman.says("deaths", "bbc-1", "94")
    for name in KINDS.values():
        retire(kerman[name], by=alice, reason="A double", channel="admin")

    answer = calling_alice.get("claims/deaths/agreement/").json()

    assert [head["publisher"]["slug"] for head in answer["heads"]] == ["bbc"]
    assert len(ids(calling_alice, "revisions/?claim=deaths")) == 1
