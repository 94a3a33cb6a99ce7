"""Schema changes over sealed rows: the sound ones leave every row's text, the naive ones do not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, migrations, models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.graph import MigrationGraph
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.questioner import MigrationQuestioner
from django.db.migrations.state import ModelState, ProjectState
from django.test.utils import isolate_apps
from simple_history.models import registered_models

from history.evolution import faults
from history.migrating import KeepColumn, record_value
from history.sql import TrackedTable, install
from history.tracking import TRACKED, tracked
from history.triggers import tracked_table
from sources.models import Source
from tests.history.hashes import recomputed, stored
from tests.history.ledger import entries, make_sources, run

TEXTS = """
    SELECT history_id, (jsonb_strip_nulls(
        jsonb_build_object('@table', 'sources_historicalsource') || to_jsonb(h)
    ))::text FROM sources_historicalsource h ORDER BY history_id
"""


def on_disk() -> Iterator[tuple[str, Any, ProjectState]]:
    """Each migration of an app with tracked models, and the state it starts from."""
    loader = MigrationLoader(connection)
    apps = {tracked.historical._meta.app_label for tracked in TRACKED.values()}
    state = ProjectState()
    leaves = loader.graph.leaf_nodes()
    plan = dict.fromkeys(key for leaf in leaves for key in loader.graph.forwards_plan(leaf))
    for app_label, name in plan:
        migration = loader.graph.nodes[app_label, name]
        if app_label in apps:
            yield f"{app_label}.{name}", migration, state.clone()
        state = migration.mutate_state(state, preserve=False)


def migrate(*operations: Any, state: ProjectState | None = None) -> ProjectState:
    """Run operations of the app sources on the database; the state after them."""
    state = state or MigrationLoader(connection).project_state()
    for operation in operations:
        before, state = state, state.clone()
        operation.state_forwards("sources", state)
        with connection.schema_editor() as editor:
            operation.database_forwards("sources", editor, before, state)
    return state


def texts() -> dict[int, str]:
    return dict(run(TEXTS))


def with_columns(table: TrackedTable, *columns: str, **first_names: str) -> str:
    """The trigger SQL of a table whose columns have become others."""
    return install(replace(table, columns=columns, first_names=first_names))


def test_every_migration_leaves_sealed_rows_as_they_are(db):
    found = {
        name: against
        for name, migration, state in on_disk()
        if (against := faults(migration.app_label, migration.operations, state))
    }

    assert found == {}


def test_adding_renaming_and_dropping_leaves_every_sealed_row_as_it_was(owner_committed_db):
    table = tracked_table(TRACKED[Source])
    kept = [column for column in table.columns if column not in ("note", "url")]
    make_sources("a", "b")
    run("UPDATE sources_source SET note = 'first', url = 'https://a.example' WHERE slug = 'a'")
    sealed = texts()

    state = migrate(
        migrations.AddField("source", "weight", models.IntegerField(null=True)),
        migrations.AddField("historicalsource", "weight", models.IntegerField(null=True)),
        migrations.RenameField("source", "note", "remark"),
        migrations.AlterField("historicalsource", "note", models.TextField(db_column="note")),
        migrations.RenameField("historicalsource", "note", "remark"),
        migrations.RemoveField("source", "url"),
        KeepColumn("historicalsource", "url"),
    )
    run(with_columns(table, *kept, "remark", "weight", remark="note"))
    run("UPDATE sources_source SET remark = 'second', weight = 3 WHERE slug = 'a'")
    in_between = texts()
    state = migrate(
        record_value("sources_source", "weight", "1", "Every source weighs one unless said"),
        migrations.AlterField("source", "weight", models.IntegerField()),
        migrations.RemoveField("source", "weight"),
        KeepColumn("historicalsource", "weight"),
        state=state,
    )
    run(with_columns(table, *kept, "remark", remark="note"))
    run("UPDATE sources_source SET name = 'New' WHERE slug = 'b'")

    assert entries()[3:] == [
        (4, "", "command", "Every source weighs one unless said"),
        (5, "", "sql", ""),
    ]
    assert {id: text for id, text in texts().items() if id in sealed} == sealed
    assert {id: text for id, text in texts().items() if id in in_between} == in_between
    assert run(
        "SELECT slug, name, note, url, weight, changed FROM sources_historicalsource"
        " WHERE position > 1 ORDER BY history_id"
    ) == [
        ("a", "A", "first", "https://a.example", None, ["url", "note"]),
        ("a", "A", "second", None, 3, ["note", "weight"]),
        ("b", "B", "", None, 1, ["weight"]),
        ("b", "New", "", None, None, ["name"]),
    ]
    assert stored() == recomputed()


NAIVE = {
    "filled": migrations.AddField("historicalsource", "weight", models.IntegerField(default=1)),
    "filled by the database": migrations.AddField(
        "historicalsource", "weight", models.IntegerField(null=True, db_default=1)
    ),
    "renamed": migrations.RenameField("historicalsource", "note", "remark"),
    "another column": migrations.AlterField(
        "historicalsource", "note", models.TextField(db_column="remark")
    ),
    "dropped": migrations.RemoveField("historicalsource", "note"),
    "another type": migrations.AlterField(
        "historicalsource", "is_retired", models.CharField(max_length=5)
    ),
    "another table": migrations.AlterModelTable("historicalsource", "sources_past"),
    "renamed model": migrations.RenameModel("HistoricalSource", "PastSource"),
    "no table": migrations.DeleteModel("HistoricalSource"),
}


@pytest.mark.parametrize("name", NAIVE)
def test_a_naive_change_is_refused_before_it_runs(db, name):
    state = MigrationLoader(connection).project_state()

    [fault] = faults("sources", [NAIVE[name]], state)

    assert fault.startswith(f"{NAIVE[name].describe()}: ")


@pytest.mark.parametrize(
    "name",
    ["filled", "filled by the database", "renamed", "another column", "dropped", "another type"],
)
def test_a_naive_change_would_change_what_sealed_rows_say(owner_committed_db, name):
    make_sources("a")
    run("UPDATE sources_source SET note = 'first'")
    sealed = texts()

    migrate(NAIVE[name])

    assert texts() != sealed
    assert stored() != recomputed()


SOUND = {
    "a longer text": migrations.AlterField(
        "historicalsource", "name", models.CharField(max_length=400)
    ),
    "any text": migrations.AlterField("historicalsource", "name", models.TextField()),
    "may be null": migrations.AlterField(
        "historicalsource", "note", models.TextField(null=True, blank=True)
    ),
    "column of the model": migrations.AddField("source", "weight", models.IntegerField(null=True)),
    "separately": migrations.SeparateDatabaseAndState(
        state_operations=[KeepColumn("historicalsource", "note")]
    ),
}


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_change_passes_and_leaves_sealed_rows(owner_committed_db, name):
    make_sources("a")
    sealed = texts()

    against = faults("sources", [SOUND[name]], MigrationLoader(connection).project_state())
    migrate(SOUND[name])

    assert (against, texts()) == ([], sealed)
    assert stored() == recomputed()


@pytest.mark.parametrize(
    ("operations", "told"),
    [
        pytest.param(
            [migrations.AlterField("historicalsource", "name", models.CharField(max_length=20))],
            "varchar(200) to varchar(20) changes how sealed values read",
            id="shorter",
        ),
        pytest.param(
            [
                migrations.AlterField(
                    "historicalsource",
                    "parent",
                    models.IntegerField(null=True, db_column="parent_id"),
                )
            ],
            "uuid to integer changes how sealed values read",
            id="another type",
        ),
        pytest.param(
            [migrations.AlterField("historicaldocument", "key", models.CharField(max_length=200))],
            "name it in tracked(added=['key'])",
            id="not null",
        ),
        pytest.param(
            [
                migrations.AddField("source", "weight", models.IntegerField(default=1)),
                migrations.AddField("historicalsource", "weight", models.IntegerField(null=True)),
            ],
            "add it null and fill it with history.migrating.record_value",
            id="live rows filled unseen",
        ),
        pytest.param(
            [
                migrations.SeparateDatabaseAndState(
                    database_operations=[migrations.RemoveField("historicalsource", "note")]
                )
            ],
            "use history.migrating.KeepColumn",
            id="in the database alone",
        ),
        pytest.param(
            [migrations.AlterModelTable("source", "sources_speaker")],
            "sealed rows and triggers name 'sources_source'",
            id="live table",
        ),
    ],
)
def test_a_fault_says_what_to_do_instead(db, operations, told):
    [fault] = faults("sources", operations, MigrationLoader(connection).project_state())

    assert told in fault


@contextmanager
def declared(**fields: Any) -> Iterator[list[ModelState]]:
    """A tracked model of these attributes, as migrations see it and its historical model."""
    with isolate_apps("sources"):
        attributes = {"__module__": "sources.models", "Meta": type("Meta", (), {}), **fields}
        attributes["Meta"].app_label = "sources"
        model = type("Voice", (models.Model,), attributes)
        try:
            yield [ModelState.from_model(made) for made in (model, model.history.model)]
        finally:
            TRACKED.pop(model)
            registered_models.pop(model._meta.db_table)


class Renames(MigrationQuestioner):
    def ask_initial(self, *asked: Any) -> bool:
        return True

    def ask_rename(self, *asked: Any) -> bool:
        return True


def detected(before: dict[str, Any], after: dict[str, Any]) -> tuple[list[Any], ProjectState]:
    """The operations that makemigrations writes, and the state they start from."""
    states = []
    for fields in (before, after):
        with declared(**fields) as models_made:
            state = ProjectState()
            for made in models_made:
                state.add_model(made)
            states.append(state)
    changes = MigrationAutodetector(*states, Renames()).changes(MigrationGraph())
    return changes["sources"][0].operations, states[0]


def test_makemigrations_renames_no_column_that_keeps_its_first_name(db):
    operations, state = detected(
        {"note": models.TextField(), "history": tracked()},
        {"remark": models.TextField(), "history": tracked(first_names={"remark": "note"})},
    )

    assert [type(operation) for operation in operations if operation.model_name != "voice"] == [
        migrations.AlterField,
        migrations.RenameField,
    ]
    assert faults("sources", operations, state) == []


def test_makemigrations_fills_nothing_that_is_named_as_added(db):
    operations, state = detected(
        {"history": tracked()},
        {"weight": models.IntegerField(null=True, default=3), "history": tracked(added=["weight"])},
    )
    [past] = [each for each in operations if each.model_name == "historicalvoice"]

    assert (past.field.null, past.field.has_default()) == (True, False)
    assert faults("sources", operations, state) == []


def test_a_field_added_later_and_not_named_so_is_refused(db):
    operations, state = detected(
        {"history": tracked()},
        {"weight": models.IntegerField(default=3), "history": tracked()},
    )

    assert any(
        "tracked(added=['weight'])" in fault for fault in faults("sources", operations, state)
    )


def test_triggers_write_a_renamed_column_under_its_first_name():
    table = TrackedTable("t", "h", "id", ("id", "remark"), ("id",), first_names={"remark": "note"})

    sql = install(table)

    assert '(history_id, history_date, history_type, position, changed, salt, "id", "note")' in sql
    assert """CASE WHEN n."remark" IS DISTINCT FROM o."remark" THEN 'note' END""" in sql


@pytest.mark.parametrize("option", [{"added": ["weight"]}, {"first_names": {"weight": "w"}}])
def test_an_option_that_names_no_field_is_refused(option):
    with (
        pytest.raises(ImproperlyConfigured, match="names 'weight'; the fields are id, note"),
        declared(note=models.TextField(), history=tracked(**option)),
    ):
        pass
