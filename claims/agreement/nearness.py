"""Which counts lie so near each other that they are called close."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from claims.agreement.camps import Camp
from claims.agreement.gaps import floor_of
from claims.agreement.masks import Pile
from claims.agreement.shapes import Question


class Nearness:
    """Which counts, apart as they are, lie within the claim's tolerance of each other.

    The tolerance is at least 0 and below 1, so that of two counts the higher has the higher floor:
    `_floors` rise as the keys of `_lowers` do.
    """

    def __init__(self, question: Question, camps: Sequence[Camp]) -> None:
        self._question = question
        counted = [one for one in camps if question.is_count and not one.reach.denies]
        self._lowers = Pile([(one.lower, one.mask) for one in counted if one.lower is not None])
        self._uppers = Pile([(one.upper, one.mask) for one in counted if one.upper is not None])
        self._floors = [floor_of(lower, question) for lower in self._lowers.keys]
        self._near: dict[Camp, int] = {}

    def to(self, camp: Camp) -> int:
        """The heads of counts close to this one; none for a denial. O(log n), once a camp."""
        if camp not in self._near:
            is_count = self._question.is_count and not camp.reach.denies
            self._near[camp] = self._above(camp) | self._below(camp) if is_count else 0
        return self._near[camp]

    def _above(self, camp: Camp) -> int:
        """Those that begin above its end, and whose floors do not."""
        if camp.upper is None:
            return 0
        lowers = self._lowers
        return lowers.among(
            bisect_right(lowers.keys, camp.upper), bisect_right(self._floors, camp.upper)
        )

    def _below(self, camp: Camp) -> int:
        """Those that end below its beginning, and not below its floor."""
        if camp.lower is None:
            return 0
        uppers, floor = self._uppers, floor_of(camp.lower, self._question)
        return uppers.among(bisect_left(uppers.keys, floor), bisect_left(uppers.keys, camp.lower))
