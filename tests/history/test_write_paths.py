"""Every way to write that Django and PostgreSQL know leaves one history row a changed record.

Each path starts from three sources a, b and c, and says what history must hold after it: type,
slug, name and the changed columns, one a record; the entry is checked beside it, within
`recording()` and without.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.test.utils import isolate_apps

from accounts.models import Membership, User
from history.models import HistoricalMembership, HistoricalUser
from history.recording import recording
from sources.models import Source
from tests.history.ledger import (
    SOURCE_COLUMNS,
    a_source,
    another_connection,
    drifted,
    entries,
    head,
    insert_source,
    make_sources,
    may_set,
    person,
    positions,
    run,
    seal,
    skip_unless_may_set,
    written,
)

CREATED = [("+", "d", "D", [])]
RENAMED = [("~", "a", "New", ["name"])]
DELETED = [("-", "a", "A", [])]


def get(slug: str) -> Source:
    return Source.objects.get(slug=slug)


def save_new(tmp: Any) -> None:
    a_source("d").save()


def create(tmp: Any) -> None:
    Source.objects.create(slug="d", name="D", kind="outlet")


def get_or_create(tmp: Any) -> None:
    Source.objects.get_or_create(slug="d", defaults={"name": "D", "kind": "outlet"})


def update_or_create_new(tmp: Any) -> None:
    Source.objects.update_or_create(slug="d", defaults={"name": "D", "kind": "outlet"})


def update_or_create_old(tmp: Any) -> None:
    Source.objects.update_or_create(slug="a", defaults={"name": "New"})


def save(tmp: Any) -> None:
    source = get("a")
    source.name = "New"
    source.save()


def save_update_fields(tmp: Any) -> None:
    source = get("a")
    source.name, source.note = "New", "set, but not saved"
    source.save(update_fields=["name"])


def save_unchanged(tmp: Any) -> None:
    get("a").save()


def save_locked(tmp: Any) -> None:
    with transaction.atomic():
        source = Source.objects.select_for_update().get(slug="a")
        source.name = "New"
        source.save(update_fields=["name"])


def save_f_expression(tmp: Any) -> None:
    source = get("a")
    source.name = Concat(F("name"), Value("+"))
    source.save()


def save_proxy(tmp: Any) -> None:
    with isolate_apps("sources"):

        class Outlet(Source):
            class Meta:
                proxy = True
                app_label = "sources"

        outlet = Outlet.objects.get(slug="a")
        outlet.name = "New"
        outlet.save()


def update(tmp: Any) -> None:
    Source.objects.filter(slug="a").update(name="New")


def update_f_expression(tmp: Any) -> None:
    Source.objects.update(name=Concat(F("name"), Value("+")))


def update_some(tmp: Any) -> None:
    Source.objects.update(name="A")


def bulk_create(tmp: Any) -> None:
    Source.objects.bulk_create([a_source("d"), a_source("e")], batch_size=1)


def bulk_create_ignoring(tmp: Any) -> None:
    Source.objects.bulk_create([a_source("a"), a_source("d")], ignore_conflicts=True)


def bulk_create_upsert(tmp: Any) -> None:
    Source.objects.bulk_create(
        [a_source("a", name="New"), a_source("b"), a_source("d")],
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=["name"],
    )


def bulk_update(tmp: Any) -> None:
    a, b = get("a"), get("b")
    a.name = "New"
    Source.objects.bulk_update([a, b], ["name"])


def delete(tmp: Any) -> None:
    get("a").delete()


def delete_many(tmp: Any) -> None:
    Source.objects.filter(slug="a").delete()


def loaddata(tmp: Any) -> None:
    fields = {"slug": "a", "name": "New", "kind": "outlet"}
    fixture = tmp / "sources.json"
    fixture.write_text(
        json.dumps([{"model": "sources.source", "pk": str(get("a").pk), "fields": fields}])
    )
    call_command("loaddata", str(fixture), verbosity=0)


def sql(*statements: str) -> Callable[[Any], None]:
    def path(tmp: Any) -> None:
        for statement in statements:
            run(statement)

    return path


def copy(tmp: Any) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY sources_source ({SOURCE_COLUMNS}) FROM STDIN") as data,
    ):
        for slug in ("d", "e"):
            data.write_row(
                [f"00000000-0000-7000-8000-00000000000{slug}", slug, slug.upper()]
                + ["outlet", [], "", "", "", "", False]
            )


def cursor_update(tmp: Any) -> None:
    with transaction.atomic():
        run("DECLARE rows CURSOR FOR SELECT * FROM sources_source WHERE slug = 'a' FOR UPDATE")
        run("FETCH rows")
        run("UPDATE sources_source SET name = 'New' WHERE CURRENT OF rows")


def as_a_replica(tmp: Any) -> None:
    skip_unless_may_set("session_replication_role")
    run("SET session_replication_role = replica")
    run("UPDATE sources_source SET name = 'New' WHERE slug = 'a'")
    run("RESET session_replication_role")


NEW = "(VALUES ('a', 'New'), ('b', 'B'), ('d', 'D')) AS v(slug, name)"
NEW_ROW = "gen_random_uuid(), v.slug, v.name, 'outlet', '{}', '', '', '', '', false"

PATHS: dict[str, tuple[Callable[[Any], None], list[tuple[str, str, str, list[str]]]]] = {
    "save a new one": (save_new, CREATED),
    "create()": (create, CREATED),
    "get_or_create()": (get_or_create, CREATED),
    "update_or_create() that creates": (update_or_create_new, CREATED),
    "update_or_create() that updates": (update_or_create_old, RENAMED),
    "save()": (save, RENAMED),
    "save(update_fields)": (save_update_fields, RENAMED),
    "save() of what already stands": (save_unchanged, []),
    "select_for_update, then save()": (save_locked, RENAMED),
    "save() of an F expression": (save_f_expression, [("~", "a", "A+", ["name"])]),
    "save() of a proxy": (save_proxy, RENAMED),
    "update()": (update, RENAMED),
    "update() by F expressions": (
        update_f_expression,
        [("~", slug, f"{slug.upper()}+", ["name"]) for slug in "abc"],
    ),
    "update() that leaves one row as it was": (
        update_some,
        [("~", "b", "A", ["name"]), ("~", "c", "A", ["name"])],
    ),
    "bulk_create()": (bulk_create, [*CREATED, ("+", "e", "E", [])]),
    "bulk_create(ignore_conflicts)": (bulk_create_ignoring, CREATED),
    "bulk_create(update_conflicts)": (bulk_create_upsert, [*RENAMED, *CREATED]),
    "bulk_update()": (bulk_update, RENAMED),
    "delete()": (delete, DELETED),
    "QuerySet.delete()": (delete_many, DELETED),
    "loaddata": (loaddata, RENAMED),
    "INSERT": (sql(insert_source("d")), CREATED),
    "INSERT SELECT": (
        sql(
            f"INSERT INTO sources_source ({SOURCE_COLUMNS})"
            f" SELECT {NEW_ROW} FROM {NEW} WHERE slug = 'd'"
        ),
        CREATED,
    ),
    "INSERT ON CONFLICT DO UPDATE": (
        sql(
            f"INSERT INTO sources_source ({SOURCE_COLUMNS}) SELECT {NEW_ROW} FROM {NEW}"
            " ON CONFLICT (slug) DO UPDATE SET name = excluded.name"
        ),
        [*RENAMED, *CREATED],
    ),
    "INSERT ON CONFLICT DO NOTHING": (
        sql(
            f"INSERT INTO sources_source ({SOURCE_COLUMNS}) SELECT {NEW_ROW} FROM {NEW}"
            " ON CONFLICT DO NOTHING"
        ),
        CREATED,
    ),
    "UPDATE": (sql("UPDATE sources_source SET name = 'New' WHERE slug = 'a'"), RENAMED),
    "UPDATE of no row": (sql("UPDATE sources_source SET name = 'New' WHERE slug = 'z'"), []),
    "UPDATE to what already stands": (sql("UPDATE sources_source SET name = name"), []),
    "UPDATE FROM": (
        sql(f"UPDATE sources_source s SET name = v.name FROM {NEW} WHERE s.slug = v.slug"),
        RENAMED,
    ),
    "UPDATE ONLY": (sql("UPDATE ONLY sources_source SET name = 'New' WHERE slug = 'a'"), RENAMED),
    "UPDATE WHERE CURRENT OF": (cursor_update, RENAMED),
    "DELETE": (sql("DELETE FROM sources_source WHERE slug = 'a'"), DELETED),
    "DELETE USING": (
        sql(f"DELETE FROM sources_source s USING {NEW} WHERE v.slug = s.slug AND v.name = 'New'"),
        DELETED,
    ),
    "MERGE": (
        sql(
            f"MERGE INTO sources_source s USING {NEW} ON s.slug = v.slug"
            " WHEN MATCHED AND v.slug = 'b' THEN DELETE"
            " WHEN MATCHED THEN UPDATE SET name = v.name"
            f" WHEN NOT MATCHED THEN INSERT ({SOURCE_COLUMNS}) VALUES ({NEW_ROW})"
        ),
        [*RENAMED, ("-", "b", "B", []), *CREATED],
    ),
    "two UPDATEs in one WITH": (
        sql(
            "WITH one AS (UPDATE sources_source SET name = 'New' WHERE slug = 'a' RETURNING 1)"
            " UPDATE sources_source SET name = 'Newer' WHERE slug = 'b'"
        ),
        [*RENAMED, ("~", "b", "Newer", ["name"])],
    ),
    "INSERT, UPDATE and DELETE in one WITH": (
        sql(
            "WITH one AS (UPDATE sources_source SET name = 'New' WHERE slug = 'a' RETURNING 1),"
            " two AS (DELETE FROM sources_source WHERE slug = 'b' RETURNING 1) "
            + insert_source("d")
        ),
        [*RENAMED, ("-", "b", "B", []), *CREATED],
    ),
    "COPY": (copy, [*CREATED, ("+", "e", "E", [])]),
    "a view": (
        sql(
            "CREATE TEMP VIEW outlets AS SELECT * FROM sources_source",
            "UPDATE outlets SET name = 'New' WHERE slug = 'a'",
            "DROP VIEW outlets",
        ),
        RENAMED,
    ),
    "a DO block": (
        sql("DO $$ BEGIN UPDATE sources_source SET name = 'New' WHERE slug = 'a'; END $$"),
        RENAMED,
    ),
    "EXECUTE of a prepared statement": (
        sql(
            "PREPARE rename AS UPDATE sources_source SET name = $1 WHERE slug = 'a'",
            "EXECUTE rename('New')",
            "DEALLOCATE rename",
        ),
        RENAMED,
    ),
    "replication role replica": (as_a_replica, RENAMED),
}

# What the service may not do: delete a record, make a view, be a replica.
OWNERS = {
    "delete()",
    "QuerySet.delete()",
    "DELETE",
    "DELETE USING",
    "MERGE",
    "INSERT, UPDATE and DELETE in one WITH",
    "a view",
    "replication role replica",
}


@pytest.fixture
def walker(request):
    """As whom a path is walked: the service, or where it may not, the owner."""
    request.getfixturevalue("db" if request.param == "service" else "owner_db")


every_path = pytest.mark.parametrize(
    ("walker", "path", "expected"),
    [
        pytest.param("owner" if name in OWNERS else "service", *case, id=name)
        for name, case in PATHS.items()
    ],
    indirect=["walker"],
)


@every_path
def test_each_path_leaves_its_rows_in_the_entry_of_its_block(
    walker, alice, tmp_path, path, expected
):
    make_sources("a", "b", "c")
    before = head()

    with recording(by=alice, channel="api", reason="why") as block:
        path(tmp_path)

    assert written(after=before) == expected
    assert drifted(Source) == []
    assert entries(before) == ([(before + 1, "Alice", "api", "why")] if expected else [])
    assert block.position == (before + 1 if expected else None)


@every_path
def test_each_path_leaves_its_rows_without_a_block(walker, tmp_path, path, expected):
    make_sources("a", "b", "c")
    before = head()

    path(tmp_path)
    seal()

    assert written(after=before) == expected
    assert drifted(Source) == []
    assert entries(before) == ([(before + 1, "", "sql", "")] if expected else [])


@every_path
def test_each_path_leaves_nothing_when_rolled_back(walker, tmp_path, path, expected):
    make_sources("a", "b", "c")
    before = entries()

    with transaction.atomic():
        path(tmp_path)
        transaction.set_rollback(True)

    assert written(after=before[-1][0]) == []
    assert entries() == before
    assert drifted(Source) == []


def test_all_paths_committed_one_after_another_leave_an_entry_each(owner_committed_db, tmp_path):
    expected_entries = 1
    make_sources("a", "b", "c")

    for path, expected in PATHS.values():
        if path is as_a_replica and not may_set("session_replication_role"):
            continue
        with transaction.atomic():
            Source.objects.all().delete()
            make_sources("a", "b", "c")
        expected_entries += 2
        before = head()
        path(tmp_path)
        expected_entries += bool(expected)
        assert written(after=before) == expected

    assert positions() == list(range(1, expected_entries + 1))
    assert drifted(Source) == []


def test_an_autocommitted_write_is_the_database_roles(committed_db):
    run(insert_source("a"))

    assert entries() == [(1, "", "sql", "")]
    assert run(
        "SELECT role = session_user, recorded_at <= clock_timestamp() FROM history_entry"
    ) == [(True, True)]


def test_a_failed_write_leaves_nothing(committed_db):
    make_sources("a", "b")

    with pytest.raises(Exception, match="sources_source_slug_key"):
        run("UPDATE sources_source SET slug = slug; " + insert_source("a"))
    run(insert_source("c"))

    assert positions() == [1, 2]
    assert written(after=1) == [("+", "c", "C", [])]


def test_deleting_a_user_records_what_goes_with_it(owner_db, alice):
    before = head()

    with recording(by=None, channel="command", reason="by hand"):
        User.objects.get(pk=alice.pk).delete()

    assert Membership.objects.count() == 0
    assert [
        list(model.objects.filter(position__gt=before).values_list("history_type", flat=True))
        for model in (HistoricalUser, HistoricalMembership)
    ] == [["-"], ["-"]]
    assert entries(before) == [(before + 1, "", "command", "by hand")]


def test_what_history_leaves_out_leaves_none_and_takes_no_lock(committed_db):
    person("alice")
    with another_connection() as writer:
        writer.execute("SELECT pg_advisory_lock(4917, 1)")

        run("SET lock_timeout = '5s'")
        run("UPDATE accounts_user SET last_login = now(), password = 'secret'")

    assert positions() == [1]
    assert drifted(User) == []


def test_an_update_of_more_than_history_leaves_out_is_recorded(db, alice):
    seal()
    before = head()

    run("UPDATE accounts_user SET last_login = now(), name = 'Al' WHERE username = 'alice'")
    seal()

    assert list(
        HistoricalUser.objects.filter(position__gt=before).values_list("name", "changed")
    ) == [("Al", ["name"])]


def test_the_same_record_written_twice_leaves_a_row_a_statement(db):
    make_sources("a")

    with recording(by=None, channel="command", reason="twice"):
        Source.objects.update(name="Once")
        Source.objects.update(name="Twice")

    assert written(after=1) == [("~", "a", "Once", ["name"]), ("~", "a", "Twice", ["name"])]
    assert positions() == [1, 2]


DEFERRED = """
    CREATE TABLE notes (word text);
    CREATE FUNCTION write_later() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN UPDATE sources_source SET name = NEW.word WHERE slug = 'a'; RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER later AFTER INSERT ON notes DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION write_later();
