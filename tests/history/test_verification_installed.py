"""What guards the record is what the migrations install; anything else is named."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from config.owner import service_role
from history.triggers import tracked_tables
from history.verification.installed import MANIFEST, guarded_tables, manifest, standing
from history.verification.reading import snapshot
from tests.history.damage import SERVICE, faults, first_fault
from tests.history.ledger import run, run_or_skip

DUE = "run `python manage.py write_installed` on a freshly migrated database and commit it"
TRIGGERS = [
    pytest.param(table, name.removeprefix("trigger "), id=name.removeprefix("trigger "))
    for table, things in sorted(manifest().items())
    for name in sorted(things)
    if name.startswith("trigger ")
]
FUNCTIONS = sorted(manifest()[""])
REPLACED = """
    CREATE OR REPLACE FUNCTION public.{0} RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$ BEGIN RETURN NULL; END $$
"""


def test_manifest_is_what_the_migrations_install(ledger):
    with snapshot():
        assert standing() == manifest(), DUE


def test_manifest_of_a_database_that_is_not_migrated_is_refused(owner_committed_db):
    before = MANIFEST.read_bytes()
    run("DELETE FROM django_migrations WHERE app = 'history' AND name LIKE '0013%%'")

    with pytest.raises(CommandError, match="1 migrations are due: run manage.py migrate first"):
        call_command("write_installed")
    assert MANIFEST.read_bytes() == before


def test_manifest_covers_every_table_of_the_record():
    assert set(manifest()) == {"", *guarded_tables()}
    assert {table.historical for table in tracked_tables()} < set(manifest())


@pytest.mark.parametrize(("table", "trigger"), TRIGGERS)
@pytest.mark.parametrize(
    ("damaging", "code"),
    [
        ("ALTER TABLE {table} DISABLE TRIGGER {trigger}", "trigger_disabled"),
        ("ALTER TABLE {table} ENABLE TRIGGER {trigger}", "trigger_disabled"),
        ("DROP TRIGGER {trigger} ON {table}", "trigger_missing"),
    ],
    ids=["disabled", "not always", "dropped"],
)
def test_a_trigger_that_does_not_fire_is_named(ledger, table, trigger, damaging, code):
    run(damaging.format(table=table, trigger=trigger))

    fault = first_fault()

    assert (fault.code, fault.table) == (code, table)
    assert trigger in fault.what


@pytest.mark.parametrize(
    ("statement", "code", "table", "named"),
    [
        (
            "CREATE OR REPLACE TRIGGER claims_claim_record_update AFTER UPDATE ON claims_claim"
            " FOR EACH STATEMENT EXECUTE FUNCTION claims_claim_record_update()",
            "trigger_differs",
            "claims_claim",
            "claims_claim_record_update",
        ),
        (
            "CREATE TRIGGER mine BEFORE INSERT ON history_entry"
            " FOR EACH ROW EXECUTE FUNCTION history_refuse('x')",
            "trigger_stray",
            "history_entry",
            "mine",
        ),
        (
            "CREATE TRIGGER mine BEFORE INSERT ON sources_historicalsource"
            " FOR EACH ROW EXECUTE FUNCTION history_refuse('x')",
            "trigger_stray",
            "sources_historicalsource",
            "mine",
        ),
        (
            "CREATE RULE mine AS ON INSERT TO history_entrytable DO INSTEAD NOTHING",
            "rule_stray",
            "history_entrytable",
            "mine",
        ),
        (
            "CREATE RULE mine AS ON UPDATE TO sources_source DO INSTEAD NOTHING",
            "rule_stray",
            "sources_source",
            "mine",
        ),
        (
            "CREATE TABLE mine () INHERITS (sources_historicalsource)",
            "child_stray",
            "sources_historicalsource",
            "mine",
        ),
        (
            "CREATE TABLE mine (id uuid); ALTER TABLE sources_source INHERIT mine",
            "parent_stray",
            "sources_source",
            "mine",
        ),
        (
            "ALTER TABLE sources_historicalsource ADD mine text",
            "column_stray",
            "sources_historicalsource",
            "mine",
        ),
        (
            "ALTER TABLE sources_historicalsource RENAME note TO mine",
            "column_stray",
            "sources_historicalsource",
            "mine",
        ),
        (
            "ALTER TABLE sources_historicalsource ALTER position DROP NOT NULL",
            "column_differs",
            "sources_historicalsource",
            "position",
        ),
        (
            "ALTER TABLE sources_historicalsource DROP CONSTRAINT sources_historicalsource_pkey",
            "constraint_missing",
            "sources_historicalsource",
            "pkey",
        ),
        (
            "ALTER TABLE history_entry DROP CONSTRAINT history_entry_sealed_whole",
            "constraint_missing",
            "history_entry",
            "history_entry_sealed_whole",
        ),
        (
            "DROP INDEX history_entry_one_open",
            "index_missing",
            "history_entry",
            "history_entry_one_open",
        ),
        (
            "ALTER TABLE sources_historicalsource ENABLE ROW LEVEL SECURITY",
            "table_differs",
            "sources_historicalsource",
            "table",
        ),
        (
            "CREATE POLICY mine ON history_entry USING (position < 5)",
            "policy_stray",
            "history_entry",
            "mine",
        ),
        (
            "ALTER TABLE claims_revision DISABLE TRIGGER ALL;"
            " ALTER TABLE claims_revision ENABLE TRIGGER USER",
            "constraint_differs",
            "claims_claim",
            "adopted_revision",
        ),
        (
            "ALTER TABLE sources_historicalsource SET UNLOGGED",
            "table_differs",
            "sources_historicalsource",
            "table",
        ),
        (
            "DROP TABLE history_entrytable",
            "table_missing",
            "history_entrytable",
            "a table is missing",
        ),
    ],
)
def test_what_was_not_installed_is_named(ledger, statement, code, table, named):
    run_or_skip(statement)

    fault = first_fault()

    assert (fault.code, fault.table) == (code, table)
    assert named in fault.what


@pytest.mark.parametrize(
    "function", [name for name in FUNCTIONS if name.endswith("()") and "history" in name]
)
def test_a_replaced_function_is_named(ledger, function):
    if function == "function history_take_lock()":
        run("CREATE OR REPLACE FUNCTION history_take_lock() RETURNS void LANGUAGE sql AS ''")
    else:
        run(REPLACED.format(function.removeprefix("function ")))

    fault = first_fault()

    assert (fault.code, fault.what) == (
        "function_differs", f"{function} is not what the migrations install"
    )  # fmt: skip


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE OR REPLACE FUNCTION history_leaf_hash(canonical text) RETURNS bytea LANGUAGE sql"
        " IMMUTABLE STRICT PARALLEL SAFE RETURN sha256(convert_to(canonical, 'UTF8'))",
        "CREATE OR REPLACE FUNCTION history_canonical(table_name text, held jsonb) RETURNS text"
        " LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN held::text",
        "ALTER FUNCTION history_seal(bigint) SECURITY INVOKER",
        "ALTER FUNCTION history_seal_entry() SET search_path = public",
        "ALTER FUNCTION history_digest(bigint) RESET ALL",
    ],
)
def test_a_function_changed_in_body_or_settings_is_named(ledger, statement):
    run(statement)

    assert first_fault().code == "function_differs"


def test_a_function_that_would_be_called_in_place_of_another_is_named(ledger):
    """to_jsonb of this very row type is a closer match than PostgreSQL's own."""
    run(
        "CREATE FUNCTION public.to_jsonb(sources_historicalsource) RETURNS jsonb"
        " LANGUAGE sql AS $$ SELECT '{}'::jsonb $$"
    )

    found = faults()

    assert [(fault.code, fault.what.partition("(")[0]) for fault in found] == [
        ("function_stray", "function to_jsonb")
    ]


