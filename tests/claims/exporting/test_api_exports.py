"""Every list as NDJSON and CSV: whole, as an import takes it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from claims.importing import Import
from claims.importing.formats import FORMATS
from claims.importing.reading import Line
from history.models import Entry
from tests.claims.exporting.test_export import answers, exported, imported, normal
from tests.claims.importing.test_importing import CATALOGUE, said
from tests.databases import connected_to

LISTS = ("sources", "topics", "entities", "claims", "documents", "revisions")
MEDIA = {"ndjson": "application/x-ndjson", "csv": "text/csv"}


def get(path: str, form: str = "ndjson") -> Any:
    return Client().get(f"/api/v1/{path}", headers={"Accept": MEDIA[form]})


def text_of(response: Any) -> str:
    assert response.status_code == 200, response.content
    return b"".join(response.streaming_content).decode()


def lines_of(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("form", MEDIA)
def test_all_lists_together_make_an_empty_database_answer_alike(
    seeds_database, django_db_blocker, committed_db, form
):
    with django_db_blocker.unblock(), connected_to(seeds_database):
        texts = [text_of(get(f"{name}/", form)) for name in LISTS]
        expected, whole = answers(), exported()

    for text in texts:
        stream = text.encode().splitlines(keepends=True)
        Import(by=None, reason="A copy", channel="import").run(FORMATS[form](stream))

    assert answers() == expected
    assert sorted_lines(exported()) == sorted_lines(whole)


def sorted_lines(text: str) -> list[Any]:
    catalogue = sorted(
        line for line in text.splitlines() if line.startswith('{"') and '"id"' not in line
    )
    statements = [line for line in text.splitlines() if '"id"' in line]
    return [catalogue, normal(f"[{','.join(statements)}]")]


def test_an_export_says_where_it_was_read(db):
    imported("\n".join(json.dumps(line) for line in [*CATALOGUE, said("95", 1)]))
    head = Entry.objects.latest("position").position

    response = get("revisions/", "csv")

    assert response["Onrecord-Position"] == str(head)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="export-{head}.csv"'
    assert [line.partition(",")[0][:4] for line in text_of(response).splitlines()] == ["id", "rev_"]


def test_filters_and_times_hold_for_exports(db):
    lines = [*CATALOGUE, said("95", 1, stated="2024-01-04"), said("84", 2, stated="2024-01-09")]
    Import(by=None, reason="x", channel="import").run(Line(n, e) for n, e in enumerate(lines, 1))

    def words(query: str) -> list[str]:
        return [line["wording"] for line in lines_of(text_of(get(f"revisions/?{query}")))]

    assert words("") == ["95", "84"]
    assert words("external_id=2") == ["84"]
    assert words("stated_until=2024-01-05") == ["95"]
    assert words("as_of=0") == []


@pytest.mark.parametrize("parameter", ["limit=5", "cursor=x", "ordering=stated", "expand=claim"])
def test_an_export_has_no_pages(db, parameter):
    response = get(f"revisions/?{parameter}")

    assert response.status_code == 400
    assert [e["code"] for e in response.json()["errors"]] == ["not_paged"]


def test_a_formula_is_defused_and_comes_back(db):
    lines = [*CATALOGUE, said("=1+1", 1, qualifier="unreadable")]
    Import(by=None, reason="x", channel="import").run(Line(n, e) for n, e in enumerate(lines, 1))

    text = text_of(get("revisions/", "csv"))
    [line] = FORMATS["csv"](text.encode().splitlines(keepends=True))

    assert ",'=1+1," in text
    assert line.content["wording"] == "=1+1"


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("form", MEDIA)
def test_an_empty_list_exports(db, name, form):
    text = text_of(get(f"{name}/", form))

    assert len(text.splitlines()) == (1 if form == "csv" else 0)
