"""The embedded server behind Django's connections, and under `manage.py db`."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.management.base import CommandError
from django.db import OperationalError, connections
from django.db.utils import ConnectionHandler

from config.checks import owner_does_not_serve, postgres_is_new_enough
from config.database import embedded_database
from config.postgres.backend.base import EmbeddedPostgresUnavailable
from config.postgres.server import EmbeddedPostgres

ADDRESSES = ("DATABASE_URL", "DATABASE_OWNER_URL")
PROJECT = Path(__file__).parents[2]


@pytest.fixture
def connect(
    server: EmbeddedPostgres, django_db_blocker: Any
) -> Iterator[Callable[..., ConnectionHandler]]:
    """Django's connections to a server of the test's own; none has been made yet."""
    made: list[ConnectionHandler] = []

    def make(**options: Any) -> ConnectionHandler:
        entry = {**embedded_database(server.places.data), "CONN_HEALTH_CHECKS": True}
        made.append(ConnectionHandler({"default": {**entry, "OPTIONS": options}}))
        return made[-1]

    with django_db_blocker.unblock():
        yield make
        for handler in made:
            handler.close_all()
            handler["default"].close_pool()


def answer(handler: ConnectionHandler) -> str:
    with handler["default"].cursor() as cursor:
        cursor.execute("SELECT current_database()")
        name = cursor.fetchone()[0]
    handler["default"].close()
    return name


def manage(server: EmbeddedPostgres, *arguments: str, **environ: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "manage.py", "db", *arguments],
        cwd=PROJECT,
        env={
            **{name: value for name, value in os.environ.items() if name not in ADDRESSES},
            "ONRECORD_DATA": str(server.places.data.parent),
            **environ,
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_unavailable_is_no_traceback_for_commands_and_no_surprise_for_views() -> None:
    error = EmbeddedPostgresUnavailable("no room")

    assert isinstance(error, CommandError)
    assert isinstance(error, OperationalError)
    assert (str(error), error.returncode) == ("no room", 1)


def test_connection_to_unsafe_socket_directory_is_unavailable(
    server: EmbeddedPostgres, connect: Callable[..., ConnectionHandler]
) -> None:
    server.places.sockets.mkdir(mode=0o755)

    with pytest.raises(EmbeddedPostgresUnavailable, match="drwxr-xr-x"):
        answer(connect())

    server.places.sockets.rmdir()


@pytest.mark.parametrize(
    ("version", "ids"),
    [(140011, ["config.E001"]), (150000, []), (180004, [])],
    ids=["14", "15", "18"],
)
def test_check_refuses_old_postgres(
    version: int, ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connections["default"].__dict__, "pg_version", version)

    assert [error.id for error in postgres_is_new_enough(["default"])] == ids


def test_check_connects_to_nothing_unasked() -> None:
    assert postgres_is_new_enough(None) == []


@pytest.mark.parametrize(
    ("entry", "ids"),
    [
        ({"USER": "desk", "OWNER": {"USER": "boss"}}, []),
        ({"USER": "desk", "OWNER": None, "SERVICE": "desk"}, []),
        ({"USER": "boss"}, ["config.W001"]),
    ],
    ids=["two roles", "as the owner for a while", "one role"],
)
def test_check_warns_where_the_owner_serves(
    entry: dict[str, Any], ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections["default"], "settings_dict", entry)

    assert [warning.id for warning in owner_does_not_serve()] == ids


@pytest.mark.parametrize("action", ["start", "stop", "reset"])
def test_db_refuses_database_that_is_not_ours(server: EmbeddedPostgres, action: str) -> None:
    code, out, err = manage(server, action, DATABASE_URL="postgresql://alice@127.0.0.1:1/news")

    assert (code, out) == (1, "")
    assert err.startswith("CommandError: DATABASE_URL is set: that database is not ours")


def test_db_status_of_unreachable_database_names_it_without_password(
    server: EmbeddedPostgres,
) -> None:
    url = "postgresql://alice:hush@127.0.0.1:1/news"

    code, out, err = manage(server, "status", DATABASE_URL=url)

    assert (code, err) == (3, "")
    assert out.startswith("not reachable: news at 127.0.0.1 (DATABASE_URL)\n")
    assert "hush" not in out


def test_db_help_names_every_action(server: EmbeddedPostgres) -> None:
    code, out, _ = manage(server, "--help")

    assert code == 0
    actions = ("start", "stop", "status", "psql", "roles", "reset")
    assert all(f"\n    {name} " in out for name in actions)


@pytest.mark.slow
@pytest.mark.parametrize(
    "options",
    [{}, {"pool": {"min_size": 1, "max_size": 2, "timeout": 20}}],
    ids=["plain", "pool"],
)
def test_connection_starts_server_and_starts_it_again_after_kill(
    server: EmbeddedPostgres, connect: Callable[..., ConnectionHandler], options: dict[str, Any]
) -> None:
    handler = connect(**options)

    first = answer(handler)
    pid = server.status().pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    # Its children need a moment to notice; one of them might still pass the pool's check.
    while server.status().state != "stopped":
        time.sleep(0.01)
    second = answer(handler)

    assert (first, second) == ("onrecord", "onrecord")


@pytest.mark.slow
def test_pool_serves_more_threads_than_it_has_connections(
    connect: Callable[..., ConnectionHandler],
) -> None:
    handler = connect(pool={"min_size": 1, "max_size": 2, "timeout": 20})
    answer(handler)

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: answer(handler), range(40)))

    assert answers == ["onrecord"] * 40


@pytest.mark.slow
def test_db_starts_tells_stops_and_resets(server: EmbeddedPostgres) -> None:
    stopped = manage(server, "status")
    start = manage(server, "start")
    again = manage(server, "start")
    running = manage(server, "status")
    psql = manage(server, "psql", "-Atc", "SELECT current_user")
    failing = manage(server, "psql", "-c", "SELECT 1/0")
    unsure = manage(server, "reset")
    reset = manage(server, "reset", "--yes")
    stop = manage(server, "stop")

    assert stopped[0] == 3
    assert stopped[1].startswith("stopped\n")
    assert start == (0, "started\n", "")
    assert again == (0, "already running\n", "")
    assert running[0] == 0
    assert f"data     {server.places.data}\n" in running[1]
    assert psql == (0, "onrecord_service\n", "")
    assert failing == (1, "", "ERROR:  division by zero\n")
    assert unsure[0] == 1
    assert unsure[2] == "CommandError: Nothing was deleted. Answer yes, or add --yes.\n"
    assert reset == (0, f"deleted {server.places.data}\n", "")
    assert stop == (0, "not running\n", "")
