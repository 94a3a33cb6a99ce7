"""An Idempotency-Key stands for one request and its one answer, for good."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import KeptAnswer
from api.rendering import JSONRenderer
from tests.callers import Caller, faults, on_record
from tests.conftest import person
from tests.history.test_concurrency import at_once
from tests.kerman import kerman as made_kerman
from tests.routes import writes

SOURCE = {"slug": "tasnim", "name": "Tasnim", "kind": "agency"}
KEY = "5f0c7a1e-tasnim"


def shown(response: Any) -> tuple[Any, ...]:
    """What a caller gets of an answer, but for what is every request's own."""
    kept = ("ETag", "Location", "Content-Type")
    return (response.status_code, response.content, *(response.headers.get(n) for n in kept))


def kept_keys() -> list[str]:
    return list(KeptAnswer.objects.order_by("key").values_list("key", flat=True))


def test_every_post_takes_a_key():
    lacking = [
        route.path
        for method, route in writes()
        if method == "POST" and not hasattr(route.view.post, "is_idempotent")
    ]

    assert lacking == []


def test_a_copy_gets_the_first_answer_and_writes_nothing(kerman, calling_alice):
    first = calling_alice.post("sources/", SOURCE, idempotency_key=KEY)
    before = on_record()

    again = calling_alice.post("sources/", SOURCE, idempotency_key=KEY)

    assert first.status_code == 201
    assert "Idempotent-Replayed" not in first
    assert shown(again) == shown(first)
    assert again["Idempotent-Replayed"] == "true"
    assert on_record() == before


def test_a_copy_gets_the_first_answer_though_the_record_has_changed(kerman, calling_alice):
    first = calling_alice.post("sources/", SOURCE, idempotency_key=KEY)
    calling_alice.patch(
        "sources/tasnim/", {"name": "Tasnim News", "reason": "x"}, if_match=first["ETag"]
    )

    again = calling_alice.post("sources/", SOURCE, idempotency_key=KEY)

    assert shown(again) == shown(first)


def test_a_copy_of_a_change_needs_no_newer_version(kerman, calling_alice):
    etag = calling_alice.get("sources/irna/")["ETag"]
    body = {"reason": "Renamed away"}
    first = calling_alice.post("sources/irna/retire/", body, if_match=etag, idempotency_key=KEY)

    again = calling_alice.post("sources/irna/retire/", body, if_match=etag, idempotency_key=KEY)

    assert first.status_code == 200
    assert shown(again) == shown(first)


OTHERS = {
    "another body": ("sources/", {**SOURCE, "name": "Tasnim News"}),
    "another path": ("sources/irna/retire/", SOURCE),
    "another query": ("sources/?x=1", SOURCE),
    "no body": ("sources/", b""),
}


@pytest.mark.parametrize(("path", "body"), OTHERS.values(), ids=OTHERS)
def test_another_request_under_the_key_is_refused(kerman, calling_alice, path, body):
    calling_alice.post("sources/", SOURCE, idempotency_key=KEY)
    before = on_record()

    response = calling_alice.post(path, body, idempotency_key=KEY, if_match='"1"')

    assert faults(response) == [("422", "idempotency_key_reused")]
    assert on_record() == before


def test_a_key_is_its_users_own(kerman, calling_alice, bob):
    calling_alice.post("sources/", SOURCE, idempotency_key=KEY)

    response = Caller(bob).post(
        "sources/", {**SOURCE, "slug": "mehr", "name": "Mehr"}, idempotency_key=KEY
    )

    assert (response.status_code, response.json()["slug"]) == (201, "mehr")


def test_a_key_is_the_users_whatever_token_they_use(kerman, alice, calling_alice):
    first = calling_alice.post("sources/", SOURCE, idempotency_key=KEY)

    again = Caller(alice).post("sources/", SOURCE, idempotency_key=KEY)

    assert shown(again) == shown(first)


def test_a_refused_request_leaves_its_key_free(kerman, calling_alice):
    refused = calling_alice.post("sources/", {**SOURCE, "kind": "paper"}, idempotency_key=KEY)

    made = calling_alice.post("sources/", SOURCE, idempotency_key=KEY)

    assert refused.status_code == 400
    assert made.status_code == 201
    assert kept_keys() == [KEY]


def test_what_may_not_be_asked_any_more_is_not_replayed(kerman, alice):
    writer, reader = Caller(alice), Caller(alice, "read")
    writer.post("sources/", SOURCE, idempotency_key=KEY)

    response = reader.post("sources/", SOURCE, idempotency_key=KEY)

    assert faults(response) == [("403", "scope_not_allowed")]
    assert b"Tasnim" not in response.content


BAD_KEYS = {
    "empty": "",
    "256 characters": "k" * 256,
    "a space": "a b",
    "an accent": "clé",
    "a tab": "a\tb",
    "NUL": "a\x00b",
}


@pytest.mark.parametrize("key", BAD_KEYS.values(), ids=BAD_KEYS)
def test_a_key_that_is_none_is_refused(kerman, calling_alice, key):
    before = on_record()

    response = calling_alice.post("sources/", SOURCE, idempotency_key=key)

    assert faults(response)[1:] == [("Idempotency-Key", "bad_idempotency_key")]
    assert on_record() == before


@pytest.mark.parametrize("key", ["!", "~" * 255], ids=["one character", "255 characters"])
def test_a_key_may_be_one_to_255_characters(kerman, calling_alice, key):
    response = calling_alice.post("sources/", SOURCE, idempotency_key=key)

    assert (response.status_code, kept_keys()) == (201, [key])


