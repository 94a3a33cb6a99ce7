"""Which database the environment asks for."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.database import (
    data_directory,
    database_at,
    databases,
    embedded_database,
    use_pool,
)

BASE = Path("/srv/onrecord")


def test_databases_without_url_are_embedded() -> None:
    chosen = databases({}, BASE)

    host = chosen["default"].pop("HOST")
    assert host.startswith("/tmp/onrecord-")
    assert chosen == {
        "default": {
            "ENGINE": "config.postgres.backend",
            "NAME": "onrecord",
            "USER": "onrecord_service",
            "PASSWORD": "",
            "PORT": "5432",
            "DATA_DIR": "/srv/onrecord/var/postgres",
            "OPTIONS": {},
            "OWNER": {
                "USER": "onrecord",
                "PASSWORD": "",
                "HOST": host,
                "PORT": "5432",
                "OPTIONS": {},
            },
            "CONN_HEALTH_CHECKS": True,
        }
    }


@pytest.mark.parametrize("url", ["", "  "], ids=["empty", "spaces"])
def test_databases_with_blank_url_are_embedded(url: str) -> None:
    assert databases({"DATABASE_URL": url}, BASE) == databases({}, BASE)


def test_databases_with_url_are_elsewhere() -> None:
    chosen = databases({"DATABASE_URL": "postgresql://alice@db.example/news"}, BASE)

    assert chosen == {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": "news",
            "USER": "alice",
            "PASSWORD": "",
            "HOST": "db.example",
            "PORT": "",
            "OPTIONS": {},
            "CONN_HEALTH_CHECKS": True,
        }
    }


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://alice:s%40c%2Fret@db.example:5433/news?sslmode=require",
            {
                "NAME": "news",
                "USER": "alice",
                "PASSWORD": "s@c/ret",
                "HOST": "db.example",
                "PORT": "5433",
                "OPTIONS": {"sslmode": "require"},
            },
        ),
        (
            "postgres://bob@/news?host=/run/postgresql&connect_timeout=3",
            {
                "NAME": "news",
                "USER": "bob",
                "PASSWORD": "",
                "HOST": "/run/postgresql",
                "PORT": "",
                "OPTIONS": {"connect_timeout": "3"},
            },
        ),
        (
            "postgresql://[::1]:5432/news",
            {
                "NAME": "news",
                "USER": "",
                "PASSWORD": "",
                "HOST": "::1",
                "PORT": "5432",
                "OPTIONS": {},
            },
        ),
    ],
    ids=["everything", "socket", "ipv6"],
)
def test_database_at_reads_url(url: str, expected: dict[str, object]) -> None:
    assert database_at(url) == {"ENGINE": "django.db.backends.postgresql", **expected}


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://alice:hush@db/news", "begins with mysql://"),
        ("dbname=news password=hush", "begins with something else"),
        ("postgresql://alice:hu%zzsh@db/news", "Percent-encode"),
        ("postgresql://alice:hush@db/news?colour=red", "only libpq's options"),
        ("postgresql://alice:hush@db", "names no database"),
    ],
    ids=["scheme", "keywords", "encoding", "option", "name"],
)
def test_database_at_refuses_malformed_url_and_keeps_the_password(url: str, said: str) -> None:
    with pytest.raises(ImproperlyConfigured) as caught:
        database_at(url)

    assert said in str(caught.value)
    assert "Allowed: postgresql://user:password@host:5432/name" in str(caught.value)
    assert "hush" not in str(caught.value)
    assert "zz" not in str(caught.value)


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, "/srv/onrecord/var/postgres"),
        ({"ONRECORD_DATA": ""}, "/srv/onrecord/var/postgres"),
        ({"ONRECORD_DATA": "/data"}, "/data/postgres"),
        ({"ONRECORD_DATA": "~/data"}, "/home/alice/data/postgres"),
        ({"ONRECORD_DATA": "data"}, f"{Path.cwd()}/data/postgres"),
    ],
    ids=["unset", "blank", "absolute", "home", "relative"],
)
def test_data_directory_follows_environment(
    environ: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/alice")

    assert data_directory(environ, BASE) == Path(expected)


def test_embedded_database_keeps_sockets_of_two_directories_apart() -> None:
    alice = embedded_database(Path("/srv/alice"))
    bob = embedded_database(Path("/srv/bob"))

    assert alice["HOST"] != bob["HOST"]


def test_databases_with_two_urls_have_two_logins() -> None:
    chosen = databases(
        {
            "DATABASE_URL": "postgresql://service:one@pool.example:6432/news?sslmode=require",
            "DATABASE_OWNER_URL": "postgresql://owner:two@db.example/news?connect_timeout=3",
            "ONRECORD_POOL_SIZE": "2",
        },
        BASE,
    )["default"]

    assert (chosen["USER"], chosen["PASSWORD"], chosen["HOST"]) == (
        "service",
        "one",
        "pool.example",
    )
    assert chosen["OWNER"] == {
        "USER": "owner",
        "PASSWORD": "two",
        "HOST": "db.example",
        "PORT": "",
        "OPTIONS": {"connect_timeout": "3"},
    }


def test_databases_with_one_role_at_two_urls_have_one_login() -> None:
    url = "postgresql://alice@db.example/news"

    assert databases({"DATABASE_URL": url, "DATABASE_OWNER_URL": url}, BASE) == databases(
        {"DATABASE_URL": url}, BASE
    )


@pytest.mark.parametrize(
    ("service", "owner", "said"),
    [
        ("", "postgresql://owner:hush@db/news", "DATABASE_URL is not"),
        (
            "postgresql://service:hush@db/news",
            "postgresql://owner:hush@db/old",
            "names the database old and DATABASE_URL news",
        ),
        (
            "postgresql://db/news",
            "postgresql://owner:hush@db/news",
            "DATABASE_URL names no user",
        ),
        (
            "postgresql://service:hush@db/news",
            "postgresql://db/news",
            "DATABASE_OWNER_URL names no user",
        ),
        (
            "postgresql://service:hush@db/news",
            "mysql://owner:hush@db/news",
            "DATABASE_OWNER_URL must begin with",
        ),
    ],
    ids=["alone", "another database", "no service", "no owner", "scheme"],
)
def test_databases_refuse_two_urls_that_do_not_fit(service: str, owner: str, said: str) -> None:
    with pytest.raises(ImproperlyConfigured) as caught:
        databases({"DATABASE_URL": service, "DATABASE_OWNER_URL": owner}, BASE)

    assert said in str(caught.value)
    assert "hush" not in str(caught.value)


def test_databases_have_no_pool_unless_asked() -> None:
    assert databases({"ONRECORD_POOL_SIZE": "0"}, BASE) == databases({}, BASE)


def test_databases_have_pool_of_the_size_asked() -> None:
    chosen = databases({"ONRECORD_POOL_SIZE": "7"}, BASE)

    assert chosen["default"]["OPTIONS"] == {"pool": {"min_size": 1, "max_size": 7, "timeout": 10}}


def test_databases_elsewhere_with_a_pool_have_the_engine_that_checks_it() -> None:
    given = {"DATABASE_URL": "postgresql://alice@db.example/news", "ONRECORD_POOL_SIZE": "7"}

    assert databases(given, BASE)["default"]["ENGINE"] == "config.postgres.pooled"


def test_use_pool_makes_four_of_unset() -> None:
    environ: dict[str, str] = {}

    use_pool(environ)

    assert environ == {"ONRECORD_POOL_SIZE": "4"}


def test_use_pool_keeps_what_is_set() -> None:
    environ = {"ONRECORD_POOL_SIZE": "0"}

    use_pool(environ)

    assert environ == {"ONRECORD_POOL_SIZE": "0"}


@pytest.mark.parametrize("size", ["many", "-1", "1.5", "101", "²"])
def test_databases_refuse_malformed_pool_size(size: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"whole number from 0 to 100; it is"):
        databases({"ONRECORD_POOL_SIZE": size}, BASE)
