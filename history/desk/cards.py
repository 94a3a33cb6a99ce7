"""The cards of the home: what needs a person, as a number with a link, and the newest few.

In: the request of somebody who signed in. Out: the cards they may act on or look into, in the
order that apps say. A card counts no further than `MOST`: its cost does not grow with the record.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

MOST = 1000
NEWEST = 4


@dataclass(frozen=True, slots=True)
class Line:
    """One of the records that a card counts: what it is, and whose or about what."""

    text: str
    url: str
    about: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """So many records of one kind wait; `url` lists them.

    `key` names it in the page; `what` says in a sentence why somebody should look; `calm`, that
    nobody need; `partly`: more may be found once all is judged.
    """

    key: str
    title: str
    what: str
    url: str
    count: int
    newest: Sequence[Line] = ()
    calm: str = "Nothing waits."
    partly: bool = False

    @property
    def shown(self) -> str:
        return f"{MOST:,}+" if self.count > MOST else f"{self.count:,}"


Cards = Callable[[Any], Sequence[Card]]
_CARDS: list[tuple[int, Cards]] = []
_LINKS: list[tuple[str, str, Callable[[Any], bool]]] = []


def cards(order: int) -> Callable[[Cards], Cards]:
    """Put what a function gives on the home; the lowest order stands first."""

    def keep(function: Cards) -> Cards:
        _CARDS.append((order, function))
        return function

    return keep


def cards_for(request: Any) -> list[Card]:
    return [card for _, make in sorted(_CARDS, key=lambda one: one[0]) for card in make(request)]


def link(label: str, page: str, may_follow: Callable[[Any], bool]) -> None:
    """Put a link to a page, named as in `reverse`, on the home of those who may follow it."""
    _LINKS.append((label, page, may_follow))


def links_for(request: Any) -> list[Line]:
    return [
        Line(label, reverse(page)) for label, page, may_follow in _LINKS if may_follow(request.user)
    ]


def counted(rows: QuerySet[Any]) -> int:
    """How many rows there are; past `MOST` it is one more than that."""
    return rows.order_by()[: MOST + 1].count()
