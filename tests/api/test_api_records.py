"""Making, changing, retiring and restoring each kind of record, and every way to be refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests.callers import Caller, faults, head, on_record, written_since
from tests.conftest import person


@dataclass(frozen=True)
class Kind:
    """A kind of record: what makes one, how it is then shown, one change, one bad field."""

    path: str
    body: dict[str, Any]
    shown: dict[str, Any]
    change: dict[str, Any]
    changed: dict[str, Any]
    wrong: tuple[dict[str, Any], tuple[str, str]]
    add: str


SOURCE = Kind(
    path="sources",
    body={"slug": "tasnim", "name": "Tasnim", "kind": "agency", "country": "IR"},
    shown={
        "slug": "tasnim", "name": "Tasnim", "kind": "agency", "aliases": [], "country": "IR",
        "url": None, "parent": None, "parent_role": None, "note": "", "merged_into": None,
        "is_retired": False,
    },
    change={"aliases": ["Tasnim News"], "parent": "iran", "parent_role": "part_of"},
    changed={"aliases": ["Tasnim News"], "parent": "Iranian authorities", "parent_role": "part_of"},
    wrong=({"kind": "newspaper"}, ("/kind", "invalid_choice")),
    add="sources.add_source",
)  # fmt: skip
DOCUMENT = Kind(
    path="documents",
    body={"key": "bbc-2", "title": "Iran mourns", "publisher": "bbc", "published": "2024-01-04"},
    shown={
        "publisher": "BBC", "title": "Iran mourns", "byline": None, "url": None, "key": "bbc-2",
        "archived_url": None, "language": None, "published": "2024-01-04",
        "published_at": "2024-01-04T00:00:00Z", "published_before": "2024-01-05T00:00:00Z",
        "is_retired": False,
    },
    change={"published": "2024-01-04T10:30Z", "publisher": "irna"},
    changed={
        "published": "2024-01-04T10:30Z", "published_at": "2024-01-04T10:30:00Z",
        "published_before": "2024-01-04T10:31:00Z", "publisher": "IRNA",
    },
    wrong=({"published": "2024-01-04T10:30"}, ("/published", "naive")),
    add="sources.add_document",
)  # fmt: skip
TOPIC = Kind(
    path="topics",
    body={"slug": "shiraz", "name": "Shiraz attack", "kind": "event", "occurred": "2022-10-26"},
    shown={
        "slug": "shiraz", "name": "Shiraz attack", "kind": "event", "description": "",
        "occurred": "2022-10-26", "place": None, "time_zone": "UTC", "wikidata_id": None,
        "merged_into": None, "is_retired": False,
    },
    change={"time_zone": "Asia/Tehran"},
    changed={"time_zone": "Asia/Tehran"},
    wrong=({"time_zone": "Asia/Shiraz"}, ("/time_zone", "unknown")),
    add="claims.add_topic",
)  # fmt: skip
ENTITY = Kind(
    path="entities",
    body={"slug": "jaish", "name": "Jaish al-Adl", "kind": "group"},
    shown={
        "slug": "jaish", "name": "Jaish al-Adl", "kind": "group", "aliases": [], "broader": None,
        "wikidata_id": None, "merged_into": None, "is_retired": False,
    },
    change={"broader": "islamic-state"},
    changed={"broader": "Islamic State"},
    wrong=({"wikidata_id": "2429253"}, ("/wikidata_id", "invalid")),
    add="claims.add_entity",
)  # fmt: skip
CLAIM = Kind(
    path="claims",
    body={
        "topic": "kerman", "slug": "injured", "question": "How many were hurt?",
        "label": "Injured", "value_type": "quantity", "unit": "people", "is_count": True,
        "parties": [{"entity": "isis-k"}],
    },
    shown={
        "slug": "injured", "topic": "Kerman bombings", "question": "How many were hurt?",
        "label": "Injured", "value_type": "quantity", "unit": "people", "is_count": True,
        "cumulative": False, "settled_at": None, "many": False, "tolerance": 0.01,
        "definitions": [], "parties": [{"entity": "ISIS-K", "source": None}], "part_of": None,
        "adopted_revision": None, "adopted_wording": None, "merged_into": None, "is_retired": False,
    },
    change={"part_of": "deaths", "tolerance": 0.05, "parties": [{"source": "iran"}]},
    changed={
        "part_of": "How many died?", "tolerance": 0.05,
        "parties": [{"entity": None, "source": "Iranian authorities"}],
    },
    wrong=({"settled_at": "2024-04-02T00:00"}, ("/settled_at", "naive")),
    add="claims.add_claim",
)  # fmt: skip

KINDS = [SOURCE, DOCUMENT, TOPIC, ENTITY, CLAIM]
each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.path)


def by_name(shown: Any) -> Any:
    """An answer with each link as the name it shows."""
    if isinstance(shown, dict):
        return shown["name"] if shown.keys() == {"id", "slug", "name"} else _named(shown)
    return [by_name(item) for item in shown] if isinstance(shown, list) else shown


def _named(shown: dict[str, Any]) -> dict[str, Any]:
    return {name: by_name(value) for name, value in shown.items()}


def made(caller: Caller, kind: Kind) -> tuple[str, str]:
    """One more record of a kind: its address and its ETag."""
    response = caller.post(f"{kind.path}/", kind.body)
    assert response.status_code == 201, response.json()
    return response["Location"].removeprefix("http://testserver"), response["ETag"]


@each_kind
def test_creating_answers_the_record_and_leaves_one_entry(kerman, calling_alice, kind):
    before = head()

    response = calling_alice.post(
        f"{kind.path}/", {**kind.body, "reason": "Named by the BBC"}, x_request_id="req-1"
    )

    body = response.json()
    assert response.status_code == 201
    assert by_name(body) == {
        "id": body["id"],
        **kind.shown,
        "recorded_at": body["recorded_at"],
        "version": before + 1,
    }
    assert response["ETag"] == f'"{before + 1}"'
    assert response["Location"] == f"http://testserver/api/v1/{kind.path}/{body['id']}/"
    assert written_since(before) == [
        {
            "actor_name": "Alice",
            "token_id": calling_alice.token.pk,
            "channel": "api",
            "reason": "Named by the BBC",
            "request_id": "req-1",
        }
    ]


@each_kind
def test_created_record_is_read_back_at_its_location(kerman, calling_alice, anyone, kind):
    response = calling_alice.post(f"{kind.path}/", kind.body)

    read = anyone.get(response["Location"])

    position = head()
    assert read.json() == {
        **response.json(),
        "read": {"as_of": None, "stated_until": None, "position": position, "settled": True},
    }
    assert read["ETag"] == response["ETag"]


@each_kind
def test_changing_answers_the_record_and_leaves_one_entry(kerman, calling_alice, kind):
    address, etag = made(calling_alice, kind)
    standing = calling_alice.get(address).json()
    before = head()

    response = calling_alice.patch(
        address, {**kind.change, "reason": "As printed"}, if_match=etag, x_request_id="req-2"
    )

    body = response.json()
    assert response.status_code == 200, body
    unchanged = by_name({k: v for k, v in standing.items() if k not in ("read", "version")})
    assert by_name(body) == {**unchanged, **kind.changed, "version": before + 1}
    assert response["ETag"] == f'"{before + 1}"'
    assert written_since(before) == [
        {
            "actor_name": "Alice",
            "token_id": calling_alice.token.pk,
            "channel": "api",
            "reason": "As printed",
            "request_id": "req-2",
        }
    ]


@each_kind
def test_changing_to_what_stands_writes_nothing(kerman, calling_alice, kind):
    address, etag = made(calling_alice, kind)
    field = "title" if kind is DOCUMENT else "question" if kind is CLAIM else "name"
    before = on_record()

    response = calling_alice.patch(
        address, {field: kind.body[field], "reason": "No change"}, if_match=etag
    )

    assert (response.status_code, response["ETag"]) == (200, etag)
    assert on_record() == before


@each_kind
def test_retiring_and_restoring_leave_one_entry_each(kerman, calling_alice, kind):
    address, etag = made(calling_alice, kind)
    id = calling_alice.get(address).json()["id"]
    before = head()

    def listed() -> bool:
        return id in [row["id"] for row in calling_alice.get(f"{kind.path}/").json()["results"]]

    retired = calling_alice.post(f"{address}retire/", {"reason": "A double"}, if_match=etag)
    after_retiring = listed()
    restored = calling_alice.post(
        f"{address}restore/", {"reason": "No double"}, if_match=retired["ETag"]
    )

    assert (retired.status_code, retired.json()["is_retired"]) == (200, True)
    assert (restored.status_code, restored.json()["is_retired"]) == (200, False)
    assert (after_retiring, listed()) == (False, True)
    assert [entry["reason"] for entry in written_since(before)] == ["A double", "No double"]


@each_kind
def test_retired_records_are_listed_when_asked_for(kerman, calling_alice, kind):
    address, etag = made(calling_alice, kind)
    id = calling_alice.get(address).json()["id"]
    calling_alice.post(f"{address}retire/", {"reason": "A double"}, if_match=etag)

    listed = calling_alice.get(f"{kind.path}/?retired=true").json()["results"]

    assert [row["id"] for row in listed if row["is_retired"]] == [id]


@each_kind
def test_nobody_creates_without_a_token(kerman, anyone, kind):
    before = on_record()

    response = anyone.post(f"{kind.path}/", kind.body)

    assert faults(response) == [("401", "not_authenticated")]
    assert response["WWW-Authenticate"] == 'Bearer realm="onrecord"'
    assert on_record() == before


@each_kind
def test_an_auditor_creates_nothing(kerman, charlie, kind):
    calling = Caller(charlie)
    before = on_record()

    response = calling.post(f"{kind.path}/", kind.body)

    assert faults(response) == [("403", "role_not_allowed")]
    assert on_record() == before


@each_kind
@pytest.mark.parametrize("how", ["change", "retire", "restore"])
@pytest.mark.parametrize(
    ("who", "status"), [("nobody", "401"), ("contributor", "403"), ("read only", "403")]
)
def test_who_may_not_change_changes_nothing(kerman, alice, calling_alice, kind, how, who, status):
    address, etag = made(calling_alice, kind)
    caller = {
        "nobody": lambda: Caller(),
        "contributor": lambda: Caller(person("dana", "contributor")),
        "read only": lambda: Caller(alice, "read"),
    }[who]()
    before = on_record()

    response = send(caller, how, address, kind, if_match=etag)

    assert faults(response)[0][0] == status
    assert on_record() == before


def send(caller: Caller, how: str, address: str, kind: Kind, **headers: str) -> Any:
    """One of the three ways to change a record."""
    if how == "change":
        return caller.patch(address, {**kind.change, "reason": "As printed"}, **headers)
    return caller.post(f"{address}{how}/", {"reason": "A double"}, **headers)


@each_kind
@pytest.mark.parametrize("how", ["change", "retire", "restore"])
def test_without_if_match_nothing_is_changed(kerman, calling_alice, kind, how):
    address, _ = made(calling_alice, kind)
    before = on_record()

    response = send(calling_alice, how, address, kind)

    assert faults(response) == [("428", "if_match_required")]
    assert on_record() == before


@each_kind
@pytest.mark.parametrize("how", ["change", "retire", "restore"])
def test_a_stale_version_is_refused_with_what_differs(kerman, calling_alice, kind, how):
    address, etag = made(calling_alice, kind)
    field = "title" if kind is DOCUMENT else "label" if kind is CLAIM else "name"
    newer = calling_alice.patch(
        address, {field: "Somebody else's", "reason": "First"}, if_match=etag
    )
    before = on_record()

    response = send(calling_alice, how, address, kind, if_match=etag)

    assert faults(response) == [("412", "stale"), ("", "stale")]
    assert response.json()["current"] == {
        "version": newer["ETag"].strip('"'),
        "fields": {field: {"current": "Somebody else's", "yours": None}},
    }
    assert on_record() == before


@pytest.mark.parametrize(
    ("if_match", "code"), [("412", "bad_etag"), ('W/"1"', "bad_etag"), ("*", "bad_etag")]
)
def test_if_match_must_be_an_etag_of_ours(kerman, calling_alice, if_match, code):
    before = on_record()

    response = calling_alice.patch(
        "sources/bbc/", {"name": "B.B.C.", "reason": "As printed"}, if_match=if_match
    )

    assert faults(response) == [("400", code), ("If-Match", code)]
    assert on_record() == before


@each_kind
@pytest.mark.parametrize("how", ["change", "retire", "restore"])
def test_without_a_reason_nothing_is_changed(kerman, calling_alice, kind, how):
    address, etag = made(calling_alice, kind)
    before = on_record()
    calls = {
        "change": lambda: calling_alice.patch(address, kind.change, if_match=etag),
        "retire": lambda: calling_alice.post(f"{address}retire/", {}, if_match=etag),
        "restore": lambda: calling_alice.post(f"{address}restore/", {}, if_match=etag),
    }

    response = calls[how]()

    assert faults(response) == [("400", "required"), ("/reason", "required")]
    assert on_record() == before


@each_kind
def test_a_wrong_field_is_refused_in_both_ways(kerman, calling_alice, kind):
    address, etag = made(calling_alice, kind)
    wrong, fault = kind.wrong
    another = {**kind.body, "slug": "another", "key": "another", **wrong}
    body = {k: v for k, v in another.items() if k in {*kind.body, *wrong}}
    before = on_record()

    created = calling_alice.post(f"{kind.path}/", body)
    changed = calling_alice.patch(address, {**wrong, "reason": "As printed"}, if_match=etag)

    assert faults(created) == [("400", fault[1]), fault]
    assert faults(changed) == [("400", fault[1]), fault]
    assert on_record() == before


@each_kind
def test_an_unknown_field_is_refused_with_the_closest(kerman, calling_alice, kind):
    name = next(iter(kind.body))
    before = on_record()

    response = calling_alice.post(f"{kind.path}/", {**kind.body, f"{name}s": "x"})

    assert faults(response) == [("400", "unknown_field"), (f"/{name}s", "unknown_field")]
    assert response.json()["detail"] == f"unknown field '{name}s'; did you mean '{name}'?"
    assert on_record() == before


@each_kind
def test_a_name_that_is_taken_is_a_conflict(kerman, calling_alice, kind):
    made(calling_alice, kind)
    field = "key" if kind is DOCUMENT else "slug"
    before = on_record()

    response = calling_alice.post(f"{kind.path}/", kind.body)

    assert faults(response) == [("409", "taken"), (f"/{field}", "taken")]
    assert on_record() == before


@each_kind
def test_what_never_changes_is_refused_unless_it_is_the_same(kerman, calling_alice, kind):
    address, etag = made(calling_alice, kind)
    field = "key" if kind is DOCUMENT else "slug"
    before = on_record()

    other = calling_alice.patch(address, {field: "other", "reason": "Better"}, if_match=etag)
    same = calling_alice.patch(address, {field: kind.body[field], "reason": "Same"}, if_match=etag)

    assert faults(other) == [("400", "never_changes"), (f"/{field}", "never_changes")]
    assert (same.status_code, on_record()) == (200, before)


@each_kind
def test_nothing_is_deleted_or_put(kerman, calling_alice, kind):
    address, etag = made(calling_alice, kind)
    before = on_record()

    deleted = calling_alice._send("DELETE", address, {}, {"if_match": etag})
    put = calling_alice.put(address, kind.body, if_match=etag)

    assert faults(deleted) == faults(put) == [("405", "method_not_allowed")]
    assert "DELETE" not in deleted["Allow"]
    assert on_record() == before


def test_topic_and_value_type_of_a_claim_never_change(kerman, calling_alice):
    kerman.topic("shiraz")
    etag = calling_alice.get("claims/deaths/")["ETag"]
    before = on_record()

    response = calling_alice.patch(
        "claims/deaths/",
        {"topic": "shiraz", "value_type": "text", "reason": "Wrong"},
        if_match=etag,
    )

    assert faults(response) == [
        ("400", "never_changes"),
        ("/topic", "never_changes"),
        ("/value_type", "never_changes"),
    ]
    assert on_record() == before


def test_a_record_that_is_not_there_can_not_be_changed(kerman, calling_alice):
    response = calling_alice.patch(
        "sources/bcb/", {"name": "BBC", "reason": "As printed"}, if_match='"1"'
    )

    assert faults(response) == [("404", "not_found"), ("", "not_found")]
    assert response.json()["detail"] == "no source 'bcb' is on record; did you mean 'bbc'?"


def test_null_empties_a_field_that_is_shown_as_null(kerman, calling_alice):
    etag = calling_alice.get("sources/irna/")["ETag"]

    response = calling_alice.patch(
        "sources/irna/",
        {"parent": None, "parent_role": None, "country": None, "reason": "Not theirs"},
        if_match=etag,
    )

    shown = response.json()
    assert response.status_code == 200, shown
    assert (shown["parent"], shown["parent_role"], shown["country"]) == (None, None, None)


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"name": 5}, "/name", "not_text"),
        ({"name": True}, "/name", "not_text"),
        ({"name": None}, "/name", "null"),
        ({"aliases": "BBC News"}, "/aliases", "not_a_list"),
        ({"aliases": ["BBC News", 4]}, "/aliases/1", "not_text"),
        ({"parent": 5}, "/parent", "not_text"),
        ({"country": "gb"}, "/country", "invalid"),
    ],
)
def test_a_value_of_another_json_kind_is_not_bent_into_one(
    kerman, calling_alice, body, pointer, code
):
    etag = calling_alice.get("sources/bbc/")["ETag"]
    before = on_record()

    response = calling_alice.patch("sources/bbc/", {**body, "reason": "x"}, if_match=etag)

    assert faults(response)[1:] == [(pointer, code)]
    assert on_record() == before


@pytest.mark.parametrize(
    ("body", "pointer"),
    [({"is_count": "yes"}, "/is_count"), ({"many": 1}, "/many")],
)
def test_yes_and_no_are_true_and_false(kerman, calling_alice, body, pointer):
    etag = calling_alice.get("claims/deaths/")["ETag"]
    before = on_record()

    response = calling_alice.patch("claims/deaths/", {**body, "reason": "x"}, if_match=etag)

    assert faults(response)[1:] == [(pointer, "not_a_boolean")]
    assert on_record() == before
