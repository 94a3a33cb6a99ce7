"""Which statements stand: the head of each line, and why every other one is silent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from uuid import UUID

from claims.agreement.answer import Silence, Silent
from claims.agreement.extents import intersection, is_inside
from claims.agreement.lines import Desk, Entry, Line, Order
from claims.values import DENIES, SUGGESTS, WITHDRAWS


@dataclass(slots=True, eq=False)
class Barrier:
    """Everything before `order` on a line stands no more."""

    order: Order
    why: Silence
    by: UUID


@dataclass(slots=True, eq=False)
class Standing:
    """The heads, in an order of content, and the statements that are none."""

    heads: tuple[Entry, ...]
    silent: tuple[Silent, ...]


def heads_of(entries: Sequence[Entry]) -> Standing:
    """The heads of every line; `entries` come in an order of content, and heads keep it.

    O(n log n), but for a publisher that denies d answers and asserts a others of one origin:
    there d times a.
    """
    silent: dict[Entry, Silent] = {}
    barriers = _barriers(entries, silent)
    lines: dict[Line, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.statement.stance is not WITHDRAWS:
            lines[entry.line].append(entry)
        elif entry not in silent:
            silent[entry] = Silent(entry.id, Silence.WITHDRAWAL)
    for line, members in lines.items():
        if line in barriers:
            _silence_before(barriers[line], members, silent)
        if len(members) > 1:
            _silence_but_last([entry for entry in members if entry not in silent], silent)
    _silence_ended(entries, silent)
    heads = tuple(entry for entry in entries if entry not in silent)
    return Standing(heads, tuple(silent[entry] for entry in entries if entry in silent))


def withdrawn_entry(entry: Entry, known: Mapping[UUID, Entry]) -> Entry | None:
    """What a withdrawal names, through other withdrawals; None for nothing, or what is gone."""
    at: Entry | None = entry
    while at is not None and at.statement.stance is WITHDRAWS:
        at = known.get(at.statement.supersedes) if at.statement.supersedes else None
    return at


def _barriers(entries: Sequence[Entry], silent: dict[Entry, Silent]) -> dict[Line, list[Barrier]]:
    """What ends lines, or parts of them; what is superseded is silenced at once."""
    moves = [e for e in entries if e.statement.supersedes or e.statement.stance is WITHDRAWS]
    barriers: dict[Line, list[Barrier]] = defaultdict(list)
    if not moves:
        return barriers
    known = {entry.id: entry for entry in entries}
    desks: dict[tuple[UUID, UUID], set[Line]] = defaultdict(set)
    if any(entry.statement.stance is WITHDRAWS for entry in moves):
        for entry in entries:
            desks[_voice(entry.line.desk)].add(entry.line)
    for entry in moves:
        past = entry.statement.supersedes
        withdraws = entry.statement.stance is WITHDRAWS
        if past in known:
            target = known[past]
            why = Silence.WITHDRAWN if withdraws else Silence.SUPERSEDED
            silent[target] = Silent(target.id, why, entry.id)
            barriers[target.line].append(Barrier(target.order, Silence.SUPERSEDED, entry.id))
        if not withdraws:
            continue
        named = withdrawn_entry(entry, known)
        lines = [named.line] if named else []
        if past is None:
            lines = list(desks[_voice(entry.line.desk)])
        for line in lines:
            barriers[line].append(Barrier(entry.order, Silence.WITHDRAWN, entry.id))
    return barriers


def _voice(desk: Desk) -> tuple[UUID, UUID]:
    return desk.publisher, desk.origin


def _silence_before(
    barriers: Sequence[Barrier], members: Iterable[Entry], silent: dict[Entry, Silent]
) -> None:
    """Of many barriers only the latest and, within a document, its latest can be the first met."""
    last = max(barriers, key=lambda barrier: (barrier.order.instant, barrier.by))
    within: dict[UUID, Barrier] = {}
    for barrier in sorted(barriers, key=lambda barrier: (barrier.order, barrier.by)):
        if barrier.order.instant == last.order.instant:
            within[barrier.order.document] = barrier
    for entry in members:
        nearest = within.get(entry.order.document, last)
        for barrier in (nearest, last):
            if entry not in silent and entry.order.is_before(barrier.order):
                silent[entry] = Silent(entry.id, barrier.why, barrier.by)


def _silence_but_last(members: Sequence[Entry], silent: dict[Entry, Silent]) -> None:
    """Leaves the last of one line, or those that its order leaves tied."""
    readable = [entry for entry in members if entry.reach is not None]
    heads = _last(readable or members)
    standing, by = set(heads), heads[0].id if len(heads) == 1 else None
    for entry in members:
        if entry not in standing:
            is_unread = bool(readable) and entry.reach is None
            why = Silence.UNREADABLE if is_unread else Silence.EARLIER
            silent[entry] = Silent(entry.id, why, by)


def _last(members: Sequence[Entry]) -> Sequence[Entry]:
    """The last of these, which come in line order, or those that it leaves tied."""
    if len(members) < 2 or members[-2].order.instant != members[-1].order.instant:
        return members[-1:]
    instant = members[-1].order.instant
    documents: dict[UUID, list[Entry]] = defaultdict(list)
    for entry in members:
        if entry.order.instant == instant:
            documents[entry.order.document].append(entry)
    return [head for tied in documents.values() for head in _last_in_document(tied)]


def _last_in_document(tied: Sequence[Entry]) -> Sequence[Entry]:
    """Statements of one document and time: the last, unless they exclude each other."""
    if len(tied) == 1:
        return tied
    extents = [entry.reach.extent for entry in tied if entry.reach is not None]
    if len(extents) < len(tied) or not reduce(intersection, extents):
        return tied
    last = max(entry.order.sequence for entry in tied)
    return [entry for entry in tied if entry.order.sequence == last]


def _silence_ended(entries: Sequence[Entry], silent: dict[Entry, Silent]) -> None:
    """Silences denials since asserted and assertions since denied on the same desk."""
    if not any(entry.reach and entry.reach.denies for entry in entries):
        return
    spoken: dict[tuple[Desk, bool], list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.reach and entry.statement.stance is not SUGGESTS:
            spoken[entry.line.desk, entry.reach.denies].append(entry)
    for head in entries:
        ender = None if head in silent else _ender(head, spoken)
        if ender is not None:
            denies = head.line.stance is DENIES
            why = Silence.ASSERTED_SINCE if denies else Silence.DENIED_SINCE
            silent[head] = Silent(head.id, why, ender.id)


def _ender(head: Entry, spoken: Mapping[tuple[Desk, bool], Sequence[Entry]]) -> Entry | None:
    if head.reach is None or head.line.stance is SUGGESTS:
        return None
    denies = head.reach.denies
    for other in spoken.get((head.line.desk, not denies), ()):
        if other.reach is None or not head.order.is_before(other.order):
            continue
        asserted, denied = (other.reach, head.reach) if denies else (head.reach, other.reach)
        if is_inside(asserted.named, denied.named):
            return other
    return None
