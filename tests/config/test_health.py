"""Is it alive, is it ready, and where is what."""

from __future__ import annotations

from config.secret import secret_key


def test_healthz_asks_nothing_of_the_database(client):
    assert client.get("/healthz").json() == {"status": "alive"}


def test_readyz_gives_the_ledger_position(client, db, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get("/readyz/")

    assert response.json() == {"status": "ready", "position": 0}


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
