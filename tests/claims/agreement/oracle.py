"""The rules again, as slowly and plainly as they can be written, for counts from 0 to 12.

Every statement is a set of small whole numbers; everything is found by trying all of them. It
shares nothing with the rules but the shapes, and starts from heads: one line each.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from uuid import UUID

from claims.agreement import Behind, Explanation, Question, Speaker, Statement, Verdict
from claims.values import Qualifier, Quantity, Stance

NUMBERS = range(-1, 15)
"""One more on either side than any statement names: room for what is open or denied."""


class Oracle:
    def __init__(
        self, question: Question, heads: Sequence[Statement], speakers: dict[UUID, Speaker]
    ) -> None:
        self.question = question
        self.heads = list(heads)
        self.speakers = speakers
        self.sets: dict[UUID, frozenset[int]] = {}
        self.behind = self._revised()
        self.behind |= self._evolved()

    def can_be(self, head: Statement) -> frozenset[int]:
        if head.id not in self.sets:
            self.sets[head.id] = self._set(head)
        return self.sets[head.id]

    def _set(self, head: Statement) -> frozenset[int]:
        assert isinstance(head.value, Quantity)
        bounds = head.value.interval
        named = {
            number
            for number in NUMBERS
            if (bounds.lower is None or number >= bounds.lower)
            and (bounds.upper is None or number <= bounds.upper)
        }
        return frozenset(set(NUMBERS) - named if head.stance is Stance.DENIES else named)

    def contradict(self, a: Statement, b: Statement) -> bool:
        return not self.can_be(a) & self.can_be(b)

    def differ(self, a: Statement, b: Statement) -> bool:
        defined = self.question.definitions
        return a.definition in defined and b.definition in defined and a.definition != b.definition

    def voice(self, head: Statement) -> tuple[UUID, UUID | None]:
        top = head.attributed_to or head.via or head.publisher or head.document
        while top in self.speakers and self.speakers[top].parent_role == "speaks_for":
            top = self.speakers[top].parent
        is_unnamed = top in self.speakers and self.speakers[top].kind == "unnamed"
        return top, (head.publisher or head.document) if is_unnamed else None

    def _revised(self) -> dict[UUID, Behind]:
        return {head.id: Behind.ORIGIN_REVISED for head in self.heads if self._is_revised(head)}

    def _is_revised(self, head: Statement) -> bool:
        same = [other for other in self.heads if self.voice(other) == self.voice(head)]
        for later in same:
            if later.stance is Stance.SUGGESTS or not is_later(later, head):
                continue
            if not self.contradict(later, head) or self.differ(later, head):
                continue
            rescued = any(
                is_later(rescuer, later)
                and rescuer.stance is Stance.ASSERTS
                and self.contradict(rescuer, later)
                and not self.contradict(rescuer, head)
                and not self.differ(rescuer, head)
                and not self.differ(rescuer, later)
                for rescuer in same
            )
            if not rescued:
                return True
        return False

    def _evolved(self) -> dict[UUID, Behind]:
        if not self.question.cumulative:
            return {}
        left = [head for head in self.heads if head.id not in self.behind]
        return {
            head.id: Behind.EVOLVED
            for head in left
            if any(self._outgrows(later, head) for later in left)
        }

    def _outgrows(self, later: Statement, head: Statement) -> bool:
        settled = self.question.settled_at
        return (
            later.stance is Stance.ASSERTS
            and is_later(later, head)
            and (settled is None or later.stated_at <= settled)
            and min(self.can_be(later)) > max(self.can_be(head))
            and not self.differ(later, head)
            and not self.is_close(later, head)
        )

    def is_close(self, a: Statement, b: Statement) -> bool:
        low, high = sorted((self.can_be(a), self.can_be(b)), key=min)
        gap = min(high) - max(low)
        return gap <= self.question.tolerance * min(high)

    def explain(self, a: Statement, b: Statement) -> Explanation | None:
        if Stance.SUGGESTS in (a.stance, b.stance) or not self.contradict(a, b):
            return None
        if self.differ(a, b):
            return Explanation.DEFINITION
        reasons = {self.behind.get(a.id), self.behind.get(b.id)}
        for why in Behind:
            if why in reasons:
                return Explanation(why.value)
        if Stance.DENIES not in (a.stance, b.stance) and self.is_close(a, b):
            return Explanation.CLOSE
        if self.voice(a) == self.voice(b) and not is_later(a, b) and not is_later(b, a):
            return Explanation.UNORDERED
        return Explanation.LIVE

    def contradictions(self) -> set[tuple[frozenset[frozenset[UUID]], Explanation]]:
        """For each pair of positions and explanation, the heads on either side."""
        sides: dict[tuple[object, object, Explanation], tuple[set[UUID], set[UUID]]] = {}
        for pair in combinations(self.heads, 2):
            explanation = self.explain(*pair)
            if explanation is None:
                continue
            a, b = sorted(pair, key=lambda head: repr(self.position(head)))
            key = self.position(a), self.position(b), explanation
            side = sides.setdefault(key, (set(), set()))
            side[0].add(a.id)
            side[1].add(b.id)
        return {(frozenset((frozenset(a), frozenset(b))), key[2]) for key, (a, b) in sides.items()}

    def position(self, head: Statement) -> tuple[object, ...]:
        vague = head.qualifier is Qualifier.VAGUE
        return tuple(sorted(self.can_be(head))), head.stance.value, vague

    def families(self, heads: Sequence[Statement]) -> dict[frozenset[UUID], set[int]]:
        """Each largest family, and the numbers all of it can be."""
        meeting = [
            (frozenset(head.id for head in heads if number in self.can_be(head)), number)
            for number in NUMBERS
        ]
        found: dict[frozenset[UUID], set[int]] = {}
        for family, number in meeting:
            if family and not any(family < other for other, _ in meeting):
                found.setdefault(family, set()).add(number)
        return found

    def behind_families(self) -> set[frozenset[UUID]]:
        families = self.families(self.heads)
        left = {family: family - set(self.behind) for family in families}
        return {
            family
            for family in families
            if not left[family] or any(left[family] < other for other in left.values())
        }

    def verdict(self) -> Verdict:
        standing = [
            head
            for head in self.heads
            if head.id not in self.behind and head.stance is not Stance.SUGGESTS
        ]
        found = {self.explain(a, b) for a, b in combinations(standing, 2)} - {None}
        families = self.families(standing)
        if found & {Explanation.LIVE, Explanation.SELF, Explanation.UNORDERED}:
            return Verdict.DISPUTED
        if standing and not found and len(families) > 1:
            return Verdict.DISPUTED
        if found <= {Explanation.CLOSE} and any(
            len(self._saying(standing, family, numbers)) >= 2
            for family, numbers in families.items()
        ):
            return Verdict.CORROBORATED
        if self.behind:
            return Verdict.EVOLVING
        if Explanation.DEFINITION in found:
            return Verdict.INCOMPARABLE
        return Verdict.UNCORROBORATED

    def _saying(
        self, standing: Sequence[Statement], family: frozenset[UUID], numbers: set[int]
    ) -> set[UUID]:
        """The certain origins that say what a family has in common."""
        low, high = min(numbers), max(numbers)
        return {
            self.origin(head)
            for head in standing
            if head.id in family
            and head.stance is Stance.ASSERTS
            and head.qualifier is not Qualifier.VAGUE
            and self.is_certain(head)
            and min(self.can_be(head)) >= low - max(1, low / 10)
            and max(self.can_be(head)) <= high + max(1, high / 10)
            and ((max(self.can_be(head)) == max(NUMBERS)) <= (high == max(NUMBERS)))
            and ((min(self.can_be(head)) == min(NUMBERS)) <= (low == min(NUMBERS)))
        }

    def is_certain(self, head: Statement) -> bool:
        origin = self.speakers.get(head.attributed_to or head.via or head.publisher)
        if origin is None or origin.kind == "unnamed":
            return False
        return bool(head.attributed_to or head.via) or origin.kind not in ("outlet", "agency")

    def origin(self, head: Statement) -> UUID:
        top = head.attributed_to or head.via or head.publisher or head.document
        while top in self.speakers and self.speakers[top].parent:
            top = self.speakers[top].parent
        return top


def is_later(b: Statement, a: Statement) -> bool:
    if a.stated_before is None or b.stated_at is None:
        return False
    return a.stated_before <= b.stated_at
