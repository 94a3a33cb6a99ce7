"""`manage.py erase`: lists, asks, erases; refuses in words."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from api.typeid import encode
from tests.conftest import person
from tests.history.ledger import entries, make_sources
from tests.history.test_erasing import SECRET, WHY, a_blog, holding

FIELDS = [f"--field={name}" for name in ("name", "aliases", "note")]
LISTED = [
    "  sources_historicalsource, row {}: name, aliases, note",
    "  sources_historicalsource, row {}: name, aliases, note",
    "  as it stands: name becomes '[erased]'",
    "  as it stands: aliases becomes []",
    "  as it stands: note becomes ''",
]


def ran(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("erase", *arguments, f"--reason={WHY}", stdout=out, no_color=True)
    return out.getvalue().splitlines()


def a_listed_blog() -> list[str]:
    """What the command lists of the blog."""
    source = a_blog()
    rows = source.history.order_by("history_id").values_list("history_id", flat=True)
    numbers = iter(rows)
    return [
        f"source {encode('src', source.pk)}",
        *(line.format(next(numbers)) if "{}" in line else line for line in LISTED),
    ]


def test_it_lists_and_erases_nothing_in_a_dry_run(committed_db):
    listed = a_listed_blog()

    told = ran("source:blog", *FIELDS, "--dry-run")

    assert told == [*listed, "Nothing was erased: this was a dry run."]
    assert (len(entries()), "sources_source" in holding(SECRET)) == (2, True)


@pytest.mark.parametrize("answer", ["", "no", "y"])
def test_it_asks_and_takes_only_yes(committed_db, monkeypatch, answer):
    a_blog()
    monkeypatch.setattr("builtins.input", lambda asked: answer)

    with pytest.raises(CommandError, match="Nothing was erased"):
        ran("source:blog", *FIELDS)

    assert (len(entries()), "sources_source" in holding(SECRET)) == (2, True)


def test_it_erases_and_says_where_words_may_still_lie(committed_db, monkeypatch):
    person("alice")
    a_listed_blog()
    monkeypatch.setattr("builtins.input", lambda asked: "yes")

    told = ran("source:blog", *FIELDS, "--by=alice")

    assert told[6:] == [
        "Erased in entry 4.",
        "The old words still lie in dead rows, in the write-ahead log and in backups: run VACUUM"
        " FULL on sources_historicalsource and the live table, and see docs/erasure.md for the"
        " rest.",
    ]
    assert entries()[3:] == [(4, "Alice", "command", WHY)]
    assert holding("Zebulon") == []


def test_it_stops_before_asking_where_copies_would_stay(committed_db):
    a_blog()
    make_sources("other")

    with pytest.raises(CommandError, match="would still stand there"):
        ran("source:blog", "--field=name", "--yes")

    assert ran("source:blog", "--field=name", "--yes", "--leave-copies")[-2] == "Erased in entry 4."


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["source:none", "--field=name"], "no source 'none' is on record"),
        (["source:a", "--field=parent"], "parent can't be erased"),
        (["source:a", "--field=name", "--by=nobody"], "no user is called 'nobody'"),
    ],
)
def test_it_refuses_in_words(committed_db, arguments, words):
    make_sources("a")

    with pytest.raises(CommandError, match=words):
        ran(*arguments, "--yes")
