"""Who is let in: tokens that are good, expired, unknown, too narrow; and nobody at all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Token
from tests.callers import Caller, faults, head, on_record, written_since
from tests.conftest import person

SOURCE = {"slug": "tasnim", "name": "Tasnim", "kind": "agency"}


def test_either_scheme_word_is_taken(kerman, alice):
    _, secret = Token.objects.create(user=alice, name="a tool", scopes=["read"])

    statuses = {
        word: Caller().get("sources/", authorization=f"{word} {secret}").status_code
        for word in ("Bearer", "bearer", "Token")
    }

    assert statuses == {"Bearer": 200, "bearer": 200, "Token": 200}


BAD = {
    "unknown": "Bearer onr_" + "0" * 60,
    "no secret": "Bearer",
    "two secrets": "Bearer onr_a onr_b",
    "not ASCII": "Bearer onr_é",
}


@pytest.mark.parametrize("authorization", BAD.values(), ids=BAD)
def test_a_bad_token_is_refused_even_where_anyone_may_read(kerman, anyone, authorization):
    before = on_record()

    read = anyone.get("sources/", authorization=authorization)
    write = anyone.post("sources/", SOURCE, authorization=authorization)

    assert faults(read)[0][0] == faults(write)[0][0] == "401"
    assert read["WWW-Authenticate"] == "Bearer"
    assert b"IRNA" not in read.content
    assert on_record() == before


def test_an_expired_token_is_refused_and_kept(kerman, alice):
    caller = Caller(alice)
    Token.objects.filter(pk=caller.token.pk).update(expiry=timezone.now() - timedelta(seconds=1))
    before = on_record()

    response = caller.get("sources/")

    assert faults(response)[0][0] == "401"
    assert b"IRNA" not in response.content
    assert on_record() == before


def test_the_token_of_an_inactive_user_is_refused(kerman):
    caller = Caller(person("dana", "editor", is_active=False))
    before = on_record()

    response = caller.post("sources/", SOURCE)

    assert faults(response)[0][0] == "401"
    assert on_record() == before


@pytest.mark.parametrize(
    ("scopes", "read", "write"),
    [
        (["read"], 200, 403),
        (["write"], 403, 201),
        (["audit"], 403, 403),
        (["read", "write"], 200, 201),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, list) else str(value),
)
def test_a_token_does_what_its_scopes_say(kerman, alice, scopes, read, write):
    caller = Caller(alice, *scopes)

    assert caller.get("sources/").status_code == read
    assert caller.post("sources/", SOURCE).status_code == write


def test_a_refused_scope_is_named(kerman, alice):
    response = Caller(alice, "read").post("sources/", SOURCE)

    assert faults(response) == [("403", "scope_not_allowed")]
    assert response.json()["detail"] == "this token has no write scope"


@pytest.mark.parametrize(
    "path", ["sources/", "sources/irna/", "revisions/", "claims/deaths/agreement/"]
)
def test_nobody_reads_where_anonymous_reading_is_off(kerman, alice, settings, path):
    settings.ANONYMOUS_READ = False

    nobody = Caller().get(path)
    reader = Caller(alice, "read").get(path)

    assert faults(nobody) == [("401", "not_authenticated")]
    assert b"irna" not in nobody.content.replace(path.encode(), b"").lower()
    assert reader.status_code == 200


def test_a_use_is_noted_and_is_no_matter_of_record(kerman, alice):
    caller = Caller(alice)
    before = on_record()

    caller.get("sources/")

    assert Token.objects.get(pk=caller.token.pk).last_used_at is not None
    assert on_record() == before


def test_a_session_reads_and_writes_only_with_a_csrf_token(kerman, alice):
    caller = Caller()
    caller.client.handler.enforce_csrf_checks = True
    caller.client.force_login(alice)
    before = on_record()

    read = caller.get("sources/")
    write = caller.post("sources/", SOURCE)

    assert read.status_code == 200
    assert faults(write) == [("403", "permission_denied")]
    assert on_record() == before


def test_a_request_that_is_over_lends_its_token_to_nobody(kerman, calling_alice):
    calling_alice.get("sources/", x_request_id="req-1")

    before = head()
    kerman.source("tasnim", "Tasnim")

    assert [(e["token_id"], e["request_id"]) for e in written_since(before)] == [(None, "")]
