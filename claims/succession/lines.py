"""What a statement follows where it supersedes nothing: the last before it on its line.

`claims.following` asks the same of the database when it records one; a test holds them together.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from uuid import UUID

from claims.agreement import Question, Statement
from claims.values import Qualifier, Stance, ValueType

UNKNOWN = datetime.min.replace(tzinfo=UTC)

Place = tuple[tuple[datetime, datetime], int, UUID]
Placed = tuple[Place, Statement]


def stances_of_line(stance: Stance, question: Question) -> frozenset[Stance]:
    """The stances that share a line; none where a line is one answer, or for what withdraws.

    In claims of many, and of denials, one publisher may say several things at once.
    """
    if question.many or stance is Stance.WITHDRAWS:
        return frozenset()
    if question.value_type is ValueType.BOOLEAN and stance in (Stance.ASSERTS, Stance.DENIES):
        return frozenset({Stance.ASSERTS, Stance.DENIES})
    return frozenset() if stance is Stance.DENIES else frozenset({stance})


class Lines:
    """Statements of one claim, by line and in its order; ids grow as they come on record.

    `superseded`: the first that superseded each, of those that are not among the statements.
    """

    def __init__(
        self,
        statements: Iterable[Statement],
        question: Question,
        superseded: Mapping[UUID, UUID] = MappingProxyType({}),
    ) -> None:
        self._question = question
        self._known = {statement.id: statement for statement in statements}
        self._superseded = dict(superseded)
        self._voices: dict[tuple[UUID, UUID], list[Placed]] = defaultdict(list)
        self._places = {statement.id: _place(statement) for statement in self._known.values()}
        for statement in sorted(self._known.values(), key=lambda one: self._places[one.id]):
            voice = self._voices[statement.outlet, statement.origin]
            voice.append((self._places[statement.id], statement))
            if statement.supersedes:
                by = self._superseded.get(statement.supersedes, statement.id)
                self._superseded[statement.supersedes] = min(by, statement.id)

    def last_before(self, statement: Statement) -> Statement | None:
        """The last before it on its line, of what was on record by then and not superseded.

        Words that could not be read only where there is nothing else. O(log n) for most.
        """
        stances = stances_of_line(statement.stance, self._question)
        voice = self._voices.get((statement.outlet, statement.origin), ())
        place = self._places.get(statement.id) or _place(statement)
        unread: Statement | None = None
        for at in range(bisect_left(voice, place, key=_of_placed) - 1, -1, -1):
            (instants, _, _), each = voice[at]
            if instants == place[0] and not _is_read_before(each, statement):
                continue
            if not self._stood(each, statement):
                continue
            if not self._is_on_line(each, statement.definition, stances):
                continue
            if each.qualifier is not Qualifier.UNREADABLE:
                return each
            unread = unread or each
        return unread

    def is_certain(self, statement: Statement, last: Statement | None, most: int) -> bool:
        """Whether that is the last before it, if of each voice only the `most` stated latest by
        then are among the statements, with all that share the time of the last of these.

        Those of unknown time must all be among them.
        """
        voice = self._voices.get((statement.outlet, statement.origin), ())
        by_then = bisect_right(voice, statement.stated_at or UNKNOWN, key=_stated)
        dated = by_then - bisect_right(voice, UNKNOWN, key=_stated)
        if dated < most:
            return True
        if last is None or last.qualifier is Qualifier.UNREADABLE:
            return False
        return (last.stated_at or UNKNOWN) >= _stated(voice[by_then - most])

    def _stood(self, each: Statement, by: Statement) -> bool:
        """Whether it was on record, and nothing superseded it, when the other came."""
        superseded = self._superseded.get(each.id)
        return each.id < by.id and (superseded is None or superseded >= by.id)

    def _is_on_line(
        self, statement: Statement, definition: str, stances: frozenset[Stance]
    ) -> bool:
        """On the line itself, or a withdrawal of something on it or of everything."""
        if not stances:
            return False
        if statement.stance is not Stance.WITHDRAWS:
            return statement.definition == definition and statement.stance in stances
        if statement.supersedes is None:
            return True
        named = self._known.get(statement.supersedes)
        return named is not None and named.definition == definition and named.stance in stances


def _is_read_before(one: Statement, other: Statement) -> bool:
    """Of two said and published at the same time: an earlier one of the same document."""
    return one.document == other.document and one.sequence < other.sequence


def _place(statement: Statement) -> Place:
    instants = statement.stated_at or UNKNOWN, statement.published_at or UNKNOWN
    return instants, statement.sequence, statement.id


def _of_placed(placed: Placed) -> Place:
    return placed[0]


def _stated(placed: Placed) -> datetime:
    return placed[0][0][0]
