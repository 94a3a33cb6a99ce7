"""Where the database is out of reach: 503, a problem, and when to try again."""

from __future__ import annotations

import pytest
from django.db import DataError
from django.db.models import ProtectedError
from django.test import Client
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from api.problems import exception_handler
from tests.callers import Caller, faults
from tests.conftest import person
from tests.databases import connected_to
from tests.routes import routes

ALIVE_WITHOUT = {"/", "/healthz/", "/api/v1/", "/api/schema/", "/api/docs/"}


@pytest.fixture
def out_of_reach(committed_db):
    """A caller and a signed-in browser, of a database that isn't there any more."""
    alice = person("alice", "editor", is_staff=True)
    caller, browser = Caller(alice), Client(raise_request_exception=False)
    browser.force_login(alice)
    with connected_to("test_onrecord_nowhere"):
        yield caller, browser


def test_every_address_says_when_to_try_again(out_of_reach):
    caller, browser = out_of_reach
    asked = {
        route.path: route.at(reference="a", version="1", position="1", index="1")
        for route in routes()
        if "GET" in route.methods and route.path not in ALIVE_WITHOUT
    }

    answers = {
        (path, who): client.get(address)
        for path, address in asked.items()
        for who, client in (("token", caller.client), ("session", browser))
    }

    assert {key: (faults(a), a.headers.get("Retry-After")) for key, a in answers.items()} == {
        key: ([("503", "unavailable")], "5") for key in answers
    }


def test_a_write_says_when_to_try_again(out_of_reach):
    caller, _ = out_of_reach

    response = caller.post("sources/", {}, idempotency_key="a")

    assert faults(response) == [("503", "unavailable")]


def test_the_admin_says_so_in_plain_words(out_of_reach):
    _, browser = out_of_reach

    response = browser.get("/admin/")

    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content == b"the database is out of reach; try again shortly"


@pytest.mark.parametrize("path", sorted(ALIVE_WITHOUT))
def test_what_needs_no_database_answers(out_of_reach, path):
    assert Client().get(path).status_code == 200


MAPPED = {
    "protected": (ProtectedError("by 7 rows of x", set()), 409, "protected"),
    "a value too large": (DataError("numeric field overflow of x"), 400, "bad_value"),
}


@pytest.mark.parametrize(("error", "status", "code"), MAPPED.values(), ids=MAPPED)
def test_what_the_database_says_is_put_in_words_of_ours(error, status, code):
    request = APIRequestFactory().get("/api/v1/sources/")
    request.is_counted = True

    response = exception_handler(error, {"request": Request(request), "view": None})

    assert (response.status_code, response.data["type"].rpartition("/")[2]) == (status, code)
    assert "of x" not in str(response.data)
