"""An embedded server of one's own, migrated, for what would disturb others: load, kill -9, clocks.

In: an empty folder. Out: the server, with Django's default connection pointed at it in every
thread, until the block is left; then it is stopped and deleted.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.core.management import call_command
from django.db import connection

from config.database import embedded_database
from config.postgres.places import DATABASE, SERVICE
from config.postgres.server import EmbeddedPostgres
from history.grants import on_database

MOST_CONNECTIONS = 150
KEPT = "migrated"


@contextmanager
def own_server(folder: Path) -> Iterator[EmbeddedPostgres]:
    """A migrated server below the folder that takes 150 connections."""
    server = EmbeddedPostgres(folder / "postgres")
    try:
        server.start()
        with psycopg.connect(**server.connection, autocommit=True) as session:
            session.execute(f"ALTER SYSTEM SET max_connections = {MOST_CONNECTIONS}")
        server.stop()
        server.start()
        with connected_to_server(server):
            call_command("migrate", verbosity=0, interactive=False)
            yield server
    finally:
        server.reset()


def start_afresh(server: EmbeddedPostgres) -> None:
    """Put an empty migrated database in the place of the server's own; the first time, keep one."""
    connection.close()
    login = {**server.ensure_running(), "dbname": "postgres"}
    with psycopg.connect(**login, autocommit=True) as session:
        if not session.execute("SELECT 1 FROM pg_database WHERE datname = %s", [KEPT]).fetchone():
            session.execute(f"CREATE DATABASE {KEPT} TEMPLATE {DATABASE}")
        session.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")
        session.execute(f"CREATE DATABASE {DATABASE} TEMPLATE {KEPT}")
        for statement in on_database(SERVICE, DATABASE):
            session.execute(statement)


@contextmanager
def connected_to_server(server: EmbeddedPostgres) -> Iterator[None]:
    """Point the default connection of every thread at an embedded server for a while."""
    connection.close()
    entry = connection.settings_dict  # one for all threads: changed, not replaced
    before = dict(entry), connection.server  # type: ignore[attr-defined]
    entry.update(embedded_database(server.places.data))
    connection.server = server  # type: ignore[attr-defined]
    try:
        yield
    finally:
        connection.close()
        entry.clear()
        entry.update(before[0])
        connection.server = before[1]  # type: ignore[attr-defined]
