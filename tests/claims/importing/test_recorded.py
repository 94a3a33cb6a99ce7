"""Records looked up by hand are those that the ORM gives."""

from __future__ import annotations

from typing import Any

import pytest

from claims.importing import Import
from claims.importing.reading import Line
from claims.importing.recorded import hang, recorded
from claims.models import Claim, Topic
from sources.models import Document, Source
from tests.claims.importing.test_importing_same import CATALOGUE

LINES: list[dict[str, Any]] = [
    *CATALOGUE,
    {"source": {"slug": "mirror", "name": "Mirror", "kind": "outlet", "merged_into": "paper"}},
    {"document": {"url": "https://x.example/1", "title": "1", "publisher": "paper", "key": "one"}},
    {"document": {"key": "two", "title": "2", "published": "2024-01-05"}},
]
NAMES = {
    Source: ["irna", "mirror", "paper", "state", "nowhere"],
    Topic: ["event"],
    Claim: ["killed", "names", "day"],
    Document: ["https://x.example/1", "two"],
}


@pytest.fixture
def filed(db):
    Import(by=None, reason="", channel="import").run(
        Line(n, line) for n, line in enumerate(LINES, 1)
    )


def _told(record: Any) -> dict[str, Any]:
    state = record._state
    fields = {name: value for name, value in record.__dict__.items() if name != "_state"}
    return {**fields, "of": (type(record), state.adding, state.db)}


@pytest.mark.parametrize("model", NAMES, ids=lambda model: model.__name__)
def test_records_by_name_and_by_id_are_the_orms(filed, model):
    expected = {row.pk: _told(row) for row in model.objects.all()}

    by_name = {row.pk: _told(row) for row in recorded(model, NAMES[model])}
    by_id = {row.pk: _told(row) for row in recorded(model, ids=list(expected))}

    assert by_id == expected
    assert by_name == {pk: expected[pk] for pk in by_name}
    assert len(by_name) == len([name for name in NAMES[model] if name != "nowhere"])


def test_what_a_record_names_is_hung_on_it_once(filed, django_assert_num_queries):
    claims = recorded(Claim, NAMES[Claim])

    with django_assert_num_queries(1):
        missing = hang(claims, "topic", Topic)
        topics = {id(claim.topic) for claim in claims}

    assert (missing, len(topics)) == (set(), 1)


def test_what_is_not_on_record_is_told(filed):
    [paper] = recorded(Source, ["paper"])
    paper.parent_id = Topic.objects.get().pk

    assert hang([paper], "parent", Source) == {paper.parent_id}
