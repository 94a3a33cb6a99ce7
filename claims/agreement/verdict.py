"""The one word for a claim, and the value that is corroborated if it is that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_

from claims.agreement.answer import COUNT_AS_LIVE, Explanation, Verdict
from claims.agreement.camps import Camp, Camps
from claims.agreement.contradictions import Found
from claims.agreement.families import Family, Gathering, Member
from claims.agreement.shapes import Question
from claims.values import SUGGESTS, Concepts, Value, ValueType


@dataclass(slots=True, eq=False)
class Corroboration:
    """A value, and the mask of origins that are certain and say it."""

    value: Value
    certain: int


@dataclass(slots=True, eq=False)
class Ruling:
    """The verdict, and what it rests on: the families of what stands, and who corroborates.

    A live contradiction decides by itself: then nothing is grouped.
    """

    verdict: Verdict
    standing: tuple[Family, ...] = ()
    corroborations: tuple[Corroboration, ...] = ()

    @property
    def corroborated(self) -> Value | None:
        """None also where several answers are: then every group is."""
        return self.corroborations[0].value if len(self.corroborations) == 1 else None


def rule(
    question: Question,
    camps: Camps,
    heads: int,
    behind: int,
    found: Found,
    families: Sequence[Family],
    gathering: Gathering,
) -> Ruling:
    """The first verdict that holds, for `heads` heads of which `behind` is a mask.

    What stands is grouped anew: a value that only somebody out of date narrowed is nobody's now.
    """
    if not heads:
        return Ruling(Verdict.UNREPORTED)
    if not camps.all:
        return Ruling(Verdict.UNCLEAR)
    if not found.standing.isdisjoint(COUNT_AS_LIVE):
        return Ruling(Verdict.DISPUTED)
    standing_now = standing_camps(camps, behind)
    is_all = standing_now == list(camps.all)
    standing = families if is_all else gathering.families(standing_now)
    if question.is_exclusive and not found.standing and len(standing) > 1:
        return Ruling(Verdict.DISPUTED, tuple(standing))
    corroborations = _corroborations(question, standing, found)
    if corroborations:
        return Ruling(Verdict.CORROBORATED, tuple(standing), corroborations)
    return Ruling(_without_support(behind, found), tuple(standing))


def standing_camps(camps: Camps, behind: int) -> list[Camp]:
    """What is neither behind nor only suggested."""
    standing: list[Camp] = []
    for camp in camps.all:
        left = camp.mask & ~behind
        if camp.stance is SUGGESTS or not left:
            continue
        if left == camp.mask:
            standing.append(camp)
            continue
        first = (camp.mask & -camp.mask).bit_length() - 1
        heads = tuple(head for at, head in enumerate(camp.heads, first) if left >> at & 1)
        ids = tuple([head.id for head in heads])
        standing.append(replace(camp, heads=heads, ids=ids, mask=left))
    return standing


def _without_support(behind: int, found: Found) -> Verdict:
    if behind:
        return Verdict.EVOLVING
    if Explanation.DEFINITION in found.standing:
        return Verdict.INCOMPARABLE
    return Verdict.UNCORROBORATED


def _corroborations(
    question: Question, standing: Sequence[Family], found: Found
) -> tuple[Corroboration, ...]:
    """One in a claim of one answer, one for each answer in a claim of many; else none."""
    if not found.standing <= {Explanation.CLOSE}:
        return ()
    answers = sorted(
        (family for family in standing if family.joint is not None), key=lambda one: one.place
    )
    backed = [_corroboration(family) for family in answers]
    supported = [one for one in backed if one is not None]
    if question.many and question.value_type is not ValueType.BOOLEAN:
        return tuple(supported) if len(supported) == len(answers) else ()
    if len(answers) > 1 and Explanation.CLOSE not in found.standing:
        return ()
    best = max(supported, key=lambda one: one.certain.bit_count(), default=None)
    return (best,) if best else ()


def _corroboration(family: Family) -> Corroboration | None:
    """The value of the family, or the narrowest one concept around it, that two origins say."""
    if family.joint is None:
        return None
    certain = reduce(or_, [member.backing.certain for member in family.sayers], 0)
    if certain.bit_count() >= 2:
        return Corroboration(family.joint.value, certain)
    around = [
        Corroboration(member.camp.value, member.backing.certain)
        for member in sorted(family.others, key=_width)
        if member.may_say and _is_one_concept(member.camp.value)
    ]
    return next((one for one in around if one.certain.bit_count() >= 2), None)


def _is_one_concept(value: Value) -> bool:
    return isinstance(value, Concepts) and len(value.ids) == 1


def _width(member: Member) -> int:
    return sum(end - start for start, end in member.camp.reach.named)
