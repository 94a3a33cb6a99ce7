"""One server, and a database of its own for every size; a question goes round them in turn.

In: a folder and the sizes asked for. Out: `World`s whose databases are there and migrated; what is
in them is `making`'s. Entering one makes its connection Django's own, without connecting anew, so
that a round costs no session.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
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
# What the comment on a database says: it is being filled, is complete, was written to since.
FILLING, FILLED, WRITTEN_TO = "filling", "filled", "written to"
A_STATEMENT = 3_500, 6_000  # bytes of disk, without the peers and with them; measured at 100k
WRITTEN = "abf"  # questions that write: newer statements, new ones
LOG = 2_000_000_000  # bytes of write-ahead log beside them


class Unusable(Exception):
    """A database can't be made or used; says why, and what to do."""


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
    has_peers: bool = True

    @property
    def size(self) -> int:
        return self.plan.statements

    def url(self, user: str) -> str:
        """DATABASE_URL of a role."""
        door = f"host={quote(self.login['host'], safe='')}&port={self.login['port']}"
        return f"postgresql://{user}@/{self.name}?{door}"

    @property
    def needs(self) -> int:
        """Bytes of disk, about."""
        return self.size * A_STATEMENT[self.has_peers]

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


def world(server: EmbeddedPostgres, plan: Plan, *, has_peers: bool = True) -> World:
    apart = "" if has_peers else "_alone"
    name = f"onrecord_bench_{plan.statements}{apart}"
    return World(plan, name, server.connection, has_peers=has_peers)


def made(world: World) -> bool:
    """Whether the database is to be filled: it was made just now, or a fill was stopped.

    One that a former run filled is kept. Each is migrated.
    """
    state = _comment(world)
    if state not in (FILLED, FILLING):
        dropped(world)
        _run(world, f'CREATE DATABASE "{world.name}"', *on_database(SERVICE, world.name))
        _note(world, FILLING)
    _migrate(world)
    return state != FILLED


def filled(world: World) -> None:
    """Note that the database is complete."""
    _note(world, FILLED)


def written_to(world: World) -> None:
    """Note that the database is no longer what was filled: the next run makes it anew."""
    _note(world, WRITTEN_TO)


def writes(letters: str) -> bool:
    """Whether some of these questions write, so that a world that is kept has to be copied."""
    return bool(set(letters) & set(WRITTEN))


def copied(world: World) -> World:
    """A copy to write to, so that the world can be asked again; the world is closed meanwhile."""
    copy = replace(world, name=f"{world.name}_written", connection=None, reads=None)
    world.close()
    dropped(copy)
    _run(
        world,
        f'CREATE DATABASE "{copy.name}" TEMPLATE "{world.name}" STRATEGY FILE_COPY',
        *on_database(SERVICE, copy.name),
    )
    copy.connect()
    return copy


def dropped(world: World) -> None:
    world.close()
    _run(world, f'DROP DATABASE IF EXISTS "{world.name}" WITH (FORCE)')


def check_room(asked: Sequence[World], folder: Path, *, copies: bool) -> str:
    """What disk is needed and there is, in words; raises Unusable if the one exceeds the other.

    `copies`: the largest is copied once more, to be written to.
    """
    missing = sum(world.needs for world in asked if _comment(world) != FILLED)
    needed = LOG + missing + copies * max(world.needs for world in asked)
    free = shutil.disk_usage(folder).free
    said = f"needs about {needed / 1e9:.1f} GB of disk; {free / 1e9:.1f} GB are free"
    if needed > free:
        raise Unusable(f"{said} at {folder}: give another folder with --data, or a smaller size")
    return said


def _migrate(world: World) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=ROOT,
        env={**world.environment, "DJANGO_SETTINGS_MODULE": "config.settings"},
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise Unusable(
            f"{world.name} can't be migrated: {done.stderr.strip()[-2000:]}\n"
            "If a former run kept it, --afresh drops it first."
        )


def _comment(world: World) -> str | None:
    """What is noted of the database; None where there is none, or nothing is."""
    found = _run(
        world,
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database"  # noqa: S608  ours
        f" WHERE datname = '{world.name}'",
    )
    return found[0][0] if found else None


def _note(world: World, state: str) -> None:
    _run(world, f"COMMENT ON DATABASE \"{world.name}\" IS '{state}'")


def _run(world: World, *statements: str) -> list[tuple[Any, ...]]:
    """On the server, outside any world; the last one's rows."""
    login = {**world.login, "dbname": DATABASE}
    with psycopg.connect(**login, autocommit=True) as session:
        for statement in statements:
            cursor = session.execute(statement)
        return cursor.fetchall() if cursor.description else []
