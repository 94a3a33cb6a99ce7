"""A hundred writers, some failing, idle transactions beside them; readers; a clock that is set."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest

from bench.servers import own_server, start_afresh
from bench.writers import Failed, write
from config.owner import as_owner
from config.postgres.server import EmbeddedPostgres
from history.feed.choosing import Choice, entries_after, refs_of
from history.snapshots import InTheFuture, reading
from history.telling import TELLINGS
from sources.models import Source
from tests.history.hashes import check_the_log
from tests.history.ledger import another_connection, drifted, insert_source, make_sources, run
from tests.history.test_concurrency import at_once

pytestmark = pytest.mark.slow

WRITERS, WRITES, PAGES = 100, 20, (7, 200, 1000)


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


def idle(statement: str, isolation: str = "READ COMMITTED") -> psycopg.Connection:
    """A session that has begun a transaction, done one thing, and does nothing more."""
    session = another_connection(autocommit=True, options="-c statement_timeout=60s")
    session.execute(f"BEGIN ISOLATION LEVEL {isolation}")
    session.execute(statement)
    return session


HOLDS_A_SNAPSHOT = "SELECT count(*) FROM history_entry"
HOLDS_A_TRANSACTION_ID = (
    "INSERT INTO django_session VALUES ('idle', '', now()) RETURNING pg_current_xact_id()"
)


def test_a_hundred_writers_and_readers_who_miss_nothing(own):
    acknowledged: list[list[str]] = [[] for _ in range(WRITERS)]
    at_work = threading.Semaphore(0)
    choice = Choice(tuple(TELLINGS.values()))

    def work(writer: int) -> None:
        for number in range(WRITES):
            try:
                write(writer, number, fails=(writer + number) % 20 == 0)
                acknowledged[writer].append(f"{writer} {number}")
            except Failed:
                pass
        at_work.release()

    def follow(size: int) -> list[tuple[int, str, int]]:
        seen: list[tuple[int, str, int]] = []
        ended = False
        while True:
            with reading() as snapshot:
                at = seen[-1][0] if seen else 0
                entries = entries_after(choice, at, snapshot.position, size)
                refs = refs_of(choice, entries)
            seen += [
                (e.position, e.reason, sum(ref.position == e.position for ref in refs))
                for e in entries
            ]
            if not entries and ended:
                return seen
            ended = ended or at_work._value == WRITERS

    with (
        idle(HOLDS_A_SNAPSHOT, "REPEATABLE READ") as one,
        idle(HOLDS_A_TRANSACTION_ID) as two,
    ):
        answers = at_once(
            *(lambda size=size: follow(size) for size in PAGES),
            *(lambda writer=writer: work(writer) for writer in range(WRITERS)),
        )[: len(PAGES)]
        statuses = [each.info.transaction_status.name for each in (one, two)]

    order = run("SELECT position, reason, 1 FROM history_entry ORDER BY position")
    assert statuses == ["INTRANS", "INTRANS"]
    assert answers == [order] * len(PAGES)
    assert sorted(reason for _, reason, _ in order) == sorted(sum(acknowledged, []))
    assert len(order) == WRITERS * WRITES * 19 // 20
    assert drifted(Source) == []
    check_the_log()


# As if the machine's clock were set: what sealing asks for the time is a table's to shift.
A_CLOCK_TO_SET = """
    CREATE TABLE clock (ahead interval);
    INSERT INTO clock VALUES ('0');
    GRANT SELECT, UPDATE ON clock TO PUBLIC;
    CREATE FUNCTION public.clock_time() RETURNS timestamptz LANGUAGE sql VOLATILE
        AS 'SELECT pg_catalog.clock_timestamp() + ahead FROM public.clock';
    DO $$ BEGIN EXECUTE replace(
        pg_get_functiondef('public.history_seal_entry'::regproc),
        'clock_timestamp()', 'public.clock_time()'
    ); END $$;
"""


def as_of(instant: datetime) -> tuple[int, frozenset[tuple[str, str]]]:
    """The position of an instant, and what stood then."""
    with reading(as_of=instant) as snapshot:
        return snapshot.position, frozenset(snapshot.of(Source).values_list("slug", "name"))


def test_an_instant_answers_the_same_for_ever_though_the_clock_is_set(own):
    """Forward by an hour, back by one, under writers; instants of all of it, and between."""
    with as_owner():
        run(A_CLOCK_TO_SET)
    make_sources("shared")
    ended = threading.Event()
    asked: dict[datetime, tuple[int, Any]] = {}

    def rename(writer: int) -> Callable[[], None]:
        def work() -> None:
            for number in range(60):
                run("UPDATE sources_source SET name = %s", [f"{writer} {number}"])
                if number % 20 == 19:
                    run(insert_source(f"w{writer}-{number}"))
            ended.set()

        return work

    def set_the_clock() -> None:
        for ahead in ("1 hour", "-1 hour", "2 hours", "0"):
            run("SELECT pg_sleep(0.3)")
            run("UPDATE clock SET ahead = %s", [ahead])

    def ask(seed: int) -> Callable[[], None]:
        pick = random.Random(seed)

        def work() -> None:
            while not ended.is_set():
                [(now, newest)] = run(
                    "SELECT clock_timestamp(), max(recorded_at) FROM history_entry"
                )
                for base in (now, newest):
                    instant = base + timedelta(microseconds=pick.randint(-2_000_000, 2_000_000))
                    for asks in (base, instant):
                        try:
                            asked.setdefault(asks, as_of(asks))
                        except InTheFuture:
                            continue

        return work

    at_once(rename(1), rename(2), set_the_clock, ask(1), ask(2))
    make_sources("last")

    assert len(asked) > 20
    assert {instant: as_of(instant) for instant in asked} == asked
    check_the_log()
