"""Blocks in blocks, transactions, savepoints, rollbacks and plain SQL, in any order.

Hypothesis drives a session, and another beside it, against a model in Python of the entries that
must stand: who, through what, why, and which rows, in order.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from history.recording import AnotherActor, recording
from sources.models import Source
from tests.history.hashes import check_the_log
from tests.history.ledger import (
    a_source,
    another_connection,
    drifted,
    head,
    insert_source,
    person,
    run,
)

DEEPEST = 5
Row = tuple[str, str, str, tuple[str, ...]]


@dataclass
class Entry:
    """What an entry must say, and the rows written in it."""

    actor: str
    channel: str
    reason: str
    rows: list[Row] = field(default_factory=list)


@dataclass
class Record:
    """What a session must see: what stands, what is sealed, what is open, whether it has the lock.

    Of the lock: a session that has it lets no other write until its transaction ends, or until
    the savepoint is rolled back that it took it in.
    """

    names: dict[str, str] = field(default_factory=dict)
    sealed: list[Entry] = field(default_factory=list)
    open: Entry | None = None
    is_locked: bool = False

    def write(self, rows: list[Row]) -> None:
        self.is_locked = True
        if self.open is None:
            self.open = Entry("", "sql", "")
        self.open.rows += rows
        self.names |= {slug: name for _, slug, name, _ in rows}

    def seal(self) -> None:
        if self.open is not None and self.open.rows:
            self.sealed.append(self.open)
        self.open = None


@dataclass
class Frame:
    """A transaction, a savepoint or a block that was entered, and what stood before it."""

    manager: Any
    kind: str
    before: Record


class Session:
    """Does each step for real and in the model."""

    def __init__(self, people: dict[str, User | None], other: psycopg.Connection) -> None:
        self.people, self.other = people, other
        self.base, self.count = head(), 0
        self.frames: list[Frame] = []
        self.record = Record()

    @property
    def block(self) -> Entry | None:
        """The entry of the outermost block we are in."""
        in_a_block = any(frame.kind == "block" for frame in self.frames)
        return self.record.open if in_a_block else None

    def slug(self) -> str:
        self.count += 1
        return f"p{self.base}-{self.count}"

    def stand_in(self, manager: Any, kind: str) -> None:
        before = deepcopy(self.record)
        manager.__enter__()
        self.frames.append(Frame(manager, kind, before))

    def begin(self, number: int) -> None:
        if len(self.frames) < DEEPEST:
            self.stand_in(transaction.atomic(), "atomic")

    def enter_block(self, number: int) -> None:
        """Alice's, or now and then nobody's, which none of Alice's takes in."""
        if len(self.frames) == DEEPEST:
            return
        who, channel, reason = "Alice" if number else "", ("api", "admin")[number % 2], f"{number}"
        manager = recording(by=self.people[who], channel=channel, reason=reason)
        outer = self.block
        if outer is None:
            self.stand_in(manager, "block")
            self.record.seal()
            self.record.is_locked = True
            self.record.open = Entry(who, channel, reason)
        elif outer.actor == who:
            self.stand_in(manager, "inner")
        else:
            with pytest.raises(AnotherActor):
                manager.__enter__()

    def leave(self, number: int = 0) -> None:
        if self.frames:
            frame = self.frames.pop()
            frame.manager.__exit__(None, None, None)
            if frame.kind == "block":
                self.record.seal()
            self.end_of_statement()

    def leave_by_an_error(self, number: int) -> None:
        if self.frames:
            frame = self.frames.pop()
            with pytest.raises(ZeroDivisionError):
                leave_by_an_error(frame.manager)
            self.record = frame.before

    def roll_back(self, number: int) -> None:
        if self.frames and self.frames[-1].kind == "atomic":
            frame = self.frames.pop()
            transaction.set_rollback(True)
            frame.manager.__exit__(None, None, None)
            self.record = frame.before

    def insert(self, number: int) -> None:
        slugs = [self.slug() for _ in range(1 + number % 3)]
        Source.objects.bulk_create([a_source(slug) for slug in slugs])
        self.written([("+", slug, slug.upper(), ()) for slug in slugs])

    def rename(self, number: int) -> None:
        """Often to what some are called already, and sometimes none."""
        slugs, name = sorted(self.record.names)[:number], f"name {number % 2}"
        run("UPDATE sources_source SET name = %s WHERE slug = ANY(%s)", [name, slugs])
        self.written(self.renamed(slugs, name))

    def insert_and_rename_at_once(self, number: int) -> None:
        slug, old, name = self.slug(), sorted(self.record.names)[:number], f"name {number % 2}"
        run(
            "WITH renamed AS (UPDATE sources_source SET name = %s WHERE slug = ANY(%s))"
            + insert_source(slug),
            [name, old],
        )
        self.written([("+", slug, slug.upper(), ()), *self.renamed(old, name)])

    def fail(self, number: int) -> None:
        """What is refused, in a savepoint of its own, leaves all as it was."""
        slug = min(self.record.names, default=None)
        if slug is not None:
            with pytest.raises(IntegrityError), transaction.atomic():
                insert(self.slug(), slug)

    def seal_by_hand(self, number: int) -> None:
        if self.block is None:
            run("SELECT public.history_seal()")
            self.record.seal()

    def another_writes(self, number: int) -> None:
        """It waits for whoever has the lock, and for nobody else."""
        slug = self.slug()
        if self.record.is_locked:
            with pytest.raises(psycopg.errors.LockNotAvailable):
                self.other.execute(insert_source(slug))
            return
        self.other.execute(insert_source(slug))
        for seen in (self.record, *(frame.before for frame in self.frames)):
            seen.write([("+", slug, slug.upper(), ())])
            seen.seal()
            seen.is_locked = False

    def renamed(self, slugs: list[str], name: str) -> list[Row]:
        """What an update leaves: nothing of a record that was called so already."""
        return [("~", slug, name, ("name",)) for slug in slugs if self.record.names[slug] != name]

    def written(self, rows: list[Row]) -> None:
        self.record.write(rows)
        self.end_of_statement()

    def end_of_statement(self) -> None:
        if not self.frames:
            self.record.seal()
            self.record.is_locked = False


