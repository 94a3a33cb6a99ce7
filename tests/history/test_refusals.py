"""Nothing rewrites the ledger or history: what refuses, whoever asks, the owner included."""

from __future__ import annotations

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.models import User
from history.models import EntryTable
from history.recording import recording
from history.triggers import tracked_tables
from sources.models import Source
from tests.history.ledger import (
    SOURCE_COLUMNS,
    a_source,
    another_connection,
    drifted,
    entries,
    insert_source,
    make_sources,
    person,
    positions,
    run,
    seal,
    skip_unless_may_set,
    written,
)

REWRITES = {
    "UPDATE": "UPDATE {table} SET position = position",
    "UPDATE of no row": "UPDATE {table} SET position = 7 WHERE position < 0",
    "DELETE": "DELETE FROM {table}",
    "TRUNCATE": "TRUNCATE {table}",
    "MERGE": (
        "MERGE INTO {table} t USING (SELECT 1 AS p) v ON t.position = v.p WHEN MATCHED THEN DELETE"
    ),
}


@transaction.atomic
def run_all(*statements: str) -> None:
    for statement in statements:
        run(statement)


def refused_by(*statements: str) -> str:
    """The rule that refuses one of some statements, or their commit."""
    with pytest.raises(IntegrityError) as refusal:
        run_all(*statements)
    return refusal.value.__cause__.diag.constraint_name


def historical_tables() -> list[str]:
    return [
        "history_entrytable",
        "history_erasure",
        *(table.historical for table in tracked_tables()),
    ]


@pytest.fixture
def role(request, owner_db):
    """The statement that has triggers fire as for a client, or as for a replica's own worker."""
    if request.param == "replica":
        skip_unless_may_set("session_replication_role")
        return "SET LOCAL session_replication_role = replica"
    return "SELECT"


as_either_role = pytest.mark.parametrize("role", ["origin", "replica"], indirect=True)


@as_either_role
@pytest.mark.parametrize("rewrite", REWRITES.values(), ids=REWRITES)
@pytest.mark.parametrize("table", historical_tables())
def test_history_refuses_to_be_rewritten(owner_db, table, rewrite, role):
    rule = refused_by(role, rewrite.format(table=table))

    assert rule == f"{table}_insert_only"


@as_either_role
@pytest.mark.parametrize(
    ("rewrite", "rule"),
    [
        ("UPDATE history_entry SET reason = 'other'", "history_entry_sealed"),
        ("UPDATE history_entry SET recorded_at = NULL", "history_entry_sealed"),
        ("UPDATE history_entry SET position = 9", "history_entry_sealed"),
        ("DELETE FROM history_entry", "history_entry_sealed"),
        ("TRUNCATE history_entry", "history_entry_no_truncate"),
        ("TRUNCATE history_entry CASCADE", "history_entry_no_truncate"),
    ],
)
def test_a_sealed_entry_refuses_to_be_rewritten(owner_db, role, rewrite, rule):
    make_sources("a")

    assert refused_by(role, rewrite) == rule
    assert entries() == [(1, "", "command", "setup")]


@as_either_role
@pytest.mark.parametrize("table", [table.table for table in tracked_tables()])
def test_a_tracked_table_is_never_truncated(owner_db, table, role):
    rule = refused_by(role, f"TRUNCATE {table} CASCADE")

    assert rule.endswith("_no_truncate")


@as_either_role
def test_a_key_never_changes(owner_db, role):
    make_sources("a")

    assert (
        refused_by(role, "UPDATE sources_source SET id = gen_random_uuid()")
        == "sources_source_fixed_columns"
    )


def test_a_users_key_never_changes(db):
    person("alice")

    assert (
        refused_by("UPDATE accounts_user SET id = gen_random_uuid()")
        == "accounts_user_fixed_columns"
    )
    assert drifted(User) == []


ENTRY = "INSERT INTO history_entry (position, role, channel, actor_name, reason, request_id"


@pytest.mark.parametrize(
    "forged",
    [
        pytest.param(f"{ENTRY}) VALUES (1000, session_user, 'api', '', '', '')", id="ahead"),
        pytest.param(f"{ENTRY}) VALUES (1, session_user, 'api', '', '', '')", id="past"),
        pytest.param(f"{ENTRY}) VALUES (2, 'somebody', 'api', '', '', '')", id="another role"),
        pytest.param(
            f"{ENTRY}, recorded_at) VALUES (2, session_user, 'api', '', '', '', '1999-01-01')",
            id="sealed",
        ),
    ],
)
def test_an_entry_is_born_open_and_next_in_line(owner_committed_db, forged):
    make_sources("a")

    assert refused_by(forged) == "history_entry_next"
    run(insert_source("b"))
    assert positions() == [1, 2]


def test_an_entry_inserted_by_hand_and_left_empty_is_gone(owner_committed_db):
    run(f"{ENTRY}) VALUES (1, session_user, 'api', 'Eve', '', '')")

    assert entries() == []


def test_only_one_entry_is_open(owner_committed_db):
    entry = "{}) VALUES ({}, session_user, 'api', '', '', '')"

    rule = refused_by(entry.format(ENTRY, 1), entry.format(ENTRY, 2))

    assert rule == "history_entry_one_open"


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE history_entry SET reason = 'other' WHERE recorded_at IS NULL",
        "UPDATE history_entry SET recorded_at = '1999-01-01', actor_name = 'Eve'"
        " WHERE recorded_at IS NULL",
        "DELETE FROM history_entry WHERE recorded_at IS NULL",
    ],
)
def test_the_open_entry_takes_no_update_but_its_seal(owner_committed_db, forgery):
    assert refused_by(insert_source("a"), forgery) == "history_entry_sealed"
    assert (Source.objects.count(), entries()) == (0, [])


