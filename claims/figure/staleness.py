"""Why the adopted figure should be looked at again.

It is stale when what it rests on stands no more, is out of date, or is contradicted by a
statement that is not. A close figure, another definition, a suggestion make nothing stale; nor
does a party's own word, unless it is what was adopted.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from claims.agreement import Explanation, Relation, Statement, relation
from claims.agreement.naming import sentence
from claims.figure import phrases
from claims.figure.bench import Bench
from claims.figure.parties import parties_behind
from claims.figure.shapes import Case, Stale, Why

CONTRADICTED = "contradicted"
HARMLESS = (Explanation.DEFINITION, Explanation.CLOSE)
NAMED = 10
AS_ADOPTED = (Why.SUGGESTED, Why.UNREADABLE)
"""What was known, and the same, when it was adopted."""


def stale_because(case: Case) -> tuple[Stale, ...]:
    """The reasons, at most ten contradictions among them; empty: it may be printed as it is.

    Nothing adopted, or adopted and not yet said, is never stale.
    """
    adopted = case.adopted
    statement = next((s for s in case.statements if adopted and s.id == adopted.statement), None)
    if statement is None:
        return ()
    if parties_behind(statement, case.speakers, case.parties):
        case = replace(case, uses_parties=True)
    bench = Bench(case)
    standing = _repeated(statement, bench)
    out = bench.ruled_out(standing)
    still_stands = standing.id not in bench.silent and out is not None and out.why in AS_ADOPTED
    if out is not None and not still_stands:
        return (Stale(out.why.value, out.text, out.by),)
    return tuple(_contradictions(standing, bench))


def _repeated(statement: Statement, bench: Bench) -> Statement:
    """The newest statement that says the same in its place: a figure repeated is not replaced."""
    at = statement
    seen: set[UUID] = set()
    while at.id in bench.silent and at.id not in seen:
        seen.add(at.id)
        by = bench.silent[at.id].by
        later = bench.said.get(by) if by else None
        if later is None or not _says_the_same(at, later, bench):
            return statement
        at = later
    return at


def _says_the_same(a: Statement, b: Statement, bench: Bench) -> bool:
    if a.value is None or b.value is None or a.stance is not b.stance:
        return False
    return relation(a, b, bench.case.question, bench.case.concepts) is Relation.SAME


def _contradictions(standing: Statement, bench: Bench) -> list[Stale]:
    against: dict[str, UUID] = {}
    for pair in bench.pairs_with(standing.id):
        if pair.explanation in (None, *HARMLESS) or bench.heads[pair.b].behind is not None:
            continue
        other = bench.said[pair.b]
        verb = "say" if bench.naming.is_plural(other.origin) else "says"
        name = bench.naming.name(other.origin)
        against.setdefault(sentence(f"{name} {verb} {phrases.said(other, bench.naming)}"), pair.b)
    return [Stale(CONTRADICTED, text, by) for text, by in sorted(against.items())[:NAMED]]
