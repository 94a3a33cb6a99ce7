"""A dump holds one moment, whole; restored anywhere it is the same record, and goes on."""

from __future__ import annotations

import os
import re
import secrets
import signal
import stat
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from io import StringIO
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection

from claims.models import Revision
from claims.seeding import load_seeds
from config import backups
from config.backups import BackupError, Head, database, head, run_program
from config.database import embedded_database
from config.dumping import dump
from config.owner import as_owner
from config.postgres import clients
from config.postgres.errors import EmbeddedPostgresError
from config.postgres.server import EmbeddedPostgres
from config.restoring import restore
from history.recording import recording
from sources.models import Source
from tests.config.test_db_roles import CHECK, Server
from tests.config.test_db_roles import elsewhere as elsewhere  # a fixture
from tests.databases import PREFIX, Databases, connected_to
from tests.history.hashes import check_the_log, stored
from tests.history.ledger import (
    another_connection,
    drifted,
    insert_source,
    make_sources,
    positions,
    run,
    wait_until_waiting,
)

# As another administrator may have made it: nothing that a hash could lean on is the same.
ANOTHER_INITDB = (
    "--username=onrecord",
    "--auth-local=trust",
    "--auth-host=reject",
    "--encoding=UTF8",
    "--locale=C.utf8",
    "--locale-provider=libc",
    "--set=timezone=Asia/Tehran",
    "--set=datestyle=German, DMY",
    "--set=intervalstyle=iso_8601",
    "--set=bytea_output=escape",
    "--set=extra_float_digits=-2",
    "--no-instructions",
)


def no_news(written: int) -> None: ...


@pytest.fixture
def an_empty_database(databases: Databases, committed_db: str) -> Iterator[str]:
    """Made beside the test's own; its name."""
    name = f"{PREFIX}empty_{secrets.token_hex(6)}"
    databases._run("SELECT pg_advisory_lock_shared(hashtext(%s))", [name])
    databases._run(f'CREATE DATABASE "{name}"')
    yield name
    databases._drop(name)
    databases._run("SELECT pg_advisory_unlock_shared(hashtext(%s))", [name])


@contextmanager
def connected_to_server(server: EmbeddedPostgres) -> Iterator[None]:
    """Point the default connection at another embedded server for a while."""
    connection.close()
    if not hasattr(connection, "server"):
        pytest.skip("the tests' own server is not an embedded one")
    before = connection.settings_dict, connection.server
    connection.settings_dict = {**before[0], **embedded_database(server.places.data)}
    connection.server = server
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict, connection.server = before


def schema() -> list[str]:
    """Everything the database is made of: tables, constraints, functions, triggers, grants.

    In no order, pg_dump's own follows what depends on what; and without casts, which PostgreSQL
    moves into the arrays of a check when it reads the check again.
    """
    with as_owner():
        script = run_program("pg_dump", ["--schema-only", "--restrict-key=0", database()])
    parts = script.split("\n--\n-- Name: ")[1:]
    return sorted(re.sub(r"::(character varying|text)|[()\[\]]", "", part) for part in parts)


