"""Many sessions at once: positions without gaps, times that only grow, readers never blocked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction

from history.models import Entry
from history.recording import recording, retried
from history.snapshots import InTheFuture, reading
from sources.models import Source
from tests.history.ledger import (
    a_source,
    another_connection,
    drifted,
    entries,
    head,
    insert_source,
    make_sources,
    positions,
    run,
    skip_unless_may_set,
    wait_until_waiting,
    written,
)

HOUR = timedelta(hours=1)


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each work gives, each in a thread and on a connection of its own."""

    def alone(work: Callable[[], Any]) -> Any:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(alone, works, timeout=120))


@contextmanager
def meanwhile(work: Callable[[], Any], waiting: int = 1) -> Iterator[list[Any]]:
    """Run the work in a thread that waits for the block's session; its answer is there after."""
    answer: list[Any] = []
    with ThreadPoolExecutor(1) as thread:

        def alone() -> None:
            try:
                answer.append(work())
            finally:
                connection.close()

        running = thread.submit(alone)
        wait_until_waiting(waiting)
        yield answer
        running.result(30)


def times() -> list[datetime]:
    return list(Entry.objects.order_by("position").values_list("recorded_at", flat=True))


def write_many(writer: int, writes: int) -> Callable[[], None]:
    @retried
    def write(number: int) -> None:
        with recording(by=None, channel="api", reason=f"{writer}"):
            a_source(f"w{writer}-{number}").save()
            Source.objects.filter(slug="shared").update(name=f"{writer} {number}")

    def work() -> None:
        for number in range(writes):
            write(number)

    return work


@pytest.mark.parametrize(
    ("writers", "writes"), [(20, 20), pytest.param(50, 40, marks=pytest.mark.slow)]
)
def test_writers_queue_without_gap_and_without_deadlock(committed_db, writers, writes):
    make_sources("shared")

    at_once(*(write_many(writer, writes) for writer in range(writers)))

    count = 1 + writers * writes
    assert positions() == list(range(1, count + 1))
    assert times() == sorted(set(times()))
    assert run("SELECT count(*) FROM sources_historicalsource") == [(1 + 2 * (count - 1),)]
    assert run(
        "SELECT count(*) FROM (SELECT history_date > lag(history_date) OVER"
        " (ORDER BY history_id) AS later, position >= lag(position) OVER (ORDER BY history_id)"
        " AS in_order FROM sources_historicalsource) h WHERE NOT later OR NOT in_order"
    ) == [(0,)]
    assert drifted(Source) == []


def test_bulk_updates_in_opposite_orders_never_deadlock(committed_db):
    make_sources(*(f"s{number:02}" for number in range(40)))

    def renaming(order: str, writer: int) -> Callable[[], None]:
        def work() -> None:
            for number in range(10):
                with transaction.atomic():
                    for half in ("< 's20'", ">= 's20'") if order == "" else (">= 's20'", "< 's20'"):
                        run(
                            f"WITH picked AS (SELECT id FROM sources_source WHERE slug {half}"
                            f" ORDER BY slug {order}) UPDATE sources_source s"
                            f" SET name = '{writer} {number}' FROM picked WHERE picked.id = s.id"
                        )

        return work

    at_once(*(renaming(order, writer) for writer, order in enumerate(["", "DESC"] * 3)))

    assert positions() == list(range(1, 62))
    assert run("SELECT count(*) FROM sources_historicalsource") == [(40 + 60 * 40,)]
    assert drifted(Source) == []


def test_a_lock_taken_the_wrong_way_round_is_a_deadlock_that_is_tried_again(owner_committed_db):
    skip_unless_may_set("deadlock_timeout")
    make_sources("a")
    tried = []

    @retried
    def write() -> None:
        tried.append(1)
        with recording(by=None, channel="api", reason="mine"):
            Source.objects.update(name="mine")

    with another_connection() as other:
        other.execute("SET deadlock_timeout = '1h'")
        with other.transaction():
            other.execute("SELECT * FROM sources_source FOR UPDATE")
            with ThreadPoolExecutor(1) as thread:
                done = thread.submit(at_once, write)
                wait_until_waiting(event="transactionid")
                other.execute("UPDATE sources_source SET name = 'theirs'")
                other.execute("COMMIT")
                done.result(30)

    assert len(tried) == 2
    assert written(after=1) == [("~", "a", "theirs", ["name"]), ("~", "a", "mine", ["name"])]
    assert positions() == [1, 2, 3]


