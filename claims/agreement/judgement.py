"""The whole judgement, step by step: lines, heads, behind, groups, contradictions, verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from claims.agreement.answer import Agreement, Head, Pair
from claims.agreement.behind import Cause, Spoken, behind_of, spoken_by
from claims.agreement.camps import Camps, camps_of
from claims.agreement.contradictions import contradictions_of
from claims.agreement.counting import Counting, joined
from claims.agreement.explaining import Explaining
from claims.agreement.families import Gathering
from claims.agreement.gaps import gap_between
from claims.agreement.groups import groups_of
from claims.agreement.heads import Standing, heads_of
from claims.agreement.lines import Entry, entries_of
from claims.agreement.naming import Naming
from claims.agreement.reaches import relate
from claims.agreement.reasons import Case, reasons_for
from claims.agreement.shapes import Concept, Question, Speaker, Statement
from claims.agreement.spaces import Space, space_of
from claims.agreement.verdict import rule
from claims.agreement.voices import Voices


@dataclass(slots=True, eq=False)
class Hearing:
    """What all later steps start from: who stands, in which camps, and who is behind."""

    space: Space
    entries: Sequence[Entry]
    standing: Standing
    camps: Camps
    voices: Voices
    spoken: Spoken
    causes: Mapping[Entry, Cause]

    @property
    def behind(self) -> int:
        """The mask of the heads that are behind."""
        return self.camps.mask(self.causes)


def judge(
    question: Question,
    statements: Sequence[Statement],
    speakers: Mapping[UUID, Speaker],
    concepts: Mapping[UUID, Concept],
) -> Agreement:
    """Who agrees with whom about one question.

    Takes what is in view and nothing else; `speakers` holds every source named and its parents to
    the top, `concepts` every entity named and its broader ones. The order of the statements does
    not matter. TypeError for a value of another kind than the question's, ValueError for a circle
    of supersession, parents or broader concepts.
    """
    hearing = _hear(question, statements, speakers, concepts)
    camps, causes, behind = hearing.camps, hearing.causes, hearing.behind
    counting = Counting(hearing.voices)
    gathering = Gathering(question, hearing.space, camps.blocks, counting)
    families = gathering.families(camps.all)
    found = contradictions_of(question, camps, causes, hearing.spoken)
    heads = hearing.standing.heads
    ruling = rule(question, camps, len(heads), behind, found, families, gathering)
    backing = joined(counting.of_camp(camp) for camp in camps.all)
    return Agreement(
        verdict=ruling.verdict,
        corroborated=ruling.corroborated,
        reasons=reasons_for(
            Case(
                hearing.standing,
                camps,
                causes,
                found,
                ruling,
                backing,
                counting,
                Naming(question, speakers, concepts),
            )
        ),
        outlets=backing.outlet_count,
        origins=backing.origins,
        heads=tuple(_head(head, causes.get(head)) for head in heads),
        groups=groups_of(families, behind, camps),
        contradictions=tuple([one.shown for one in found.listed]),
        contradictions_total=found.total,
        silent=hearing.standing.silent,
    )


def pairs(
    question: Question,
    statements: Sequence[Statement],
    speakers: Mapping[UUID, Speaker],
    concepts: Mapping[UUID, Concept],
    *,
    of: UUID | None = None,
) -> Iterator[Pair]:
    """The heads that have a value, two by two: n² of them, made one at a time.

    With `of` only that head beside each other one: n of them.
    """
    hearing = _hear(question, statements, speakers, concepts)
    camps = hearing.camps
    explaining = Explaining(question, camps, hearing.causes, hearing.spoken)
    for at, head in enumerate(camps.heads):
        if of not in (None, head.id):
            continue
        explained = list(explaining.of(at, explaining.contradicting(camps.camp_of[at])))
        for other in range(at + 1 if of is None else 0, len(camps.heads)):
            if other == at:
                continue
            a, b = camps.camp_of[at], camps.camp_of[other]
            fitting = [one for one, others in explained if others >> other & 1]
            related = relate(a.reach, b.reach, question)
            gap, share = gap_between(a, b) if related is related.CONTRADICTS else (None, None)
            explanation = fitting[0] if fitting else None
            yield Pair(head.id, camps.heads[other].id, related, gap, share, explanation)


def placed(
    question: Question, statements: Sequence[Statement], concepts: Mapping[UUID, Concept]
) -> list[Entry]:
    """Every statement on its line, in line order."""
    return entries_of(question, statements, _space(question, statements, concepts))


def _hear(
    question: Question,
    statements: Sequence[Statement],
    speakers: Mapping[UUID, Speaker],
    concepts: Mapping[UUID, Concept],
) -> Hearing:
    space = _space(question, statements, concepts)
    entries = entries_of(question, statements, space)
    standing = heads_of(entries)
    camps = camps_of(standing.heads, question, space)
    voices = Voices(speakers)
    spoken = spoken_by(standing.heads, voices)
    causes = behind_of(question, spoken, entries, camps, voices)
    return Hearing(space, entries, standing, camps, voices, spoken, causes)


def _space(
    question: Question, statements: Sequence[Statement], concepts: Mapping[UUID, Concept]
) -> Space:
    values = [statement.value for statement in statements if statement.value is not None]
    return space_of(question, values, concepts)


def _head(head: Entry, cause: Cause | None) -> Head:
    return Head(head.id, cause.why if cause else None, cause.by.id if cause else None)
