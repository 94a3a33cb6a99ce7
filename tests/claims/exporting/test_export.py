# ruff: noqa: C408, E501  tables of records
"""What is exported imports into an empty database to the same answers, and to the same export."""

from __future__ import annotations

import json
import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from claims.importing import Import
from claims.importing.reading import Line, ndjson_lines
from claims.models import Claim
from history.models import Entry
from tests.claims.importing.test_importing import CATALOGUE, said
from tests.databases import connected_to

OWN = {"id", "position", "recorded_at", "external_position", "read", "version"}


def exported(**options: Any) -> str:
    out = StringIO()
    call_command("export", "-", stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def imported(text: str) -> Any:
    lines = text.encode().splitlines(keepends=True)
    return Import(by=None, reason="A copy", channel="import").run(ndjson_lines(lines))


def answers() -> dict[str, Any]:
    """Every claim's agreement with all its statements, ids by the order they come in."""
    client = Client()
    found = {}
    for slug in Claim.objects.order_by("slug").values_list("slug", flat=True):
        answer = client.get(f"/api/v1/claims/{slug}/agreement/?statements=all").content.decode()
        found[slug] = normal(answer)
    return found


def normal(text: str) -> Any:
    numbers: dict[str, str] = {}
    text = re.sub(
        r"\b(src|doc|top|ent|clm|rev)_[0-9a-z]{26}\b",
        lambda found: numbers.setdefault(found[0], f"{found[1]}-{len(numbers)}"),
        text,
    )
    return _without_own(json.loads(text))


def _without_own(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_own(v) for k, v in value.items() if k not in OWN - {"id"}}
    return [_without_own(each) for each in value] if isinstance(value, list) else value


@pytest.fixture
def seeds_exported(seeds_database, django_db_blocker):
    with django_db_blocker.unblock(), connected_to(seeds_database):
        return exported(), answers()


def test_the_seeds_survive_the_way_to_an_empty_database(seeds_exported, committed_db):
    text, expected = seeds_exported

    imported(text)

    assert answers() == expected
    assert normal(f"[{','.join(exported().splitlines())}]") == normal(
        f"[{','.join(text.splitlines())}]"
    )


def test_importing_an_export_where_it_is_from_changes_nothing(seeds_exported, seeded):
    text, _ = seeds_exported
    head = Entry.objects.count()

    report = imported(text)

    assert (report.made, Entry.objects.count()) == ({}, head)


def test_void_statements_and_what_replaces_them_travel(db):
    lines = [
        *CATALOGUE,
        said("103", 0),
        said("95", 1, id="rev_a", supersedes="0", is_void=True, reason="Misread"),
        said("96", 2, id="rev_b", replaces="rev_a", external_id=""),
        said("84", 3, supersedes="rev_a"),
    ]
    Import(by=None, reason="x", channel="import").run(Line(n, e) for n, e in enumerate(lines, 1))

    records = [json.loads(line) for line in exported(topic="event").splitlines()]

    ids = [record["id"] for record in records if "id" in record]
    assert [
        {
            key: record.get(key)
            for key in ("wording", "is_void", "reason", "supersedes", "replaces", "change_kind")
        }
        for record in records
        if "id" in record
    ] == [
        dict(wording="103", is_void=None, reason=None, supersedes=None, replaces=None, change_kind="none"),
        dict(wording="95", is_void=True, reason="Misread", supersedes=ids[0], replaces=None, change_kind="correction"),
        dict(wording="96", is_void=None, reason=None, supersedes=None, replaces=ids[1], change_kind="correction"),
        dict(wording="84", is_void=None, reason=None, supersedes=ids[1], replaces=None, change_kind="correction"),
    ]  # fmt: skip
