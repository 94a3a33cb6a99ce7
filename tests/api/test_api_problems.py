"""Every refusal is a problem document, whatever layer it comes from; HTML never."""

from __future__ import annotations

import json

import pytest

from tests.callers import at, faults, on_record

SOURCE = {"slug": "tasnim", "name": "Tasnim", "kind": "agency"}


def test_a_problem_names_the_request_and_each_fault(kerman, calling_alice):
    response = calling_alice.post("sources/?x=1", {**SOURCE, "kind": "paper"}, x_request_id="req-7")

    assert response.json() == {
        "type": "https://onrecord.example/problems/unknown_parameter",
        "title": "Bad request",
        "status": 400,
        "detail": "unknown parameter 'x'; none is allowed here",
        "instance": "/api/v1/sources/?x=1",
        "request_id": "req-7",
        "errors": [
            {
                "pointer": "x",
                "code": "unknown_parameter",
                "detail": "unknown parameter 'x'; none is allowed here",
            }
        ],
    }
    assert response["X-Request-ID"] == "req-7"


BODIES = {
    "not JSON": (b'{"slug": ', "not_json"),
    "empty": (b"", "required"),
    "not UTF-8": (b'{"slug": "\xff"}', "not_utf8"),
    "a key twice": (b'{"slug": "a-b", "slug": "c-d"}', "duplicate_key"),
    "NaN": (b'{"slug": NaN}', "not_a_number"),
    "Infinity": (b'{"slug": -Infinity}', "not_a_number"),
    "NUL": (b'{"slug": "a\\u0000b"}', "nul"),
    "a lone surrogate": (b'{"slug": "\\ud800"}', "lone_surrogate"),
    "nested 21 deep": (b"[" * 22 + b"]" * 22, "too_deep"),
    "nested 100,000 deep": (b"[" * 100_000, "too_deep"),
    "16 digits": (b'{"slug": 1234567890123456}', "too_many_digits"),
    "16 digits behind a point": (b'{"slug": 0.1234567890123456}', "too_many_digits"),
    "a huge exponent": (b'{"slug": 1e' + b"9" * 40 + b"}", "too_many_digits"),
    "a list": (b"[]", "not_an_object"),
    "text": (b'"tasnim"', "not_an_object"),
    "null": (b"null", "not_an_object"),
}


@pytest.mark.parametrize(("body", "code"), BODIES.values(), ids=BODIES)
def test_a_body_that_is_no_plain_json_object_is_refused(kerman, calling_alice, body, code):
    before = on_record()

    response = calling_alice.post("sources/", body)

    assert faults(response)[0] == ("400", code)
    assert on_record() == before


def test_a_body_above_a_megabyte_is_refused(kerman, calling_alice):
    before = on_record()

    response = calling_alice.post("sources/", {**SOURCE, "note": "x" * 1_048_576})

    assert faults(response) == [("413", "too_large")]
    assert on_record() == before


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("application/x-www-form-urlencoded", b"slug=tasnim&name=Tasnim&kind=agency"),
        ("text/plain", json.dumps(SOURCE).encode()),
        ("application/xml", b"<slug/>"),
    ],
)
def test_a_body_of_another_media_type_is_refused(kerman, calling_alice, media_type, body):
    before = on_record()

    response = calling_alice.client.post("/api/v1/sources/", body, content_type=media_type)

    assert faults(response) == [("415", "unsupported_media_type")]
    assert on_record() == before


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/api/v1/nowhere/", 404),
        ("POST", "/api/v1/nowhere/", 404),
        ("GET", "/api/v2/sources/", 404),
        ("GET", "/api/v1/sources/irna/nowhere/", 404),
        ("GET", "/api/v1/sources/nobody/", 404),
        ("GET", "/api/v1/sources/src_nobody/", 404),
        ("GET", "/api/v1/sources/a%00b/", 404),
        ("GET", "/api/v1/revisions/irna/", 404),
        ("GET", "/api/v1/documents/irna-1/", 404),
        ("GET", "/api/v1/sources/irna/retire/", 405),
        ("PUT", "/api/v1/sources/irna/", 405),
        ("DELETE", "/api/v1/sources/irna/", 405),
        ("POST", "/api/v1/claims/deaths/timeline/", 405),
        ("PATCH", "/api/v1/claims/", 405),
        ("POST", "/api/docs/", 405),
        ("POST", "/api/schema/", 405),
        ("POST", "/", 405),
        ("POST", "/healthz/", 405),
        ("POST", "/api/v1/", 405),
    ],
)
def test_what_is_not_there_is_a_problem(kerman, calling_alice, method, path, status):
    before = on_record()

    response = calling_alice.client.generic(method, path, b"{}", content_type="application/json")

    assert faults(response)[0][0] == str(status)
    assert on_record() == before


