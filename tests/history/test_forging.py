"""Nothing is forged with the service's login: each attempt is refused, or changes nothing.

Refusals are those of rights (sqlstate 42501), before any trigger is asked; that triggers refuse the
owner as well is tests/history/test_refusals.py.
"""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from accounts.models import Membership
from config.owner import service_role
from history.models import Entry
from history.triggers import tracked_tables
from sources.models import Source
from tests.history.forgery import (
    DENIED,
    everything,
    held,
    in_a_session,
    let_the_service,
    record_tables,
    skip_unless_two_roles,
    state_of,
    state_of_sql,
)
from tests.history.hashes import recomputed, stored
from tests.history.ledger import (
    another_connection,
    drifted,
    entries,
    insert_source,
    make_sources,
    positions,
    run,
    written,
)


@pytest.fixture(autouse=True)
def _two_roles():
    skip_unless_two_roles()


@pytest.fixture
def temp(committed_db):
    """A database of the test's own where the service may make temporary tables after all."""
    let_the_service("TEMPORARY", committed_db)
    make_sources("a")
    return committed_db


WRITES = {
    "INSERT": "INSERT INTO {t} SELECT * FROM {t}",
    "INSERT of defaults": "INSERT INTO {t} DEFAULT VALUES",
    "INSERT of nothing": "INSERT INTO {t} SELECT * FROM {t} WHERE false",
    "UPDATE": "UPDATE {t} SET {c} = {c}",
    "UPDATE of no row": "UPDATE {t} SET {c} = {c} WHERE false",
    "DELETE": "DELETE FROM {t}",
    "DELETE of no row": "DELETE FROM {t} WHERE false",
    "TRUNCATE": "TRUNCATE {t}",
    "TRUNCATE CASCADE": "TRUNCATE {t} CASCADE",
    "MERGE": "MERGE INTO {t} t USING (SELECT 1) v ON true WHEN MATCHED THEN DELETE",
    "WITH": "WITH gone AS (DELETE FROM {t} RETURNING 1) SELECT count(*) FROM gone",
    "EXPLAIN ANALYZE": "EXPLAIN ANALYZE DELETE FROM {t}",
    "DO": "DO $$ BEGIN EXECUTE 'DELETE FROM {t}'; END $$",
    "PREPARE": "DEALLOCATE ALL; PREPARE p AS DELETE FROM {t}; EXECUTE p",
    "FOR UPDATE": "SELECT * FROM {t} FOR UPDATE",
    "LOCK": "LOCK TABLE {t} IN SHARE ROW EXCLUSIVE MODE",
}
CHANGES = {
    "DISABLE TRIGGER": "ALTER TABLE {t} DISABLE TRIGGER ALL",
    "DISABLE TRIGGER USER": "ALTER TABLE {t} DISABLE TRIGGER USER",
    "CREATE TRIGGER": "CREATE TRIGGER forger BEFORE INSERT ON {t} FOR EACH ROW"
    " EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "CREATE RULE": "CREATE RULE forger AS ON INSERT TO {t} DO INSTEAD NOTHING",
    "a child that INHERITS": "CREATE TABLE child () INHERITS ({t})",
    "ADD COLUMN": "ALTER TABLE {t} ADD COLUMN forged text",
    "DROP COLUMN": "ALTER TABLE {t} DROP COLUMN {c}",
    "a DEFAULT": "ALTER TABLE {t} ALTER COLUMN {c} SET DEFAULT 1",
    "NO INHERIT": "ALTER TABLE {t} SET UNLOGGED",
    "row security": "ALTER TABLE {t} ENABLE ROW LEVEL SECURITY",
    "CREATE POLICY": "CREATE POLICY forger ON {t} USING (false)",
    "CREATE INDEX": "CREATE INDEX forger ON {t} ((1))",
    "RENAME": "ALTER TABLE {t} RENAME TO forged",
    "OWNER": "ALTER TABLE {t} OWNER TO CURRENT_USER",
    "DROP": "DROP TABLE {t} CASCADE",
    "a VIEW over it": "CREATE VIEW forged AS SELECT * FROM {t}",
    "a table in its place": "CREATE TABLE public.forged (LIKE {t})",
}


def by_name(table: dict[str, str]) -> list[object]:
    return [pytest.param(statement, id=name) for name, statement in table.items()]


def column_of(table: str) -> str:
    return {"ledger_node": "hash"}.get(table, "position")