def rows() -> dict[str, list[Any]]:
    """Every row of every table of ours."""
    tables = run("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    with as_owner():
        run(
            "SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres';"
            "SET bytea_output = 'hex'; SET extra_float_digits = 1"
        )
        return {
            table: sorted(run(f'SELECT t::text FROM "{table}" t'))
            for (table,) in tables
            if table != "django_session"
        }


def verified() -> str:
    """The last line that `verify_ledger` says."""
    call_command("verify_ledger", stdout=(said := StringIO()))
    return said.getvalue().splitlines()[-1]


def test_a_dump_restored_under_other_settings_is_the_same_record_and_goes_on(
    committed_db, tmp_path, new_server, monkeypatch
):
    load_seeds(by=None)
    with recording(by=None, channel="command", reason="Würde, کرمان, \\x00 and 'quotes'"):
        Source.objects.filter(kind="agency").update(note="\\x41\t\n", aliases=["ا", 'q"uote', ""])
    before, was, kept = stored(), schema(), rows()
    [(last_row,)] = run("SELECT max(history_id) FROM claims_historicalrevision")

    dumped = dump(tmp_path / "record.dump", no_news)
    monkeypatch.setattr("config.postgres.cluster.INITDB", ANOTHER_INITDB)
    server = new_server(tmp_path / "another" / "postgres")
    server.start()
    # Else pg_dump words bytes and instants otherwise.
    monkeypatch.setenv("PGOPTIONS", "-c bytea_output=hex -c TimeZone=UTC")
    with connected_to_server(server):
        restored = restore(tmp_path / "record.dump")

        assert run("SHOW TimeZone; ")[0] == ("UTC",)  # Django's; the server's own is another
        assert run("SELECT reset_val FROM pg_settings WHERE name = 'DateStyle'") == [
            ("German, DMY",)
        ]
        assert restored == dumped == Head(*before[-1][::2])
        assert (stored(), schema()) == (before, was)
        assert rows() == kept
        check_the_log()
        assert verified() == "the record is as it was sealed"

        make_sources("written-after")
        Revision.objects.order_by("id").first().save()
        [(position, row)] = run(
            "SELECT position, history_id FROM sources_historicalsource WHERE slug = 'written-after'"
        )
        assert (position, positions()[0]) == (dumped.position + 1, 1)
        assert row > last_row
        with pytest.raises(ProgrammingError, match="permission denied"):
            run("DELETE FROM sources_source")
        check_the_log()
        assert drifted(Source) == drifted(Revision) == []
        assert verified() == "the record is as it was sealed"


def test_a_dump_taken_during_writes_is_one_moment(
    committed_db, an_empty_database, tmp_path, monkeypatch
):
    make_sources("first")
    begun, ended = Event(), Event()
    monkeypatch.setattr("config.dumping.run_program", while_writing(begun, ended))

    def write() -> int:
        written = 0
        while not ended.is_set():
            run(insert_source(f"s{written}"))
            written += 1
            begun.set()
        connection.close()
        return written

    with ThreadPoolExecutor(1) as threads:
        writing = threads.submit(write)
        dumped = dump(tmp_path / "record.dump", no_news)
        written = writing.result(60)
    here = stored()
    with connected_to(an_empty_database):
        restored = restore(tmp_path / "record.dump")

        assert restored == dumped
        assert stored() == here[: dumped.position]
        assert Source.objects.count() == dumped.position
        check_the_log()
    assert dumped.position < len(here) == written + 1


def while_writing(begun: Event, ended: Event) -> Callable[..., str]:
    """pg_dump, begun when something was written after its snapshot, ended while more is."""

    def run_it(*arguments: Any, **options: Any) -> str:
        begun.clear()
        assert begun.wait(30)
        printed = run_program(*arguments, **options)
        begun.clear()
        assert begun.wait(30)
        ended.set()
        return printed

    return run_it


def test_a_dump_is_its_owners_alone_and_leaves_no_draft(committed_db, tmp_path):
    os.umask(previous := os.umask(0))
    os.umask(0)
    try:
        dump(tmp_path / "record.dump", no_news)
    finally:
        os.umask(previous)

    [file] = tmp_path.iterdir()
    assert stat.filemode(file.stat().st_mode) == "-rw-------"


def test_a_dump_of_an_empty_ledger_says_so(committed_db, tmp_path):
    assert str(dump(tmp_path / "record.dump", no_news)) == "position 0"


@pytest.mark.parametrize("made", ["before", "meanwhile"])
def test_a_file_that_is_there_is_never_overwritten(committed_db, tmp_path, monkeypatch, made):
    target = tmp_path / "record.dump"

    def run_it(*arguments: Any, **options: Any) -> str:
        target.write_text("theirs")
        return run_program(*arguments, **options)

    if made == "before":
        target.write_text("theirs")
    else:
        monkeypatch.setattr("config.dumping.run_program", run_it)

    with pytest.raises(BackupError) as refused:
        dump(target, no_news)

    assert refused.value.code == "exists"
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [
        ("record.dump", "theirs")
    ]


def test_a_dump_that_fails_leaves_nothing(committed_db, tmp_path, monkeypatch):
    monkeypatch.setattr("config.backups.program", lambda name, major: Path("/bin/false"))

    with pytest.raises(BackupError, match="pg_dump failed:\nexit code 1") as refused:
        dump(tmp_path / "record.dump", no_news)

    assert refused.value.code == "failed"
    assert list(tmp_path.iterdir()) == []


@contextmanager
def terminated(when_waiting: str) -> Iterator[None]:
    """SIGTERM for this process as soon as somebody waits for such a lock."""

    def not_handled(number: int, frame: object) -> None:
        raise AssertionError("SIGTERM would have ended the process then and there")

    def send() -> None:
        try:
            with as_owner():  # others don't see what a session of the owner's waits for
                wait_until_waiting(event=when_waiting)
        finally:
            os.kill(os.getpid(), signal.SIGTERM)
            connection.close()

    before = signal.signal(signal.SIGTERM, not_handled)
    try:
        with ThreadPoolExecutor(1) as thread:
            sent = thread.submit(send)
            yield
            sent.result(30)
        assert signal.getsignal(signal.SIGTERM) is not_handled
    finally:
        signal.signal(signal.SIGTERM, before)


def test_a_dump_that_is_terminated_leaves_nothing_and_nobody(committed_db, tmp_path):
    with closing(another_connection(autocommit=False)) as other:
        other.execute("LOCK TABLE sources_source IN ACCESS EXCLUSIVE MODE")
        with terminated(when_waiting="relation"), pytest.raises(SystemExit) as ended:
            call_command("db", "dump", str(tmp_path / "record.dump"))

    assert ended.value.code == 128 + signal.SIGTERM
    assert list(tmp_path.iterdir()) == []
    left = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'pg_dump'"
    assert run(f"{left} AND datname = current_database()") == [(0,)]


def test_a_dump_tells_how_far_it_is(committed_db, tmp_path, monkeypatch):
    monkeypatch.setattr(backups, "TELL_EVERY", 0.001)
    told: list[int] = []

    dump(tmp_path / "record.dump", told.append)

    assert told == sorted(told)
    assert len(told) > 0
    assert told[-1] <= (tmp_path / "record.dump").stat().st_size


def test_a_dump_of_no_tables_is_refused(an_empty_database, tmp_path):
    with connected_to(an_empty_database), pytest.raises(BackupError) as refused:
        dump(tmp_path / "record.dump", no_news)

    assert refused.value.code == "no_tables"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("statement", "there"),
    [
        ("CREATE TABLE mine (id int)", 1),
        ("CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'", 1),
        ("CREATE SCHEMA mine; CREATE VIEW mine.own AS SELECT 1", 1),
    ],
    ids=["table", "function", "view in another schema"],
)
def test_a_database_that_holds_anything_is_not_restored_into(
    an_empty_database, tmp_path, statement, there
):
    (tmp_path / "record.dump").write_bytes(b"PGDMP")
    with connected_to(an_empty_database):
        with as_owner():
            run(statement)
        before = schema()

        with pytest.raises(BackupError, match=f"holds {there} tables") as refused:
            restore(tmp_path / "record.dump")

        assert (refused.value.code, schema()) == ("not_empty", before)


