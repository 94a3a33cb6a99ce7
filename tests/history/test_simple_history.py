"""simple-history's own queries answer on the rows that triggers wrote; its writing is off."""

from __future__ import annotations

from django.conf import settings

from history.recording import recording
from sources.models import Source
from tests.history.ledger import a_source, entries, make_sources, seal, written


def renamed_twice(alice) -> Source:
    [source] = make_sources("a")
    for name in ("New", "Newer"):
        with recording(by=alice, channel="admin", reason=f"now {name}"):
            Source.objects.filter(pk=source.pk).update(name=name)
    return Source.objects.get(pk=source.pk)


def test_history_lists_the_newest_first(alice):
    source = renamed_twice(alice)

    assert [row.name for row in source.history.all()] == ["Newer", "New", "A"]
    assert [row.history_type for row in Source.history.all()] == ["~", "~", "+"]
    assert source.history.latest().name == "Newer"
    assert source.history.earliest().name == "A"


def test_the_rows_before_and_after(alice):
    newest, middle, first = renamed_twice(alice).history.all()

    assert (newest.prev_record, middle.prev_record, first.prev_record) == (middle, first, None)
    assert (newest.next_record, middle.next_record, first.next_record) == (None, newest, middle)


def test_the_difference_of_two_rows(alice):
    newest, _, first = renamed_twice(alice).history.all()

    delta = newest.diff_against(first)

    assert delta.changed_fields == ["name"]
    assert [(change.old, change.new) for change in delta.changes] == [("A", "Newer")]


def test_a_row_says_who_and_why(alice):
    newest, _, first = renamed_twice(alice).history.all()

    assert (newest.history_user, newest.history_change_reason) == (alice, "now Newer")
    assert (first.history_user, first.history_change_reason) == (None, "setup")


def test_a_row_gives_the_record_as_it_was(alice):
    first = renamed_twice(alice).history.earliest()

    assert (type(first.instance), first.instance.name) == (Source, "A")


def test_the_history_of_a_deleted_record_stays(owner_db):
    make_sources("a")
    Source.objects.all().delete()
    seal()

    assert [row.history_type for row in Source.history.all()] == ["-", "+"]


def test_the_librarys_signals_write_nothing(db):
    source = a_source("a")
    source.save()
    source.name = "New"
    source.save_without_historical_record()
    seal()

    assert settings.SIMPLE_HISTORY_ENABLED is False
    assert entries() == [(1, "", "sql", "")]
    assert written() == [("+", "a", "A", []), ("~", "a", "New", ["name"])]
