"""Every way to write that Django, PostgreSQL and Onrecord know, and what each must leave.

A path starts from three sources a, b and c. What history must hold after it: type, slug, name and
the changed columns, one row a record and statement. What the service role may not do, the owner
does, and the service is told what is named in `refused`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path as File
from typing import Any

from asgiref.sync import async_to_sync
from django.core import serializers
from django.core.management import BaseCommand, call_command
from django.db import connection, migrations, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.test import Client
from django.test.utils import isolate_apps

from accounts.models import User
from claims.importing import import_lines
from claims.models import Entity
from history.recording import recording
from sources.models import Source
from tests.admin_site import page_of, send
from tests.callers import Caller
from tests.history.ledger import (
    SOURCE_COLUMNS,
    a_source,
    an_entity,
    insert_source,
    run,
    skip_unless_may_set,
)

Row = tuple[str, str, str, list[str]]

CREATED: list[Row] = [("+", "d", "D", [])]
CREATED_TWO: list[Row] = [*CREATED, ("+", "e", "E", [])]
RENAMED: list[Row] = [("~", "a", "New", ["name"])]
DELETED: list[Row] = [("-", "a", "A", [])]
NO_RIGHT = "permission denied"


def make_nothing() -> None: ...


@dataclass(frozen=True)
class Stage:
    """Who walks, through what, and where files may lie."""

    alice: User
    caller: Caller
    admin: Client
    folder: File


@dataclass(frozen=True)
class Path:
    """`entry`: who, through what and why, of a path that says so itself.

    `first` sets up what the path needs beside a, b and c; `model` is whose history is looked at.
    """

    walk: Callable[[Stage], None]
    rows: list[Row]
    refused: str = ""
    entry: tuple[str, str, str] | None = None
    first: Callable[[], None] = make_nothing
    model: type[models.Model] = Source


PATHS: dict[str, Path] = {}


def path(
    name: str, rows: list[Row], **more: Any
) -> Callable[[Callable[[Stage], None]], Callable[[Stage], None]]:
    """Puts a function into the table."""

    def keep(walk: Callable[[Stage], None]) -> Callable[[Stage], None]:
        PATHS[name] = Path(walk, rows, **more)
        return walk

    return keep


def sql(name: str, rows: list[Row], *statements: str, **more: Any) -> None:
    """Puts plain SQL into the table."""

    def walk(stage: Stage) -> None:
        for statement in statements:
            run(statement)

    PATHS[name] = Path(walk, rows, **more)


def get(slug: str) -> Source:
    return Source.objects.get(slug=slug)


# Through Onrecord


@path("API: POST", CREATED, entry=("Alice", "api", "Seen in print"))
def _(stage: Stage) -> None:
    body = {"slug": "d", "name": "D", "kind": "outlet", "reason": "Seen in print"}
    assert stage.caller.post("sources/", body).status_code == 201


@path("API: PATCH", RENAMED, entry=("Alice", "api", "Renamed itself"))
def _(stage: Stage) -> None:
    etag = stage.caller.get("sources/a/")["ETag"]
    body = {"name": "New", "reason": "Renamed itself"}
    assert stage.caller.patch("sources/a/", body, if_match=etag).status_code == 200


@path("API: retire", [("~", "a", "A", ["is_retired"])], entry=("Alice", "api", "Not ours"))
def _(stage: Stage) -> None:
    etag = stage.caller.get("sources/a/")["ETag"]
    done = stage.caller.post("sources/a/retire/", {"reason": "Not ours"}, if_match=etag)
    assert done.status_code == 200


@path("admin: form of a new record", CREATED, entry=("Alice", "admin", ""))
def _(stage: Stage) -> None:
    added = send(stage.admin, page_of(Source, "add"), slug="d", name="D", kind="outlet")
    assert added.status_code == 302


@path("admin: form", RENAMED, entry=("Alice", "admin", "Renamed itself"))
def _(stage: Stage) -> None:
    saved = send(stage.admin, page_of(get("a")), name="New", reason="Renamed itself")
    assert saved.status_code == 302


@path("admin: action", [("~", "a", "A", ["is_retired"])], entry=("Alice", "admin", "Not ours"))
def _(stage: Stage) -> None:
    assert send(stage.admin, page_of(get("a"), "retire"), reason="Not ours").status_code == 302


@path("import", CREATED_TWO, entry=("Alice", "import", "The agency's list"))
def _(stage: Stage) -> None:
    lines = [{"source": {"slug": s, "name": s.upper(), "kind": "outlet"}} for s in ("d", "e")]
    import_lines(enumerate(lines, 1), by=stage.alice, reason="The agency's list", channel="import")


class Rename(BaseCommand):
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        with recording(by=None, channel="command", reason="Tidied up"):
            Source.objects.filter(slug="a").update(name="New")


@path("a command", RENAMED, entry=("", "command", "Tidied up"))
def _(stage: Stage) -> None:
    call_command(Rename())


@path("the shell", RENAMED)
def _(stage: Stage) -> None:
    code = "from sources.models import Source; Source.objects.filter(slug='a').update(name='New')"
    call_command("shell", command=code, verbosity=0)


def migrate(operation: Operation) -> None:
    state = MigrationLoader(connection).project_state()
    with connection.schema_editor(atomic=False) as editor:
        operation.database_forwards("sources", editor, state, state)


def rename_in_a_migration(apps: Any, schema_editor: Any) -> None:
    apps.get_model("sources", "Source").objects.filter(slug="a").update(name="New")


@path("data migration: RunPython", RENAMED)
def _(stage: Stage) -> None:
    migrate(migrations.RunPython(rename_in_a_migration))


@path("data migration: RunSQL", RENAMED)
def _(stage: Stage) -> None:
    migrate(migrations.RunSQL("UPDATE sources_source SET name = 'New' WHERE slug = 'a'"))


@path("loaddata", RENAMED)
def _(stage: Stage) -> None:
    fields = {"slug": "a", "name": "New", "kind": "outlet"}
    fixture = stage.folder / "sources.json"
    fixture.write_text(
        json.dumps([{"model": "sources.source", "pk": str(get("a").pk), "fields": fields}])
    )
    call_command("loaddata", str(fixture), verbosity=0)


# Through Django's models


@path("save() of a new one", CREATED)
def _(stage: Stage) -> None:
    a_source("d").save()


@path("create()", CREATED)
def _(stage: Stage) -> None:
    Source.objects.create(slug="d", name="D", kind="outlet")


@path("acreate()", CREATED)
def _(stage: Stage) -> None:
    async def create_one() -> None:
        await Source.objects.acreate(slug="d", name="D", kind="outlet")

    async_to_sync(create_one)()


@path("get_or_create()", CREATED)
def _(stage: Stage) -> None:
    Source.objects.get_or_create(slug="d", defaults={"name": "D", "kind": "outlet"})


@path("get_or_create() that gets", [])
def _(stage: Stage) -> None:
    Source.objects.get_or_create(slug="a", defaults={"name": "D", "kind": "outlet"})


@path("update_or_create() that creates", CREATED)
def _(stage: Stage) -> None:
    Source.objects.update_or_create(slug="d", defaults={"name": "D", "kind": "outlet"})


@path("update_or_create() that updates", RENAMED)
def _(stage: Stage) -> None:
    Source.objects.update_or_create(slug="a", defaults={"name": "New"})


@path("save()", RENAMED)
def _(stage: Stage) -> None:
    source = get("a")
    source.name = "New"
    source.save()


@path("save(update_fields)", RENAMED)
def _(stage: Stage) -> None:
    source = get("a")
    source.name, source.note = "New", "set, but not saved"
    source.save(update_fields=["name"])


@path("save() of what already stands", [])
def _(stage: Stage) -> None:
    get("a").save()


@path(
    "save() of what others changed since",
    [("~", "a", "Theirs", ["name"]), ("~", "a", "A", ["name"])],
)
def _(stage: Stage) -> None:
    source = get("a")
    Source.objects.filter(slug="a").update(name="Theirs")
    source.save()


@path("save() of an F expression", [("~", "a", "A+", ["name"])])
def _(stage: Stage) -> None:
    source = get("a")
    source.name = Concat(F("name"), Value("+"))
    source.save()


@path("save() of a proxy", RENAMED)
def _(stage: Stage) -> None:
    with isolate_apps("sources"):

        class Outlet(Source):
            class Meta:
                proxy = True
                app_label = "sources"

        outlet = Outlet.objects.get(slug="a")
        outlet.name = "New"
        outlet.save()


@path("save() of a deserialized object", RENAMED)
def _(stage: Stage) -> None:
    source = get("a")
    source.name = "New"
    for each in serializers.deserialize("json", serializers.serialize("json", [source])):
        each.save()


@path("select_for_update(), then save()", RENAMED)
def _(stage: Stage) -> None:
    with transaction.atomic():
        source = Source.objects.select_for_update().get(slug="a")
        source.name = "New"
        source.save(update_fields=["name"])


@path("update()", RENAMED)
def _(stage: Stage) -> None:
    Source.objects.filter(slug="a").update(name="New")


@path("update() by F expressions", [("~", slug, f"{slug.upper()}+", ["name"]) for slug in "abc"])
def _(stage: Stage) -> None:
    Source.objects.update(name=Concat(F("name"), Value("+")))


@path("update() that leaves one row as it was", [("~", slug, "A", ["name"]) for slug in "bc"])
def _(stage: Stage) -> None:
    Source.objects.update(name="A")


@path("bulk_create() in batches", CREATED_TWO)
def _(stage: Stage) -> None:
    Source.objects.bulk_create([a_source("d"), a_source("e")], batch_size=1)


@path("bulk_create(ignore_conflicts)", CREATED)
def _(stage: Stage) -> None:
    Source.objects.bulk_create([a_source("a"), a_source("d")], ignore_conflicts=True)


@path("bulk_create(update_conflicts)", [*RENAMED, *CREATED])
def _(stage: Stage) -> None:
    Source.objects.bulk_create(
        [a_source("a", name="New"), a_source("b"), a_source("d")],
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=["name"],
    )


@path("bulk_update()", RENAMED)
def _(stage: Stage) -> None:
    a, b = get("a"), get("b")
    a.name = "New"
    Source.objects.bulk_update([a, b], ["name"])


def make_three_entities() -> None:
    x = an_entity("x")
    x.save()
    an_entity("y").save()
    an_entity("z", broader=x).save()


@path(
    "add() of a related manager",
    [("~", "y", "y", ["broader_id"])],
    first=make_three_entities,
    model=Entity,
)
def _(stage: Stage) -> None:
    Entity.objects.get(slug="x").narrower.add(Entity.objects.get(slug="y"))


@path("raw() that returns what it updates", RENAMED)
def _(stage: Stage) -> None:
    list(Source.objects.raw("UPDATE sources_source SET name = 'New' WHERE slug = 'a' RETURNING *"))


@path("delete()", DELETED, refused=NO_RIGHT)
def _(stage: Stage) -> None:
    get("a").delete()


@path("QuerySet.delete()", DELETED, refused=NO_RIGHT)
def _(stage: Stage) -> None:
    Source.objects.filter(slug="a").delete()


def forget_names() -> None:
    run("DELETE FROM claims_entityname WHERE entity_id NOT IN (SELECT id FROM claims_entity)")


ORPHANED: list[Row] = [("-", "x", "x", []), ("~", "z", "z", ["broader_id"])]


@path("SET_NULL of a model", ORPHANED, refused=NO_RIGHT, first=make_three_entities, model=Entity)
@transaction.atomic
def _(stage: Stage) -> None:
    with isolate_apps("claims"):

        class Term(models.Model):
            id = models.UUIDField(primary_key=True)
            slug = models.TextField()
            broader = models.ForeignKey("self", null=True, on_delete=models.SET_NULL)

            class Meta:
                managed = False
                db_table = "claims_entity"
                app_label = "claims"

            def __str__(self) -> str:
                return self.slug

        Term.objects.get(slug="x").delete()
    forget_names()


def make_three_entities_whose_link_is_cut() -> None:
    run(
        "ALTER TABLE claims_entity ADD FOREIGN KEY (broader_id) REFERENCES claims_entity"
        " ON DELETE SET NULL"
    )
    make_three_entities()


@path(
    "ON DELETE SET NULL",
    ORPHANED,
    refused="must be owner",
    first=make_three_entities_whose_link_is_cut,
    model=Entity,
)
@transaction.atomic
def _(stage: Stage) -> None:
    run("DELETE FROM claims_entity WHERE slug = 'x'")
    forget_names()


# Through the driver


@path("COPY", CREATED_TWO)
def _(stage: Stage) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY sources_source ({SOURCE_COLUMNS}) FROM STDIN") as data,
    ):
        for slug in ("d", "e"):
            data.write_row(
                [f"00000000-0000-7000-8000-00000000000{slug}", slug, slug.upper()]
                + ["outlet", [], "", "", "", "", False]
            )


@path("executemany()", [*RENAMED, ("~", "b", "Newer", ["name"])])
def _(stage: Stage) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE sources_source SET name = %s WHERE slug = %s", [("New", "a"), ("Newer", "b")]
        )


@path("a pipeline", [*RENAMED, *CREATED])
def _(stage: Stage) -> None:
    with transaction.atomic(), connection.connection.pipeline() as pipeline:
        connection.connection.execute("UPDATE sources_source SET name = 'New' WHERE slug = 'a'")
        connection.connection.execute(insert_source("d"))
        pipeline.sync()


@path("a server-side cursor's row", RENAMED)
def _(stage: Stage) -> None:
    with transaction.atomic():
        run("DECLARE rows CURSOR FOR SELECT * FROM sources_source WHERE slug = 'a' FOR UPDATE")
        run("FETCH rows")
        run("UPDATE sources_source SET name = 'New' WHERE CURRENT OF rows")


# Plain SQL

NEW = "(VALUES ('a', 'New'), ('b', 'B'), ('d', 'D')) AS v(slug, name)"
NEW_ROW = "gen_random_uuid(), v.slug, v.name, 'outlet', '{}', '', '', '', '', false"
INSERT_NEW = f"INSERT INTO sources_source ({SOURCE_COLUMNS}) SELECT {NEW_ROW} FROM {NEW}"
RENAME = "UPDATE sources_source SET name = 'New' WHERE slug = 'a'"

sql("INSERT", CREATED, insert_source("d"))
sql("INSERT SELECT", CREATED, f"{INSERT_NEW} WHERE slug = 'd'")
sql(
    "INSERT ON CONFLICT DO UPDATE",
    [*RENAMED, *CREATED],
    f"{INSERT_NEW} ON CONFLICT (slug) DO UPDATE SET name = excluded.name",
)
sql("INSERT ON CONFLICT DO NOTHING", CREATED, f"{INSERT_NEW} ON CONFLICT DO NOTHING")
sql("UPDATE", RENAMED, RENAME)
sql("UPDATE of no row", [], "UPDATE sources_source SET name = 'New' WHERE slug = 'z'")
sql("UPDATE to what already stands", [], "UPDATE sources_source SET name = name")
sql(
    "UPDATE FROM",
    RENAMED,
    f"UPDATE sources_source s SET name = v.name FROM {NEW} WHERE s.slug = v.slug",
)
sql("UPDATE ONLY", RENAMED, "UPDATE ONLY sources_source SET name = 'New' WHERE slug = 'a'")
sql("SELECT FOR UPDATE, then UPDATE", RENAMED, "SELECT FROM sources_source FOR UPDATE", RENAME)
sql("DELETE", DELETED, "DELETE FROM sources_source WHERE slug = 'a'", refused=NO_RIGHT)
sql(
    "DELETE USING",
    DELETED,
    f"DELETE FROM sources_source s USING {NEW} WHERE v.slug = s.slug AND v.name = 'New'",
    refused=NO_RIGHT,
)
MERGE = f"MERGE INTO sources_source s USING {NEW} ON s.slug = v.slug"
MERGE_INSERT = f" WHEN NOT MATCHED THEN INSERT ({SOURCE_COLUMNS}) VALUES ({NEW_ROW})"
sql(
    "MERGE",
    [*RENAMED, *CREATED],
    f"{MERGE} WHEN MATCHED THEN UPDATE SET name = v.name {MERGE_INSERT}",
)
sql(
    "MERGE that deletes",
    [*RENAMED, ("-", "b", "B", []), *CREATED],
    f"{MERGE} WHEN MATCHED AND v.slug = 'b' THEN DELETE"
    f" WHEN MATCHED THEN UPDATE SET name = v.name {MERGE_INSERT}",
    refused=NO_RIGHT,
)
sql(
    "two UPDATEs in one WITH",
    [*RENAMED, ("~", "b", "Newer", ["name"])],
    f"WITH one AS ({RENAME} RETURNING 1) UPDATE sources_source SET name = 'Newer' WHERE slug = 'b'",
)
sql(
    "INSERT, UPDATE and DELETE in one WITH",
    [*RENAMED, ("-", "b", "B", []), *CREATED],
    f"WITH one AS ({RENAME} RETURNING 1),"
    " two AS (DELETE FROM sources_source WHERE slug = 'b' RETURNING 1) " + insert_source("d"),
    refused=NO_RIGHT,
)
sql(
    "a view",
    RENAMED,
    "CREATE TEMP VIEW outlets AS SELECT * FROM sources_source",
    "UPDATE outlets SET name = 'New' WHERE slug = 'a'",
    "DROP VIEW outlets",
    refused=NO_RIGHT,
)
sql(
    "a temporary table's rows",
    CREATED,
    f"CREATE TEMP TABLE staged AS SELECT {SOURCE_COLUMNS} FROM sources_source WHERE slug = 'a'",
    "UPDATE staged SET id = gen_random_uuid(), slug = 'd', name = 'D'",
    f"INSERT INTO sources_source ({SOURCE_COLUMNS}) SELECT {SOURCE_COLUMNS} FROM staged",
    "DROP TABLE staged",
    refused=NO_RIGHT,
)
sql("a DO block", RENAMED, f"DO $$ BEGIN {RENAME}; END $$")
sql(
    "a function",
    RENAMED,
    f"CREATE FUNCTION public.rename() RETURNS void LANGUAGE sql AS $$ {RENAME} $$",
    "SELECT public.rename()",
    "DROP FUNCTION public.rename()",
    refused=NO_RIGHT,
)
sql(
    "EXECUTE of a prepared statement",
    RENAMED,
    "PREPARE rename AS UPDATE sources_source SET name = $1 WHERE slug = 'a'",
    "EXECUTE rename('New')",
    "DEALLOCATE rename",
)


@path("as a replica", RENAMED, refused=NO_RIGHT)
def _(stage: Stage) -> None:
    if connection.settings_dict.get("SERVICE"):
        skip_unless_may_set("session_replication_role")
    run("SET session_replication_role = replica")
    run(RENAME)
    run("RESET session_replication_role")
