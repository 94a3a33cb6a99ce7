"""Reasons why something is not corroborated: too few outlets, origins, or words."""

from __future__ import annotations

from collections.abc import Iterator

from claims.agreement.answer import Reason, ReasonCode
from claims.agreement.camps import Camps
from claims.agreement.counting import Backing, Counting, joined
from claims.agreement.families import Family
from claims.agreement.naming import Naming, sentence
from claims.agreement.phrases import in_words
from claims.agreement.verdict import Ruling
from claims.values import DENIES, SUGGESTS


def support(
    camps: Camps, ruling: Ruling, backing: Backing, counting: Counting, naming: Naming
) -> Iterator[Reason]:
    """What the heads, `backing` them all, lack to corroborate each other."""
    yield from _stances(camps)
    if backing.outlet_count == 1:
        name = naming.name(camps.heads[0].statement.outlet)
        yield Reason(ReasonCode.SINGLE_OUTLET, sentence(f"only one outlet, {name}, reports it"))
    yield from _origins(backing, counting, naming)
    if len([one for one in ruling.standing if one.joint]) > 1:
        text = "What stands are different answers, and not each has two origins"
        yield Reason(ReasonCode.DIFFERENT_ANSWERS, sentence(text))
    for family in ruling.standing:
        yield from _room(family, counting, naming)


def _stances(camps: Camps) -> Iterator[Reason]:
    stances = {camp.stance for camp in camps.all}
    if any(camp.affirms for camp in camps.all):
        return
    if DENIES in stances:
        yield Reason(ReasonCode.ONLY_DENIED, "Answers are denied, and none is asserted.")
    if SUGGESTS in stances:
        yield Reason(ReasonCode.ONLY_SUGGESTED, "Answers are only suggested.")


def _origins(backing: Backing, counting: Counting, naming: Naming) -> Iterator[Reason]:
    origins = backing.origins
    if origins.max == 1:
        names = counting.names(backing.certain | backing.possible, naming.name)
        text = f"All of it goes back to one origin, {names[0]}"
        yield Reason(ReasonCode.SINGLE_ORIGIN, sentence(text))
    elif origins.min < 2 <= origins.max:
        text = f"It is not always said whose word it is: one origin, or as many as {origins.max:,}"
        yield Reason(ReasonCode.ORIGINS_UNKNOWN, sentence(text))


def _room(family: Family, counting: Counting, naming: Naming) -> Iterator[Reason]:
    """Two certain origins fit the value, but fewer say it."""
    if family.joint is None:
        return
    saying = joined([member.backing for member in family.sayers]).certain
    fitting = family.backing.certain
    if fitting.bit_count() < 2 or saying.bit_count() >= 2:
        return
    value = in_words(family.joint.value, naming.question, naming.concepts)
    names = counting.names(fitting & ~saying, naming.name)
    verb = "leaves" if len(names) == 1 else "leave"
    text = f"{', '.join(names[:3])} only {verb} room for {value}"
    yield Reason(ReasonCode.ONLY_LEAVES_ROOM, sentence(text))
