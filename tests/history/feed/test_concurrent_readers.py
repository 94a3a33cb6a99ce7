"""Many writers, readers of several page sizes: every entry once, in order, none missed."""

from __future__ import annotations

import threading

import pytest

from history.feed.choosing import Choice, entries_after, refs_of
from history.feed.waiting import newest_position
from history.snapshots import reading
from history.telling import TELLINGS
from tests.history.ledger import head, make_sources, run
from tests.history.test_concurrency import at_once, write_many


@pytest.mark.parametrize(
    ("writers", "writes"), [(20, 10), pytest.param(20, 100, marks=pytest.mark.slow)]
)
def test_readers_miss_nothing_and_see_nothing_twice(committed_db, writers, writes):
    make_sources("shared")
    last = 1 + writers * writes
    stop = threading.Event()
    choice = Choice(tuple(TELLINGS.values()))

    def follow(size):
        """Page after page while others write; what was seen, and how many rows each entry had."""
        seen: list[tuple[int, int]] = []
        at = 0
        while at < last and not stop.is_set():
            with reading() as snapshot:
                entries = entries_after(choice, at, snapshot.position, size)
                refs = refs_of(choice, entries)
            seen += [(e.position, sum(r.position == e.position for r in refs)) for e in entries]
            if entries:
                at = entries[-1].position
        return seen

    def written(writer):
        try:
            write_many(writer, writes)()
        except BaseException:
            stop.set()
            raise

    answers = at_once(
        *(lambda size=size: follow(size) for size in (7, 200, 1000)),
        *(lambda writer=writer: written(writer) for writer in range(writers)),
    )

    whole = [(1, 1), *((position, 2) for position in range(2, last + 1))]
    assert answers[:3] == [whole] * 3
    assert newest_position() == head() == last
    assert run("SELECT count(*) FROM history_entry WHERE recorded_at IS NULL") == [(0,)]