def test_a_preview_is_replayed_too(kerman, calling_alice):
    first = calling_alice.post("wording/", {"wording": "at least 84"}, idempotency_key=KEY)

    again = calling_alice.post("wording/", {"wording": "at least 84"}, idempotency_key=KEY)

    assert shown(again) == shown(first)
    assert again["Idempotent-Replayed"] == "true"


def test_eight_copies_at_once_make_one_record(committed_db):
    caller = Caller(person("alice", "editor"))
    before = on_record()
    together = threading.Barrier(8)

    def copy() -> Any:
        together.wait(timeout=60)
        return caller.post("sources/", SOURCE, idempotency_key=KEY)

    answers = at_once(*[copy] * 8)

    after = on_record()
    assert len(after["sources.Source"]) == 1
    assert len(after["entries"]) == len(before["entries"]) + 1
    codes = [faults(a)[0] if a.status_code >= 400 else a.status_code for a in answers]
    assert set(codes) <= {201, ("409", "idempotency_key_in_flight")}
    made = [a for a in answers if a.status_code == 201]
    assert len({a.content for a in made}) == 1
    assert len([a for a in made if "Idempotent-Replayed" not in a]) == 1
    assert all(a["Retry-After"] == "1" for a in answers if a.status_code == 409)


def test_a_copy_of_one_in_flight_is_sent_away_and_later_answered(committed_db):
    caller = Caller(person("alice", "editor"))
    caller.get("sources/")  # notes the token's use, which would be waited for
    with transaction.atomic():
        first = caller.post("sources/", SOURCE, idempotency_key=KEY)
        (meanwhile,) = at_once(lambda: caller.post("sources/", SOURCE, idempotency_key=KEY))

    later = caller.post("sources/", SOURCE, idempotency_key=KEY)

    assert faults(meanwhile) == [("409", "idempotency_key_in_flight")]
    assert meanwhile["Retry-After"] == "1"
    assert shown(later) == shown(first)


def test_an_answer_lost_after_the_commit_is_sent_again(committed_db, monkeypatch):
    caller = Caller(person("alice", "editor"))

    def lost(*args: Any, **kwargs: Any) -> bytes:
        raise OSError("the process was killed")

    with monkeypatch.context() as fault:
        fault.setattr(JSONRenderer, "render", lost)
        first = caller.post("sources/", SOURCE, idempotency_key=KEY)
    before = on_record()

    again = caller.post("sources/", SOURCE, idempotency_key=KEY)

    assert first.status_code == 500
    assert (again.status_code, again.json()["slug"]) == (201, "tasnim")
    assert again["Idempotent-Replayed"] == "true"
    assert on_record() == before


def test_a_write_whose_answer_could_not_be_kept_is_not_there(committed_db, monkeypatch):
    caller = Caller(person("alice", "editor"))
    before = on_record()

    def killed(*args: Any, **kwargs: Any) -> None:
        raise OSError("the process was killed")

    with monkeypatch.context() as fault:
        fault.setattr("history.idempotency._keep", killed)
        first = caller.post("sources/", SOURCE, idempotency_key=KEY)
    nothing = on_record()
    again = caller.post("sources/", SOURCE, idempotency_key=KEY)

    assert (first.status_code, nothing) == (500, before)
    assert (again.status_code, "Idempotent-Replayed" in again) == (201, False)


def test_what_the_database_refuses_at_commit_leaves_the_key_free(committed_db):
    alice = person("alice", "editor")
    made = made_kerman(alice)
    made.topic("shiraz")
    caller = Caller(alice)
    part = {
        "topic": "shiraz",
        "slug": "shiraz-deaths",
        "question": "How many died?",
        "label": "Killed",
        "value_type": "quantity",
        "part_of": "deaths",
    }
    before = on_record()

    refused = caller.post("claims/", part, idempotency_key=KEY)

    assert refused.status_code == 400
    assert (on_record(), kept_keys()) == (before, [])
    part.pop("part_of")
    assert caller.post("claims/", part, idempotency_key=KEY).status_code == 201


REFUSED_ROWS = {
    "a second answer": ({}, "accounts_keptanswer_once"),
    "a key with a space": ({"key": "a b"}, "accounts_keptanswer_key"),
    "a key with an accent": ({"key": "é"}, "accounts_keptanswer_key"),
    "an empty key": ({"key": ""}, "accounts_keptanswer_key"),
    "a refusal": ({"key": "b", "status": 400}, "accounts_keptanswer_of_success"),
    "half a digest": ({"key": "b", "body_sha256": b"x"}, "accounts_keptanswer_sha256"),
}


@pytest.mark.parametrize(("fields", "constraint"), REFUSED_ROWS.values(), ids=REFUSED_ROWS)
def test_the_database_keeps_only_what_can_be_an_answer(alice, fields, constraint):
    row = {"user": alice, "key": "a", "method": "POST", "path": "/", "body_sha256": b"x" * 32}
    row |= {"status": 201, "body": b"{}"}
    KeptAnswer.objects.create(**row)

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        KeptAnswer.objects.create(**{**row, **fields})

    assert refused.value.__cause__.diag.constraint_name == constraint


def test_a_key_costs_a_savepoint_a_lock_a_look_and_a_row(
    kerman, calling_alice, django_assert_num_queries
):
    body = {"wording": "84"}
    calling_alice.post("wording/", body)
    with django_assert_num_queries(2):
        calling_alice.post("wording/", body)

    with django_assert_num_queries(7):
        calling_alice.post("wording/", body, idempotency_key=KEY)
    with django_assert_num_queries(5):
        calling_alice.post("wording/", body, idempotency_key=KEY)
