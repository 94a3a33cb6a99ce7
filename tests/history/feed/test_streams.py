"""The feed as NDJSON and CSV: what the pages say, line by line, from one snapshot."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.db import connection

from api.tables import csv_line, defused
from history.recording import recording
from sources.models import Source
from tests.callers import Caller, faults, head
from tests.history.ledger import a_source, another_connection, insert_source, make_sources


def body(response) -> str:
    return b"".join(response).decode()


def lines_of_pages(caller, query=""):
    """What the stream must hold, put together from the pages."""
    lines, at = [], f"changes/?limit=3{query}"
    while at:
        answer = caller.get(at).json()
        for entry in answer["results"]:
            changes, rest = entry.pop("changes"), entry.pop("rest")
            total = entry.pop("changes_total")
            while rest:
                page = caller.get(rest).json()
                changes += page["results"]
                rest = page["next"]
            assert len(changes) == total
            lines += [{**entry, **change} for change in changes]
        at = answer["next"]
    return lines


@pytest.mark.parametrize(
    "query", ["", "&field=value", "&topic=kerman-bombings-2024&channel=import"]
)
def test_ndjson_is_what_the_pages_say(seeded, anyone, query):
    response = anyone.get(f"changes/?{query[1:]}", accept="application/x-ndjson")

    text = body(response)
    assert [json.loads(line) for line in text.splitlines()] == lines_of_pages(anyone, query)
    assert response["Content-Type"] == "application/x-ndjson; charset=utf-8"
    assert response["Onrecord-Position"] == str(head())
    assert body(anyone.get(f"changes.ndjson?{query[1:]}")) == text


def test_csv_has_a_line_for_each_changed_field(seeded, anyone):
    rows = list(csv.DictReader(io.StringIO(body(anyone.get("changes.csv?type=claim")))))

    expected = [
        (line["position"], line["object"]["slug"], line["claim"]["slug"], each["field"])
        for line in lines_of_pages(anyone, "&type=claim")
        for each in line["fields"]
    ]
    assert [(int(r["position"]), r["slug"], r["claim"], r["field"]) for r in rows] == expected
    tolerances = {row["new"] for row in rows if row["field"] == "tolerance"}
    assert tolerances == {"0.01"}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"], ids=repr)
def test_a_formula_is_text_in_a_spreadsheet(db, anyone, start):
    with recording(by=None, channel="command", reason=f"{start}reason"):
        Source.objects.bulk_create([a_source("a", name=f"{start}SUM(A1)", note="b=c")])

    (row,) = [
        row
        for row in csv.DictReader(io.StringIO(body(anyone.get("changes.csv")), newline=""))
        if row["field"] == "name"
    ]

    assert (row["reason"], row["new"]) == (f"'{start}reason", f"'{start}SUM(A1)")


def test_cells_of_csv():
    assert defused("a=b") == "a=b"
    assert csv_line(["a,b", None, -5, True, ["-x"], {"a": "b"}]) == (
        b'"a,b",,-5,true,"[""-x""]","{""a"":""b""}"\r\n'
    )


def test_a_stream_is_whole_and_asked_as_strictly_as_pages(kerman, anyone):
    assert faults(anyone.get("changes.csv?limit=5"))[1:] == [("limit", "not_paged")]
    assert faults(anyone.get("changes.csv?field=nme"))[1:] == [("field", "unknown_value")]
    assert faults(anyone.get("changes.csv?as_of=999"))[1:] == [("as_of", "in_the_future")]
    assert anyone.get("changes/", accept="text/html").status_code == 406


def test_a_stream_holds_one_snapshot_while_others_write(committed_db):
    make_sources(*(f"s-{number:04}" for number in range(1200)))
    response = Caller().get("changes.ndjson?type=source")
    lines = iter(response)
    first = next(lines)

    with another_connection() as other:
        other.execute(insert_source("later"))
        other.execute("UPDATE sources_source SET name = 'changed'")
    slugs = [
        json.loads(line)["object"]["slug"]
        for line in (first + b"".join(lines)).decode().splitlines()
    ]
    response.close()

    assert slugs == [f"s-{number:04}" for number in range(1200)]
    assert not connection.in_atomic_block


@pytest.mark.parametrize("read", [0, 1], ids=["never begun", "left half way"])
def test_a_stream_that_is_left_lets_its_snapshot_go(committed_db, read):
    make_sources(*(f"s-{number:04}" for number in range(1200)))
    response = Caller().get("changes.ndjson")
    lines = iter(response)
    for _ in range(read):
        next(lines)
    held = connection.in_atomic_block

    response.close()

    assert (held, connection.in_atomic_block) == (True, False)


def test_a_stream_of_nothing_is_empty(db, anyone):
    assert body(anyone.get("changes.ndjson")) == ""
    assert body(anyone.get("changes.csv")).count("\r\n") == 1
