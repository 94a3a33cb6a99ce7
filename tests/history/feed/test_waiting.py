"""Waiting for what has not come: how long, who may, and what is held meanwhile."""

from __future__ import annotations

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from django.conf import settings
from django.db import connection

from history.feed import waiting
from history.feed.waiting import WaitingRoom, wait_for
from tests.callers import Caller
from tests.history.ledger import head, insert_source, make_sources, run


class Clock:
    """A clock that only sleeping moves; `at_second` says what happens then."""

    def __init__(self, at_second=None):
        self.now = 0.0
        self.looks = []
        self.at_second = at_second or {}

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.looks.append((seconds, connection.connection is None))
        self.now += seconds
        self.at_second.pop(self.now, lambda: None)()


def anything(after, head):
    return True


def test_the_wait_ends_with_the_first_entry_and_holds_no_connection(committed_db):
    make_sources("a")
    clock = Clock({3.0: lambda: run(insert_source("b"))})

    wait_for(anything, 1, 30, sleep=clock.sleep, clock=clock)

    assert clock.looks == [(1.0, True)] * 3


def test_the_wait_is_over_when_its_seconds_are(committed_db):
    make_sources("a")
    clock = Clock()

    wait_for(anything, 1, 2.5, sleep=clock.sleep, clock=clock)

    assert [seconds for seconds, _ in clock.looks] == [1.0, 1.0, 0.5]


def test_each_stretch_of_new_entries_is_looked_at_once(committed_db):
    make_sources("a")
    clock = Clock({
        1.0: lambda: make_sources("b", "c"),
        2.0: lambda: make_sources("d"),
        4.0: lambda: make_sources("e"),
    })  # fmt: skip
    asked = []

    def third(after, head):
        asked.append((after, head))
        return len(asked) == 3

    wait_for(third, 1, 30, sleep=clock.sleep, clock=clock)

    assert asked == [(1, 2), (2, 3), (3, 4)]
    assert clock.now == 4.0


def test_seats_are_given_back_also_after_an_error():
    room = WaitingRoom(1)

    with room.seat() as first, room.seat() as second:
        pass
    with contextlib.suppress(ZeroDivisionError), room.seat() as third:
        raise ZeroDivisionError
    with room.seat() as fourth:
        pass

    assert (first, second, third, fourth) == (True, False, True, True)


def test_half_of_the_threads_may_wait(monkeypatch):
    with ExitStack() as stack:
        seated = [stack.enter_context(waiting.ROOM.seat()) for _ in range(settings.SERVING_THREADS)]

    assert seated.count(True) == settings.SERVING_THREADS // 2


@pytest.fixture
def looking_often(monkeypatch):
    monkeypatch.setattr(waiting, "BETWEEN_LOOKS", 0.02)


@pytest.mark.parametrize("query", ["", "&type=source", "&object=a&type=source"])
def test_a_waiting_reader_is_answered_with_what_comes(committed_db, looking_often, query):
    make_sources("a")
    before = head()
    looked = threading.Event()

    def ask():
        try:
            looked.set()
            return Caller().get(f"changes/?after={before}&wait=20{query}").json()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        asked = thread.submit(ask)
        looked.wait(10)
        run("UPDATE sources_source SET name = 'New'")
        answer = asked.result(30)

    assert [entry["position"] for entry in answer["results"]] == [before + 1]


def test_what_is_there_already_is_answered_without_a_seat(committed_db, monkeypatch):
    monkeypatch.setattr("history.feed.views.ROOM", WaitingRoom(0))
    make_sources("a")

    response = Caller().get("changes/?wait=20")

    assert len(response.json()["results"]) == 1
    assert "Retry-After" not in response


def test_who_finds_no_seat_is_answered_at_once_and_told_when_to_ask_again(
    committed_db, monkeypatch
):
    monkeypatch.setattr("history.feed.views.ROOM", WaitingRoom(0))
    make_sources("a")

    response = Caller().get("changes/?after=1&wait=20")

    assert (response.status_code, response.json()["results"]) == (200, [])
    assert response["Retry-After"] == "5"
