"""POST imports/: records in bulk from a body."""

from __future__ import annotations

import json
from typing import Any

import pytest

from claims.importing import report, running
from claims.models import Revision
from claims.views.imports import ImportView
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


def test_refused_lines_are_told_in_the_problem_and_counted(calling_alice):
    lines = [*CATALOGUE, said("gibberish", 1), said("95", 2), {"claim": 1}]
    before = on_record()

    response = send(calling_alice, lines)

    problem = response.json()
    assert response["Content-Type"] == "application/problem+json"
    assert problem["type"].rpartition("/")[2] == "lines_refused"
    assert problem["detail"] == "2 lines refused; nothing is recorded"
    assert (problem["lines"], problem["refused_total"], problem["positions"]) == (6, 2, [])
    assert [(e["line"], e["pointer"], e["code"]) for e in problem["errors"]] == [
        (4, "/wording", "no_figure"),
        (6, "/claim", "not_a_reference"),
        (6, "/document", "required"),
    ]
    assert all(each["detail"] for each in problem["errors"])
    assert on_record() == before


def test_the_first_refused_lines_are_told_and_all_are_counted(calling_alice, monkeypatch):
    monkeypatch.setattr(report, "MOST_REFUSED", 2)
    monkeypatch.setattr(running, "AT_ONCE", 3)

    response = send(calling_alice, [*CATALOGUE, *(said("gibberish", n) for n in range(7))])

    problem = response.json()
    assert [each["line"] for each in problem["errors"]] == [4, 5]
    assert (problem["lines"], problem["refused_total"]) == (10, 7)


def test_a_refused_batch_tells_which_entries_are_on_record(calling_alice):
    lines = [*CATALOGUE, said("95", 1), said("gibberish", 2)]

    response = send(calling_alice, lines, "?reason=Why&batch=2")

    problem = response.json()
    newest = Entry.objects.latest("position").position
    assert [each["line"] for each in problem["errors"]] == [5]
    assert problem["positions"] == [newest - 1, newest]
    assert problem["detail"] == (
        "1 line refused; the batches before them are on record, in 2 entries"
    )


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
    monkeypatch.setattr(ImportView, "largest_body", 100)

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
