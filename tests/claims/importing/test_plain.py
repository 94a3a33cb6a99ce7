# ruff: noqa: E501  the lines of a file are as long as they are
"""A plain line stages what the long way stages, and is refused what the long way refuses."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.importing import Import, running
from claims.importing.plain import PlainStatements
from claims.importing.reading import Line
from claims.models import Revision
from tests.claims.importing.test_importing_same import CATALOGUE, undoing

CATALOGUE = [
    *CATALOGUE,
    {"source": {"slug": "gone", "name": "Gone", "kind": "outlet", "is_retired": True}},
    {"source": {"slug": "old-irna", "name": "IRNA", "kind": "agency", "merged_into": "irna"}},
    {"topic": {"slug": "other", "name": "Other", "kind": "event"}},
    {"topic": {"slug": "old-event", "name": "Old", "kind": "event", "merged_into": "event"}},
    {"claim": {"slug": "killed-once", "topic": "event", "question": "How many?", "label": "Killed", "value_type": "quantity", "is_count": True, "unit": "people", "merged_into": "killed"}},
    {"claim": {"slug": "elsewhere", "topic": "old-event", "question": "How many?", "label": "Killed", "value_type": "quantity", "is_count": True}},
    {"claim": {"slug": "retired", "topic": "event", "question": "How many?", "label": "Killed", "value_type": "quantity", "is_retired": True}},
    {"claim": {"slug": "share", "topic": "other", "question": "What share?", "label": "Share", "value_type": "quantity", "unit": "%", "many": True}},
]  # fmt: skip
sources = st.sampled_from(["irna", "paper", "gone", "old-irna", "nobody", "", None])
values = st.one_of(
    st.fixed_dictionaries(
        {"claim": st.sampled_from(["killed", "killed-once", "elsewhere", "retired", "share"]), "wording": st.sampled_from(["84", "at least 84", "about 90", "84 %", "dozens", "gibberish", " ", "x" * 501])},
        optional={
            "definition": st.sampled_from(["confirmed", "other", "", None]),
            "qualifier": st.sampled_from(["at_least", "exactly", "unreadable", "", None]),
            "lower": st.sampled_from([84, 200, None]), "upper": st.sampled_from([84, 300]),
            "lower_inclusive": st.booleans(), "best": st.sampled_from([84, 85, None]),
        },
    ),
    st.fixed_dictionaries({"claim": st.just("open"), "wording": st.just("yes"), "value": st.sampled_from([True, False, "yes", None])}),
    st.fixed_dictionaries({"claim": st.just("day"), "wording": st.just("Jan. 3"), "value": st.sampled_from(["2024-01-03", "2024-01", "soon", True])}),
    st.fixed_dictionaries({"claim": st.just("motive"), "wording": st.sampled_from(["revenge", "money", "x" * 500])}, optional={"value": st.sampled_from(["Money", "x" * 501, " "])}),
    st.fixed_dictionaries({"claim": st.sampled_from(["by-whom", "nothing"]), "wording": st.just("the Group")}),
)  # fmt: skip
documents = st.sampled_from([
    "https://x.example/1", "a-key", "nowhere",
    {"url": "https://x.example/2", "title": "Two", "language": "fa", "published": "2024-01-05", "publisher": "irna"},
    {"url": "https://x.example/3", "title": " Three ", "byline": None, "published": "2024-01-06T10:00Z", "publisher": "paper", "archived_url": ""},
    {"url": "https://x.example/4", "title": "Four", "publisher": "old-irna", "versions": []},
    {"url": "https://x.example/5", "title": "Five", "publisher": "gone"},
    {"key": "six", "title": "x" * 500, "byline": "x" * 300, "language": "x" * 35, "published": "2024-01-02/.."},
    {"url": "https://x.example/7", "key": "seven", "title": "Seven", "publisher": None},
    *({"url": url, "title": "A title"} for url in ("x", "ftp://x.example", "https://x", "https://-x.example/", "HTTPS://X.example/é", "https://x.example/ y", "https://x.example/" + "y" * 983, "https://x.example:80/?a#b", "https://[::1]/")),
    *({"key": "bad", **fields} for fields in ({}, {"title": ""}, {"title": "x" * 501}, {"title": "x\x00"}, {"title": 5}, {"title": "x", "published": "soon"}, {"title": "x", "more": 1}, {"title": "x", "publisher": "nobody"}, {"title": "x", "language": "x" * 36}, {"title": "x", "byline": " padded "}, {"title": "x", "published": " 2024 "}, {"title": "x", "reason": "why"})),
])  # fmt: skip
records = st.tuples(
    values,
    st.fixed_dictionaries(
        {"document": documents, "sequence": st.integers(0, 1)},
        optional={
            "topic": st.sampled_from(["event", "old-event", "other", "none-such", None]),
            "publisher": sources, "attributed_to": sources, "via": sources,
            "stance": st.sampled_from(["asserts", "suggests", "denies", "withdraws"]),
            "stated": st.sampled_from(["2024-01-03", "2024-01-05T10:00Z", "no day", "", None]),
            "quotation": st.sampled_from([None, {"exact": "84 were killed"}, {"exact": "84", "prefix": "a", "suffix": "b"}]),
            "locator": st.sampled_from(["headline", "", None, "x" * 201]),
            "supersedes": st.sampled_from(["1", "2", ""]),
            "is_void": st.booleans(), "change_kind": st.sampled_from(["none", "", None]),
        },
    ),
).map(lambda both: {**both[0], **both[1]})  # fmt: skip
lines = st.lists(records, max_size=8).map(
    lambda made: [
        {**line, "importer": "tests", "external_id": str(n)} if n % 3 else line
        for n, line in enumerate(made, 1)
    ]
)
TWICE = [
    {"document": {"url": "https://x.example/1", "title": "One", "published": "2024-01-03"}},
    {"document": {"key": "a-key", "title": "Key", "publisher": "paper"}},
]


@pytest.fixture
def catalogue(db):
    Import(by=None, reason="The catalogue", channel="import").run(
        Line(n, line) for n, line in enumerate([*CATALOGUE, *TWICE], 1)
    )


@pytest.fixture(params=[1, 3, 2000], ids=lambda lines: f"{lines} at once")
def at_once(request, monkeypatch):
    monkeypatch.setattr(running, "AT_ONCE", request.param)


def imported(lines: list[dict[str, Any]]) -> Any:
    importing = Import(by=None, reason="An import", channel="import", keep_going=True)
    return importing.run(Line(n, line) for n, line in enumerate(lines, 1)).body()


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(lines=lines)
def test_plain_lines_leave_what_the_long_way_leaves(catalogue, at_once, lines):
    found = undoing(lambda: imported(lines))

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(PlainStatements, "stated", lambda self, read: None)
        expected = undoing(lambda: imported(lines))

    assert without_entries(found) == without_entries(expected)


def without_entries(outcome: Any) -> Any:
    """What is left, and the report but for positions; both may differ in nothing else."""
    left, report = outcome
    return left, {name: told for name, told in report.items() if name != "positions"}


def test_a_line_that_plainly_states_a_figure_is_plain(catalogue, monkeypatch):
    took: list[bool] = []
    stated = PlainStatements.stated

    def noted(self, read):
        found = stated(self, read)
        took.append(found is not None)
        return found

    monkeypatch.setattr(PlainStatements, "stated", noted)

    imported([
        {"claim": "killed", "topic": "event", "document": "a-key", "wording": "at least 84"},
        {"claim": "killed", "document": "a-key", "wording": "84", "supersedes": "rev_1"},
    ])  # fmt: skip

    assert took == [True, False]
    assert [row.wording for row in Revision.objects.all()] == ["at least 84"]