@pytest.mark.parametrize(
    ("statement", "code", "table", "found"),
    [
        ("GRANT INSERT ON history_entry TO {service}", "stray_grant", "history_entry", "INSERT"),
        ("GRANT UPDATE ON ledger_node TO {service}", "stray_grant", "ledger_node", "UPDATE"),
        (
            "GRANT DELETE ON sources_historicalsource TO {service}",
            "stray_grant",
            "sources_historicalsource",
            "DELETE",
        ),
        (
            "GRANT UPDATE (note) ON sources_historicalsource TO {service}",
            "stray_grant",
            "sources_historicalsource",
            "UPDATE",
        ),
        (
            "GRANT DELETE ON claims_revision TO {service}",
            "stray_grant",
            "claims_revision",
            "DELETE",
        ),
        (
            "GRANT TRIGGER ON sources_source TO {service}",
            "stray_grant",
            "sources_source",
            "TRIGGER",
        ),
        ("GRANT INSERT ON sources_source TO PUBLIC", "stray_grant", "sources_source", "INSERT"),
        ("GRANT UPDATE ON sources_source TO pg_monitor", "stray_grant", "sources_source", "UPDATE"),
        ("GRANT USAGE ON SEQUENCE history_row_id TO {service}", "stray_grant", "", "USAGE"),
        (
            "GRANT EXECUTE ON FUNCTION history_insert_entry TO {service}",
            "stray_grant",
            "",
            "EXECUTE",
        ),
        ("GRANT EXECUTE ON FUNCTION history_seal TO PUBLIC", "stray_grant", "", "EXECUTE"),
        ("GRANT CREATE ON SCHEMA public TO PUBLIC", "stray_grant", "", "CREATE"),
        (
            "ALTER TABLE sources_historicalsource OWNER TO pg_monitor",
            "other_owner",
            "sources_historicalsource",
            "pg_monitor",
        ),
        (
            "ALTER TABLE history_entry OWNER TO pg_monitor",
            "other_owner",
            "history_entry",
            "pg_monitor",
        ),
        ("ALTER FUNCTION history_seal OWNER TO pg_monitor", "other_owner", "", "pg_monitor"),
        ("ALTER SEQUENCE history_row_id OWNER TO pg_monitor", "other_owner", "", "pg_monitor"),
    ],
)
def test_rights_that_were_not_given_are_named(ledger, statement, code, table, found):
    run("GRANT CREATE ON SCHEMA public TO pg_monitor")  # a new owner must have it
    run_or_skip(statement.format(service=service_role()))
    run("REVOKE CREATE ON SCHEMA public FROM pg_monitor")

    fault = first_fault()

    assert (fault.code, fault.table, fault.found) == (code, table, found)


