# ruff: noqa: E501  the lines of a file are as long as they are
"""An import puts on record what its lines would one by one, and refuses the same lines."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.importing import Import, running
from claims.importing.reading import Line
from tests.claims.importing.one_by_one import record_one_by_one
from tests.claims.importing.rows import on_record

CATALOGUE: list[dict[str, Any]] = [
    {"source": {"slug": "state", "name": "The state", "kind": "government"}},
    {"source": {"slug": "irna", "name": "IRNA", "kind": "agency", "parent": "state", "parent_role": "speaks_for"}},
    {"source": {"slug": "paper", "name": "The Paper", "kind": "outlet"}},
    {"topic": {"slug": "event", "name": "Event", "kind": "event", "occurred": "2024-01-03", "time_zone": "Asia/Tehran"}},
    {"claim": {"slug": "killed", "topic": "event", "question": "How many?", "label": "Killed", "value_type": "quantity", "is_count": True, "cumulative": True, "unit": "people", "definitions": ["confirmed", "probable"]}},
    {"claim": {"slug": "open", "topic": "event", "question": "Open?", "label": "Open", "value_type": "boolean"}},
    {"claim": {"slug": "by-whom", "topic": "event", "question": "By whom?", "label": "By", "value_type": "entity", "many": False}},
    {"claim": {"slug": "names", "topic": "event", "question": "Who?", "label": "Who", "value_type": "entity", "many": True}},
    {"claim": {"slug": "day", "topic": "event", "question": "When?", "label": "Day", "value_type": "date"}},
    {"claim": {"slug": "motive", "topic": "event", "question": "Why?", "label": "Why", "value_type": "text"}},
    {"entity": {"slug": "group", "name": "The Group", "kind": "group", "aliases": ["TG"]}},
    {"entity": {"slug": "branch", "name": "The Branch", "kind": "group", "broader": "group"}},
]  # fmt: skip
# What was said of one claim under two names, by one source under two, before they were merged.
MERGED: list[dict[str, Any]] = [
    {"source": {"slug": "old-irna", "name": "IRNA", "kind": "agency", "merged_into": "irna"}},
    {"source": {"slug": "old-paper", "name": "The Paper", "kind": "outlet", "merged_into": "paper"}},
    {"claim": {**CATALOGUE[4]["claim"], "slug": "killed-once", "merged_into": "killed"}},
    {"claim": {**CATALOGUE[5]["claim"], "slug": "open-once", "merged_into": "open"}},
    {"claim": "killed-once", "document": {"key": "m", "title": "m", "published": "2024-01-04", "publisher": "irna"}, "wording": "73"},
    {"claim": "killed", "document": {"key": "n", "title": "n", "published": "2024-01-04T20:00Z", "publisher": "old-irna"}, "wording": "103"},
    {"claim": "killed-once", "document": {"key": "o", "title": "o", "published": "2024-01-03", "publisher": "old-paper"}, "attributed_to": "old-irna", "wording": "at least 50"},
    {"claim": "open-once", "document": {"key": "p", "title": "p", "publisher": "old-paper"}, "wording": "no", "value": False},
    {"claim": "open", "document": {"key": "q", "title": "q", "published": "2024-01-05", "publisher": "old-irna"}, "wording": "took it back", "stance": "withdraws"},
]  # fmt: skip

documents = st.sampled_from([
    {"key": "a", "title": "a", "published": "2024-01-04"},
    {"key": "b", "title": "b", "published": "2024-01-05", "publisher": "irna"},
    {"key": "c", "title": "c", "publisher": "paper"},
    {"url": "https://x.example/d", "key": "d", "title": "d", "published": "2024-01-05", "publisher": "new-one"},
    {"key": "bad", "title": ""},
    "a", "b", "d", "nowhere",
])  # fmt: skip
sources = st.sampled_from([
    "irna", "paper", "state", "unknown-source", "old-irna",
    {"slug": "new-one", "name": "New", "kind": "outlet"},
    {"slug": "bad-country", "name": "Bad", "kind": "outlet", "country": "xx"},
])  # fmt: skip
stated = st.sampled_from(
    ["2024-01-03", "2024-01-04", "2024-01-05T10:00Z", "2024-01-03/..", "no day"]
)
values = st.one_of(
    st.fixed_dictionaries(
        {"claim": st.just("killed"), "wording": st.sampled_from(["84", "95", "at least 84", "more than 80", "dozens", "gibberish", "about 90"])},
        optional={"definition": st.sampled_from(["confirmed", "probable", "other"]), "qualifier": st.just("unreadable"), "lower": st.sampled_from([84, 200])},
    ),
    st.fixed_dictionaries({"claim": st.just("open"), "wording": st.just("yes"), "value": st.booleans()}),
    st.fixed_dictionaries(
        {"claim": st.sampled_from(["by-whom", "names"]), "wording": st.sampled_from(["the Group", "tg", "Branch", "the new lot"])},
        optional={"entities": st.lists(st.sampled_from(["group", "branch", "TG", {"slug": "lot", "name": "The New Lot", "kind": "group", "broader": "group"}]), max_size=2, unique_by=str)},
    ),
    st.fixed_dictionaries({"claim": st.just("day"), "wording": st.just("Jan. 3"), "value": st.sampled_from(["2024-01-03", "2024-01", "soon"])}),
    st.fixed_dictionaries({"claim": st.just("motive"), "wording": st.sampled_from(["revenge", "money"])}),
    st.fixed_dictionaries({"claim": st.sampled_from(["absent", {"slug": "made", "topic": "event", "question": "Made?", "label": "Made", "value_type": "boolean"}]), "wording": st.just("yes"), "value": st.just(True)}),
)  # fmt: skip
rest = st.fixed_dictionaries(
    {"document": documents, "sequence": st.integers(0, 2), "importer": st.just("tests")},
    optional={
        "attributed_to": sources,
        "via": sources,
        "publisher": sources,
        "stance": st.sampled_from(["asserts", "suggests", "denies", "withdraws"]),
        "stated": stated,
        "change_kind": st.sampled_from(["update", "correction", "withdrawal", "reinstatement"]),
        "supersedes": st.sampled_from(["1", "2", "3", "4", "5", "99", ""]),
        "reason": st.just("Its own reason"),
    },
)
records = st.tuples(values, rest).map(lambda both: {**both[0], **both[1]})
others = st.sampled_from([
    {"source": {"slug": "new-one", "name": "New", "kind": "outlet"}},
    {"entity": {"slug": "lot", "name": "The New Lot", "kind": "group"}},
    {"topic": {"slug": "second", "name": "Second", "kind": "event", "wikidata_id": "nothing"}},
    {"claim": {"slug": "badly", "topic": "event", "question": "?", "label": "x", "value_type": "text", "is_count": True}},
])  # fmt: skip
lines = st.lists(st.one_of(records, records, records, others), max_size=9).map(
    lambda made: [
        {**line, "external_id": str(n)} if "claim" in line and "document" in line else line
        for n, line in enumerate(made, 1)
    ]
)


class Undone(Exception):
    pass


def undoing(write: Any) -> Any:
    """What the write leaves, and its answer; then it is undone."""
    try:
        with transaction.atomic():
            answer = write()
            left = on_record()
            raise Undone
    except Undone:
        return left, answer


@pytest.fixture
def catalogue(db):
    Import(by=None, reason="The catalogue", channel="import").run(
        Line(n, line) for n, line in enumerate([*CATALOGUE, *MERGED], 1)
    )


@pytest.fixture(params=[1, 3, 2000], ids=lambda lines: f"{lines} at once")
def at_once(request, monkeypatch):
    monkeypatch.setattr(running, "AT_ONCE", request.param)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(lines=lines)
def test_lines_in_bulk_leave_what_they_leave_one_by_one(catalogue, at_once, lines):
    expected, refused_one_by_one = undoing(lambda: record_one_by_one(lines, "An import"))

    def in_bulk():
        bulk = Import(by=None, reason="An import", channel="import", keep_going=True)
        report = bulk.run(Line(n, line) for n, line in enumerate(lines, 1))
        return {each.line: each.faults[0].code for each in report.refused}

    found, refused = undoing(in_bulk)

    assert refused.keys() == refused_one_by_one.keys()  # of two faults, either may be told first
    assert found == expected
