"""Who we are on the database, inside `as_owner()` and outside it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.db.utils import ConnectionHandler

from config.owner import as_owner, service_role, two_roles
from tests.history.ledger import run


@pytest.fixture(autouse=True)
def _two_roles():
    if not two_roles():
        pytest.skip("one role is owner and service")


def who() -> str:
    [(name,)] = run("SELECT session_user")
    return str(name)


def test_the_suite_runs_as_the_service(db):
    assert who() == service_role()
    assert run(
        "SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls"
        " FROM pg_roles WHERE rolname = session_user"
    ) == [(False, False, False, False, False)]
    assert run(
        "SELECT count(*) FROM pg_shdepend d JOIN pg_roles r ON r.oid = d.refobjid"
        " WHERE r.rolname = session_user AND d.deptype = 'o'"
    ) == [(0,)]


def test_as_owner_is_the_owner_inside_and_the_service_after(committed_db):
    owner = connection.settings_dict["OWNER"]["USER"]

    before = who()
    with as_owner():
        inside = who(), two_roles(), service_role()
        with as_owner():
            nested = who()
        still = who()
    after = who()

    assert (before, after) == (service_role(), service_role())
    assert inside == (owner, True, before)
    assert (nested, still) == (owner, owner)


def test_as_owner_leaves_other_threads_the_service(committed_db):
    def alone() -> str:
        try:
            return who()
        finally:
            connection.close()

    with as_owner(), ThreadPoolExecutor(1) as thread:
        elsewhere = thread.submit(alone).result(30)

    assert elsewhere == service_role()


def test_as_owner_inside_a_transaction_is_refused(committed_db):
    with (
        transaction.atomic(),
        pytest.raises(TransactionManagementError, match="leave the transaction first"),
        as_owner(),
    ):
        pass

    assert who() == service_role()


def test_as_owner_gives_back_the_service_after_a_failure(committed_db):
    with pytest.raises(ZeroDivisionError), as_owner():
        _ = 1 / 0

    assert who() == service_role()


def test_as_owner_takes_nothing_from_the_pool(committed_db):
    entry = {**connection.settings_dict, "OPTIONS": {"pool": {"min_size": 1, "max_size": 1}}}
    pooled = ConnectionHandler({"default": entry})["default"]

    def asked() -> str:
        with pooled.cursor() as cursor:
            cursor.execute("SELECT session_user")
            return str(cursor.fetchone()[0])

    try:
        before = asked()
        with as_owner(pooled):
            inside = asked()
        after = asked()
    finally:
        pooled.close()
        pooled.close_pool()

    assert (before, inside, after) == (service_role(), entry["OWNER"]["USER"], service_role())


def test_migrate_grants_what_it_made(committed_db):
    with as_owner():
        run("REVOKE ALL ON sources_source, history_entry FROM PUBLIC, " + service_role())
        run("CREATE TABLE made_by_hand (word text)")
    with pytest.raises(Exception, match="permission denied for table sources_source"):
        run("SELECT 1 FROM sources_source")

    call_command("migrate", verbosity=0)

    assert run(
        "SELECT has_table_privilege('sources_source', 'UPDATE'),"
        " has_table_privilege('sources_source', 'DELETE'),"
        " has_table_privilege('history_entry', 'SELECT'),"
        " has_table_privilege('history_entry', 'INSERT'),"
        " has_table_privilege('made_by_hand', 'SELECT')"
    ) == [(True, False, True, False, False)]
    assert who() == service_role()


def test_migrate_without_the_services_role_says_what_to_do(committed_db, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "USER", "nobody_yet")

    with pytest.raises(CommandError, match="There is no role nobody_yet.*manage.py db roles"):
        call_command("migrate", verbosity=0)
