"""The generated record: topics, claims, sources, documents and statements, the same every time.

In: a `Plan`. Out: plain rows, streamed in the order they come on record, whatever their number.
Pure: no database, no clock. A key is made of a record's coordinates, so that nothing is remembered
and any statement can name the one before it on its line.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from uuid import UUID
from zlib import crc32

START = datetime(2024, 1, 3, 12, tzinfo=UTC)
SPAN = timedelta(days=360)
OUTLETS, MINISTRIES = 200, 30
TOPIC, CLAIM, SOURCE, DOCUMENT, STATEMENT, REPLACEMENT = range(6)
CORRECTED, MISTAKEN = 20, 10  # of a thousand
WORDINGS = (("{}", "exactly"), ("at least {}", "at_least"), ("up to {}", "at_most"))


@dataclass(frozen=True, slots=True)
class Shape:
    """A topic: so many claims and sources; each source's documents speak of some claims each."""

    name: str
    claims: int
    sources: int
    documents: int
    spoken_of: int

    @property
    def statements(self) -> int:
        return self.sources * self.documents * self.spoken_of

    @property
    def turn(self) -> int:
        """After how many documents a source speaks of the same claims again."""
        return self.claims // self.spoken_of


TYPICAL = Shape("typical", claims=20, sources=10, documents=25, spoken_of=4)
HOT = Shape("hot", claims=5, sources=10, documents=100, spoken_of=5)
SHORT_LINE = Shape("short-line", claims=1, sources=1, documents=5, spoken_of=1)
LONG_LINE = Shape("long-line", claims=1, sources=1, documents=2000, spoken_of=1)


@dataclass(frozen=True, slots=True)
class Plan:
    """How many typical topics there are beside the special ones; topic 0 is the first of these."""

    typical: int
    special: tuple[Shape, ...] = (HOT, SHORT_LINE, LONG_LINE)
    usual: Shape = TYPICAL

    @classmethod
    def of(cls, statements: int) -> Plan:
        """About so many statements: at least three typical topics."""
        special = sum(shape.statements for shape in cls(0).special)
        return cls(max(3, round((statements - special) / TYPICAL.statements)))

    @property
    def topics(self) -> list[Shape]:
        return [*self.special, *[self.usual] * self.typical]

    @property
    def statements(self) -> int:
        return sum(shape.statements for shape in self.topics)

    def number(self, name: str, nth: int = 0) -> int:
        """The number of the nth topic of a shape."""
        if name == self.usual.name:
            return len(self.special) + nth
        return [shape.name for shape in self.special].index(name)


@dataclass(frozen=True, slots=True)
class Document:
    """One document, by its coordinates: topic, source and which of that source's."""

    topic: int
    shape: Shape
    source: int
    nth: int

    @property
    def id(self) -> UUID:
        return key(DOCUMENT, self.topic, self.source, self.nth)

    @property
    def said_at(self) -> datetime:
        return START + timedelta(minutes=round(SPAN / timedelta(minutes=1) * self._rank()))

    def _rank(self) -> float:
        """How far into the span it appears; no two of a topic at once."""
        of_topic = self.nth * self.shape.sources + self.source
        return of_topic / (self.shape.documents * self.shape.sources)

    @property
    def publisher(self) -> UUID:
        return outlet(self.topic * 7 + self.source)

    @property
    def order(self) -> tuple[datetime, int]:
        return self.said_at, self.topic


@dataclass(frozen=True, slots=True)
class Statement:
    """What a document says of one claim; `slot` is its place among what the document says."""

    document: Document
    slot: int
    is_replacement: bool = False

    @property
    def id(self) -> UUID:
        kind = REPLACEMENT if self.is_replacement else STATEMENT
        document = self.document
        return key(kind, document.topic, document.source, document.nth, self.slot)

    @property
    def claim_number(self) -> int:
        shape = self.document.shape
        return (self.document.nth * shape.spoken_of + self.slot) % shape.claims

    @property
    def claim(self) -> UUID:
        return key(CLAIM, self.document.topic, self.claim_number)

    @property
    def attributed_to(self) -> UUID | None:
        """Two sources of three cite a ministry, each always the same: its line stays one."""
        if self.document.source % 3 == 0:
            return None
        return ministry(self.document.topic * 3 + self.document.source % 3)

    @property
    def before(self) -> Statement | None:
        """The statement before it on its line."""
        document = self.document
        nth = document.nth - document.shape.turn
        if nth < 0:
            return None
        return Statement(Document(document.topic, document.shape, document.source, nth), self.slot)

    @property
    def is_mistaken(self) -> bool:
        """Recorded wrongly: voided later, with a replacement."""
        return not self.is_replacement and self._chance("mistaken", 1000) < MISTAKEN

    @property
    def corrects(self) -> Statement | None:
        """The statement that its source takes back with it."""
        before = self.before
        if before is None or before.is_mistaken or self.is_replacement:
            return None
        return before if self._chance("corrected", 1000) < CORRECTED else None

    @property
    def figure(self) -> int:
        """It grows over the span, and sources differ by a little."""
        base = 20 + _chance(f"{self.claim}", 400)
        grown = base * (1 + self.document.nth / self.document.shape.documents)
        return round(grown) + self._chance("figure", 4) + self.is_replacement

    @property
    def worded(self) -> tuple[str, str, str]:
        """The wording, its qualifier, and the values as PostgreSQL writes a numrange."""
        form, qualifier = WORDINGS[max(0, self._chance("words", 10) - 7)]
        return form.format(self.figure), qualifier, _range(qualifier, self.figure)

    def _chance(self, what: str, among: int) -> int:
        document = self.document
        return _chance(
            f"{what} {document.topic} {document.source} {document.nth} {self.slot}", among
        )


def key(kind: int, *coordinates: int) -> UUID:
    """A UUIDv7 of a record's coordinates; of one kind they sort as they appear."""
    topic, source, nth, slot = (*coordinates, 0, 0, 0, 0)[:4]
    moment = (nth << 24) + (topic & 0xFFFFFF) if kind >= DOCUMENT else topic
    random = (kind << 56) | (topic << 32) | (source << 20) | (nth << 6) | slot
    return UUID(int=(moment << 80) | (7 << 76) | (2 << 62) | (random & ((1 << 62) - 1)))


def outlet(number: int) -> UUID:
    return key(SOURCE, number % OUTLETS)


def ministry(number: int) -> UUID:
    return key(SOURCE, OUTLETS + number % MINISTRIES)


def documents(plan: Plan) -> Iterator[Document]:
    """Every document in the order of appearance: topics in turn, so that none lies together."""
    by_shape: dict[Shape, list[int]] = {}
    for number, shape in enumerate(plan.topics):
        by_shape.setdefault(shape, []).append(number)
    return heapq.merge(
        *(_of_shape(shape, topics) for shape, topics in by_shape.items()),
        key=lambda document: document.order,
    )


def _of_shape(shape: Shape, topics: list[int]) -> Iterator[Document]:
    for nth in range(shape.documents):
        for source in range(shape.sources):
            for topic in topics:
                yield Document(topic, shape, source, nth)


def statements(plan: Plan) -> Iterator[Statement]:
    """Every statement in the order of appearance, without replacements."""
    for document in documents(plan):
        for slot in range(document.shape.spoken_of):
            yield Statement(document, slot)


@cache
def _range(qualifier: str, figure: int) -> str:
    ranges = {"exactly": f"[{figure},{figure}]", "at_least": f"[{figure},)"}
    return ranges.get(qualifier, f"(,{figure}]")


def _chance(seed: str, among: int) -> int:
    return crc32(seed.encode()) % among
