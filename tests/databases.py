"""Test databases copied from a migrated template, never flushed: the ledger refuses TRUNCATE.

The owner makes them; tests run as the service role, as Onrecord does, and what it may not do
they can't do either (delete a record, disable a trigger, make a table). A test that truly needs
the owner asks for it:
- fixture `owner_db`: like `db`, a transaction rolled back on the shared copy, but the owner's;
  ask for it before whatever else needs `db` (`alice`, `kerman`).
- fixture `owner_committed_db`: like `committed_db`, a copy of its own, but as the owner;
- with `committed_db`: `with as_owner():` of config.owner, around the lines that need it.

The template is named by a hash of the migrations and the rights, so that a second run finds it
ready; two runs at once wait for each other only while it is made. Whoever uses a database holds a
shared advisory lock on its name, so that a later run can drop what a killed one left behind.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import ProgrammingError, connection, connections
from psycopg.errors import InsufficientPrivilege

from config.owner import service_role, two_roles
from history.grants import on_database
from history.rights import service_rights

PREFIX = "test_onrecord_"
ITS_SESSIONS_END = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = %s AND usename = current_user
"""
ROOT = Path(__file__).resolve().parent.parent


class Databases:
    """Makes, copies and drops databases over one connection of the owner's to the server's own."""

    def __init__(self) -> None:
        entry = {**connections.settings["default"], "NAME": "postgres"}
        entry |= entry.get("OWNER", {})
        entry["OPTIONS"] = {k: v for k, v in entry["OPTIONS"].items() if k != "pool"}
        self.server = connections["default"].__class__(entry, alias="maintenance")

    def close(self) -> None:
        self.server.close()

    @contextmanager
    def copy(self, template: str, purpose: str) -> Iterator[str]:
        """A database of our own, dropped at the end."""
        name = f"{PREFIX}{purpose}_{secrets.token_hex(6)}"
        self._run("SELECT pg_advisory_lock_shared(hashtext(%s))", [name])
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        if two_roles():
            for statement in on_database(service_role(), name):
                self._run(statement)
        try:
            yield name
        finally:
            self._drop(name)
            self._run("SELECT pg_advisory_unlock_shared(hashtext(%s))", [name])

    def template(self) -> str:
        """The migrated template's name, made if it isn't there.

        It is held before it is looked for, so that nobody drops it, and made under a lock of its
        own, so that nobody waits for those who merely hold it.
        """
        name = f"{PREFIX}template_{_schema_hash()}"
        making = f"making {name}"
        self._run("SELECT pg_advisory_lock_shared(hashtext(%s))", [name])
        self._run("SELECT pg_advisory_lock(hashtext(%s))", [making])
        if not self._run("SELECT 1 FROM pg_database WHERE datname = %s", [name]):
            self._make_template(name)
        self._run("SELECT pg_advisory_unlock(hashtext(%s))", [making])
        return name

    def drop_abandoned(self) -> None:
        """Drop our test databases that no running session holds, older templates included."""
        for (name,) in self._run(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
            " AND pg_has_role(datdba, 'USAGE')",
            [PREFIX],
        ):
            if self._run("SELECT pg_try_advisory_lock(hashtext(%s))", [name]) == [(True,)]:
                if name != f"{PREFIX}template_{_schema_hash()}":
                    self._drop(name)
                self._run("SELECT pg_advisory_unlock(hashtext(%s))", [name])

    def _make_template(self, name: str) -> None:
        draft = f"{name}_{secrets.token_hex(4)}"
        self._run(f'CREATE DATABASE "{draft}"')
        with connected_to(draft):
            call_command("migrate", verbosity=0, interactive=False)
        self._run(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')

    def _drop(self, name: str) -> None:
        """Drop a database and whoever is still in it.

        An owner who is no superuser may not end the service's sessions; the service may.
        """
        drop = f'DROP DATABASE IF EXISTS "{name}"'
        try:
            self._run(f"{drop} WITH (FORCE)")
        except ProgrammingError as error:
            if not isinstance(error.__cause__, InsufficientPrivilege):
                raise
            with connected_to("postgres"), connection.cursor() as cursor:
                cursor.execute(ITS_SESSIONS_END, [name])
            self._run(drop)  # ends autovacuum by itself, which FORCE may not

    def _run(self, statement: str, parameters: list[Any] | None = None) -> list[Any]:
        with self.server.cursor() as cursor:
            cursor.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else []


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Point the default connection at a database for a while."""
    connection.close()
    before = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = name
    settings.DATABASES["default"]["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
        settings.DATABASES["default"]["NAME"] = before


def _schema_hash() -> str:
    """Of all that a template is made of: the migrations, and what is granted to whom."""
    entry = connections.settings["default"]
    roles = entry["USER"], entry.get("OWNER", {}).get("USER")
    rights = service_rights()
    granted = sorted((table, *sorted(held)) for table, held in rights.tables.items())
    made_of = str((settings.INSTALLED_APPS, roles, granted, sorted(rights.functions)))
    digest = hashlib.sha256(made_of.encode())
    for path in sorted(ROOT.glob("*/migrations/**/*.*")):
        if path.suffix in (".py", ".sql"):
            digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]
