"""Cases of a figure from records made by hand, and answers in short."""

from __future__ import annotations

from claims.agreement import Question
from claims.figure import Adopted, Case, Figure, Policy, figure, stale_because
from tests.claims.agreement.record import KILLED, Record, id_of


def bombing(question: Question = KILLED) -> Record:
    """Authorities and their media, outlets, a hospital, and the group that did it."""
    made = Record(question)
    made.source("Authorities", "government")
    made.source("State media", "media_group", speaks_for="Authorities")
    made.source("Post")
    made.source("Times")
    made.source("Hospital", "institution")
    made.source("Officials", "unnamed")
    made.source("Group", "armed_group")
    made.source("Amaq", "agency", speaks_for="Group")
    made.source("Branch", "armed_group", part_of="Group")
    for name in ("Israel", "Islamic State", "Taliban"):
        made.concept(name)
    made.concept("ISIS-K", broader="Islamic State")
    return made


def case(
    record: Record, *, adopted: str = "", wording: str = "", parties: tuple[str, ...] = (), **more
) -> Case:
    return Case(
        record.question,
        record.statements,
        record.speakers,
        record.concepts,
        parties=frozenset(id_of(party) for party in parties),
        adopted=Adopted(id_of(adopted), wording or adopted) if adopted else None,
        **more,
    )


def short(given: Figure, of: Case) -> tuple:
    """The words of a figure, or why there is none; what is used; what is left out and why."""
    wording = {statement.id: statement.wording for statement in of.statements}
    return (
        given.absence.code.value if given.absence else given.wording,
        [wording[id] for id in given.used],
        {wording[one.statement]: one.why.value for one in given.left_out},
    )


def answer(policy: str, of: Case) -> tuple:
    return short(figure(of, Policy(policy)), of)


def texts(policy: str, of: Case) -> dict[str, str]:
    wording = {statement.id: statement.wording for statement in of.statements}
    left_out = figure(of, Policy(policy)).left_out
    return {wording[one.statement]: one.text for one in left_out}


def stale(of: Case) -> list[tuple[str, str]]:
    return [(reason.code, reason.text) for reason in stale_because(of)]