def test_an_idle_writer_blocks_writers_and_no_reader(committed_db):
    make_sources("a")
    with another_connection() as idle, idle.transaction():
        idle.execute("UPDATE sources_source SET name = 'theirs'")

        with another_connection() as other:
            other.execute("SET lock_timeout = '50ms'")
            with pytest.raises(psycopg.errors.LockNotAvailable):
                other.execute(insert_source("b"))
        [(now,)] = run("SELECT clock_timestamp()")
        with reading() as live:
            names = list(live.of(Source).values_list("name", flat=True))
        with reading(as_of=now) as past:
            past_names = list(past.of(Source).values_list("name", flat=True))

    assert (live.position, names) == (1, ["A"])
    assert (past.position, past.settled, past_names) == (1, False, ["A"])
    assert positions() == [1, 2]


def test_as_of_now_waits_for_the_writer_that_is_sealing(committed_db):
    """The time it asks for may lie after the seal's and before the commit."""
    make_sources("a")

    def ask() -> tuple[datetime, int]:
        [(now,)] = run("SELECT %s::timestamptz", [sealed_at])
        with reading(as_of=now) as snapshot:
            return now, snapshot.position

    with another_connection() as writer, writer.transaction():
        writer.execute("UPDATE sources_source SET name = 'theirs'")
        writer.execute("SELECT public.history_seal()")
        [sealed_at] = writer.execute(
            "SELECT recorded_at FROM history_entry WHERE position = 2"
        ).fetchone()
        with meanwhile(ask) as answer:
            assert answer == []
            writer.execute("COMMIT")

    assert answer == [(sealed_at, 2)]


def test_as_of_an_instant_answers_the_same_for_ever(committed_db):
    make_sources("shared")
    asked: list[tuple[datetime, int]] = []

    def ask() -> None:
        for _ in range(60):
            [(now,)] = run("SELECT clock_timestamp()")
            with reading(as_of=now) as snapshot:
                asked.append((now, snapshot.position))

    at_once(ask, ask, write_many(1, 40), write_many(2, 40))
    run(insert_source("last"))

    again = []
    for instant, _ in asked:
        with reading(as_of=instant) as snapshot:
            again.append((instant, snapshot.position, snapshot.settled))
    assert again == [(instant, position, True) for instant, position in asked]


def test_the_wait_for_a_seal_is_over_when_the_question_is_answered(committed_db):
    """In a caller's transaction too: else a writer would wait for the reader."""
    make_sources("a")
    [(now,)] = run("SELECT clock_timestamp()")

    with transaction.atomic():
        with reading(as_of=now):
            pass
        with another_connection() as other:
            other.execute(insert_source("b"))

    assert positions() == [1, 2]


def test_a_reader_sees_one_state_while_writers_commit(committed_db):
    make_sources("a", "b")

    with reading() as snapshot:
        before = list(snapshot.of(Source).order_by("slug").values_list("name", flat=True))
        with another_connection() as other:
            other.execute("UPDATE sources_source SET name = 'New'")
            other.execute(insert_source("c"))
        after = list(snapshot.of(Source).order_by("slug").values_list("name", flat=True))

    assert (snapshot.position, before, after) == (1, ["A", "B"], ["A", "B"])
    assert head() == 3


def set_back_the_clock(by: timedelta) -> datetime:
    """As if the newest entry had been stamped before the clock was set back."""
    run("ALTER TABLE history_entry DISABLE TRIGGER history_entry_guard")
    [(stamped,)] = run(
        "UPDATE history_entry SET recorded_at = recorded_at + %s"
        " WHERE position = (SELECT max(position) FROM history_entry) RETURNING recorded_at",
        [by],
    )
    run("ALTER TABLE history_entry ENABLE ALWAYS TRIGGER history_entry_guard")
    return stamped


def test_times_grow_though_the_clock_was_set_back(owner_committed_db):
    make_sources("a")
    stamped = set_back_the_clock(HOUR)

    with transaction.atomic():
        run(insert_source("b"))
        make_sources("c")
    run(insert_source("d"))

    step = timedelta(microseconds=1)
    assert times() == [stamped, stamped + step, stamped + 2 * step, stamped + 3 * step]


def test_history_dates_grow_though_the_clock_was_set_back(owner_committed_db):
    run("ALTER TABLE sources_historicalsource DISABLE TRIGGER USER")
    make_sources("a")
    run("UPDATE sources_historicalsource SET history_date = history_date + interval '1 hour'")

    Source.objects.update(name="New")
    Source.objects.update(name="Newer")

    assert list(Source.history.order_by("history_date").values_list("name", flat=True)) == [
        "A",
        "New",
        "Newer",
    ]


def test_as_of_the_newest_entry_is_answered_though_the_clock_was_set_back(owner_committed_db):
    make_sources("a")
    stamped = set_back_the_clock(HOUR)

    with reading(as_of=stamped) as snapshot:
        seen = snapshot.position
    with pytest.raises(InTheFuture):
        reading(as_of=stamped + timedelta(microseconds=1)).__enter__()
    run(insert_source("b"))
    with reading(as_of=stamped) as again:
        pass

    assert (seen, again.position, again.settled) == (1, 1, True)
    assert entries(1) == [(2, "", "sql", "")]