@pytest.mark.skipif(SERVICE is None, reason="one role owns and serves")
@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("ALTER ROLE {service} SUPERUSER", "is a superuser"),
        ("ALTER ROLE {service} BYPASSRLS", "passes row security"),
        ("GRANT pg_write_all_data TO {service}", "is a member of pg_write_all_data"),
        ("GRANT {owner} TO {service}", "is a member of {owner}"),
    ],
)
def test_a_service_role_that_may_more_is_named(ledger, statement, what):
    owner = run("SELECT current_user")[0][0]
    run_or_skip(statement.format(service=SERVICE, owner=owner))

    fault = first_fault()

    assert fault.code == "service_may_more"
    assert fault.what.endswith(what.format(owner=owner))


@pytest.mark.parametrize(
    "statement",
    [
        "SET LOCAL synchronous_commit = off",
        "SET LOCAL zero_damaged_pages = on",
        "ALTER ROLE {service} SET synchronous_commit = 'off'",
        "ALTER ROLE {service} IN DATABASE {database} SET synchronous_commit = 'off'",
        "ALTER DATABASE {database} SET synchronous_commit = 'off'",
    ],
)
def test_a_setting_that_could_lose_an_entry_is_named(ledger, statement):
    database = run("SELECT current_database()")[0][0]
    run_or_skip(statement.format(service=service_role(), database=database))

    assert first_fault().code == "unsafe_setting"