@pytest.mark.parametrize(
    ("content", "code"),
    [(None, "unreadable"), (b"", "not_a_dump"), (b"CREATE TABLE", "not_a_dump")],
    ids=["missing", "empty", "SQL"],
)
def test_a_file_that_is_no_dump_is_refused(tmp_path, content, code):
    if content is not None:
        (tmp_path / "record.dump").write_bytes(content)

    with pytest.raises(BackupError) as refused:
        restore(tmp_path / "record.dump")

    assert refused.value.code == code


def test_a_dump_cut_short_restores_nothing_and_the_whole_one_then_does(an_empty_database, tmp_path):
    make_sources("a")
    dump(whole := tmp_path / "record.dump", no_news)
    content = whole.read_bytes()
    refused = []

    with connected_to(an_empty_database):
        for lost in (1, 1_000, len(content) - 1_000):
            (tmp_path / "cut.dump").write_bytes(content[:-lost])
            with pytest.raises(BackupError, match="pg_restore failed") as refusal:
                restore(tmp_path / "cut.dump")
            refused.append(refusal.value.code)
        left = schema()
        restored = restore(whole)

    assert (refused, left) == (["failed"] * 3, [])
    assert restored.position == 1


def test_the_commands_say_what_they_did_and_what_is_next(an_empty_database, tmp_path):
    make_sources("a")
    target = tmp_path / "record.dump"
    said: dict[str, str] = {}

    for action, name in (("dump", None), ("restore", an_empty_database)):
        with connected_to(name or connection.settings_dict["NAME"]):
            call_command("db", action, str(target), stdout=(out := StringIO()))
            said[action] = out.getvalue()

    megabytes = f"{target.stat().st_size / 1_000_000:,.1f} MB"
    the_head = str(head())
    assert the_head.startswith("position 1, root ")
    assert said["dump"] == f"wrote {target}: {megabytes}, to {the_head}\n"
    assert said["restore"] == (
        f"restored {target} to {the_head}\n"
        "Next: compare it with a checkpoint you kept,\n"
        "    manage.py verify_ledger --checkpoint FILE\n"
        "and put the old data directory's secret-key and ledger-key in place: they are in no dump."
        "\n"
    )


