"""Whoever fails to sign in too often waits; nobody is shut out for good, or by somebody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.throttling import COUNTS
from api.rates import Rate
from tests.conftest import person
from tests.history.test_concurrency import at_once

NOON = datetime(2024, 1, 4, 12, 5, 30, tzinfo=UTC)
LOGIN = "/admin/login/"
RIGHT, WRONG = "a good long password", "a wrong long password"
ELSEWHERE = "192.0.2.7"


@pytest.fixture(autouse=True)
def few(settings, monkeypatch):
    """Three failures of an address, two of a username in a quarter of an hour; now is 12:05:30."""
    COUNTS.clear()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a quick one
    settings.RATES = {
        **settings.RATES,
        "sign_in_address": Rate(3, 900),
        "sign_in_username": Rate(2, 900),
    }
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    yield
    COUNTS.clear()


@pytest.fixture
def alice(db: None) -> User:
    return with_password(person("alice", "editor", is_staff=True))


def with_password(user: User) -> User:
    user.set_password(RIGHT)
    user.save(update_fields=["password"])
    return user


def signs_in(password: str, username: str = "alice", client: Client | None = None, **extra: Any):
    return (client or Client()).post(LOGIN, {"username": username, "password": password}, **extra)


def statuses(*passwords: str, **given: Any) -> list[int]:
    return [signs_in(password, **given).status_code for password in passwords]


def failing_elsewhere(times: int, username: str = "alice") -> None:
    for number in range(times):
        signs_in(WRONG, username, REMOTE_ADDR=f"203.0.113.{number}")


def test_after_too_many_failures_the_page_says_how_long_to_wait(alice):
    answers = [signs_in(password) for password in (WRONG, WRONG, RIGHT)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    refused = answers[2]
    assert refused["Content-Type"] == "text/html; charset=utf-8"
    assert refused["Retry-After"] == "570"
    words = "Too many attempts to sign in have failed. Try again in 10 minutes."
    assert words in refused.content.decode()
    assert 'id="login-form"' in refused.content.decode()
    assert "sessionid" not in refused.cookies
    assert "no-store" in refused["Cache-Control"]


def test_the_next_quarter_of_an_hour_begins_anew(alice, monkeypatch):
    statuses(WRONG, WRONG, WRONG)
    monkeypatch.setattr(timezone, "now", lambda: NOON + timedelta(seconds=570))

    assert statuses(WRONG, RIGHT) == [200, 302]


def test_what_was_refused_does_not_prolong_the_wait(alice):
    waits = [signs_in(WRONG).get("Retry-After") for _ in range(5)]

    assert waits == [None, None, "570", "570", "570"]


def test_who_succeeds_is_not_counted(alice):
    assert statuses(*[RIGHT] * 4, WRONG, RIGHT, WRONG, RIGHT) == [302] * 4 + [200, 302, 200, 429]


def test_an_address_is_counted_whatever_usernames_it_tries(alice):
    tried = [signs_in(WRONG, username).status_code for username in ("a", "b", "c", "alice")]

    assert tried == [200, 200, 200, 429]
    assert signs_in(RIGHT, REMOTE_ADDR=ELSEWHERE).status_code == 302


def test_a_username_is_counted_whatever_addresses_try_it(alice):
    failing_elsewhere(2)

    assert statuses(RIGHT) == [429]
    assert statuses(RIGHT, username=with_password(person("bob", is_staff=True)).username) == [302]


def test_a_refused_username_is_not_held_against_its_address(alice):
    failing_elsewhere(2)
    statuses(*[WRONG] * 5)

    assert [signs_in(WRONG, name).status_code for name in ("b", "c", "d", "e")] == [
        200, 200, 200, 429,
    ]  # fmt: skip


SPELLINGS = {"capitals": "ALICE", "full width": "ａｌｉｃｅ", "both": "Ａlice"}


@pytest.mark.parametrize("username", SPELLINGS.values(), ids=SPELLINGS)
def test_a_username_is_one_however_it_is_spelled(alice, username):
    for address in ("203.0.113.1", "203.0.113.2"):
        signs_in(WRONG, username, REMOTE_ADDR=address)

    assert statuses(RIGHT) == [429]


def test_nobody_learns_who_exists(alice):
    def answers(username: str) -> list[tuple[int, Any, str]]:
        tried = [
            signs_in(WRONG, username, REMOTE_ADDR=f"2001:db8:{len(username)}::1") for _ in "123"
        ]
        shown = [each.context["form"].non_field_errors()[0] for each in tried]
        return [
            (each.status_code, each.get("Retry-After"), words)
            for each, words in zip(tried, shown, strict=True)
        ]

    assert answers("alice") == answers("nobody")


def test_who_has_signed_in_here_before_is_not_kept_out_by_others(alice):
    own = Client()
    signs_in(RIGHT, client=own)
    own.cookies.pop("sessionid")
    failing_elsewhere(4)
    for _ in range(4):
        signs_in(WRONG, "somebody")  # at the same address

    assert statuses(RIGHT) == [429]
    assert statuses(RIGHT, client=own) == [302]


def test_a_known_browser_is_counted_too(alice):
    own = Client()
    signs_in(RIGHT, client=own)

    assert statuses(WRONG, WRONG, RIGHT, client=own) == [200, 200, 429]
    assert statuses(RIGHT) == [302]


def test_a_browser_is_known_for_its_user_alone(alice):
    with_password(person("bob", is_staff=True))
    own = Client()
    signs_in(RIGHT, "bob", client=own)
    failing_elsewhere(2)

    assert statuses(RIGHT, client=own) == [429]


@pytest.mark.parametrize("cookie", ["", "x", "x.y", ".", "a.b.c", "é"], ids=repr)
def test_a_made_up_browser_is_not_known(alice, cookie):
    failing_elsewhere(2)
    client = Client()
    client.cookies["known_browser"] = cookie

    assert statuses(RIGHT, client=client) == [429]


def test_the_cookie_is_for_the_page_alone_and_names_nobody(alice, settings):
    settings.SESSION_COOKIE_SECURE = True

    cookie = signs_in(RIGHT).cookies["known_browser"]

    kept = {name: value for name, value in cookie.items() if value and name != "expires"}
    assert kept == {
        "path": LOGIN, "max-age": 180 * 86_400, "httponly": True, "secure": True,
        "samesite": "Strict",
    }  # fmt: skip
    assert "alice" not in cookie.value


def test_a_form_with_nothing_to_look_at_is_not_counted(alice):
    for username, password in (("alice", ""), ("", WRONG), ("", "")):
        assert [signs_in(password, username).status_code for _ in range(4)] == [200] * 4

    assert statuses(WRONG, RIGHT) == [200, 302]


def test_without_rates_nobody_waits(alice, settings):
    settings.RATES = dict.fromkeys(settings.RATES)

    assert statuses(*[WRONG] * 6, RIGHT) == [200] * 6 + [302]


def test_an_address_that_somebody_makes_up_is_not_believed(alice):
    answers = [
        signs_in(WRONG, f"u{n}", headers={"x-forwarded-for": f"192.0.2.{n}"}).status_code
        for n in range(4)
    ]

    assert answers == [200, 200, 200, 429]


def test_attempts_at_once_get_no_more_guesses(committed_db):
    with_password(person("alice", "editor", is_staff=True))

    answers = at_once(*[lambda: signs_in(WRONG).status_code] * 6)

    assert sorted(answers) == [200, 200, *[429] * 4]


def test_somebody_signed_in_already_goes_to_the_index(alice):
    client = Client()
    signs_in(RIGHT, client=client)

    response = client.get(LOGIN)

    assert (response.status_code, response["Location"]) == (302, "/admin/")
