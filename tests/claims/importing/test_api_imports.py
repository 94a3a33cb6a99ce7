"""POST imports/: records in bulk from a body."""

from __future__ import annotations

import json
from typing import Any

import pytest

from claims.models import Revision
from claims.views import imports
from history.models import Entry
from tests.callers import Caller, at, on_record
from tests.claims.importing.test_importing import CATALOGUE, said

NDJSON = "application/x-ndjson"


def send(caller: Caller, lines: Any, query: str = "?reason=Why", kind: str = NDJSON) -> Any:
    content = (
        lines if isinstance(lines, bytes) else b"\n".join(json.dumps(e).encode() for e in lines)
    )
    return caller.client.generic("POST", at(f"imports/{query}"), content, content_type=kind)


def problem(response: Any) -> tuple[int, list[tuple[str, str]]]:
    body = response.json()
    return response.status_code, [(each["pointer"], each["code"]) for each in body["errors"]]


def test_records_are_imported_as_the_caller(calling_alice):
    response = send(calling_alice, [*CATALOGUE, said("95", 1), said("84", 2)])

    entry = Entry.objects.latest("position")
    assert (response.status_code, response.json()) == (
        200,
        {
            "dry_run": False,
            "lines": 5,
            "positions": [entry.position],
            "made": {"claim": 1, "document": 1, "source": 1, "statement": 2, "topic": 1},
            "unchanged": 0,
            "refused_total": 0,
            "refused": [],
        },
    )
    assert (entry.actor_name, entry.channel, entry.reason) == ("Alice", "api", "Why")


@pytest.mark.parametrize(
    ("query", "lines", "status", "errors"),
    [
        ("", [], 400, [("/reason", "required")]),
        ("?reason=Why", [said("gibberish", 1)], 400, [("/claim", "unknown")]),
        ("?reason=Why", [{"claim": "x"}], 400, [("/document", "required")]),
        ("?reason=Why", b"{", 400, [("", "not_json")]),
        ("?reason=Why&dry=1", [], 400, [("dry", "unknown_parameter")]),
        ("?reason=Why&batch=0", [], 400, [("/batch", "not_a_number")]),
    ],
    ids=["no reason", "unknown claim", "no document", "no JSON", "unknown parameter", "no batch"],
)
def test_what_is_refused_leaves_nothing(calling_alice, query, lines, status, errors):
    before = on_record()

    assert problem(send(calling_alice, lines, query)) == (status, errors)
    assert on_record() == before


def test_a_dry_run_records_nothing(calling_alice):
    before = on_record()

    response = send(calling_alice, [*CATALOGUE, said("95", 1)], "?reason=Why&dry_run=true")

    assert response.json()["made"]["statement"] == 1
    assert on_record() == before


def test_refused_lines_are_told_by_number(calling_alice):
    lines = [*CATALOGUE, said("gibberish", 1), said("84", 2)]

    response = send(calling_alice, lines, "?reason=Why&keep_going=true")

    [refused] = response.json()["refused"]
    assert (refused["line"], refused["pointer"], refused["code"]) == (4, "/wording", "no_figure")
    assert Revision.objects.get().wording == "84"


def test_a_larger_body_is_refused(calling_alice, monkeypatch):
    monkeypatch.setattr(imports.body_lines, "__defaults__", (100,))

    response = send(calling_alice, [*CATALOGUE, said("95", 1)])

    assert (response.status_code, response.json()["type"].rpartition("/")[2]) == (413, "too_large")
    assert Revision.objects.count() == 0


def test_another_media_type_is_refused(calling_alice):
    response = send(calling_alice, [], kind="text/plain")

    assert response.status_code == 415


def test_an_auditor_imports_nothing(charlie):
    caller = Caller(charlie)
    before = on_record()

    response = send(caller, CATALOGUE)

    assert response.status_code == 403
    assert on_record() == before