def test_an_entry_sealed_by_hand_loses_the_transaction(owner_committed_db):
    """The seal would come a second time, at commit, whatever time was written by hand."""
    forgery = (
        "UPDATE history_entry SET recorded_at = '1999-01-01', digest = 'x', root = 'x'"
        " WHERE recorded_at IS NULL"
    )

    assert refused_by(insert_source("a"), forgery) == "history_entry_sealed"
    assert (Source.objects.count(), entries()) == (0, [])


BY_HAND = {
    "sealed": ["SELECT public.history_seal()"],
    "sealed twice": ["SELECT public.history_seal()"] * 2,
    "a seal rolled back": ["SAVEPOINT s", "SELECT public.history_seal()", "ROLLBACK TO s"],
    "opened and sealed": [
        "SELECT public.history_open(NULL, 'Eve', NULL, 'api', '', '')",
        "SELECT public.history_seal()",
    ],
    "constraints immediate": ["SET CONSTRAINTS ALL IMMEDIATE"],
    "and deferred": ["SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED"],
}


@pytest.mark.parametrize("calls", BY_HAND.values(), ids=BY_HAND)
@pytest.mark.parametrize(
    "writes", [["a", "b"], [None, "b"], ["a", None], [None, None]], ids=["ab", "b", "a", "none"]
)
def test_sealing_and_opening_by_hand_leave_no_gap(committed_db, calls, writes):
    with transaction.atomic():
        for slug in writes:
            if slug:
                run(insert_source(slug))
            for call in calls:
                run(call)
    run(insert_source("last"))

    assert positions() == list(range(1, len(positions()) + 1))
    assert len(written()) == sum(slug is not None for slug in writes) + 1
    assert drifted(Source) == []


def test_a_trigger_of_a_clients_own_forges_no_rows(committed_db):
    """PUBLIC may not execute them, so that no table of a client's can carry such a trigger."""
    callable_by_public = run(
        "SELECT p.proname FROM pg_proc p,"
        " aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a"
        " WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef AND a.grantee = 0"
        " ORDER BY 1"
    )

    assert callable_by_public == []


def test_every_function_pins_its_search_path(db):
    """But those of one SQL expression, whose names were resolved when they were made."""
    unpinned = run(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        " AND prosqlbody IS NULL AND NOT coalesce("
        "     'search_path=pg_catalog, public, pg_temp' = ANY (proconfig), false)"
    )

    assert unpinned == []


def test_shadowing_temporary_tables_change_nothing(owner_committed_db):
    run("CREATE TEMP TABLE history_entry (LIKE public.history_entry)")
    run("CREATE TEMP TABLE sources_historicalsource (LIKE public.sources_historicalsource)")
    run(
        "INSERT INTO pg_temp.history_entry (position, role, channel, actor_name, reason,"
        " request_id) VALUES (77, 'eve', 'api', '', '', '')"
    )
    run("SET search_path = pg_temp, public")

    run(insert_source("a").replace("INTO sources", "INTO public.sources"))
    connection.close()

    assert entries() == [(1, "", "sql", "")]
    assert written() == [("+", "a", "A", [])]


def test_copy_freeze_is_no_way_round(committed_db):
    make_sources("a")

    def copy() -> None:
        freeze = f"COPY sources_source ({SOURCE_COLUMNS}) FROM STDIN (FREEZE)"
        with another_connection() as other, other.cursor().copy(freeze):
            pass

    with pytest.raises(psycopg.Error, match="FREEZE"):
        copy()
    assert positions() == [1]


def test_a_client_without_rights_neither_reads_nor_writes_by_the_functions(owner_committed_db):
    stranger = f"stranger_{owner_committed_db}"
    run(f"CREATE ROLE {stranger}")
    run(f"GRANT {stranger} TO CURRENT_USER")  # who made a role may not yet become it
    try:
        with another_connection() as other:
            other.execute(f"SET ROLE {stranger}")
            for statement in (
                insert_source("a"),
                "SELECT public.history_open(NULL, 'Eve', NULL, 'api', '', '')",
                "SELECT public.history_seal()",
                "SELECT public.history_insert_entry(NULL, '', NULL, 'api', '', '')",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    other.execute(statement)
    finally:
        run(f"DROP ROLE {stranger}")

    assert entries() == []


def test_which_tables_an_entry_wrote_to_is_kept(db):
    make_sources("a")
    with recording(by=None, channel="command"):
        person_and_source()
    seal()

    assert list(
        EntryTable.objects.order_by("position", "historical_table").values_list(
            "position", "historical_table"
        )
    ) == [
        (1, "sources_historicalsource"),
        (2, "history_historicaluser"),
        (2, "sources_historicalsource"),
    ]


def person_and_source() -> None:
    User.objects.create(username="alice")
    a_source("b").save()


def test_a_write_that_finds_no_open_entry_is_refused(owner_committed_db):
    """Were the trigger that opens it gone, nothing could be written unseen."""
    run("ALTER TABLE sources_source DISABLE TRIGGER sources_source_before_write")

    with pytest.raises(DatabaseError, match="query returned no rows"):
        run(insert_source("a"))

    assert (Source.objects.count(), entries()) == (0, [])
