"""Ten and a hundred thousand statements on record, and the questions that must stay quick.

In: databases that bench.filling filled. Out: what a question sends and touches, explained once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from bench import filling, onrecord
from bench.filling import claim_slug, topic_slug
from bench.generated import CLAIM, SPAN, START, Plan, key
from bench.plans import Sent, touching
from bench.putting_by import put_by
from history.dates import read_stated_until
from history.models import Entry
from tests.databases import connected_to

SMALL, LARGE = 10_000, 100_000
SAID_UNTIL = (START + SPAN / 2).strftime("%Y-%m-%dT%H:%M:%SZ")
TIMES: dict[str, dict[str, Any]] = {
    "now": {},
    "as of": {"as_of": True},
    "stated until": {"stated_until": SAID_UNTIL},
    "as of, stated until": {"as_of": True, "stated_until": SAID_UNTIL},
}
PAST = 0.6  # of the statements' entries
DEEP = 0.9
A_PAGE = 50


@dataclass
class Record:
    """A database of so many statements; what a question sent is explained once and kept."""

    name: str
    plan: Plan
    past: int = 0
    first: int = 0
    deep: int = 0
    explained: dict[str, list[Sent]] = field(default_factory=dict)

    def fill(self) -> None:
        """As the owner, who alone may VACUUM: no scan depends on when autovacuum comes."""
        filling.fill(self.plan, lambda done: None)
        filling.vacuum()
        put_by([id for shape in ("typical", "hot") for id in self.claims(shape)])

    def find_positions(self) -> None:
        entries = Entry.objects.filter(reason=filling.STATED).order_by("position")
        positions = list(entries.values_list("position", flat=True))
        last = Entry.objects.order_by("-position").values_list("position", flat=True)[0]
        self.past = positions[int(len(positions) * PAST)]
        self.first = positions[0] - 1
        self.deep = self.first + round((last - self.first) * DEEP) - A_PAGE

    def claims(self, shape: str) -> list[UUID]:
        topic = self.plan.number(shape)
        return [key(CLAIM, topic, number) for number in range(self.plan.topics[topic].claims)]

    def topic(self, shape: str) -> str:
        return topic_slug(self.plan, self.plan.number(shape))

    def claim(self, shape: str) -> str:
        return claim_slug(self.plan, self.plan.number(shape), 0)

    def sent(self, name: str) -> list[Sent]:
        """What the question sends here; asked once before, so that nothing is looked up anew."""
        if name not in self.explained:
            with connected_to(self.name):
                self.find_positions()
                QUESTIONS[name](self)
                with touching(connection) as touched:
                    QUESTIONS[name](self)
                self.explained[name] = touched.statements
        return self.explained[name]

    def read_by(self, name: str, counts: str) -> Counter[str]:
        """What the question adds to counts that PostgreSQL keeps; nobody else asks here."""
        with connected_to(self.name):
            self.find_positions()
            QUESTIONS[name](self)
            before = counted(counts)
            QUESTIONS[name](self)
            return counted(counts) - before

    def buffers(self, name: str) -> int:
        return sum(one.buffers for one in self.sent(name))

    def descents(self, name: str) -> int:
        return sum(one.descents for one in self.sent(name))


def counted(query: str) -> Counter[str]:
    """A name and a count a row, all that this session did among them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute(query)
        return Counter({name: count or 0 for name, count in cursor.fetchall()})


Question = Callable[[Record], Any]


def sheet(shape: str, **asked: Any) -> Question:
    return lambda record: onrecord.service(
        f"topics/{record.topic(shape)}/sheet/", limit=500, **_at(record, asked)
    )


def judging(shape: str, **asked: Any) -> Question:
    """A topic's claims judged, though a sheet of them is kept."""

    def ask(record: Record) -> Any:
        until = asked.get("stated_until")
        limit = until and read_stated_until(until, tz=ZoneInfo("UTC"))
        return onrecord.judgements(record.topic(shape), _at(record, asked).get("as_of"), limit)

    return ask


def page(path: str, **asked: Any) -> Question:
    """A page of an address; {typical}, {hot} … stand for a claim's slug."""

    def ask(record: Record) -> Any:
        shapes = ("typical", "hot", "short-line", "long-line")
        slugs = {shape.replace("-", "_"): record.claim(shape) for shape in shapes}
        return onrecord.service(path.format(**slugs), **_at(record, asked))

    return ask


def changes(since: str) -> Question:
    return lambda record: onrecord.service("changes/", after=getattr(record, since), limit=A_PAGE)


def _at(record: Record, asked: dict[str, Any]) -> dict[str, Any]:
    return {**asked, "as_of": record.past} if asked.get("as_of") else asked


def _of_topics() -> Iterator[tuple[str, Question]]:
    for shape in ("typical", "hot"):
        yield f"sheet, {shape}, now", sheet(shape)
        yield f"sheet, {shape}, as of", sheet(shape, as_of=True)
        for name, asked in TIMES.items():
            yield f"judging, {shape}, {name}", judging(shape, **asked)


def _of_claims() -> Iterator[tuple[str, Question]]:
    for shape in ("typical", "short_line", "long_line"):
        path = f"claims/{{{shape}}}/agreement/"
        name = shape.replace("_", "-")
        yield f"agreement, {name}, now", page(path)
        yield f"agreement, {name}, as of", page(path, as_of=True)
    for shape in ("typical", "hot"):
        yield f"timeline, {shape}", page(f"claims/{{{shape}}}/timeline/", limit=A_PAGE)
        yield f"history, {shape}", page(f"claims/{{{shape}}}/history/", limit=A_PAGE)


QUESTIONS: dict[str, Question] = {
    **dict(_of_topics()),
    **dict(_of_claims()),
    "changes, first": changes("first"),
    "changes, deep": changes("deep"),
    "revisions": page("revisions/", limit=A_PAGE),
}
