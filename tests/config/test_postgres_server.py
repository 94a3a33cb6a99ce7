"""Real servers: odd paths, many starters, other users, and kill -9 at the worst moment."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from config.postgres.errors import EmbeddedPostgresError
from config.postgres.server import EmbeddedPostgres, Status
from tests.config.conftest import as_stranger

pytestmark = pytest.mark.slow

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
PROJECT = Path(__file__).parents[2]
START = """
import sys
from pathlib import Path
from config.postgres.server import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]))
print(server.start(), server.status().pid)
"""


def starter(data: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", START, data], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    )


def answer(server: EmbeddedPostgres, query: str) -> str:
    with psycopg.connect(**server.ensure_running(), autocommit=True) as connection:
        row = connection.execute(query).fetchone()
    return str(row[0]) if row else ""


def pid_of(server: EmbeddedPostgres) -> int:
    pid = server.status().pid
    assert pid is not None
    return pid


def test_ensure_running_makes_a_cluster_that_keeps_what_is_committed(
    server: EmbeddedPostgres,
) -> None:
    on = answer(
        server,
        "SELECT string_agg(name, ' ' ORDER BY name) FROM pg_settings WHERE setting = 'on' AND name "
        "IN ('data_checksums', 'fsync', 'full_page_writes', 'synchronous_commit')",
    )

    assert on == "data_checksums fsync full_page_writes synchronous_commit"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SHOW listen_addresses", ""),
        ("SELECT current_user", "onrecord"),
        ("SELECT current_database()", "onrecord"),
        ("SHOW server_encoding", "UTF8"),
        ("SHOW timezone", "UTC"),
        ("SELECT upper('kermān')", "KERMĀN"),
    ],
    ids=["no-tcp", "user", "database", "encoding", "utc", "unicode"],
)
def test_ensure_running_sets_up(server: EmbeddedPostgres, query: str, expected: str) -> None:
    assert answer(server, query) == expected


@pytest.mark.parametrize(
    "folder",
    ["with a space", "é'\"$HOME `id`\\", "/".join(["long" * 12] * 5), "/".join(["long" * 60] * 4)],
    ids=["space", "shell", "beyond-socket-path", "beyond-postgres-path"],
)
def test_ensure_running_works_in_odd_directory(
    tmp_path: Path, new_server: Callable[[Path], EmbeddedPostgres], folder: str
) -> None:
    server = new_server(tmp_path / folder / "postgres")

    assert answer(server, "SELECT 1") == "1"
    assert (tmp_path / folder / "postgres" / "PG_VERSION").exists()


def test_status_follows_the_server(server: EmbeddedPostgres) -> None:
    before = server.status()
    started = server.start()
    during = server.status()
    stopped = server.stop()
    after = server.status()

    assert (started, stopped) == (True, True)
    assert before == after == Status("stopped", None, None)
    assert during.state == "running"
    assert during.version is not None
    assert during.version.startswith("18.")


def test_start_of_running_server_changes_nothing(server: EmbeddedPostgres) -> None:
    server.start()
    pid = pid_of(server)

    assert server.start() is False
    assert pid_of(server) == pid


def test_stop_keeps_data(server: EmbeddedPostgres) -> None:
    server.start()
    with psycopg.connect(**server.connection, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 84 AS killed")

    server.stop()

    assert answer(server, "SELECT killed FROM kept") == "84"


def test_stop_of_stopped_server_says_so(server: EmbeddedPostgres) -> None:
    assert server.stop() is False


def test_reset_removes_everything_but_log_and_lock(server: EmbeddedPostgres) -> None:
    server.start()

    server.reset()

    left = sorted(path.name for path in server.places.data.parent.iterdir())
    assert left == ["postgres.lock", "postgres.log"]
    assert not server.places.sockets.exists()
    assert answer(server, "SELECT 1") == "1"


def test_reset_discards_cluster_of_another_version(server: EmbeddedPostgres) -> None:
    server.start()
    server.stop()
    (server.places.data / "PG_VERSION").write_text("16\n")

    server.reset()

    assert not server.places.data.exists()


def test_ensure_running_makes_dropped_database_again(server: EmbeddedPostgres) -> None:
    server.start()
    with psycopg.connect(**{**server.connection, "dbname": "postgres"}, autocommit=True) as root:
        root.execute("DROP DATABASE onrecord")

    assert answer(server, "SELECT current_database()") == "onrecord"


def test_start_by_eight_processes_makes_one_server(server: EmbeddedPostgres) -> None:
    starters = [starter(server.places.data) for _ in range(8)]

    said = [process.communicate(timeout=60)[0].split() for process in starters]

    assert sorted(started for started, _ in said) == ["False"] * 7 + ["True"]
    assert {pid for _, pid in said} == {str(pid_of(server))}


def test_ensure_running_recovers_killed_server(server: EmbeddedPostgres) -> None:
    server.start()
    with psycopg.connect(**server.connection, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 84 AS killed")
    first = pid_of(server)

    os.kill(first, signal.SIGKILL)

    assert answer(server, "SELECT killed FROM kept") == "84"
    assert pid_of(server) != first


def test_ensure_running_waits_for_children_of_killed_server(server: EmbeddedPostgres) -> None:
    server.start()
    busy = psycopg.connect(**server.connection, autocommit=True)
    # In a plain loop a backend notices nothing, the death of its parent least of all.
    loop = "DO $$ BEGIN FOR i IN 1..100000000 LOOP NULL; END LOOP; END $$"
    busy.pgconn.send_query(loop.encode())
    time.sleep(0.2)

    os.kill(pid_of(server), signal.SIGKILL)

    assert answer(server, "SELECT 1") == "1"
    busy.close()


def test_ensure_running_ignores_pid_file_that_names_a_stranger(server: EmbeddedPostgres) -> None:
    server.start()
    os.kill(pid_of(server), signal.SIGKILL)
    # After a container restarts, the old pid is some other process of ours: this one.
    pid_file = server.places.data / "postmaster.pid"
    lines = pid_file.read_text().split("\n")
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]))

    assert answer(server, "SELECT 1") == "1"


def test_ensure_running_starts_over_after_killed_initdb(server: EmbeddedPostgres) -> None:
    first = starter(server.places.data)
    parent = server.places.data.parent
    while not list(parent.glob(f"{server.places.unfinished}*/base")):
        time.sleep(0.005)
    first.kill()
    first.communicate()

    assert not server.places.data.exists()
    assert answer(server, "SELECT 1") == "1"
    assert list(parent.glob(f"{server.places.unfinished}*")) == []


def test_ensure_running_starts_over_after_data_were_removed_under_server(
    server: EmbeddedPostgres,
) -> None:
    server.start()
    orphan = pid_of(server)
    shutil.rmtree(server.places.data.parent)

    assert answer(server, "SELECT 1") == "1"
    assert pid_of(server) != orphan


def test_stop_ends_server_whose_socket_was_removed(server: EmbeddedPostgres) -> None:
    server.start()
    shutil.rmtree(server.places.sockets)

    before = server.status()
    stopped = server.stop()

    assert (before.state, stopped) == ("busy", True)
    assert answer(server, "SELECT 1") == "1"


def test_start_failure_shows_end_of_log(server: EmbeddedPostgres) -> None:
    server.start()
    server.stop()
    with (server.places.data / "postgresql.conf").open("a") as settings:
        settings.write("no_such_setting = 1\n")

    with pytest.raises(EmbeddedPostgresError, match="no_such_setting") as caught:
        server.start()

    assert caught.value.code == "start_failed"


def test_start_failure_of_initdb_leaves_nothing(
    server: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.postgres.cluster.INITDB", ("--encoding=KLINGON",))

    with pytest.raises(EmbeddedPostgresError, match="KLINGON") as caught:
        server.start()

    assert caught.value.code == "initdb_failed"
    assert [path.name for path in server.places.data.parent.iterdir()] == ["postgres.lock"]


@pytest.mark.parametrize("name", ["PGPORT", "PGHOST", "PGDATABASE", "PGUSER", "PGDATA"])
def test_ensure_running_ignores_environment(
    server: EmbeddedPostgres, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "5433")

    assert answer(server, "SELECT current_database() || current_user") == "onrecordonrecord"


@as_root
def test_ensure_running_works_below_closed_home(server: EmbeddedPostgres) -> None:
    # tmp_path is closed already: pytest makes it mode 0700 and root owns it.
    server.places.data.parent.mkdir(mode=0o700)

    assert answer(server, "SELECT 1") == "1"
    assert server.places.data.stat().st_uid == server.account.uid


@as_root
def test_ensure_running_works_for_ordinary_user(
    strangers_home: Path, new_server: Callable[[Path], EmbeddedPostgres]
) -> None:
    server = new_server(strangers_home / "var" / "postgres")

    said = as_stranger(lambda: answer(server, "SELECT current_user"))

    assert said == "onrecord"


@as_root
def test_root_runs_server_of_ordinary_user_as_that_user(
    strangers_home: Path, new_server: Callable[[Path], EmbeddedPostgres]
) -> None:
    server = new_server(strangers_home / "var" / "postgres")
    as_stranger(server.start)

    stopped = server.stop()
    started = server.start()

    assert (stopped, started) == (True, True)
    assert as_stranger(lambda: answer(server, "SELECT 1")) == "1"


@as_root
def test_ordinary_user_is_refused_data_of_another(
    strangers_home: Path, new_server: Callable[[Path], EmbeddedPostgres]
) -> None:
    data = strangers_home / "postgres"
    server = new_server(data)
    server.start()
    server.stop()
    os.chown(data, 1, 1)
    server.places.sockets.rmdir()

    said = as_stranger(server.start)

    assert said == "foreign_data_directory"


@as_root
def test_ordinary_user_cannot_reach_server_of_another(
    strangers_home: Path, new_server: Callable[[Path], EmbeddedPostgres]
) -> None:
    data = strangers_home / "postgres"
    data.mkdir()
    os.chown(data, 1, 1)
    server = new_server(data)
    server.start()

    refused_by_us = as_stranger(server.ensure_running)
    refused_by_system = as_stranger(lambda: psycopg.connect(**server.connection))

    assert refused_by_us == "unsafe_socket_directory"
    assert "Permission denied" in refused_by_system
