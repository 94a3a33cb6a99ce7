"""Counts that can only grow: a later, clearly higher one puts an earlier one behind."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from claims.agreement.camps import Camp, ends_of
from claims.agreement.gaps import is_close
from claims.agreement.lines import Entry, Order
from claims.agreement.shapes import Question
from claims.values import ASSERTS, ValueType

Raised = tuple[Camp, Entry]


def evolved(
    question: Question, camps: Sequence[Camp], aside: Container[Entry]
) -> Iterator[tuple[Entry, Entry]]:
    """Each outgrown head with the highest that outgrew it; those `aside` take no part.

    The highest is enough: what is above and not close to some later count is so to the highest.
    O(n log n).
    """
    grows = question.cumulative and question.is_exclusive
    if not grows or question.value_type is not ValueType.QUANTITY:
        return
    standing = [(camp, head) for camp in camps for head in camp.heads if head not in aside]
    rises = _Rises(question, [raised for raised in standing if _can_outgrow(raised, question)])
    for camp, head in standing:
        later = rises.highest_since(head)
        if later and _is_above(later[0], camp, question):
            yield head, later[1]


def _can_outgrow(raised: Raised, question: Question) -> bool:
    camp, head = raised
    at, settled = head.statement.stated_at, question.settled_at
    if camp.stance is not ASSERTS or at is None:
        return False
    return settled is None or at <= settled


def _is_above(higher: Camp, lower: Camp, question: Question) -> bool:
    if lower.reach.extent[-1][1] > higher.reach.extent[0][0]:
        return False
    upper, floor = ends_of(lower.span)[1], ends_of(higher.span)[0]
    return upper is not None and floor is not None and not is_close(upper, floor, question)


class _Rises:
    """The highest count from each time on, for each definition."""

    def __init__(self, question: Question, raised: Sequence[Raised]) -> None:
        self._question = question
        self._since: dict[str, tuple[list[datetime], list[Raised]]] = {}
        names = {head.statement.definition for _, head in raised}
        for name in names:
            alike = [one for one in raised if one[1].statement.definition == name]
            self._since[name] = _highest_from(sorted(alike, key=_latest_last))

    def highest_since(self, head: Entry) -> Raised | None:
        end = head.statement.stated_before
        if end is None:
            return None
        best: Raised | None = None
        for definition, (starts, highest) in self._since.items():
            at = bisect_left(starts, end)
            if at == len(starts):
                continue
            if not self._question.differ_in_definition(definition, head.statement.definition):
                best = _higher(highest[at], best)
        return best


def _highest_from(raised: Sequence[Raised]) -> tuple[list[datetime], list[Raised]]:
    highest: list[Raised] = []
    best: Raised | None = None
    for one in reversed(raised):
        best = _higher(one, best)
        highest.append(best)
    starts = [head.statement.stated_at for _, head in raised]
    return [at for at in starts if at is not None], highest[::-1]


def _latest_last(raised: Raised) -> tuple[object, ...]:
    return raised[1].statement.stated_at, raised[1].id


def _higher(one: Raised, other: Raised | None) -> Raised:
    """The one that begins higher; of equals the later, by an order that is total."""
    if other is None or one[0].reach.extent[0][0] > other[0].reach.extent[0][0]:
        return one
    if one[0].reach.extent[0][0] < other[0].reach.extent[0][0]:
        return other
    return max(one, other, key=_place)


def _place(raised: Raised) -> tuple[Order, UUID]:
    return raised[1].order, raised[1].id
