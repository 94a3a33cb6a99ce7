"""Is it alive, is it ready, and where is what."""

from __future__ import annotations

import pytest

from config.owner import as_owner, service_role, two_roles
from config.secret import secret_key
from history.rights import run
from tests.callers import faults


def test_healthz_asks_nothing_of_the_database(client):
    assert client.get("/healthz").json() == {"status": "alive"}


def test_readyz_gives_the_ledger_position(client, db, django_assert_num_queries):
    with django_assert_num_queries(2):
        response = client.get("/readyz/")

    assert response.json() == {"status": "ready", "position": 0}


TAKEN = {
    "to read the ledger": "REVOKE SELECT ON history_entry FROM {role}",
    "to write claims": "REVOKE INSERT ON claims_claim FROM {role}",
    "to open an entry": "REVOKE EXECUTE ON FUNCTION history_seal FROM {role}",
    "to be there": "REVOKE USAGE ON SCHEMA public FROM {role}, PUBLIC",
    "all": "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
}


@pytest.mark.parametrize("taken", TAKEN.values(), ids=TAKEN)
def test_readyz_says_when_rights_alone_are_missing(client, committed_db, taken):
    if not two_roles():
        pytest.skip("one role may do everything")
    with as_owner():
        run(taken.format(role=service_role()))

    response = client.get("/readyz/")

    assert faults(response) == [("503", "rights_missing")]
    assert (response["Retry-After"], response.json()["detail"]) == (
        "5",
        "the role that serves may not do all it needs to in the database: run manage.py db roles",
    )


def test_readyz_says_when_there_are_no_tables(client, committed_db):
    with as_owner():
        run("ALTER TABLE history_entry RENAME TO elsewhere")

    response = client.get("/readyz/")

    assert faults(response) == [("503", "not_migrated")]
    assert "manage.py migrate" in response.json()["detail"]


def test_front_door_leads_to_api_docs_and_admin(client):
    assert client.get("/").json() == {
        "name": "Onrecord",
        "api": "http://testserver/api/v1/",
        "docs": "http://testserver/api/docs/",
        "schema": "http://testserver/api/schema/",
        "admin": "http://testserver/admin/",
    }


def test_api_root_names_every_list(client):
    assert sorted(client.get("/api/v1").json()) == [
        "changes",
        "claims",
        "documents",
        "entities",
        "ledger",
        "revisions",
        "sources",
        "topics",
    ]


def test_secret_key_is_made_once_and_only_the_owner_reads_it(tmp_path):
    first = secret_key(tmp_path / "new")
    second = secret_key(tmp_path / "new")

    assert first == second
    assert len(first) >= 64
    assert (tmp_path / "new" / "secret-key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["secret-key"]
