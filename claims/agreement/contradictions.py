"""Which positions contradict each other, and why: found on masks, listed only in part.

A thousand heads that all differ make half a million contradictions. All are counted, pair of
positions by pair of positions; the first of each explanation are written out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from claims.agreement.answer import (
    LISTED_CONTRADICTIONS,
    Behind,
    Contradiction,
    Explanation,
)
from claims.agreement.behind import Cause
from claims.agreement.camps import Camp, Camps
from claims.agreement.gaps import ends_of, floor_of, gap_between
from claims.agreement.lines import Entry
from claims.agreement.masks import Pile, bits
from claims.agreement.shapes import Question
from claims.agreement.sharing import Sharing
from claims.agreement.voices import Voices
from claims.values import Stance

OF_BEHIND = {
    Behind.ORIGIN_REVISED: Explanation.ORIGIN_REVISED,
    Behind.WITHDRAWN: Explanation.WITHDRAWN,
    Behind.EVOLVED: Explanation.EVOLVED,
}


@dataclass(slots=True)
class Found:
    """Contradictions as listed and counted.

    `standing` holds the explanations that occur between two heads neither of which is behind:
    those decide the verdict.
    """

    listed: list[Contradiction] = field(default_factory=list)
    total: int = 0
    standing: set[Explanation] = field(default_factory=set)


def contradictions_of(
    question: Question, camps: Camps, causes: Mapping[UUID, Cause], voices: Voices
) -> Found:
    """One contradiction for each pair of positions and explanation.

    O(n) operations on masks of n bits, and the listing of at most 100 of each explanation.
    """
    explaining = Explaining(question, camps, causes, voices)
    listed: dict[Explanation, list[Contradiction]] = {one: [] for one in Explanation}
    found = Found()
    for camp in camps.all:
        later_camps = -1 << camp.mask.bit_length()
        explained: dict[Explanation, dict[int, int]] = defaultdict(dict)
        for at in bits(camp.mask):
            for explanation, others in explaining.of(at, later_camps):
                explained[explanation][at] = others
                if not explaining.is_behind(at) and others & explaining.not_behind:
                    found.standing.add(explanation)
        for explanation, by_head in explained.items():
            together = _union(by_head)
            found.total += camps.blocks.touched(together).bit_count()
            room = LISTED_CONTRADICTIONS - len(listed[explanation])
            blocks = camps.blocks.each(together)
            for _, block in zip(range(room), blocks, strict=False):
                one = _written(camp, camps, block, explanation, by_head)
                listed[explanation].append(one)
    every = [one for explanation in Explanation for one in listed[explanation]]
    found.listed = every[:LISTED_CONTRADICTIONS]
    return found


def _union(by_head: Mapping[int, int]) -> int:
    found = 0
    for mask in by_head.values():
        found |= mask
    return found


def _written(
    camp: Camp, camps: Camps, block: int, explanation: Explanation, by_head: Mapping[int, int]
) -> Contradiction:
    """Only the heads for which the explanation holds."""
    other = camps.all[block]
    mine = [at for at, others in by_head.items() if others & other.mask]
    theirs = bits(_union({at: by_head[at] for at in mine}) & other.mask)
    gap, share = gap_between(camp, other)
    return Contradiction(
        tuple(camps.heads[at].id for at in mine),
        tuple(camps.heads[at].id for at in theirs),
        gap,
        share,
        explanation,
    )


class Explaining:
    """For each head, which others contradict it, parted by the first explanation that fits."""

    def __init__(
        self, question: Question, camps: Camps, causes: Mapping[UUID, Cause], voices: Voices
    ) -> None:
        self._question = question
        self._camps = camps
        self._sharing = Sharing([(camp.reach, camp.mask) for camp in camps.all], question)
        self._contradictors: dict[int, int] = {}
        self._suggested = sum(c.mask for c in camps.all if c.stance is Stance.SUGGESTS)
        self._own = [causes.get(head.id) for head in camps.heads]
        self._behind = dict.fromkeys(Behind, 0)
        for at, cause in enumerate(self._own):
            if cause:
                self._behind[cause.why] |= 1 << at
        self.not_behind = ~sum(self._behind.values())
        statements = [head.statement for head in camps.heads]
        self._definitions = _alike([s.definition for s in statements])
        self._selves = [(h.line, h.statement.document, h.statement.stated_at) for h in camps.heads]
        self._same = _alike(self._selves)
        self._voices = [voices.voice(s) for s in statements]
        self._one_voice = _alike(self._voices)
        self._starts = Pile(
            (s.stated_at, 1 << at) for at, s in enumerate(statements) if s.stated_at
        )
        self._ends = Pile(
            (s.stated_before, 1 << at) for at, s in enumerate(statements) if s.stated_before
        )
        self._near = Nearness(question, camps.all)

    def is_behind(self, at: int) -> bool:
        return self._own[at] is not None

    def of(self, at: int, among: int = -1) -> Iterator[tuple[Explanation, int]]:
        """Each explanation that fits, with the heads it fits for. Suggestions contradict nobody."""
        head, camp = self._camps.heads[at], self._camps.camp_of[at]
        if camp.stance is Stance.SUGGESTS:
            return
        left = self._contradicting(camp) & ~self._suggested & among
        for explanation, fitting in self._rules(at, head, camp):
            found = left & fitting
            if found:
                yield explanation, found
                left ^= found
            if not left:
                return

    def _contradicting(self, camp: Camp) -> int:
        if camp.mask not in self._contradictors:
            self._contradictors[camp.mask] = self._sharing.contradicts(camp.reach)
        return self._contradictors[camp.mask]

    def _rules(self, at: int, head: Entry, camp: Camp) -> Iterator[tuple[Explanation, int]]:
        yield Explanation.DEFINITION, self._other_definitions(head.statement.definition)
        yield Explanation.SELF, self._same[self._selves[at]]
        own = self._own[at]
        for why in Behind:
            is_mine = own is not None and own.why is why
            yield OF_BEHIND[why], -1 if is_mine else self._behind[why]
        yield Explanation.CLOSE, self._near.to(camp)
        yield Explanation.UNORDERED, self._one_voice[self._voices[at]] & ~self._ordered(head)
        yield Explanation.LIVE, -1

    def _other_definitions(self, definition: str) -> int:
        found = 0
        for other, mask in self._definitions.items():
            if isinstance(other, str) and self._question.differ_in_definition(definition, other):
                found |= mask
        return found

    def _ordered(self, head: Entry) -> int:
        """The heads certainly later or certainly earlier."""
        start, end = head.statement.stated_at, head.statement.stated_before
        later = self._starts.from_(end) if end else 0
        return later | (self._ends.up_to(start) if start else 0)


class Nearness:
    """Which counts, apart as they are, lie within the claim's tolerance of each other."""

    def __init__(self, question: Question, camps: Sequence[Camp]) -> None:
        self._question = question
        counted = [camp for camp in camps if question.is_count and not camp.reach.denies]
        ends = [(*ends_of(camp.value), camp.mask) for camp in counted]
        self._lowers = Pile((low, mask) for low, _, mask in ends if low is not None)
        self._floors = Pile(
            (floor_of(low, question), mask) for low, _, mask in ends if low is not None
        )
        self._uppers = Pile((high, mask) for _, high, mask in ends if high is not None)

    def to(self, camp: Camp) -> int:
        if not self._question.is_count or camp.reach.denies:
            return 0
        lower, upper = ends_of(camp.value)
        found = 0
        if upper is not None:
            found |= self._lowers.above(upper) & self._floors.up_to(upper)
        if lower is not None:
            floor: Decimal = floor_of(lower, self._question)
            found |= self._uppers.below(lower) & self._uppers.from_(floor)
        return found


def _alike(keys: Sequence[Hashable]) -> dict[Hashable, int]:
    """One mask for all the places that have the same key."""
    found: dict[Hashable, int] = defaultdict(int)
    for at, key in enumerate(keys):
        found[key] |= 1 << at
    return found
