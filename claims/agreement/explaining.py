"""Why two heads contradict each other: for each head, masks of the others by explanation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from claims.agreement.answer import Behind, Explanation
from claims.agreement.behind import Cause, Spoken
from claims.agreement.camps import Camp, Camps
from claims.agreement.lines import Entry, Line
from claims.agreement.masks import Pile, bits
from claims.agreement.nearness import Nearness
from claims.agreement.shapes import Question, Statement
from claims.agreement.sharing import Sharing
from claims.values import SUGGESTS

OF_BEHIND = (
    (Behind.ORIGIN_REVISED, Explanation.ORIGIN_REVISED),
    (Behind.WITHDRAWN, Explanation.WITHDRAWN),
    (Behind.EVOLVED, Explanation.EVOLVED),
)
CLOSE, LIVE = Explanation.CLOSE, Explanation.LIVE


class Explaining:
    """For each head, which others contradict it, parted by the first explanation that fits.

    What most questions have none of (definitions, crowded lines, voices heard twice) is looked
    for once and then passed over.
    """

    def __init__(
        self, question: Question, camps: Camps, causes: Mapping[Entry, Cause], spoken: Spoken
    ) -> None:
        self._question = question
        self._camps = camps
        self._sharing = Sharing([(camp.reach, camp.mask) for camp in camps.all], question)
        self._suggested = sum([camp.mask for camp in camps.all if camp.stance is SUGGESTS])
        self._own = [causes[head].why if head in causes else None for head in camps.heads]
        self._behind = [
            (why, explanation, sum([1 << at for at, own in enumerate(self._own) if own is why]))
            for why, explanation in (OF_BEHIND if causes else ())
        ]
        self.not_behind = ~sum([mask for _, _, mask in self._behind])
        self._near = Nearness(question, camps.all)
        self._definitions = self._by_definition() if question.definitions else {}
        self._selves = self._in_one_place()
        self._unordered = self._out_of_order(spoken)
        self.plain = self._nothing_of_its_own()

    def _nothing_of_its_own(self) -> int:
        """The heads that are explained like all other such heads of their camp."""
        if self._definitions:
            return 0
        own = sum([1 << at for at in self._selves.keys() | self._unordered.keys()])
        return self.not_behind & ~own

    def _by_definition(self) -> dict[str, int]:
        return _alike(enumerate(head.statement.definition for head in self._camps.heads))

    def _in_one_place(self) -> dict[int, int]:
        """The heads of a head's own line, document and time; none for one alone on its line."""
        heads = self._camps.heads
        if len({head.line for head in heads}) == len(heads):
            return {}
        lines: dict[Line, list[tuple[int, Statement]]] = defaultdict(list)
        for at, head in enumerate(heads):
            lines[head.line].append((at, head.statement))
        crowded = [line for line in lines.values() if len(line) > 1]
        alike = [_alike((at, (s.document, s.stated_at)) for at, s in line) for line in crowded]
        masks = [mask for selves in alike for mask in selves.values()]
        return {at: mask for mask in masks for at in bits(mask)}

    def _out_of_order(self, spoken: Spoken) -> dict[int, int]:
        """The heads of a head's own voice that are neither certainly later nor earlier."""
        crowded = [heads for heads in spoken.values() if not follow_each_other(heads)]
        if not crowded:
            return {}
        places = {head: at for at, head in enumerate(self._camps.heads)}
        unordered: dict[int, int] = {}
        for heads in crowded:
            said = [(head.statement, places[head]) for head in heads if head in places]
            unordered |= unordered_of(said)
        return unordered

    def contradicting(self, camp: Camp) -> int:
        """The heads that contradict a camp. Suggestions contradict nobody."""
        if camp.stance is SUGGESTS:
            return 0
        return self._sharing.contradicts(camp.reach) & ~self._suggested

    def of(self, at: int, left: int) -> list[tuple[Explanation, int]]:
        """Each explanation that fits, with those of `left`, who all contradict it, it fits for."""
        explained: list[tuple[Explanation, int]] = []
        for explanation, fitting in self._rules(at):
            found = left & fitting
            if found:
                explained.append((explanation, found))
                left ^= found
                if not left:
                    break
        return explained

    def _rules(self, at: int) -> Iterator[tuple[Explanation, int]]:
        head = self._camps.heads[at]
        if self._definitions:
            yield Explanation.DEFINITION, self._other_definitions(head.statement.definition)
        if at in self._selves:
            yield Explanation.SELF, self._selves[at]
        for why, explanation, mask in self._behind:
            yield explanation, -1 if self._own[at] is why else mask
        if self._question.is_count:
            yield CLOSE, self._near.to(self._camps.camp_of[at])
        if at in self._unordered:
            yield Explanation.UNORDERED, self._unordered[at]
        yield LIVE, -1

    def _other_definitions(self, definition: str) -> int:
        found = 0
        for other, mask in self._definitions.items():
            if self._question.differ_in_definition(definition, other):
                found |= mask
        return found


def follow_each_other(heads: Sequence[Entry]) -> bool:
    """Whether each was over before the next began, as nearly always: then all are ordered."""
    if len(heads) < 2:
        return True
    times = [(head.statement.stated_at, head.statement.stated_before) for head in heads]
    known = [(start, end) for start, end in times if start is not None and end is not None]
    known.sort()
    following = zip(known, known[1:], strict=False)
    return len(known) == len(heads) and all(a[1] <= b[0] for a, b in following)


def unordered_of(said: Sequence[tuple[Statement, int]]) -> dict[int, int]:
    """For each place of one voice's statements the mask of those not known to come before or after.

    O(n log n) operations on masks.
    """
    starts = Pile([(s.stated_at, 1 << at) for s, at in said if s.stated_at])
    ends = Pile([(s.stated_before, 1 << at) for s, at in said if s.stated_before])
    everything = sum([1 << at for _, at in said])
    unordered: dict[int, int] = {}
    for statement, at in said:
        start, end = statement.stated_at, statement.stated_before
        later = starts.from_(end) if end else 0
        unordered[at] = everything & ~later & ~(ends.up_to(start) if start else 0)
    return unordered


Key = TypeVar("Key", bound=Hashable)


def _alike(keyed: Iterable[tuple[int, Key]]) -> dict[Key, int]:
    """One mask for all the places that have the same key."""
    found: dict[Key, int] = defaultdict(int)
    for at, key in keyed:
        found[key] |= 1 << at
    return found