def test_the_command_refuses_in_one_sentence(committed_db, tmp_path):
    (tmp_path / "record.dump").touch()

    with pytest.raises(CommandError, match="exists already; nothing is overwritten"):
        call_command("db", "dump", str(tmp_path / "record.dump"))


@pytest.mark.slow
def test_restored_elsewhere_rights_go_by_the_roles_there(committed_db, elsewhere: Server, tmp_path):
    """As an owner who is no superuser, on a server that asks for passwords."""
    make_sources("a")
    dumped = dump(tmp_path / "record.dump", no_news)

    too_early = elsewhere.manage("db", "restore", str(tmp_path / "record.dump"))
    elsewhere.manage("db", "roles")
    restored = elsewhere.manage("db", "restore", str(tmp_path / "record.dump"))
    check = elsewhere.manage(*CHECK)
    again = elsewhere.manage("db", "dump", str(tmp_path / "again.dump"))

    assert too_early[0] == 1
    assert "There is no role desk, which serves. Run manage.py db roles first." in too_early[2]
    assert restored[0] == 0
    assert restored[1].startswith(f"restored {tmp_path / 'record.dump'} to {dumped}\n")
    assert (check[0], again[0]) == (0, 0)
    assert elsewhere.run(
        "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'", "bosss"
    ) == [("boss",)]


def a_program(folder: Path, version: str) -> None:
    folder.mkdir()
    (folder / "pg_dump").write_text(f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {version}'\n")
    (folder / "pg_dump").chmod(0o755)


def test_a_program_is_taken_in_the_servers_version(tmp_path, monkeypatch):
    a_program(tmp_path / "16", "16.2 (Debian 16.2-1)")
    a_program(tmp_path / "17", "17.0")
    monkeypatch.setenv("PATH", str(tmp_path / "16"), prepend=os.pathsep)
    monkeypatch.setattr(clients, "PLACES", (f"{tmp_path}/{{major}}",))

    assert [clients.program("pg_dump", major) for major in (16, 17)] == [
        tmp_path / "16" / "pg_dump",
        tmp_path / "17" / "pg_dump",
    ]
    bundled = clients.program("pg_dump", 18)
    said = subprocess.run([bundled, "--version"], capture_output=True, text=True, check=True)
    assert said.stdout.startswith("pg_dump (PostgreSQL) 18.")


def test_a_version_that_is_not_here_is_refused(tmp_path, monkeypatch):
    a_program(tmp_path / "15", "16.2")
    monkeypatch.setattr(clients, "PLACES", (f"{tmp_path}/{{major}}",) * 2)
    monkeypatch.setenv("PATH", str(tmp_path / "15"))

    with pytest.raises(EmbeddedPostgresError, match="no pg_dump 15 is here") as refused:
        clients.program("pg_dump", 15)

    assert refused.value.code == "no_matching_program"
