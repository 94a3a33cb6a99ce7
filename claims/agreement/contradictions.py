"""Which positions contradict each other, and why: found on masks, listed only in part.

A thousand heads that all differ make half a million contradictions. All are counted, pair of
positions by pair of positions; the first of each explanation are written out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property, reduce
from itertools import islice
from operator import or_
from typing import TypeVar

from claims.agreement.answer import (
    LISTED_CONTRADICTIONS,
    Behind,
    Contradiction,
    Explanation,
)
from claims.agreement.behind import Cause, Spoken
from claims.agreement.camps import Camp, Camps
from claims.agreement.gaps import floor_of, gap_between
from claims.agreement.lines import Entry, Line
from claims.agreement.masks import Pile, bits
from claims.agreement.shapes import Question, Statement
from claims.agreement.sharing import Sharing
from claims.values import SUGGESTS

OF_BEHIND = {
    Behind.ORIGIN_REVISED: Explanation.ORIGIN_REVISED,
    Behind.WITHDRAWN: Explanation.WITHDRAWN,
    Behind.EVOLVED: Explanation.EVOLVED,
}
CLOSE, LIVE = Explanation.CLOSE, Explanation.LIVE


@dataclass(slots=True)
class Apart:
    """A contradiction, and the masks of the heads on either side."""

    a: int
    b: int
    shown: Contradiction


@dataclass(slots=True)
class Found:
    """Contradictions as listed and counted.

    `standing` holds the explanations that occur between two heads neither of which is behind:
    those decide the verdict.
    """

    listed: list[Apart] = field(default_factory=list)
    total: int = 0
    standing: set[Explanation] = field(default_factory=set)


def contradictions_of(
    question: Question, camps: Camps, causes: Mapping[Entry, Cause], spoken: Spoken
) -> Found:
    """One contradiction for each pair of positions and explanation.

    O(n) operations on masks of n bits, and the listing of at most 100 of each explanation.
    """
    found = Found()
    if len(camps.all) < 2:
        return found
    explaining = Explaining(question, camps, causes, spoken)
    listed: dict[Explanation, list[Apart]] = {one: [] for one in Explanation}
    for camp in camps.all:
        for explanation, sides in _explained(camp, explaining).items():
            together = _union(sides)
            if any(
                mine & explaining.not_behind and others & explaining.not_behind
                for others, mine in sides.items()
            ):
                found.standing.add(explanation)
            touched = camps.blocks.touched(together)
            found.total += touched.bit_count()
            room = LISTED_CONTRADICTIONS - len(listed[explanation])
            listed[explanation] += [
                _written(camp, camps.all[block], camps, explanation, sides)
                for block in islice(camps.blocks.numbers(touched), room)
            ]
    every = [one for explanation in Explanation for one in listed[explanation]]
    found.listed = every[:LISTED_CONTRADICTIONS]
    return found


Sides = dict[int, int]
"""Masks of heads that contradict others for one reason, by the mask of those others."""


def _explained(camp: Camp, explaining: Explaining) -> dict[Explanation, Sides]:
    """Why a camp contradicts those after it; most of its heads contradict the same others."""
    later = explaining.contradicting(camp) & -1 << camp.mask.bit_length()
    explained: dict[Explanation, Sides] = {}
    for at in bits(camp.mask) if later else ():
        for explanation, others in explaining.of(at, later):
            sides = explained.setdefault(explanation, {})
            sides[others] = sides.get(others, 0) | 1 << at
    return explained


def _union(masks: Iterable[int]) -> int:
    return reduce(or_, masks, 0)


def _written(
    camp: Camp, other: Camp, camps: Camps, explanation: Explanation, sides: Sides
) -> Apart:
    """Only the heads for which the explanation holds."""
    mine = theirs = 0
    for others, heads in sides.items():
        if others & other.mask:
            mine |= heads
            theirs |= others & other.mask
    gap, share = gap_between(camp, other)
    shown = Contradiction(camps.ids(mine, camp), camps.ids(theirs, other), gap, share, explanation)
    return Apart(mine, theirs, shown)


class Explaining:
    """For each head, which others contradict it, parted by the first explanation that fits."""

    def __init__(
        self, question: Question, camps: Camps, causes: Mapping[Entry, Cause], spoken: Spoken
    ) -> None:
        self._question = question
        self._camps = camps
        self._spoken = spoken
        self._sharing = Sharing([(camp.reach, camp.mask) for camp in camps.all], question)
        self._contradictors: dict[int, int] = {}
        self._suggested = sum([c.mask for c in camps.all if c.stance is SUGGESTS])
        self._own = [cause.why if (cause := causes.get(head)) else None for head in camps.heads]
        self._behind = [(why, OF_BEHIND[why], self._put_behind(why)) for why in Behind if causes]
        self.not_behind = ~_union(mask for _, _, mask in self._behind)
        self._near = Nearness(question, camps.all)

    def _put_behind(self, why: Behind) -> int:
        return sum([1 << at for at, own in enumerate(self._own) if own is why])

    @cached_property
    def _definitions(self) -> dict[str, int]:
        """The heads of each definition; none where the question knows of none."""
        if not self._question.definitions:
            return {}
        return _alike(enumerate(head.statement.definition for head in self._camps.heads))

    @cached_property
    def _selves(self) -> dict[int, int]:
        """The heads of a head's own line, document and time; none for one alone on its line."""
        lines: dict[Line, list[tuple[int, Statement]]] = defaultdict(list)
        for at, head in enumerate(self._camps.heads):
            lines[head.line].append((at, head.statement))
        crowded = (line for line in lines.values() if len(line) > 1)
        alike = [_alike((at, (s.document, s.stated_at)) for at, s in line) for line in crowded]
        return _companions(mask for selves in alike for mask in selves.values())

    @cached_property
    def _voices(self) -> dict[int, int]:
        """The heads of a head's own voice; heads whose voice is heard once have none."""
        crowded = [heads for heads in self._spoken.values() if len(heads) > 1]
        if not crowded:
            return {}
        places = {head: at for at, head in enumerate(self._camps.heads)}
        return _companions(
            _union(1 << places[head] for head in heads if head in places) for heads in crowded
        )

    @cached_property
    def _starts(self) -> Pile[datetime]:
        dated = [(head.statement.stated_at, 1 << at) for at, head in enumerate(self._camps.heads)]
        return Pile([(start, bit) for start, bit in dated if start])

    @cached_property
    def _ends(self) -> Pile[datetime]:
        dated = [(h.statement.stated_before, 1 << at) for at, h in enumerate(self._camps.heads)]
        return Pile([(end, bit) for end, bit in dated if end])

    def contradicting(self, camp: Camp) -> int:
        """The heads that contradict a camp. Suggestions contradict nobody."""
        if camp.stance is SUGGESTS:
            return 0
        if camp.mask not in self._contradictors:
            found = self._sharing.contradicts(camp.reach) & ~self._suggested
            self._contradictors[camp.mask] = found
        return self._contradictors[camp.mask]

    def of(self, at: int, left: int) -> Iterator[tuple[Explanation, int]]:
        """Each explanation that fits, with those of `left`, who all contradict it, it fits for."""
        for explanation, fitting in self._rules(at):
            found = left & fitting
            if found:
                yield explanation, found
                left ^= found
            if not left:
                return

    def _rules(self, at: int) -> Iterator[tuple[Explanation, int]]:
        head = self._camps.heads[at]
        if self._definitions:
            yield Explanation.DEFINITION, self._other_definitions(head.statement.definition)
        if at in self._selves:
            yield Explanation.SELF, self._selves[at]
        for why, explanation, mask in self._behind:
            yield explanation, -1 if self._own[at] is why else mask
        yield CLOSE, self._near.to(self._camps.camp_of[at])
        if at in self._voices:
            yield Explanation.UNORDERED, self._voices[at] & ~self._ordered(head)
        yield LIVE, -1

    def _other_definitions(self, definition: str) -> int:
        found = 0
        for other, mask in self._definitions.items():
            if self._question.differ_in_definition(definition, other):
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
        self._camps = camps
        self._near: dict[Camp, int] = {}

    def to(self, camp: Camp) -> int:
        if not self._question.is_count or camp.reach.denies:
            return 0
        if camp not in self._near:
            self._near[camp] = self._to(camp.lower, camp.upper)
        return self._near[camp]

    def _to(self, lower: Decimal | None, upper: Decimal | None) -> int:
        found = 0
        lowers, floors, uppers = self._piles
        if upper is not None:
            found |= lowers.above(upper) & floors.up_to(upper)
        if lower is not None:
            found |= uppers.below(lower) & uppers.from_(floor_of(lower, self._question))
        return found

    @cached_property
    def _piles(self) -> tuple[Pile[Decimal], Pile[Decimal], Pile[Decimal]]:
        counted = [camp for camp in self._camps if not camp.reach.denies]
        lowers = [(camp.lower, camp.mask) for camp in counted if camp.lower is not None]
        floors = [(floor_of(lower, self._question), mask) for lower, mask in lowers]
        uppers = [(camp.upper, camp.mask) for camp in counted if camp.upper is not None]
        return Pile(lowers), Pile(floors), Pile(uppers)


Key = TypeVar("Key", bound=Hashable)


def _alike(keyed: Iterable[tuple[int, Key]]) -> dict[Key, int]:
    """One mask for all the places that have the same key."""
    found: dict[Key, int] = defaultdict(int)
    for at, key in keyed:
        found[key] |= 1 << at
    return found


def _companions(masks: Iterable[int]) -> dict[int, int]:
    """The mask that each place is in."""
    return {at: mask for mask in masks for at in bits(mask)}
