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
from claims.values import Stance


@dataclass(frozen=True, slots=True)
class Barrier:
    """Everything before `order` on a line stands no more."""

    order: Order
    why: Silence
    by: UUID


@dataclass(frozen=True, slots=True)
class Standing:
    """The heads, in an order of content, and the statements that are none."""

    heads: tuple[Entry, ...]
    silent: tuple[Silent, ...]


def heads_of(entries: Sequence[Entry]) -> Standing:
    """The heads of every line.

    O(n log n), but for a publisher that denies d answers and asserts a others of one origin:
    there d times a.
    """
    silent: dict[UUID, Silent] = {}
    known = {entry.id: entry for entry in entries}
    _silence_superseded(entries, known, silent)
    barriers = _barriers(entries, known)
    lines: dict[Line, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.statement.stance is Stance.WITHDRAWS:
            silent.setdefault(entry.id, Silent(entry.id, Silence.WITHDRAWAL))
        else:
            lines[entry.line].append(entry)
    heads: list[Entry] = []
    for line, members in lines.items():
        _silence_before(barriers.get(line, []), members, silent)
        heads += _last([entry for entry in members if entry.id not in silent], silent)
    heads = _unended(heads, entries, silent)
    heads.sort(key=lambda entry: (entry.order, entry.id))
    return Standing(tuple(heads), tuple(silent[e.id] for e in entries if e.id in silent))


def _silence_superseded(
    entries: Iterable[Entry], known: Mapping[UUID, Entry], silent: dict[UUID, Silent]
) -> None:
    for entry in entries:
        past = entry.statement.supersedes
        if past is not None and past in known:
            withdraws = entry.statement.stance is Stance.WITHDRAWS
            why = Silence.WITHDRAWN if withdraws else Silence.SUPERSEDED
            silent[past] = Silent(past, why, entry.id)


def withdrawn_entry(entry: Entry, known: Mapping[UUID, Entry]) -> Entry | None:
    """What a withdrawal names, through other withdrawals; None for nothing, or what is gone."""
    at: Entry | None = entry
    while at is not None and at.statement.stance is Stance.WITHDRAWS:
        at = known.get(at.statement.supersedes) if at.statement.supersedes else None
    return at


def _barriers(entries: Sequence[Entry], known: Mapping[UUID, Entry]) -> dict[Line, list[Barrier]]:
    barriers: dict[Line, list[Barrier]] = defaultdict(list)
    desks: dict[tuple[UUID, UUID], set[Line]] = defaultdict(set)
    if any(entry.statement.stance is Stance.WITHDRAWS for entry in entries):
        for entry in entries:
            desks[_voice(entry.line.desk)].add(entry.line)
    for entry in entries:
        past = entry.statement.supersedes
        if past is not None and past in known:
            target = known[past]
            barriers[target.line].append(Barrier(target.order, Silence.SUPERSEDED, entry.id))
        if entry.statement.stance is not Stance.WITHDRAWS:
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
    barriers: Sequence[Barrier], members: Iterable[Entry], silent: dict[UUID, Silent]
) -> None:
    """Of many barriers only the latest and, within a document, its latest can be the first met."""
    if not barriers:
        return
    last = max(barriers, key=lambda barrier: (barrier.order.instant, barrier.by))
    within: dict[UUID, Barrier] = {}
    for barrier in sorted(barriers, key=lambda barrier: (barrier.order, barrier.by)):
        if barrier.order.instant == last.order.instant:
            within[barrier.order.document] = barrier
    for entry in members:
        nearest = within.get(entry.order.document, last)
        for barrier in (nearest, last):
            if entry.order.is_before(barrier.order) and entry.id not in silent:
                silent[entry.id] = Silent(entry.id, barrier.why, barrier.by)


def _last(members: Sequence[Entry], silent: dict[UUID, Silent]) -> list[Entry]:
    """The last of one line, or those that its order leaves tied."""
    if len(members) == 1:
        return list(members)
    readable = [entry for entry in members if entry.reach is not None]
    standing = readable or list(members)
    instant = max((entry.order.instant for entry in standing), default=None)
    documents: dict[UUID, list[Entry]] = defaultdict(list)
    for entry in standing:
        if entry.order.instant == instant:
            documents[entry.order.document].append(entry)
    heads = [head for tied in documents.values() for head in _last_in_document(tied)]
    ids = {head.id for head in heads}
    by = heads[0].id if len(heads) == 1 else None
    for entry in members:
        if entry.id not in ids:
            is_unread = bool(readable) and entry.reach is None
            why = Silence.UNREADABLE if is_unread else Silence.EARLIER
            silent[entry.id] = Silent(entry.id, why, by)
    return heads


def _last_in_document(tied: Sequence[Entry]) -> list[Entry]:
    """Statements of one document and time: the last, unless they exclude each other."""
    extents = [entry.reach.extent for entry in tied if entry.reach is not None]
    if len(extents) < len(tied) or not reduce(intersection, extents):
        return list(tied)
    last = max(entry.order.sequence for entry in tied)
    return [entry for entry in tied if entry.order.sequence == last]


def _unended(
    heads: Sequence[Entry], entries: Sequence[Entry], silent: dict[UUID, Silent]
) -> list[Entry]:
    """The heads, less denials since asserted and assertions since denied on the same desk."""
    if not any(entry.reach and entry.reach.denies for entry in entries):
        return list(heads)
    spoken: dict[tuple[Desk, bool], list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.reach and entry.statement.stance in (Stance.ASSERTS, Stance.DENIES):
            spoken[entry.line.desk, entry.reach.denies].append(entry)
    standing: list[Entry] = []
    for head in heads:
        ender = _ender(head, spoken)
        if ender is None:
            standing.append(head)
            continue
        denies = head.line.stance is Stance.DENIES
        why = Silence.ASSERTED_SINCE if denies else Silence.DENIED_SINCE
        silent[head.id] = Silent(head.id, why, ender.id)
    return standing


def _ender(head: Entry, spoken: Mapping[tuple[Desk, bool], Sequence[Entry]]) -> Entry | None:
    if head.reach is None or head.line.stance is Stance.SUGGESTS:
        return None
    denies = head.reach.denies
    for other in spoken.get((head.line.desk, not denies), ()):
        if other.reach is None or not head.order.is_before(other.order):
            continue
        asserted, denied = (other.reach, head.reach) if denies else (head.reach, other.reach)
        if is_inside(asserted.named, denied.named):
            return other
    return None
