"""Which positions contradict each other, and why: found on masks, listed only in part.

A thousand heads that all differ make half a million contradictions. All are counted, pair of
positions by pair of positions; the first of each explanation are written out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice

from claims.agreement.answer import LISTED_CONTRADICTIONS, Contradiction, Explanation
from claims.agreement.behind import Cause, Spoken
from claims.agreement.camps import Camp, Camps
from claims.agreement.explaining import Explaining
from claims.agreement.gaps import gap_between
from claims.agreement.lines import Entry
from claims.agreement.masks import bits
from claims.agreement.shapes import Question


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
            together = 0
            for others, mine in sides.items():
                together |= others
                if mine & explaining.not_behind and others & explaining.not_behind:
                    found.standing.add(explanation)
            touched = camps.blocks.touched(together)
            found.total += touched.bit_count()
            so_far = listed[explanation]
            for block in islice(camps.blocks.numbers(touched), LISTED_CONTRADICTIONS - len(so_far)):
                so_far.append(_written(camp, camps.all[block], camps, explanation, sides))
    every = [one for alike in listed.values() for one in alike]
    found.listed = every[:LISTED_CONTRADICTIONS]
    return found


Sides = dict[int, int]
"""Masks of heads that contradict others for one reason, by the mask of those others."""


def _explained(camp: Camp, explaining: Explaining) -> dict[Explanation, Sides]:
    """Why a camp contradicts those after it; its plain heads do for the same reasons."""
    explained: dict[Explanation, Sides] = {}
    later = explaining.contradicting(camp) & -1 << camp.mask.bit_length()
    if not later:
        return explained
    plain = camp.mask & explaining.plain
    alike = [1 << at for at in bits(camp.mask ^ plain)]
    for mine in [plain, *alike] if plain else alike:
        for explanation, others in explaining.of(mine.bit_length() - 1, later):
            sides = explained.setdefault(explanation, {})
            sides[others] = sides.get(others, 0) | mine
    return explained


def _written(
    camp: Camp, other: Camp, camps: Camps, explanation: Explanation, sides: Sides
) -> Apart:
    """Only the heads for which the explanation holds."""
    mine = theirs = 0
    for others, heads in sides.items():
        if others & other.mask:
            mine |= heads
            theirs |= others & other.mask
    a = camp.ids if mine == camp.mask else camps.ids(mine)
    b = other.ids if theirs == other.mask else camps.ids(theirs)
    gap, share = gap_between(camp, other)
    return Apart(mine, theirs, Contradiction(a, b, gap, share, explanation))
