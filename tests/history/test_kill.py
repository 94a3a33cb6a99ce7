"""kill -9 of the database and of web workers, mid-write: what was acknowledged is there, once.

Each round kills at another moment; afterwards every digest and root is made anew.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import InterfaceError, OperationalError, connection

from bench.servers import own_server, start_afresh
from claims.importing import import_lines
from claims.models import Claim, Revision
from config.postgres.server import EmbeddedPostgres
from config.serving import end, serve
from history.recording import recording
from sources.models import Source
from tests.conftest import person, token_for
from tests.history.hashes import check_the_log
from tests.history.ledger import SOURCE_COLUMNS, a_source, drifted, run
from tests.kerman import kerman

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self").exists(), reason="finds children by /proc"),
]

LOST = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)


@pytest.fixture(scope="module")
def server(tmp_path_factory, django_db_blocker) -> Iterator[EmbeddedPostgres]:
    with django_db_blocker.unblock(), own_server(tmp_path_factory.mktemp("own")) as server:
        yield server


@pytest.fixture
def own(server, django_db_blocker) -> Iterator[EmbeddedPostgres]:
    """A server of this module's own, with an empty ledger."""
    with django_db_blocker.unblock():
        start_afresh(server)
        yield server


def children_of(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def kill(*pids: int) -> None:
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def kill_database(server: EmbeddedPostgres) -> None:
    """The server and everything it started, at once: no time to write anything."""
    pid = server.status().pid
    assert pid is not None
    kill(pid, *children_of(pid))


def rows_of_each() -> dict[str, int]:
    """How many history rows each source has; the live ones must be the same."""
    found = dict(run("SELECT slug, count(*) FROM sources_historicalsource GROUP BY slug"))
    assert sorted(found) == sorted(Source.objects.values_list("slug", flat=True))
    return found


def check_all() -> None:
    assert drifted(Source) == drifted(Revision) == drifted(Claim) == []
    assert run("SELECT count(*) FROM history_entry WHERE recorded_at IS NULL") == [(0,)]
    check_the_log()
    call_command("verify_ledger", stdout=StringIO())  # exits if it finds a fault


def writing(name: str, acknowledged: list[str], ended: threading.Event) -> Callable[[], None]:
    """Single writes, each in an entry of its own; one that is lost is not tried again."""

    def work() -> None:
        number = 0
        while not ended.is_set():
            slug, number = f"{name}-{number}", number + 1
            try:
                with recording(by=None, channel="api", reason=slug):
                    a_source(slug).save()
                acknowledged.append(slug)
            except LOST:
                connection.close()
        connection.close()

    return work


def test_the_database_killed_under_single_writes_loses_none_it_acknowledged(own):
    acknowledged: list[str] = []
    pick = random.Random(4917)

    for turn in range(5):
        ended = threading.Event()
        before = len(acknowledged)
        with ThreadPoolExecutor(6) as threads:
            works = [
                threads.submit(writing(f"r{turn}w{writer}", acknowledged, ended))
                for writer in range(6)
            ]
            wait_until(lambda: len(acknowledged) >= before + 5)  # noqa: B023
            time.sleep(pick.uniform(0, 0.2))
            kill_database(own)
            at_kill = len(acknowledged)
            connection.close()
            wait_until(lambda: len(acknowledged) >= at_kill + 5)  # noqa: B023
            ended.set()
            for work in works:
                work.result(60)
        connection.close()

        found = rows_of_each()
        assert {slug: found.get(slug) for slug in acknowledged} == dict.fromkeys(acknowledged, 1)
        assert set(found.values()) == {1}
        check_all()


def wait_until(happened: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + 120
    while not happened():
        assert time.monotonic() < give_up_at
        time.sleep(0.01)


COPIED = 10_000


def copy_sources(name: str) -> None:
    """Ten thousand sources by COPY, in an entry of their own."""
    with (
        recording(by=None, channel="import", reason=name),
        connection.cursor() as cursor,
        cursor.copy(f"COPY sources_source ({SOURCE_COLUMNS}) FROM STDIN") as data,
    ):
        for number in range(COPIED):
            slug = f"{name}-{number}"
            key = f"{random.getrandbits(128):032x}"
            data.write_row([key, slug, slug, "outlet", "{}", "", "", "", "", False])


def test_the_database_killed_under_bulk_writes_keeps_all_of_each_or_nothing(own):
    """At moments from the first row to after the commit, as far as they can be met."""
    began = time.monotonic()
    copy_sources("unharmed")
    whole = time.monotonic() - began
    acknowledged = ["unharmed"]

    def work(name: str) -> None:
        try:
            copy_sources(name)
            acknowledged.append(name)
        except LOST:
            pass
        connection.close()

    for moment in (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0, 1.5):
        with ThreadPoolExecutor(1) as thread:
            doing = thread.submit(work, f"harmed-{moment * 100:.0f}")
            time.sleep(moment * whole)
            kill_database(own)
            doing.result(60)
        connection.close()
        check_all()

    counts = dict(
        run(
            "SELECT e.reason, count(*) FROM history_entry e"
            " JOIN sources_historicalsource h USING (position) GROUP BY e.reason"
        )
    )
    assert set(counts) >= set(acknowledged)  # one may be committed, and nobody was told
    assert set(counts.values()) == {COPIED}
    assert sum(rows_of_each().values()) == COPIED * len(counts)


def test_the_database_killed_under_an_import_of_10_000_lines_leaves_none_of_it(own):
    """Lines are statements and what they refer to. The last one has come when it is killed last."""
    made = kerman(person("alice", "editor", is_staff=True))
    before = on_the_books()

    def lines(killed_at: int) -> Iterator[tuple[int, dict[str, Any]]]:
        for number in range(1, 10_001):
            if number == killed_at:
                kill_database(own)
            yield number, a_line(number)

    for killed_at in (1, 3_000, 10_000):
        with pytest.raises(LOST):
            import_lines(lines(killed_at), by=made.by, reason="A list", channel="import")
        connection.close()
        assert on_the_books() == before
        check_all()

    import_lines(
        ((number, a_line(number)) for number in range(1, 101)),
        by=made.by, reason="Again", channel="import",
    )  # fmt: skip
    assert on_the_books() == (before[0] + 1, before[1] + 100)
    check_all()


def a_line(number: int) -> dict[str, Any]:
    if number % 100:
        return {"source": {"slug": f"outlet-{number}", "name": f"O {number}", "kind": "outlet"}}
    return {
        "topic": "kerman",
        "claim": "deaths",
        "document": {"key": f"article-{number}", "title": "Toll", "published": "2024-01-05"},
        "publisher": "irna",
        "wording": str(80 + number // 100),
        "importer": "test",
        "external_id": f"{number}",
    }


def on_the_books() -> tuple[int, int]:
    """Entries; sources and statements."""
    [(entries,)] = run("SELECT count(*) FROM history_entry")
    return entries, Source.objects.count() + Revision.objects.count()


class Poster:
    """A client that repeats each POST under its key until it is answered."""

    def __init__(self, port: int, token: str, name: str) -> None:
        self.port, self.token, self.name = port, token, name
        self.acknowledged: list[str] = []
        self.repeated = 0

    def work(self, ended: threading.Event) -> None:
        number = 0
        while not ended.is_set():
            slug, number = f"{self.name}-{number}", number + 1
            while not self.post(slug):
                self.repeated += 1
                time.sleep(0.02)
            self.acknowledged.append(slug)

    def post(self, slug: str) -> bool:
        body = json.dumps({"slug": slug, "name": slug.upper(), "kind": "outlet"})
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
            "Idempotency-Key": slug,
        }
        session = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            session.request("POST", "/api/v1/sources/", body, headers)
            answer = session.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            session.close()
        assert answer.status in (201, 409, 500, 503), answer.status
        return answer.status == 201


@pytest.mark.parametrize("victim", ["a worker", "the database"])
def test_a_post_repeated_until_answered_is_written_once_whoever_is_killed(own, monkeypatch, victim):
    token = token_for(person("alice", "editor"))
    monkeypatch.setenv("ONRECORD_DATA", str(own.places.data.parent))
    monkeypatch.setenv("ONRECORD_RATE", "1000000/min")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    gunicorn = serve("127.0.0.1", port)
    ended = threading.Event()
    posters = [Poster(port, token, f"p{number}") for number in range(4)]
    try:
        with ThreadPoolExecutor(len(posters)) as threads:
            works = [threads.submit(poster.work, ended) for poster in posters]
            for _ in range(6):
                before = sum(len(poster.acknowledged) for poster in posters)
                wait_until(lambda: sum(len(p.acknowledged) for p in posters) > before + 8)  # noqa: B023
                if victim == "a worker":
                    kill(random.choice(children_of(gunicorn.pid)))
                else:
                    kill_database(own)
            ended.set()
            for work in works:
                work.result(120)
    finally:
        ended.set()
        end(gunicorn)
    connection.close()

    acknowledged = [slug for poster in posters for slug in poster.acknowledged]
    assert sum(poster.repeated for poster in posters) > 0
    assert rows_of_each() == dict.fromkeys(acknowledged, 1)
    assert run("SELECT count(DISTINCT position) FROM sources_historicalsource") == [
        (len(acknowledged),)
    ]
    check_all()
