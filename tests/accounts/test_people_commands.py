"""`manage.py user` and `manage.py token`: what they print, write and refuse."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Token, User
from api.typeid import encode
from history.people import revoke_token
from tests.callers import Caller, faults, head, on_record, written_since
from tests.conftest import person

NOON = datetime(2024, 1, 4, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_noon(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOON)


def run(*arguments: str) -> tuple[list[list[str]], str]:
    """What a command prints: its lines in columns, and what goes to stderr."""
    out, err = StringIO(), StringIO()
    call_command(*arguments, stdout=out, stderr=err)
    return [line.split("\t") for line in out.getvalue().splitlines()], err.getvalue()


def test_a_token_is_printed_once_and_works(db, kerman):
    person("dana", "editor")
    before = head()

    printed, told = run("token", "create", "dana", "--name", "desk", "--scope", "write")

    [[text]] = printed
    token = Token.objects.get(name="desk")
    assert text.startswith("onr_")
    assert text not in told
    assert (token.scopes, token.expiry) == (["write"], NOON + timedelta(days=365))
    assert [e["channel"] for e in written_since(before)] == ["command"]
    caller = Caller()
    made = caller.post(
        "sources/",
        {"slug": "tasnim", "name": "Tasnim", "kind": "agency"},
        authorization=f"Bearer {text}",
    )
    assert made.status_code == 201
    assert text not in str(list(Token.objects.values()))


EXPIRIES = {
    "90d": NOON + timedelta(days=90),
    "2027-01-01": datetime(2027, 1, 1, tzinfo=UTC),
    "2027-01-01T10:30+01:00": datetime(2027, 1, 1, 9, 30, tzinfo=UTC),
    "never": None,
}


@pytest.mark.parametrize(("given", "expiry"), EXPIRIES.items(), ids=EXPIRIES)
def test_when_a_token_expires(db, given, expiry):
    person("dana")

    run("token", "create", "dana", "--name", "desk", "--expires", given)

    assert Token.objects.get(name="desk").expiry == expiry


def test_tokens_that_have_ended_are_listed_when_asked_for(db):
    dana, eve = person("dana"), person("eve")
    for user, name in ((dana, "old"), (dana, "desk"), (eve, "script")):
        run("token", "create", user.username, "--name", name, "--expires", "90d")
    revoke_token(Token.objects.get(name="old"), by=None, reason="Lost", channel="command")
    keys = {token.name: encode("tok", token.pk) for token in Token.objects.all()}

    theirs, _ = run("token", "list", "--user", "dana")
    every, _ = run("token", "list", "--user", "dana", "--all")

    lasting = ["read", "expires 2024-04-03T12:00Z", "never used"]
    assert theirs == [[keys["desk"], "desk", "dana", *lasting]]
    assert sorted(every) == sorted(
        [
            [keys["desk"], "desk", "dana", *lasting],
            [keys["old"], "old", "dana", "read", "ended 2024-01-04T12:00Z", "never used"],
        ]
    )


def test_a_token_is_revoked_with_a_reason_and_author(db, alice):
    caller = Caller(person("dana", "editor"))
    before = head()

    run(
        "token", "revoke", encode("tok", caller.token.pk), "--reason", "Lost", "--by", "alice"
    )  # fmt: skip

    assert [(e["actor_name"], e["reason"]) for e in written_since(before)] == [("Alice", "Lost")]
    assert faults(caller.get("sources/")) == [("401", "expired_token")]


def test_a_user_is_made_with_roles_and_a_password(db, monkeypatch):
    monkeypatch.setenv("ONRECORD_PASSWORD", "correct horse battery")

    printed, _ = run("user", "create", "dana", "--name", "Dana", "--role", "editor")

    dana = User.objects.get(username="dana")
    assert printed == [["dana", "Dana", "person", "editor", "active"]]
    assert (dana.check_password("correct horse battery"), dana.is_staff) == (True, True)
    assert dana.has_perm("claims.void_revision")


def test_a_service_has_no_password_and_no_admin(db):
    printed, _ = run("user", "create", "graphics", "--role", "contributor", "--service")

    graphics = User.objects.get(username="graphics")
    assert printed == [["graphics", "", "service", "contributor", "active"]]
    assert (graphics.has_usable_password(), graphics.is_staff) == (False, False)


def test_roles_are_granted_and_revoked_in_one_entry(db):
    person("dana", "contributor")
    before = head()

    printed, _ = run(
        "user", "role", "dana", "--grant", "editor", "--revoke", "contributor", "--reason", "Moved"
    )

    assert printed[0][3] == "editor"
    assert [e["reason"] for e in written_since(before)] == ["Moved"]


def test_a_deactivated_user_is_locked_out_until_activated(db, kerman):
    caller = Caller(person("dana", "editor"))

    run("user", "deactivate", "dana", "--reason", "Left")
    locked_out = caller.get("sources/")
    run("user", "activate", "dana", "--reason", "Came back")

    assert faults(locked_out) == [("401", "inactive_user")]
    assert caller.get("sources/").status_code == 200


def test_users_are_listed_without_a_query_each(db, django_assert_num_queries):
    person("dana", "editor", "auditor")
    with django_assert_num_queries(3):
        one, _ = run("user", "list")
    person("eve")
    person("frank", is_superuser=True, is_active=False)
    with django_assert_num_queries(3):
        three, _ = run("user", "list")

    assert one == [["dana", "Dana", "service", "auditor,editor", "active"]]
    assert three[1:] == [
        ["eve", "Eve", "service", "no role", "active"],
        ["frank", "Frank", "service", "superuser", "not active"],
    ]


REFUSED: dict[str, tuple[list[str], str]] = {
    "nobody's token": (
        ["token", "create", "dan", "--name", "x"],
        "no user 'dan' is on record; did you mean 'dana'?",
    ),
    "an expiry in the past": (
        ["token", "create", "dana", "--name", "x", "--expires", "2020-01-01"],
        "expiry: the expiry is in the past",
    ),
    "no date": (
        ["token", "create", "dana", "--name", "x", "--expires", "soon"],
        "argument --expires",
    ),
    "a bare number": (
        ["token", "create", "dana", "--name", "x", "--expires", "90"],
        "write 90d for days",
    ),
    "no token id": (
        ["token", "revoke", "desk", "--reason", "x"],
        "take the id from `token list`",
    ),
    "no such token": (
        ["token", "revoke", "tok_" + "0" * 26, "--reason", "x"],
        "no token tok_00000000000000000000000000 is on record",
    ),
    "a blank reason": (["user", "deactivate", "dana", "--reason", " "], "reason: say why"),
    "no change of roles": (["user", "role", "dana", "--reason", "x"], "give --grant or --revoke"),
    "both ways": (
        ["user", "role", "dana", "--grant", "editor", "--revoke", "editor", "--reason", "x"],
        "editor can't be granted and revoked at once",
    ),
    "a name taken": (["user", "create", "dana", "--service"], "another user has this name"),
    "no username": (["user", "create", "a b", "--service"], "Enter a valid username"),
    "a mighty service": (
        ["user", "create", "root", "--service", "--superuser"],
        "a service is no superuser",
    ),
    "a weak password": (["user", "create", "root"], "too short"),
    "an unknown author": (
        ["user", "deactivate", "dana", "--reason", "x", "--by", "eve"],
        "no user 'eve' is on record",
    ),
}


@pytest.mark.parametrize(("arguments", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_says_why_and_writes_nothing(db, monkeypatch, arguments: Any, words: str):
    monkeypatch.setenv("ONRECORD_PASSWORD", "abc")
    person("dana", "contributor")
    before = on_record()

    with pytest.raises(CommandError) as refused:
        run(*arguments)

    assert words in str(refused.value)
    assert on_record() == before


def test_only_superusers_make_superusers(db, alice, monkeypatch):
    monkeypatch.setenv("ONRECORD_PASSWORD", "correct horse battery")

    with pytest.raises(CommandError, match="only a superuser makes or changes a superuser"):
        run("user", "create", "root", "--superuser", "--by", "alice")

    assert not User.objects.filter(username="root").exists()