@pytest.mark.parametrize("attempt", by_name(WRITES | CHANGES))
@pytest.mark.parametrize("table", record_tables())
def test_history_and_ledger_are_only_read(db, table, attempt):
    make_sources("a")
    before = held(table)

    refused = state_of_sql(attempt.format(t=f"public.{table}", c=column_of(table)))

    assert (refused, held(table)) == (DENIED, before)


@pytest.mark.parametrize("table", record_tables())
def test_no_row_is_copied_into_history_or_ledger(db, table):
    def copy() -> None:
        with connection.cursor() as cursor, cursor.copy(f"COPY public.{table} FROM STDIN"):
            pass

    assert state_of(copy) == DENIED


LIVE = [table.table for table in tracked_tables()]
TAKEN_AWAY = {
    name: (WRITES | CHANGES)[name]
    for name in ("DELETE", "DELETE of no row", "TRUNCATE", "TRUNCATE CASCADE", "MERGE", *CHANGES)
}


@pytest.mark.parametrize("attempt", by_name(TAKEN_AWAY))
@pytest.mark.parametrize("table", [t for t in LIVE if t != Membership._meta.db_table])
def test_no_record_is_deleted_and_no_table_changed(db, table, attempt):
    make_sources("a")
    before = held(table)

    refused = state_of_sql(attempt.format(t=f"public.{table}", c="id"))

    assert (refused, held(table)) == (DENIED, before)


@pytest.mark.parametrize("attempt", by_name(CHANGES))
def test_the_table_whose_rows_are_deleted_is_not_changed_either(db, attempt):
    assert state_of_sql(attempt.format(t="public.accounts_membership", c="id")) == DENIED


PAST = {
    "an entry in the past": "INSERT INTO history_entry (position, recorded_at, role, channel,"
    " actor_name, reason, request_id, digest, root) SELECT 1, recorded_at, 'onrecord', 'api',"
    " 'Eve', '', '', digest, root FROM history_entry",
    "an entry ahead": "INSERT INTO history_entry (position, role, channel, actor_name, reason,"
    " request_id) VALUES (99, session_user, 'api', 'Eve', '', '')",
    "the next entry": "INSERT INTO history_entry (position, role, channel, actor_name, reason,"
    " request_id) VALUES (2, session_user, 'api', 'Eve', '', '')",
    "a row in a past entry": "INSERT INTO sources_historicalsource SELECT * FROM"
    " sources_historicalsource WHERE position = 1",
    "a table in a past entry": "INSERT INTO history_entrytable"
    " VALUES (1, 'claims_historicalclaim')",
    "a node": "INSERT INTO ledger_node VALUES (0, 1, sha256('forged'))",
    "nextval": "SELECT nextval('public.history_row_id')",
    "setval": "SELECT setval('public.history_row_id', 1)",
    "reading the sequence": "SELECT last_value FROM public.history_row_id",
    "restarting the sequence": "ALTER SEQUENCE public.history_row_id RESTART",
}


@pytest.mark.parametrize("attempt", by_name(PAST))
def test_the_past_takes_nothing(db, attempt):
    make_sources("a")
    before = everything()

    assert (state_of_sql(attempt), everything()) == (DENIED, before)


POWERS = {
    "SET ROLE": 'SET ROLE "{owner}"',
    "SET SESSION AUTHORIZATION": 'SET SESSION AUTHORIZATION "{owner}"',
    "the role of the owner": 'GRANT "{owner}" TO CURRENT_USER',
    "SUPERUSER": "ALTER ROLE CURRENT_USER SUPERUSER",
    "CREATEROLE": "ALTER ROLE CURRENT_USER CREATEROLE",
    "the owner's password": "ALTER ROLE \"{owner}\" PASSWORD 'forged'",
    "a role": "CREATE ROLE forger",
    "a schema": "CREATE SCHEMA forger",
    "a schema of public's": "ALTER SCHEMA public OWNER TO CURRENT_USER",
    "a temporary table": "CREATE TEMP TABLE history_entry (position bigint)",
    "a temporary view": "CREATE TEMP VIEW v AS SELECT 1",
    "a table": "CREATE TABLE notes (word text)",
    "a function": "CREATE FUNCTION forge() RETURNS int LANGUAGE sql RETURN 1",
    "an operator": "CREATE OPERATOR public.=== (FUNCTION = int4eq, LEFTARG = int, RIGHTARG = int)",
    "a type": "CREATE TYPE forged AS (a int)",
    "a publication": "CREATE PUBLICATION forged",
    "an event trigger": "CREATE EVENT TRIGGER forger ON ddl_command_start"
    " EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "the catalogue": "UPDATE pg_trigger SET tgenabled = 'D'",
    "the catalogue of functions": "UPDATE pg_proc SET prosrc = '' WHERE proname = 'history_open'",
    "another body": "CREATE OR REPLACE FUNCTION public.history_take_lock() RETURNS void"
    " LANGUAGE sql RETURN NULL",
    "ALTER FUNCTION": "ALTER FUNCTION public.history_take_lock() SECURITY INVOKER",
    "the database": 'ALTER DATABASE "{database}" SET session_replication_role = replica',
    "a file of the server": "SELECT pg_read_file('PG_VERSION')",
    "COPY from a program": "COPY sources_source FROM PROGRAM 'true'",
    "COPY to a file": "COPY sources_source TO '/tmp/forged'",
    "lo_import": "SELECT lo_import('/etc/hostname')",
    "replay": "SELECT pg_replication_origin_create('forged')",
    "a setting as local": "ALTER ROLE CURRENT_USER SET session_replication_role = replica",
}


