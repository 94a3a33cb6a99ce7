"""Whoever asks too often is told when to ask again; each caller is counted apart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.throttling import COUNTS, network_of
from api.rates import Rate
from tests.callers import Caller, faults, on_record
from tests.history.test_concurrency import at_once

SOURCE = {"slug": "tasnim", "name": "Tasnim", "kind": "agency"}
NOON = datetime(2024, 1, 4, 12, 0, 18, tzinfo=UTC)


@pytest.fixture(autouse=True)
def two_a_minute(settings, monkeypatch):
    """Two calls a minute for everyone; it is 18 seconds past noon until a test says otherwise."""
    COUNTS.clear()
    settings.RATES = dict.fromkeys(settings.RATES, Rate(2, 60))
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    yield
    COUNTS.clear()


def said(response):
    return [response.headers.get(name) for name in ("RateLimit-Policy", "RateLimit", "Retry-After")]


def test_the_third_call_of_two_is_refused(kerman, anyone):
    answers = [anyone.get("sources/") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert faults(answers[2]) == [("429", "throttled")]
    assert b"IRNA" not in answers[2].content
    assert [said(answer) for answer in answers] == [
        ['"anonymous";q=2;w=60', '"anonymous";r=1;t=42', None],
        ['"anonymous";q=2;w=60', '"anonymous";r=0;t=42', None],
        ['"anonymous";q=2;w=60', '"anonymous";r=0;t=42', "42"],
    ]


def test_a_refused_write_writes_nothing(kerman, calling_alice):
    for _ in range(2):
        calling_alice.get("sources/")
    before = on_record()

    response = calling_alice.post("sources/", SOURCE)

    assert faults(response) == [("429", "throttled")]
    assert on_record() == before


def test_the_next_window_begins_anew(kerman, anyone, monkeypatch):
    for _ in range(3):
        anyone.get("sources/")
    monkeypatch.setattr(timezone, "now", lambda: NOON + timedelta(seconds=42))

    response = anyone.get("sources/")

    assert (response.status_code, response["RateLimit"]) == (200, '"anonymous";r=1;t=60')


def test_each_token_user_and_address_is_counted_apart(kerman, alice, bob, anyone):
    session = Caller()
    session.client.force_login(alice)
    callers = [Caller(alice), Caller(alice), Caller(bob), session, anyone]

    left = [caller.get("sources/")["RateLimit"] for caller in callers]
    elsewhere = anyone.client.get("/api/v1/sources/", REMOTE_ADDR="192.0.2.7")["RateLimit"]

    assert left == [
        '"token";r=1;t=42',
        '"token";r=1;t=42',
        '"token";r=1;t=42',
        '"user";r=1;t=42',
        '"anonymous";r=1;t=42',
    ]
    assert elsewhere == '"anonymous";r=1;t=42'


REFUSED = {
    "a bad token": ("GET", "sources/", {"Authorization": "Bearer onr_0"}, 401),
    "a bad token and nothing accepted": (
        "GET",
        "sources/",
        {"Authorization": "Bearer onr_0", "Accept": "text/html"},
        401,
    ),
    "nothing accepted": ("GET", "sources/", {"Accept": "text/html"}, 406),
    "no token": ("POST", "sources/", {}, 401),
    "another method": ("GET", "sources/irna/retire/", {}, 405),
    "nothing there": ("GET", "sources/nobody/", {}, 404),
    "not modified": ("GET", "sources/", {"If-None-Match": "*"}, 304),
}


@pytest.mark.parametrize(("method", "path", "headers", "status"), REFUSED.values(), ids=REFUSED)
def test_every_answer_is_counted_once(kerman, anyone, method, path, headers, status):
    answers = [anyone.client.generic(method, f"/api/v1/{path}", headers=headers) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [status, status, 429]
    assert [answer["RateLimit"] for answer in answers] == [
        '"anonymous";r=1;t=42',
        '"anonymous";r=0;t=42',
        '"anonymous";r=0;t=42',
    ]


def test_an_address_that_the_caller_makes_up_is_not_believed(kerman, anyone):
    left = [anyone.get("sources/", x_forwarded_for=f"192.0.2.{n}").status_code for n in range(3)]

    assert left == [200, 200, 429]


def test_behind_a_proxy_the_address_is_the_one_it_adds(kerman, anyone, settings):
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": 1}

    left = [
        anyone.get("sources/", x_forwarded_for=f"203.0.113.{n}, 192.0.2.{n % 2}")["RateLimit"]
        for n in range(3)
    ]

    assert left == ['"anonymous";r=1;t=42', '"anonymous";r=1;t=42', '"anonymous";r=0;t=42']


def test_nobody_is_counted_where_rates_are_off(kerman, anyone, settings):
    settings.RATES = dict.fromkeys(settings.RATES)

    answers = [anyone.get("sources/") for _ in range(3)]

    assert [said(answer) for answer in answers] == [[None, None, None]] * 3


def test_health_is_not_counted(kerman, anyone):
    assert [anyone.get("/healthz/").status_code for _ in range(4)] == [200] * 4


def test_calls_at_once_are_all_counted(committed_db):
    caller = Caller()

    answers = at_once(*[lambda: caller.get("sources/").status_code] * 8)

    assert sorted(answers) == [200, 200, *[429] * 6]


NETWORKS = {
    "192.0.2.7": "192.0.2.7",
    "::ffff:192.0.2.7": "192.0.2.7",
    "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
    "2001:db8:1:2::": "2001:db8:1:2::/64",
    "": "",
    "x" * 100: "x" * 64,
}


@pytest.mark.parametrize(("address", "network"), NETWORKS.items())
def test_an_ipv6_address_is_counted_by_its_network(address, network):
    assert network_of(address) == network
