"""The hostile corpus against every address: a clear 4xx in a problem, nothing written, no 5xx."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import transaction

from api.rendering import dumps
from tests.api.hostile import BODIES, HEADERS, QUERIES, REFERENCES, VALUES
from tests.callers import Caller, on_record
from tests.routes import routes, writes
from tests.writing import WRITES, prepare

ROUTES = {route.path: route for route in routes()}
GOOD = {(write.method, write.path): write for write in WRITES}
NAMES = {"claims": "deaths", "topics": "kerman", "entities": "isis-k", "sources": "irna"}
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")
EVERY_ROUTE = pytest.mark.parametrize("path", ROUTES)
PROBLEM = "application/problem+json"


@pytest.fixture
def example(kerman, charlie):
    return prepare(kerman, charlie)


@pytest.fixture
def attacker(alice, charlie) -> Caller:
    """Somebody who may do everything, so that no refusal of theirs hides a fault."""
    alice.is_superuser = True
    alice.save()
    return Caller(alice)


def named(path: str, reference: str = "") -> str:
    """A route's address, of a record that is there unless another name is given."""
    kind = path.removeprefix("/api/v1/").partition("/")[0]
    name = reference or NAMES.get(kind, "1")
    return ROUTES[path].at(reference=name, version=name, position=name, index=name)


def asked(caller: Caller, method: str, address: str, body: bytes = b"", **sent: Any) -> Any:
    sent = {"content_type": "application/json", **sent}
    return caller.client.generic(method, address, body, **sent)


def in_wsgi(headers: dict[str, str]) -> dict[str, str]:
    """Headers as the server hands them over."""
    made = {}
    for name, value in headers.items():
        key = name.upper().replace("-", "_")
        made[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = value
    return made


def fault_of(response: Any, method: str = "GET") -> str | None:
    """What is wrong with an answer; None if it is one, or a refusal as it should be."""
    if response.status_code >= 500:
        return f"{response.status_code}"
    if 300 <= response.status_code < 400 and response.status_code != 304:
        return f"{response.status_code} to {response['Location']}"
    if response.status_code < 400:
        return None
    if response["Content-Type"] != PROBLEM:
        return f"{response.status_code} as {response['Content-Type']}"
    if method == "HEAD":
        return None
    document = json.loads(response.content)
    told = {"type", "title", "status", "detail", "instance", "request_id", "errors"}
    if not told <= document.keys() or document["status"] != response.status_code:
        return f"{response.status_code} without {told - document.keys()}"
    if not (document["detail"] and document["request_id"]):
        return f"{response.status_code} without words"
    return None


def faults_in(answers: dict[str, Any]) -> dict[str, str]:
    found = {name: fault_of(answer, name.partition(" ")[0]) for name, answer in answers.items()}
    return {name: fault for name, fault in found.items() if fault}


@EVERY_ROUTE
def test_every_method_is_answered_or_refused(example, attacker, path):
    before = on_record()

    answers = {method: asked(attacker, method, named(path)) for method in METHODS}

    assert faults_in(answers) == {}
    assert on_record() == before
    refused = [m for m, answer in answers.items() if answer.status_code == 405]
    assert {"DELETE", "TRACE", "PROPFIND"} <= set(refused)
    assert all(answers[m]["Allow"] for m in refused)


@EVERY_ROUTE
def test_a_hostile_query_is_refused(example, attacker, path):
    address = named(path)

    answers = {
        name: attacker.client.get(address, QUERY_STRING=query) for name, query in QUERIES.items()
    }

    assert faults_in(answers) == {}
    # Nothing is read where there is only a write; everywhere else what is unknown is told.
    allowed = {405} if "GET" not in ROUTES[path].methods else {400, 404}
    assert answers["unknown"].status_code in allowed


@EVERY_ROUTE
def test_a_hostile_name_leads_nowhere(example, attacker, path):
    if "{" not in path:
        return
    before = on_record()

    answers = {
        f"{method} {name}": asked(
            attacker, method, named(path, reference), b"{}", HTTP_IF_MATCH='"1"'
        )
        for name, reference in REFERENCES.items()
        for method in ("GET", "POST", "PATCH")
    }

    assert faults_in(answers) == {}
    assert on_record() == before
    assert not [name for name, answer in answers.items() if "Set-Cookie" in answer.headers]


@EVERY_ROUTE
def test_a_hostile_header_harms_nothing(example, attacker, path):
    before = on_record()

    answers = {
        f"{method} {name}": asked(attacker, method, named(path), body, **_with(in_wsgi(headers)))
        for name, headers in HEADERS.items()
        for method, body in (("GET", b""), ("POST", b"{}"))
    }

    assert faults_in(answers) == {}
    assert on_record() == before
    assert b"evil.example" not in answers["GET X-Forwarded-Host"].getvalue()


def _with(sent: dict[str, str]) -> dict[str, str]:
    if "CONTENT_TYPE" in sent:
        return {**sent, "content_type": sent["CONTENT_TYPE"]}
    return sent


@pytest.mark.parametrize(
    ("method", "route"), writes(), ids=lambda value: getattr(value, "path", value)
)
def test_a_hostile_body_writes_nothing(example, attacker, method, route):
    good = GOOD.get((method, route.path))
    address, before = named(route.path) + (good.query if good else ""), on_record()
    sent = {"content_type": good.media_type} if good else {}

    answers = {
        name: asked(attacker, method, address, body, HTTP_IF_MATCH='"1"', **sent)
        for name, body in BODIES.items()
    }

    assert faults_in(answers) == {}
    taken = {name for name, answer in answers.items() if answer.status_code < 400}
    # Of lines, one without anything on it is none.
    by_lines = good is not None and good.media_type == "application/x-ndjson"
    assert taken == ({"a space"} if by_lines else set())
    assert on_record() == before


@pytest.mark.slow
@pytest.mark.parametrize("write", WRITES, ids=str)
def test_a_hostile_value_in_a_good_body_is_taken_or_refused(example, attacker, write):
    body = write.body(example)
    fields = [*_fields(write), "unheard_of"]

    answers = {}
    for field in fields:
        for name, value in VALUES.items():
            with transaction.atomic():
                write.first(example, example.by)
                hostile = dumps({**body, field: value})
                answers[f"{field}: {name}"] = write.send(attacker, example, hostile)
                transaction.set_rollback(True)

    assert faults_in(answers) == {}
    unheard = {a.status_code for name, a in answers.items() if name.startswith("unheard_of")}
    assert unheard == {400}


def _fields(write: Any) -> list[str]:
    view = ROUTES[write.path].view()
    return list(view.operations()[write.method].body().fields)