@pytest.mark.parametrize("attempt", by_name(POWERS))
def test_the_service_gains_no_power(db, attempt):
    owner = connection.settings_dict["OWNER"]["USER"]
    make_sources("a")
    before = everything()

    refused = state_of_sql(
        attempt.format(owner=owner, database=run("SELECT current_database()")[0][0])
    )

    assert (refused, everything()) == (DENIED, before)


def functions(where: str) -> list[tuple[str, str]]:
    """Functions of ours by a condition: their name, and a call with nothing but nulls."""
    return run(
        "SELECT proname::text, format('SELECT public.%I(%s)', proname, (SELECT"
        " string_agg(format('NULL::%s', a::regtype), ', ') FROM unnest(proargtypes) a))"
        f" FROM pg_proc p WHERE pronamespace = 'public'::regnamespace AND prokind = 'f' AND {where}"
        " ORDER BY 1"
    )


def test_what_runs_as_the_owner_is_called_by_nobody_but_to_open_and_to_seal(db):
    answers = {name: state_of_sql(call) for name, call in functions("prosecdef")}

    assert {name for name, state in answers.items() if state != DENIED} == {
        "history_open",
        "history_seal",
    }


def test_what_runs_as_its_caller_writes_nothing_when_called(db):
    make_sources("a")
    before = everything()

    answers = {name: state_of_sql(call) for name, call in functions("NOT prosecdef")}

    assert len(answers) > 10
    assert everything() == before


def test_no_table_of_the_services_own_carries_a_trigger_that_runs_as_the_owner(temp):
    """Such a table's rows would become history: the trigger takes them for the record's."""
    triggers = functions("prosecdef AND prorettype = 'trigger'::regtype")
    run("CREATE TEMP TABLE sources_source (LIKE public.sources_source)")

    answers = {
        name: state_of_sql(
            "CREATE TRIGGER forger AFTER INSERT ON pg_temp.sources_source REFERENCING NEW TABLE AS"
            f" new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.{name}()"
        )
        for name, _ in triggers
    }

    assert len(answers) > 30
    assert set(answers.values()) == {DENIED}


def test_what_triggers_of_ours_do_for_a_temporary_table_forges_nothing(temp):
    """Those anybody may use run as whoever writes, who may do nothing more through them."""
    before = everything()
    for name, _ in functions("NOT prosecdef AND prorettype = 'trigger'::regtype"):
        run(f"CREATE TEMP TABLE own_{name} (LIKE public.claims_entity INCLUDING ALL)")
        state_of_sql(
            f"CREATE TRIGGER forger AFTER INSERT ON pg_temp.own_{name} FOR EACH ROW"
            f" EXECUTE FUNCTION public.{name}()",
            f"INSERT INTO pg_temp.own_{name} (id, slug, name, kind, aliases, wikidata_id,"
            " is_retired) VALUES (gen_random_uuid(), 'forged', 'Forged', 'group', '{}', '', false)",
        )

    assert everything() == before


