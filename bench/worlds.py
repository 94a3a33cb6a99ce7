"""One server, and a database of its own for every size; a question goes round them in turn.

In: a folder and the sizes asked for. Out: `World`s, filled and vacuumed. Entering one makes its
connection Django's own, without connecting anew, so that a round costs no session.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from bench.generated import Plan
from bench.limit.reading import Limit
from config.postgres.places import DATABASE, SERVICE
from config.postgres.server import EmbeddedPostgres
from history.grants import on_database

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class World:
    """A database of so many statements, and how to ask it."""

    plan: Plan
    name: str
    login: Mapping[str, str]
    connection: Any = None
    reads: Any = None
    past: int = 0
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return self.plan.statements

    def url(self, user: str) -> str:
        """DATABASE_URL of a role."""
        door = f"host={quote(self.login['host'], safe='')}&port={self.login['port']}"
        return f"postgresql://{user}@/{self.name}?{door}"

    @property
    def environment(self) -> dict[str, str]:
        """What a process that serves this world starts with."""
        return {
            **os.environ,
            "DATABASE_URL": self.url(SERVICE),
            "DATABASE_OWNER_URL": self.url(self.login["user"]),
            "PYTHONPATH": str(ROOT),
        }

    def connect(self) -> None:
        """Sessions as the owner: Django's, and a bare one for the limit. Django is set up."""
        from django.db import connections  # noqa: PLC0415  settings name this world's server

        made = connections.create_connection("default")
        owner = made.settings_dict.get("OWNER") or {}
        role = {"OWNER": None, "SERVICE": SERVICE, "NAME": self.name}
        made.settings_dict = {**made.settings_dict, **owner, **role}
        self.connection = made
        session = psycopg.connect(**{**self.login, "dbname": self.name}, autocommit=True)
        self.reads = Limit(session)

    def enter(self) -> None:
        """Make this world the one that Django asks."""
        from django.db import connections  # noqa: PLC0415

        connections["default"] = self.connection

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.reads.session.close()
        self.connection = self.reads = None


@contextmanager
def server(folder: Path) -> Iterator[EmbeddedPostgres]:
    """The bench's own server, stopped at the end."""
    made = EmbeddedPostgres(folder.absolute() / "postgres")
    made.ensure_running()
    try:
        yield made
    finally:
        made.stop()


def world(server: EmbeddedPostgres, plan: Plan) -> World:
    return World(plan, f"onrecord_bench_{plan.statements}", server.connection)


def made(world: World) -> bool:
    """Whether the database was made just now; then it is migrated and empty."""
    login = {**world.login, "dbname": DATABASE}
    with psycopg.connect(**login, autocommit=True) as session:
        known = "SELECT 1 FROM pg_database WHERE datname = %s"
        if session.execute(known, [world.name]).fetchone():
            return False
        session.execute(f'CREATE DATABASE "{world.name}"')
        for statement in on_database(SERVICE, world.name):
            session.execute(statement)
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=ROOT,
        env={**world.environment, "DJANGO_SETTINGS_MODULE": "config.settings"},
        check=True,
    )
    return True


def dropped(world: World) -> None:
    world.close()
    login = {**world.login, "dbname": DATABASE}
    with psycopg.connect(**login, autocommit=True) as session:
        session.execute(f'DROP DATABASE IF EXISTS "{world.name}" WITH (FORCE)')
