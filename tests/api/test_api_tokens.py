"""Who is let in: tokens that are good, expired, unknown, too narrow; and nobody at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import Token
from history.people import revoke_token
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
    "unknown": ("Bearer onr_" + "0" * 64, "invalid_token"),
    "of another kind": ("Bearer ghp_" + "0" * 36, "invalid_token"),
    "not ASCII": ("Bearer onr_é", "invalid_token"),
    "with NUL": ("Bearer onr_a\x00b", "invalid_token"),
    "very long": ("Bearer onr_" + "0" * 100_000, "invalid_token"),
    "no secret": ("Bearer", "malformed_token"),
    "two secrets": ("Bearer onr_a onr_b", "malformed_token"),
    "no scheme": ("onr_" + "0" * 64, "malformed_token"),
    "another scheme": ("Basic onr_" + "0" * 64, "malformed_token"),
}
CHALLENGE = 'Bearer realm="onrecord"'


@pytest.mark.parametrize(("authorization", "code"), BAD.values(), ids=BAD)
def test_a_bad_token_is_refused_even_where_anyone_may_read(kerman, anyone, authorization, code):
    before = on_record()

    read = anyone.get("sources/", authorization=authorization)
    write = anyone.post("sources/", SOURCE, authorization=authorization)

    assert faults(read) == faults(write) == [("401", code)]
    assert read["WWW-Authenticate"] == f'{CHALLENGE}, error="invalid_token"'
    assert b"IRNA" not in read.content
    assert on_record() == before


@pytest.mark.parametrize("accept", ["text/html", "nonsense", "*/*"])
def test_a_bad_token_is_refused_whatever_is_accepted(kerman, anyone, accept):
    response = anyone.get("sources/", authorization="Bearer onr_0", accept=accept)

    assert faults(response) == [("401", "invalid_token")]
    assert response["WWW-Authenticate"] == f'{CHALLENGE}, error="invalid_token"'


def test_whoever_sends_no_token_is_told_what_to_send(kerman, anyone):
    response = anyone.post("sources/", SOURCE)

    assert faults(response) == [("401", "not_authenticated")]
    assert response["WWW-Authenticate"] == CHALLENGE
    assert "send the header Authorization: Bearer onr_" in response.json()["detail"]


def test_an_expired_token_is_refused_and_kept(kerman, alice):
    caller = Caller(alice)
    Token.objects.filter(pk=caller.token.pk).update(expiry="2024-01-04T10:30:00Z")
    before = on_record()

    response = caller.get("sources/")

    assert faults(response) == [("401", "expired_token")]
    assert response.json()["detail"] == (
        "this token expired or was revoked at 2024-01-04T10:30:00Z"
    )
    assert b"IRNA" not in response.content
    assert on_record() == before


def test_a_revoked_token_is_refused_at_once(kerman, alice):
    caller = Caller(alice)
    revoke_token(caller.token, by=alice, reason="Lost", channel="command")

    response = caller.get("sources/")

    assert faults(response) == [("401", "expired_token")]
    assert response["WWW-Authenticate"] == f'{CHALLENGE}, error="invalid_token"'


def test_a_token_that_never_expires_is_taken(kerman, alice):
    caller = Caller(alice)
    Token.objects.filter(pk=caller.token.pk).update(expiry=None)

    assert caller.get("sources/").status_code == 200


def test_the_token_of_an_inactive_user_is_refused(kerman):
    caller = Caller(person("dana", "editor", is_active=False))
    before = on_record()

    response = caller.post("sources/", SOURCE)

    assert faults(response) == [("401", "inactive_user")]
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
    assert response["WWW-Authenticate"] == (
        f'{CHALLENGE}, error="insufficient_scope", scope="write"'
    )


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


def test_a_use_is_noted_once_a_minute(kerman, alice, monkeypatch):
    caller = Caller(alice)
    began = datetime(2024, 1, 4, 10, 30, tzinfo=UTC)
    Token.objects.filter(pk=caller.token.pk).update(expiry=None)

    noted = []
    for seconds in (0, 59, 60, 61):
        now = began + timedelta(seconds=seconds)
        monkeypatch.setattr(timezone, "now", lambda now=now: now)
        caller.get("sources/")
        used = Token.objects.get(pk=caller.token.pk).last_used_at
        noted.append((used - began).total_seconds())

    assert noted == [0, 0, 0, 61]


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