def test_what_is_not_there_is_a_problem_where_csrf_is_checked(kerman, calling_alice):
    calling_alice.client.handler.enforce_csrf_checks = True

    response = calling_alice.client.post("/healthz/", {})

    assert response["Content-Type"] == "application/problem+json"


def test_a_host_that_is_not_ours_is_a_problem(kerman, anyone):
    response = anyone.get("sources/", host="evil.example")

    assert faults(response) == [("400", "bad_request")]


def test_an_answer_is_json_whatever_is_accepted(kerman, anyone):
    html = anyone.get("sources/", accept="text/html,application/xhtml+xml,*/*;q=0.8")
    only_html = anyone.get("sources/", accept="text/html")

    assert html["Content-Type"] == "application/json"
    assert faults(only_html) == [("406", "not_acceptable")]


@pytest.mark.parametrize("path", ["sources", "sources/irna", "claims/deaths/timeline", "revisions"])
def test_both_slashes_answer_without_a_redirect(kerman, anyone, path):
    with_slash = anyone.get(f"{path}/")
    without = anyone.get(path)

    assert with_slash.status_code == without.status_code == 200
    assert with_slash.json() == without.json()


def test_both_slashes_write(kerman, calling_alice):
    made = calling_alice.post("sources", SOURCE)
    changed = calling_alice.patch(
        "sources/tasnim", {"name": "Tasnim News", "reason": "x"}, if_match=made["ETag"]
    )

    assert (made.status_code, changed.status_code) == (201, 200)
    assert made["Location"] == f"http://testserver/api/v1/sources/{made.json()['id']}/"
    assert changed.json()["name"] == "Tasnim News"


@pytest.mark.parametrize(
    "given", ["", "a b", "x" * 65, "rm -rf", "é"], ids=["none", "space", "long", "dash", "accent"]
)
def test_a_request_id_that_is_not_short_and_plain_is_replaced(kerman, anyone, given):
    response = anyone.get("sources/nobody/", x_request_id=given)

    made = response["X-Request-ID"]
    assert made.startswith("req_")
    assert response.json()["request_id"] == made


def test_the_root_lists_what_can_be_read(db, anyone):
    response = anyone.get("/api/v1/")

    assert list(response.json()) == [
        "sources", "documents", "topics", "entities", "claims", "revisions", "changes", "ledger",
    ]  # fmt: skip
    assert {anyone.get(url).status_code for url in response.json().values()} == {200}


WORDS = {
    "a method": (
        "PUT", "sources/irna/", {}, b"{}",
        "the method is PUT; this address takes GET, PATCH, HEAD, OPTIONS",
    ),
    "a method of an import": (
        "GET", "imports/", {}, b"", "the method is GET; this address takes POST, OPTIONS",
    ),
    "an address that is no view's": (
        "POST", "/readyz/", {}, b"", "the method is POST; this address takes GET, HEAD",
    ),
    "Accept": (
        "GET", "sources/", {"Accept": "text/html"}, b"",
        "Accept is 'text/html'; this address sends application/json, application/x-ndjson, "
        "text/csv",
    ),
    "a form": (
        "POST", "sources/", {"Content-Type": "application/x-www-form-urlencoded"}, b"slug=x",
        "Content-Type is 'application/x-www-form-urlencoded'; send application/json",
    ),
    "no fields": (
        "POST", "sources/", {"Content-Type": "application/json"}, b'{"slug": "x"}',
        "name: This field is required. (and 1 more)",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("method", "path", "headers", "body", "detail"), WORDS.values(), ids=WORDS)
def test_a_refusal_says_what_came_and_what_is_allowed(
    kerman, calling_alice, method, path, headers, body, detail
):
    given = {"Content-Type": "application/json", **headers}
    kind = given.pop("Content-Type")

    response = calling_alice.client.generic(
        method, at(path), body, content_type=kind, headers=given
    )

    assert response.json()["detail"] == detail
