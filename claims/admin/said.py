"""The statements of a claim in the order said, a page at a time: the latest page first.

In: a desk. Out: the lines of one page, in words, oldest first, each with what became of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from claims.admin.desk import Desk
from claims.admin.groups import BEHIND
from claims.agreement import Silence
from claims.change_words import changes_in_words
from claims.values import Stance
from sources.models import Document

A_PAGE = 50
OVER = {
    Silence.SUPERSEDED: "superseded",
    Silence.EARLIER: "said otherwise since",
    Silence.WITHDRAWN: "withdrawn",
    Silence.DENIED_SINCE: "denied since",
    Silence.ASSERTED_SINCE: "said otherwise since",
    Silence.UNREADABLE: "",
    Silence.WITHDRAWAL: "",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One statement: who said what, when and where, and what became of it.

    `mark` is empty while it stands; `is_over`: it stands no more, or never should have.
    """

    id: UUID
    wording: str
    value: str
    stance: str
    definition: str
    origin: str
    publisher: str
    document: str
    url: str
    stated: str
    mark: str
    is_over: bool
    is_void: bool
    change: str


@dataclass(frozen=True, slots=True)
class Said:
    """One page of what was said; pages count from the latest."""

    lines: list[Line]
    total: int
    page: int
    pages: int
    first: int

    @property
    def earlier(self) -> int | None:
        return self.page + 1 if self.page < self.pages else None

    @property
    def later(self) -> int | None:
        return self.page - 1 if self.page > 1 else None

    @property
    def last(self) -> int:
        return self.first + len(self.lines) - 1


def said(desk: Desk, page: str | None = None) -> Said:
    """A page by its number as asked for; the nearest there is for anything else."""
    pages = max(1, -(-len(desk.rows) // A_PAGE))
    number = min(max(int(page), 1), pages) if page and page.isdecimal() and len(page) < 9 else 1
    end = len(desk.rows) - (number - 1) * A_PAGE
    start = max(0, end - A_PAGE)
    rows = desk.rows[start:end]
    changes = changes_in_words(desk.claim, desk.rows, [row.id for row in rows], desk.linked)
    marks = _marks(desk)
    lines = [_line(desk, row, marks, changes.get(row.id, "")) for row in rows]
    return Said(lines, len(desk.rows), number, pages, start + 1)


def _marks(desk: Desk) -> dict[UUID, str]:
    agreement = desk.judgement.agreement
    over: Iterable[tuple[UUID, str]] = ((one.statement, OVER[one.why]) for one in agreement.silent)
    behind = ((head.statement, BEHIND[head.behind]) for head in agreement.heads if head.behind)
    return {**dict(over), **dict(behind)}


def _line(desk: Desk, row: Any, marks: dict[UUID, str], change: str) -> Line:
    document = desk.linked.row(Document, row.document_id)
    mark = "void" if row.is_void else marks.get(row.id, "")
    return Line(
        id=row.id,
        wording=row.wording,
        value=desk.value(row),
        stance="" if row.stance == Stance.ASSERTS else row.stance,
        definition=row.definition,
        origin=desk.origin(row),
        publisher=desk.publisher(row),
        document=document.title,
        url=document.url or "",
        stated=desk.stated(row),
        mark=mark,
        is_over=bool(mark),
        is_void=row.is_void,
        change=change,
    )