def test_a_deferred_trigger_of_the_services_own_never_runs_as_the_owner(temp):
    """history_seal runs as the owner and fires deferred constraints: its own alone."""
    run(
        "CREATE TEMP TABLE seen (name text, moment text);"
        "CREATE TEMP TABLE bait (moment text);"
        "CREATE FUNCTION pg_temp.look() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " INSERT INTO pg_temp.seen VALUES (current_user, NEW.moment); RETURN NULL; END $$;"
        "CREATE CONSTRAINT TRIGGER history_entry_seal AFTER INSERT ON pg_temp.bait"
        " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION pg_temp.look()"
    )

    with transaction.atomic():
        run("INSERT INTO pg_temp.bait VALUES ('before the seal')")
        run(insert_source("b"))
        run("SELECT public.history_seal()")
        seen_at_the_seal = run("SELECT * FROM pg_temp.seen")
        run("INSERT INTO pg_temp.bait VALUES ('after')")

    assert seen_at_the_seal == []
    assert run("SELECT DISTINCT name FROM pg_temp.seen") == [(service_role(),)]
    assert run("SELECT count(*) FROM pg_temp.seen") == [(2,)]
    assert positions() == [1, 2]


def test_temporary_tables_that_shadow_every_table_of_ours_take_nothing(temp):
    names = [
        name
        for (name,) in run(
            "SELECT relname::text FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = 'public'::regnamespace"
        )
    ]
    for name in names:
        if name != "knox_authtoken":
            run(f"CREATE TEMP TABLE {name} (LIKE public.{name} INCLUDING DEFAULTS)")
    run(
        "INSERT INTO pg_temp.history_entry (position, role, channel, actor_name, reason,"
        " request_id) VALUES (77, 'eve', 'api', 'Eve', '', '')"
    )
    run("SET search_path = pg_temp, public")

    run(insert_source("b").replace("INTO sources", "INTO public.sources"))
    run("UPDATE public.sources_source SET name = 'New' WHERE slug = 'b'")
    empty = {
        name
        for name in names
        if name != "knox_authtoken" and run(f"SELECT 1 FROM pg_temp.{name} LIMIT 1") == []
    }
    connection.close()

    assert set(names) - empty == {"history_entry", "knox_authtoken"}
    assert entries(1) == [(2, "", "sql", ""), (3, "", "sql", "")]
    assert written(after=1) == [("+", "b", "B", []), ("~", "b", "New", ["name"])]
    assert (drifted(Source), stored()) == ([], recomputed())


ANY_TWO = "LEFTARG = anyelement, RIGHTARG = anyelement"
SHADOWS = f"""
    CREATE SCHEMA forger;
    CREATE FUNCTION forger.always(a anyelement, b anyelement) RETURNS boolean
        LANGUAGE sql AS 'SELECT true';
    CREATE OPERATOR forger.= (FUNCTION = forger.always, {ANY_TWO});
    CREATE OPERATOR forger.<> (FUNCTION = forger.always, {ANY_TWO});
    CREATE FUNCTION forger.clock_timestamp() RETURNS timestamptz
        LANGUAGE sql AS $$ SELECT '1999-01-01'::timestamptz $$;
    CREATE FUNCTION forger.sha256(bytea) RETURNS bytea LANGUAGE sql AS $$ SELECT ''::bytea $$;
    CREATE FUNCTION forger.to_jsonb(anyelement) RETURNS jsonb
        LANGUAGE sql AS $$ SELECT '{{}}'::jsonb $$;
    CREATE FUNCTION forger.gen_random_uuid() RETURNS uuid
        LANGUAGE sql AS $$ SELECT '00000000-0000-0000-0000-000000000000'::uuid $$;
    CREATE FUNCTION forger.nextval(regclass) RETURNS int8 LANGUAGE sql AS 'SELECT 1::int8';
    CREATE FUNCTION forger.history_take_lock() RETURNS void LANGUAGE sql AS '';
    CREATE FUNCTION forger.history_note_table(text) RETURNS int8
        LANGUAGE sql AS 'SELECT 1::int8';
    CREATE TABLE forger.history_entry (LIKE public.history_entry);
    CREATE TABLE forger.sources_historicalsource (LIKE public.sources_historicalsource);
    SET search_path = forger, pg_catalog, public
"""


def test_functions_operators_and_types_that_shadow_ours_take_nothing(committed_db):
    make_sources("a")
    let_the_service("CREATE", committed_db)
    run(SHADOWS)

    run(insert_source("b").replace("gen_random_uuid()", "pg_catalog.gen_random_uuid()"))
    run("UPDATE sources_source SET name = 'New' WHERE slug OPERATOR(pg_catalog.=) 'b'")
    connection.close()

    assert entries(1) == [(2, "", "sql", ""), (3, "", "sql", "")]
    assert written(after=1) == [("+", "b", "B", []), ("~", "b", "New", ["name"])]
    assert run(
        "SELECT count(DISTINCT salt), min(recorded_at) > '2020-01-01' FROM"
        " sources_historicalsource h JOIN history_entry e USING (position)"
    ) == [(3, True)]
    assert (drifted(Source), stored()) == ([], recomputed())


