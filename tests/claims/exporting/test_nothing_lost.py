"""An export imported into an empty database loses nothing: the same lines, the same answers."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from claims.importing import Import
from claims.importing.formats import FORMATS
from claims.models import Claim
from claims.seeding import load_seeds
from history.models import Entry
from tests.claims.exporting.anything import Anything
from tests.claims.exporting.test_export import normal
from tests.databases import connected_to

SAID_BY = ("", "&stated_until=2024-01-04", "&stated_until=2024-01-05T08:00Z")
PATHS = (*(f"agreement/?statements=all&limit=500{until}" for until in SAID_BY), "figure/")
WITH_TEXT = {"verified", "match", "start", "end"}  # a place in a text, and no text travels


def exported(form: str = "ndjson", **options: Any) -> str:
    out = StringIO()
    call_command("export", "-", format=form, stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def imported(text: str, form: str = "ndjson", **options: Any) -> Any:
    importing = Import(by=None, reason="A copy", channel="import", **options)
    return importing.run(FORMATS[form](text.encode().splitlines(keepends=True)))


def content(text: str) -> Any:
    """The lines, statements by their number instead of their id."""
    return normal(f"[{','.join(text.splitlines())}]")


def answers() -> dict[str, Any]:
    """Of every claim: its agreement now and as said by some instants, and the figure to print."""
    client = Client()
    found = {}
    for slug in Claim.objects.order_by("slug").values_list("slug", flat=True):
        for path in PATHS:
            answer = client.get(f"/api/v1/claims/{slug}/{path}").content.decode()
            found[f"{slug} {path}"] = without_places(normal(answer))
    return found


def without_places(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: {k: v for k, v in part.items() if k not in WITH_TEXT}
            if name == "quotation" and part
            else without_places(part)
            for name, part in value.items()
        }
    return [without_places(each) for each in value] if isinstance(value, list) else value


@pytest.fixture(scope="module", params=["the seeds", 1, 2, 3], ids=str)
def anything(request, databases, template, django_db_blocker):
    """A record, and in the first case the seeds: as lines, as a table, and its answers."""
    with (
        django_db_blocker.unblock(),
        databases.copy(template, "own") as name,
        connected_to(name),
    ):
        if request.param == "the seeds":
            load_seeds(by=None)
        made = Anything(request.param)
        made.make()
        yield {"ndjson": exported(), "csv": exported("csv")}, answers(), name


@pytest.mark.parametrize("form", ["ndjson", "csv"])
def test_an_export_loses_nothing_on_its_way_to_an_empty_database(anything, committed_db, form):
    texts, expected, _ = anything

    imported(texts[form], form)

    assert content(exported()) == content(texts["ndjson"])
    assert answers() == expected


def test_nothing_is_lost_in_batches(anything, committed_db):
    texts, expected, _ = anything

    imported(texts["ndjson"], batch=7)

    assert content(exported()) == content(texts["ndjson"])


@pytest.mark.parametrize("form", ["ndjson", "csv"])
def test_an_export_changes_nothing_where_it_is_from(anything, form):
    texts, _, name = anything
    with connected_to(name):
        head = Entry.objects.count()

        report = imported(texts[form], form)

        assert (report.made, Entry.objects.count()) == ({}, head)
