"""What is generated for a table is found again in the migrations: only changes are written."""

from __future__ import annotations

from dataclasses import replace

from django.core.management import call_command

from history.sql import TrackedTable, install, triggered_by, triggering

A = TrackedTable("app_a", "app_historicala", "id", ("id", "name"), ("id",))
B = TrackedTable("app_ab", "app_historicalab", "id", ("id", "note"), ("id",))


def test_the_newest_of_a_table_is_found_among_others():
    wider = replace(A, columns=("id", "name", "slug"))
    text = "\n".join([install(A), install(B), "SELECT 1;\n", install(wider)])

    assert triggered_by(text, "app_a") == triggering(wider)
    assert triggered_by(text, "app_ab") == triggering(B)
    assert triggered_by(text, "app_b") == ""


def test_nothing_is_written_where_the_migrations_say_it_already(db, capsys):
    for app in ("claims", "sources", "history"):
        call_command("write_history_triggers", app)

    assert capsys.readouterr().out.splitlines() == [
        f"the migrations of {app} make what its models ask for"
        for app in ("claims", "sources", "history")
    ]