def test_no_table_of_the_services_own_hangs_on_history(temp):
    let_the_service("CREATE", temp)
    run("CREATE SCHEMA forger")

    assert {
        state_of_sql(statement)
        for statement in (
            "CREATE TABLE forger.child () INHERITS (public.history_entry)",
            "CREATE TEMP TABLE child () INHERITS (public.sources_historicalsource)",
            "CREATE TABLE forger.child (p bigint REFERENCES public.history_entry (position))",
            "CREATE TABLE forger.own (LIKE public.history_entry);"
            "ALTER TABLE forger.own INHERIT public.history_entry",
            "ALTER TABLE public.history_entry SET SCHEMA forger",
            "CREATE VIEW forger.v AS SELECT * FROM public.history_entry;DELETE FROM forger.v",
            "CREATE VIEW forger.v AS SELECT 1 AS position;"
            "CREATE RULE forge AS ON INSERT TO forger.v DO INSTEAD DELETE FROM public.ledger_node;"
            "INSERT INTO forger.v VALUES (1)",
            "CREATE FUNCTION forger.forge() RETURNS void LANGUAGE sql SECURITY DEFINER"
            " AS 'DELETE FROM public.ledger_node'; SELECT forger.forge()",
        )
    } == {DENIED}


def test_a_name_given_to_history_open_is_the_applications_word_and_the_role_is_not(committed_db):
    """Documented: who holds the service's login can say who acted, never that another role did."""
    with transaction.atomic():
        run("SELECT public.history_open(gen_random_uuid(), 'Alice', NULL, 'admin', 'hers', '')")
        run(insert_source("b"))

    assert entries() == [(1, "Alice", "admin", "hers")]
    assert list(Entry.objects.values_list("role", flat=True)) == [service_role()]


@pytest.mark.parametrize(
    "statements",
    [
        pytest.param(["SELECT lo_from_bytea(0, 'forged')"], id="large object"),
        pytest.param(["DO $$ BEGIN PERFORM 1; END $$"], id="DO"),
        pytest.param(["NOTIFY history, 'forged'"], id="NOTIFY"),
        pytest.param(["GRANT ALL ON history_entry TO CURRENT_USER"], id="a grant to itself"),
        pytest.param(["GRANT ALL ON history_entry TO PUBLIC"], id="a grant to all"),
        pytest.param(["COMMENT ON ROLE CURRENT_USER IS 'x'"], id="comment"),
        pytest.param(["ANALYZE history_entry"], id="ANALYZE"),
        pytest.param(["SELECT pg_advisory_unlock_all()"], id="unlock"),
        pytest.param(["SELECT public.history_seal(1)"], id="sealing what is sealed"),
        pytest.param(["SELECT public.history_seal()"] * 2, id="sealing nothing"),
        pytest.param(
            ["SELECT public.history_open(NULL, 'Eve', NULL, 'api', '', '')"], id="an empty entry"
        ),
        pytest.param(["SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED"], id="SET"),
        pytest.param(["ALTER SYSTEM SET fsync = off"], id="ALTER SYSTEM"),
        pytest.param(["BEGIN", "PREPARE TRANSACTION 'forged'"], id="two phases"),
    ],
)
def test_what_is_not_refused_leaves_history_as_it_was(committed_db, statements):
    make_sources("a")
    before = everything()

    in_a_session(*statements)
    after = everything()
    run(insert_source("b"))

    assert after == before
    assert run("SELECT has_table_privilege('history_entry', 'INSERT')") == [(False,)]
    assert (positions(), drifted(Source), stored()) == ([1, 2], [], recomputed())


def test_the_writers_lock_is_not_let_go_before_the_end(committed_db):
    make_sources("a")

    with another_connection() as forger, forger.transaction():
        forger.execute("UPDATE sources_source SET name = 'Forged'")
        forger.execute("SELECT pg_advisory_unlock(4917, 1), pg_advisory_unlock_all()")
        refused = in_a_session("SET lock_timeout = '50ms'", insert_source("b"))

    assert refused == "55P03"
    assert positions() == [1, 2]


def test_the_tables_that_stand_in_these_tests_are_all_there_are(db):
    kept = run(
        "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relkind = 'r' AND (relname ~ '^(history|ledger)_' OR relname ~ '_historical')"
    )

    assert {name for (name,) in kept} == set(record_tables())