def insert(*slugs: str) -> None:
    for slug in slugs:
        run(insert_source(slug))


def leave_by_an_error(manager: Any) -> None:
    error = ZeroDivisionError()
    if not manager.__exit__(ZeroDivisionError, error, None):
        raise error


def sealed_after(position: int) -> list[Entry]:
    found = {
        number: Entry(*said)
        for number, *said in run(
            "SELECT position, actor_name, channel, reason FROM history_entry"
            " WHERE position > %s AND recorded_at IS NOT NULL ORDER BY position",
            [position],
        )
    }
    for number, kind, slug, name, changed in run(
        "SELECT position, history_type, slug, name, changed FROM sources_historicalsource"
        " WHERE position = ANY(%s) ORDER BY history_id",
        [list(found)],
    ):
        found[number].rows.append((kind, slug, name, tuple(changed)))
    return list(found.values())


def by_record(entries: list[Entry]) -> list[Entry]:
    """With each record's rows together, in their order: a statement writes its rows in any."""
    return [replace(entry, rows=sorted(entry.rows, key=lambda row: row[1])) for entry in entries]


STEPS: list[Callable[[Session, int], None]] = [
    Session.begin,
    Session.enter_block,
    Session.enter_block,
    Session.leave,
    Session.leave,
    Session.leave_by_an_error,
    Session.roll_back,
    Session.insert,
    Session.rename,
    Session.insert_and_rename_at_once,
    Session.fail,
    Session.seal_by_hand,
    Session.another_writes,
]


@pytest.mark.parametrize("sequences", [40, pytest.param(400, marks=pytest.mark.slow)])
def test_any_sequence_leaves_the_entries_of_the_model(committed_db, sequences):
    people = {"": None, "Alice": person("alice")}

    @settings(max_examples=sequences, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 3)), min_size=10, max_size=40))
    def check(steps: list[tuple[Callable[[Session, int], None], int]]) -> None:
        session = Session(people, other)
        try:
            for step, number in steps:
                step(session, number)
                expected = by_record(session.record.sealed)
                assert by_record(sealed_after(session.base)) == expected
        finally:
            while session.frames:
                session.leave()
        assert by_record(sealed_after(session.base)) == by_record(session.record.sealed)
        assert drifted(Source) == []

    with another_connection() as other:
        other.execute("SET lock_timeout = '5ms'")
        check()

    check_the_log()
