"""Why a verdict is what it is: codes for programs, plain sentences for people.

The sentences name sources and what they say. Of one code at most ten are written out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from claims.agreement.answer import (
    COUNT_AS_LIVE,
    Contradiction,
    Explanation,
    Reason,
    ReasonCode,
    Verdict,
)
from claims.agreement.behind import Cause
from claims.agreement.camps import Camps
from claims.agreement.contradictions import Found
from claims.agreement.counting import Backing, Counting
from claims.agreement.heads import Standing
from claims.agreement.lapses import lapse
from claims.agreement.lines import Entry
from claims.agreement.masks import bits
from claims.agreement.naming import Naming, sentence
from claims.agreement.phrases import count, in_words, listed
from claims.agreement.support import support
from claims.agreement.verdict import Ruling

SENTENCES = 10
CODES = {
    Explanation.LIVE: ReasonCode.CONTRADICTION,
    Explanation.SELF: ReasonCode.SELF,
    Explanation.UNORDERED: ReasonCode.UNORDERED,
    Explanation.DEFINITION: ReasonCode.DEFINITION,
    Explanation.CLOSE: ReasonCode.CLOSE,
}


@dataclass(slots=True)
class Side:
    """Heads of one position that are not behind, and what they say in words."""

    heads: Sequence[Entry]
    saying: str


@dataclass(slots=True)
class Case:
    """Everything the reasons are read from; `sides` by mask, as one is in many contradictions."""

    standing: Standing
    camps: Camps
    causes: Mapping[Entry, Cause]
    found: Found
    ruling: Ruling
    backing: Backing
    counting: Counting
    naming: Naming
    sides: dict[int, Side] = field(default_factory=dict)

    def side(self, mask: int) -> Side:
        """The heads of these bits, less those that are behind."""
        if mask not in self.sides:
            heads = [self.camps.heads[at] for at in bits(mask)]
            left = [head for head in heads if head not in self.causes]
            self.sides[mask] = Side(left, self.naming.saying(left) if left else "")
        return self.sides[mask]


def reasons_for(case: Case) -> tuple[Reason, ...]:
    """The reasons for a verdict, those that decide it first."""
    match case.ruling.verdict:
        case Verdict.UNREPORTED:
            return (_silence(case.standing),)
        case Verdict.UNCLEAR:
            return tuple(_unreadable(case))
        case Verdict.DISPUTED:
            return (*_disputes(case), *_lapses(case))
        case Verdict.CORROBORATED:
            return (*_corroborated(case), *_apart(case, Explanation.CLOSE), *_lapses(case))
        case Verdict.EVOLVING | Verdict.INCOMPARABLE | Verdict.UNCORROBORATED:
            apart = (*_apart(case, Explanation.DEFINITION), *_apart(case, Explanation.CLOSE))
            rest = support(case.camps, case.ruling, case.backing, case.counting, case.naming)
            return (*_lapses(case), *apart, *rest)


def _silence(standing: Standing) -> Reason:
    if standing.silent:
        return Reason(ReasonCode.ALL_WITHDRAWN, "Everything that was said has been withdrawn.")
    return Reason(ReasonCode.NOTHING_SAID, "Nobody has said anything on record.")


def _unreadable(case: Case) -> Iterator[Reason]:
    for head in case.standing.heads[:SENTENCES]:
        names, _ = case.naming.speakers_of([head])
        text = f"{names}: {case.naming.value(head)} names no value that can be compared"
        yield Reason(ReasonCode.UNREADABLE, sentence(text))


def _disputes(case: Case) -> Iterator[Reason]:
    live = [one for one in COUNT_AS_LIVE if one in case.found.standing]
    for explanation in live:
        yield from _apart(case, explanation)
    if not live:
        text = "No value fits everything that stands, though no two statements contradict"
        yield Reason(ReasonCode.NO_COMMON_VALUE, sentence(f"{text} each other"))


def _apart(case: Case, explanation: Explanation) -> Iterator[Reason]:
    """A sentence for each contradiction of one explanation between heads that are not behind."""
    if explanation not in case.found.standing:
        return
    told = 0
    for one in case.found.listed:
        if one.shown.explanation is not explanation:
            continue
        a, b = case.side(one.a), case.side(one.b)
        if a.heads and b.heads:
            yield Reason(CODES[explanation], sentence(_apart_text(one.shown, a, b, case.naming)))
            told += 1
        if told == SENTENCES:
            return


def _apart_text(contradiction: Contradiction, a: Side, b: Side, naming: Naming) -> str:
    pair, first = f"{a.saying}; {b.saying}", a.heads[0].statement
    match contradiction.explanation:
        case Explanation.LIVE:
            return f"{pair}: both cannot be true"
        case Explanation.SELF:
            both = _both(a.heads, b.heads, naming)
            return f"{naming.name(first.outlet)} says both {both} in one document"
        case Explanation.UNORDERED:
            both = _both(a.heads, b.heads, naming)
            unknown = "and which came later is not known"
            return f"{naming.name(first.origin)} is cited for both {both}, {unknown}"
        case Explanation.DEFINITION:
            words = [f"“{one.heads[0].statement.definition}”" for one in (a, b)]
            return f"{pair}: they count different things, {listed(words)}"
        case Explanation.CLOSE:
            share = (contradiction.gap_share or 0) * 100
            return f"{pair}: only {share:.1f} % apart"
        case Explanation.ORIGIN_REVISED | Explanation.WITHDRAWN | Explanation.EVOLVED:
            return f"{pair}: one of them is out of date"


def _both(a: Sequence[Entry], b: Sequence[Entry], naming: Naming) -> str:
    return f"{naming.value(a[0])} and {naming.value(b[0])}"


def _lapses(case: Case) -> Iterator[Reason]:
    """A sentence for everybody cited for one thing who has since said another."""
    alike: dict[tuple[object, ...], list[tuple[Entry, Cause]]] = {}
    for head in case.standing.heads:
        cause = case.causes.get(head)
        if cause:
            key = cause.why, cause.by.id, head.statement.origin, head.reach
            alike.setdefault(key, []).append((head, cause))
    for lapsed in islice(alike.values(), SENTENCES):
        cause = lapsed[0][1]
        text = lapse([head for head, _ in lapsed], cause.why, cause.by, case.naming)
        yield Reason(ReasonCode.BEHIND, sentence(text))
    if len(alike) > SENTENCES:
        left = count(len(alike) - SENTENCES, "more is", "more are")
        yield Reason(ReasonCode.BEHIND, sentence(f"{left} out of date"))


def _corroborated(case: Case) -> Iterator[Reason]:
    for one in case.ruling.corroborations[:SENTENCES]:
        names = case.counting.names(one.certain, case.naming.name)
        value = in_words(one.value, case.naming.question, case.naming.concepts)
        yield Reason(ReasonCode.CORROBORATED, sentence(f"{listed(names)} each say {value}"))