"""


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        pytest.param(
            ["INSERT INTO notes VALUES ('New')"], [(2, "", "sql", "")], id="alone, at commit"
        ),
        pytest.param(
            ["INSERT INTO notes VALUES ('New')", insert_source("b")],
            [(2, "", "sql", "")],
            id="before the seal",
        ),
        pytest.param(
            [insert_source("b"), "INSERT INTO notes VALUES ('New')"],
            [(2, "", "sql", ""), (3, "", "sql", "")],
            id="after the seal",
        ),
    ],
)
def test_what_a_deferred_trigger_writes_is_recorded(owner_committed_db, statements, expected):
    make_sources("a")
    run(DEFERRED)

    with transaction.atomic():
        for statement in statements:
            run(statement)

    assert entries(1) == expected
    assert [row for row in written(after=1) if row[1] == "a"] == RENAMED
    assert drifted(Source) == []


def test_what_a_deferred_trigger_writes_after_a_block_is_not_the_blocks(owner_committed_db):
    make_sources("a")
    run(DEFERRED)

    with recording(by=None, channel="command", reason="mine"):
        run(insert_source("b"))
        run("INSERT INTO notes VALUES ('New')")

    assert entries(1) == [(2, "", "command", "mine"), (3, "", "sql", "")]
    assert written(after=1) == [*RENAMED, ("+", "b", "B", [])]
