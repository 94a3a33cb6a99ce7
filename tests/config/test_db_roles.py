"""`manage.py db roles` on a server that asks for passwords, as an owner who is no superuser."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config.postgres.server import EmbeddedPostgres

PROJECT = Path(__file__).parents[2]
ASKS_FOR_PASSWORDS = "local all onrecord trust\nlocal all all scram-sha-256\n"
CHECK = ("check", "--deploy", "--database", "default", "--fail-level", "WARNING")
GIVEN = "gave desk its rights on every table, and no others\n"


class Server:
    """A PostgreSQL as an administrator hands it over: a database, and its owner `boss`."""

    def __init__(self, server: EmbeddedPostgres) -> None:
        self.server = server
        server.start()
        for name, attributes in (("boss", "CREATEROLE"), ("clerk", "")):
            self.run(f"CREATE ROLE {name} LOGIN {attributes} PASSWORD 'hush {name}'")
            self.run(f"CREATE DATABASE {name}s OWNER {name}")
        (server.places.data / "pg_hba.conf").write_text(ASKS_FOR_PASSWORDS)
        self.run("SELECT pg_reload_conf()")

    def run(self, statement: str, database: str = "onrecord") -> list[tuple[object, ...]]:
        """As the administrator."""
        login = {**self.server.connection, "dbname": database}
        with psycopg.connect(**login, autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def url(self, user: str, password: str, database: str) -> str:
        host = self.server.places.sockets
        return f"postgresql://{user}:{password}@/{database}?host={host}"

    def manage(
        self,
        *arguments: str,
        owner: str = "boss",
        password: str = "0penSesame",
        **environ: str,
    ) -> tuple[int, str, str]:
        """A command's exit code, output and errors, as an operator would run it."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=PROJECT,
            env={
                **os.environ,
                "DATABASE_URL": self.url("desk", password, f"{owner}s"),
                "DATABASE_OWNER_URL": self.url(owner, f"hush%20{owner}", f"{owner}s"),
                "ONRECORD_HTTPS": "true",
                **environ,
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert "hush" not in done.stdout + done.stderr
        assert password not in done.stdout + done.stderr
        return done.returncode, done.stdout, done.stderr


@pytest.fixture
def elsewhere(server: EmbeddedPostgres) -> Iterator[Server]:
    return Server(server)


@pytest.mark.slow
def test_db_roles_takes_a_bare_server_to_one_that_serves(elsewhere: Server) -> None:
    too_early = elsewhere.manage("migrate", "-v0")
    made = elsewhere.manage("db", "roles")
    migrated = elsewhere.manage("migrate", "-v0")
    again = elsewhere.manage("db", "roles")
    check = elsewhere.manage(*CHECK)
    alone = elsewhere.manage(*CHECK, DATABASE_OWNER_URL="")
    owners = elsewhere.url("boss", "hush%20boss", "bosss")
    alone_as_owner = elsewhere.manage(*CHECK, DATABASE_URL=owners, DATABASE_OWNER_URL="")
    reading = elsewhere.manage(
        "shell", "-v0", "-c", "from history.models import Entry; print(Entry.objects.count())"
    )

    assert too_early[0] == 1
    assert "There is no role desk, which DATABASE_URL logs in as" in too_early[2]
    assert (alone[0], alone_as_owner[0]) == (0, 1)
    assert "config.W001" in alone_as_owner[2]
    assert "config.W002" not in alone_as_owner[2]
    assert made == (
        0,
        "made the role desk\n"
        "no tables yet: manage.py migrate makes them and gives the role its rights\n",
        "",
    )
    assert migrated == (0, "", "")
    assert again == (0, "the role desk is there\n" + GIVEN, "")
    assert check[0] == 0
    assert reading == (0, "0\n", "")
    assert elsewhere.run(
        "SELECT rolsuper, rolcreaterole, rolcreatedb, left(rolpassword, 14)"
        " FROM pg_authid WHERE rolname = 'desk'"
    ) == [(False, False, False, "SCRAM-SHA-256$")]
    assert "0penSesame" not in elsewhere.server.places.log.read_text()


@pytest.mark.slow
def test_db_roles_mends_password_rights_and_attributes(elsewhere: Server) -> None:
    elsewhere.manage("db", "roles")
    elsewhere.manage("migrate", "-v0")
    elsewhere.run("GRANT ALL ON history_entry, history_row_id TO desk", "bosss")
    elsewhere.run("REVOKE ALL ON sources_source FROM desk", "bosss")

    warned = elsewhere.manage(*CHECK)
    mended = elsewhere.manage("db", "roles", password="Abracadabra")
    check = elsewhere.manage(*CHECK, password="Abracadabra")

    assert warned[2].count("(config.W002)") == 3
    assert "desk may INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER on" in warned[2]
    assert "desk may use the sequence history_row_id, and should not" in warned[2]
    assert "desk may not SELECT, INSERT, UPDATE on sources_source, and should" in warned[2]
    assert mended == (
        0,
        "the role desk is there\nset desk's password to the one in DATABASE_URL\n" + GIVEN,
        "",
    )
    assert check[0] == 0


@pytest.mark.slow
def test_db_roles_says_what_only_an_administrator_can_do(elsewhere: Server) -> None:
    missing = elsewhere.manage("db", "roles", owner="clerk")
    elsewhere.run("CREATE ROLE desk LOGIN CREATEDB PASSWORD '0penSesame'")
    too_much = elsewhere.manage("db", "roles", owner="clerk")
    elsewhere.run("ALTER ROLE desk NOCREATEDB")
    other = elsewhere.manage("db", "roles", owner="clerk", password="Abracadabra")
    elsewhere.manage("db", "roles", owner="clerk")
    elsewhere.manage("migrate", "-v0", owner="clerk")
    elsewhere.run("GRANT clerk TO desk")
    member = elsewhere.manage("db", "roles", owner="clerk")
    elsewhere.run("REVOKE clerk FROM desk")
    well = elsewhere.manage("db", "roles", owner="clerk")

    assert missing == (
        1,
        "",
        "CommandError: There is no role desk, and clerk may not make one (CREATEROLE). "
        "Let an administrator run in psql:\n"
        '  CREATE ROLE "desk" LOGIN;\n'
        "  \\password desk\n"
        "and run manage.py db roles again.\n",
    )
    assert too_much[2] == (
        "CommandError: desk may more than it should, and clerk may not change it. "
        "Let an administrator run in psql:\n"
        '  ALTER ROLE "desk" NOCREATEDB;\n'
        "and run manage.py db roles again.\n"
    )
    assert other[2] == (
        "CommandError: DATABASE_URL does not open the door, and clerk may not set desk's "
        "password. Let an administrator run in psql:\n"
        "  \\password desk\n"
        "and run manage.py db roles again.\n"
    )
    assert member[0] == 1
    assert "desk owns something in this database" in member[2]
    assert well == (0, "the role desk is there\n" + GIVEN, "")


@pytest.mark.slow
def test_db_roles_of_one_role_says_how_to_have_two(elsewhere: Server) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "db", "roles"],
        cwd=PROJECT,
        env={
            **os.environ,
            "DATABASE_URL": elsewhere.url("boss", "x", "bosss"),
            "DATABASE_OWNER_URL": "",
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("CommandError: There is one role here. Set DATABASE_OWNER_URL")
