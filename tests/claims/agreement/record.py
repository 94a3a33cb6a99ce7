"""A record made by hand, for the tests of agreement: speakers, concepts, statements by name.

Identifiers are made from names, so that expected answers can name them too.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import NAMESPACE_URL, UUID, uuid5

from claims.agreement import Agreement, Concept, Question, Speaker, Statement, judge
from claims.values import (
    Concepts,
    Interval,
    Qualifier,
    Quantity,
    Stance,
    Truth,
    Value,
    ValueType,
    Words,
)
from history.dates import Period

KILLED = Question(ValueType.QUANTITY, is_count=True, cumulative=True)
WHO = Question(ValueType.ENTITY)


def id_of(name: str) -> UUID:
    return uuid5(NAMESPACE_URL, name)


def exactly(number: int | str) -> Quantity:
    return between(number, number)


def at_least(number: int | str) -> Quantity:
    return Quantity(Interval(Decimal(number), None))


def more_than(number: int | str) -> Quantity:
    return Quantity(Interval(Decimal(number), None, lower_inclusive=False))


def at_most(number: int | str) -> Quantity:
    return Quantity(Interval(None, Decimal(number)))


def between(lower: int | str, upper: int | str) -> Quantity:
    return Quantity(Interval(Decimal(lower), Decimal(upper)))


def any_of(*names: str) -> Concepts:
    return Concepts(frozenset(id_of(name) for name in names))


def yes() -> Truth:
    return Truth(True)


def no() -> Truth:
    return Truth(False)


def text(words: str) -> Words:
    return Words(words)


def period(edtf: str) -> Period:
    """A year, a month, a day, or two days with "/", either of them ".."."""
    first, slash, last = edtf.partition("/")
    start = None if first == ".." else _start(first)
    end = None if last == ".." else _end(last or first)
    return Period(edtf, start, end)


def _start(edtf: str) -> datetime:
    parts = [int(part) for part in edtf.split("-")] + [1, 1]
    return datetime(*parts[:3], tzinfo=UTC)


def _end(edtf: str) -> datetime:
    start = _start(edtf)
    match edtf.count("-"):
        case 0:
            return start.replace(year=start.year + 1)
        case 1:
            return (start + timedelta(days=32)).replace(day=1)
        case _:
            return start + timedelta(days=1)


@dataclass
class Record:
    """One question and everything said about it."""

    question: Question
    speakers: dict[UUID, Speaker] = field(default_factory=dict)
    concepts: dict[UUID, Concept] = field(default_factory=dict)
    statements: list[Statement] = field(default_factory=list)

    def source(
        self, name: str, kind: str = "outlet", *, speaks_for: str = "", part_of: str = ""
    ) -> None:
        parent = speaks_for or part_of
        role = "speaks_for" if speaks_for else "part_of" if part_of else ""
        speaker = Speaker(id_of(name), name, kind, id_of(parent) if parent else None, role)
        self.speakers[speaker.id] = speaker

    def concept(self, name: str, broader: str | None = None) -> None:
        self.concepts[id_of(name)] = Concept(id_of(name), name, id_of(broader) if broader else None)

    def say(
        self,
        name: str,
        value: Value | None,
        *,
        by: str | None,
        of: str | None = None,
        via: str | None = None,
        on: str | None = "2024-01-04",
        stance: Stance = Stance.ASSERTS,
        qualifier: Qualifier | None = None,
        document: str | None = None,
        published: str | None = None,
        sequence: int = 0,
        definition: str = "",
        supersedes: str | None = None,
        wording: str | None = None,
    ) -> None:
        """A statement; its document is named after its publisher and date unless given."""
        stated = period(on) if on else Period("", None, None)
        printed = period(published) if published else stated
        self.statements.append(
            Statement(
                id=id_of(name),
                document=id_of(document or f"{by or name} {on}"),
                publisher=id_of(by) if by else None,
                attributed_to=id_of(of) if of else None,
                via=id_of(via) if via else None,
                stance=stance,
                wording=wording or name,
                qualifier=qualifier,
                value=value,
                definition=definition,
                stated_at=stated.start,
                stated_before=stated.end,
                published_at=printed.start,
                sequence=sequence,
                supersedes=id_of(supersedes) if supersedes else None,
            )
        )

    def deny(self, name: str, value: Value, **more: object) -> None:
        self.say(name, value, stance=Stance.DENIES, **more)

    def suggest(self, name: str, value: Value, **more: object) -> None:
        self.say(name, value, stance=Stance.SUGGESTS, **more)

    def withdraw(self, name: str, what: str | None = None, **more: object) -> None:
        self.say(name, None, stance=Stance.WITHDRAWS, supersedes=what, **more)

    def judge(self) -> Agreement:
        return judge(self.question, self.statements, self.speakers, self.concepts)


def newsroom(question: Question = KILLED) -> Record:
    """Two outlets, a ministry and its minister, and who may have done it."""
    made = Record(replace(question, cumulative=False))
    made.source("Post")
    made.source("Times")
    made.source("Ministry", "ministry")
    made.source("Minister", "person", part_of="Ministry")
    for name in ("Israel", "Islamic State", "United States"):
        made.concept(name)
    made.concept("ISIS-K", broader="Islamic State")
    return made
