"""Everything one voice has standing, in the order of time, and what of it was revised since."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from claims.agreement.lines import UNKNOWN, Entry
from claims.agreement.masks import Pile
from claims.agreement.reaches import Reach
from claims.agreement.shapes import Question
from claims.agreement.sharing import Sharing
from claims.values import SUGGESTS


@dataclass(slots=True, eq=False)
class Withdrawal:
    """A statement taken back under a definition; `reach` is None for all the voice had said."""

    entry: Entry
    reach: Reach | None
    definition: str


class Testimony:
    """The heads of one voice, one bit each, the latest the highest."""

    def __init__(
        self, said: Sequence[Entry], withdrawals: Sequence[Withdrawal], question: Question
    ) -> None:
        self._question = question
        self._withdrawals = withdrawals
        self._heads = sorted([head for head in said if head.reach], key=time_of)
        self.sayings: dict[tuple[Reach | None, str], list[Entry]] = defaultdict(list)
        for head in said:
            self.sayings[head.reach, head.statement.definition].append(head)
        reaches: dict[Reach, int] = defaultdict(int)
        defined: dict[str, int] = defaultdict(int)
        self._puts = self._affirms = 0
        for at, head in enumerate(self._heads):
            if head.reach is None:
                continue
            bit = 1 << at
            reaches[head.reach] |= bit
            defined[head.statement.definition] |= bit
            if head.statement.stance is not SUGGESTS:
                self._puts |= bit
                self._affirms |= 0 if head.reach.denies else bit
        self._defined = defined
        self._sharing = Sharing(list(reaches.items()), question)
        self._starts = [head.statement.stated_at or UNKNOWN for head in self._heads]
        self._ends: Pile[datetime] | None = None

    def reviser(self, reach: Reach, definition: str) -> Entry | None:
        """The latest head that contradicts this and is not itself contradicted since by one
        that asserts and shares a value with this.

        Each turn drops, with the contradictor met, all others that its latest rescuer answers.
        """
        left = self._sharing.contradicts(reach) & self._puts & self._comparable(definition)
        rescuers = self._rescuers(reach, definition) if left else 0
        while left:
            later = self._heads[left.bit_length() - 1]
            rescue = rescuers & self._after(later.statement.stated_before)
            rescue &= self._answering(later)
            if not rescue:
                return later
            rescuer = self._heads[rescue.bit_length() - 1]
            answered = self._answering(rescuer)
            if rescuer.statement.stated_at:
                answered &= self._before(rescuer.statement.stated_at)
            left &= ~answered
        return None

    def withdrawal(self, reach: Reach | None, definition: str) -> Entry | None:
        """The latest time this was taken back, and nothing it shares a value with said since."""
        rescuers = self._rescuers(reach, definition) if reach else 0
        for withdrawal in self._withdrawals:
            named = withdrawal.reach
            if named and (reach is None or named.extent != reach.extent):
                continue
            if self._question.differ_in_definition(withdrawal.definition, definition):
                continue
            if not rescuers & self._after(withdrawal.entry.statement.stated_before):
                return withdrawal.entry
        return None

    def _rescuers(self, reach: Reach, definition: str) -> int:
        return self._sharing.shares(reach) & self._affirms & self._comparable(definition)

    def _answering(self, head: Entry) -> int:
        if head.reach is None:
            return 0
        return self._sharing.contradicts(head.reach) & self._comparable(head.statement.definition)

    def _comparable(self, definition: str) -> int:
        """The heads that do not name another definition than this."""
        if not self._question.definitions:
            return -1
        found = 0
        for other, mask in self._defined.items():
            if not self._question.differ_in_definition(definition, other):
                found |= mask
        return found

    def _after(self, end: datetime | None) -> int:
        """The bits from the first head that began after this end: the heads lie in that order."""
        return -1 << bisect_left(self._starts, end) if end else 0

    def _before(self, start: datetime) -> int:
        if self._ends is None:
            dated = [(h.statement.stated_before, 1 << at) for at, h in enumerate(self._heads)]
            self._ends = Pile([(end, bit) for end, bit in dated if end])
        return self._ends.up_to(start)


def time_of(head: Entry) -> tuple[object, ...]:
    """The order of time, unknown first; total."""
    return head.statement.stated_at or UNKNOWN, head.order, head.id
