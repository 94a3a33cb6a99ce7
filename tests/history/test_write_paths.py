"""Every way to write leaves one history row a changed record and statement, in one entry.

The table is tests/history/write_paths.py: what each path must leave, and what it is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import ProgrammingError, transaction

from accounts.models import Membership, User
from config.owner import two_roles
from history.models import HistoricalMembership, HistoricalUser
from history.recording import recording
from sources.models import Source
from tests.admin_site import signed_in
from tests.callers import Caller, on_record
from tests.conftest import person as somebody
from tests.history.hashes import check_the_log
from tests.history.ledger import (
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
    written,
)
from tests.history.write_paths import PATHS, RENAMED, Path, Stage


def parametrized(paths: dict[str, Path]) -> Any:
    return pytest.mark.parametrize(
        "path", [pytest.param(path, id=name) for name, path in paths.items()], indirect=True
    )


every_path = parametrized(PATHS)
without_an_entry = parametrized({name: path for name, path in PATHS.items() if not path.entry})


@pytest.fixture
def path(request: pytest.FixtureRequest) -> Path:
    """A path, its stage set: walked by the service, or where it may not, by the owner."""
    request.getfixturevalue("owner_db" if request.param.refused else "db")
    make_sources("a", "b", "c")
    request.param.first()
    return request.param


@pytest.fixture
def stage(path: Path, alice: User, tmp_path: Any) -> Iterator[Stage]:
    stage = Stage(alice, Caller(alice), signed_in(alice), tmp_path)
    seal()
    return stage


@every_path
def test_each_path_leaves_its_rows_in_one_entry(path, stage):
    before = head()

    path.walk(stage)
    seal()

    assert written(path.model, after=before) == path.rows
    said = path.entry or ("", "sql", "")
    assert entries(before) == ([(before + 1, *said)] if path.rows else [])
    assert drifted(path.model) == []
    check_the_log()


@without_an_entry
def test_each_path_leaves_its_rows_in_the_entry_of_its_block(path, stage):
    before = head()

    with recording(by=stage.alice, channel="api", reason="why") as block:
        path.walk(stage)

    assert written(path.model, after=before) == path.rows
    assert entries(before) == ([(before + 1, "Alice", "api", "why")] if path.rows else [])
    assert block.position == (before + 1 if path.rows else None)
    assert drifted(path.model) == []
    check_the_log()


@every_path
def test_each_path_leaves_nothing_when_rolled_back(path, stage):
    before = on_record()

    with transaction.atomic():
        path.walk(stage)
        transaction.set_rollback(True)

    assert on_record() == before
    assert written(path.model, after=head()) == []


@pytest.mark.parametrize(
    "path", [pytest.param(path, id=name) for name, path in PATHS.items() if path.refused]
)
def test_what_the_service_may_not_do_it_is_refused(db, alice, tmp_path, path):
    if not two_roles():
        pytest.skip("one role is owner and service")
    make_sources("a", "b", "c")
    stage = Stage(alice, Caller(alice), signed_in(alice), tmp_path)
    seal()
    before = on_record()

    @transaction.atomic
    def walk() -> None:
        path.first()
        path.walk(stage)

    with pytest.raises(ProgrammingError, match=path.refused):
        walk()

    assert on_record() == before


def test_all_paths_committed_one_after_another_leave_a_whole_log(owner_committed_db, tmp_path):
    alice = somebody("alice", "editor", is_staff=True)
    stage = Stage(alice, Caller(alice), signed_in(alice), tmp_path)

    for name, path in PATHS.items():
        if name == "as a replica" and not may_set("session_replication_role"):
            continue
        with transaction.atomic():
            run("DELETE FROM claims_entityname; DELETE FROM claims_entity")
            run("DELETE FROM sources_source")
        with transaction.atomic():
            path.first()
        make_sources("a", "b", "c")
        before = head()
        path.walk(stage)
        assert written(path.model, after=before) == path.rows, name
        assert bool(entries(before)) == bool(path.rows), name

    check_the_log()


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
