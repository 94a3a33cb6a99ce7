"""What stands, for one case: judged without what the parties to the event say themselves.

A party's word is not only left out of the figure: it puts nobody else's behind and contradicts
nobody here. What it replaced or took back in the record stays replaced and taken back.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from claims.agreement import Agreement, Head, Pair, Silence, Silent, Statement, judge, pairs
from claims.agreement.naming import Naming
from claims.agreement.voices import Voices
from claims.figure import phrases
from claims.figure.parties import parties_behind
from claims.figure.shapes import Case, LeftOut, Why
from claims.values import Stance, ValueType


class Bench:
    """The statements of a case, sorted into those that stand and those that don't."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.said = {statement.id: statement for statement in case.statements}
        self.naming = Naming(case.question, case.speakers, case.concepts)
        self.voices = Voices(case.speakers)
        self._parties = {} if case.uses_parties else self._own_words_of_parties()
        self.agreement, self.silent = self._judged()
        self.heads: dict[UUID, Head] = {head.statement: head for head in self.agreement.heads}

    def _own_words_of_parties(self) -> dict[UUID, tuple[UUID, UUID]]:
        found = {
            statement.id: parties_behind(statement, self.case.speakers, self.case.parties)
            for statement in self.case.statements
        }
        return {id: party for id, party in found.items() if party is not None}

    def _judged(self) -> tuple[Agreement, dict[UUID, Silent]]:
        case = self.case
        agreement = judge(case.question, case.statements, case.speakers, case.concepts)
        silent = {one.statement: one for one in agreement.silent}
        if self._parties:
            out = {
                id: one
                for id, one in silent.items()
                if one.by in self._parties and one.why in (Silence.SUPERSEDED, Silence.WITHDRAWN)
            }
            self._counted = [
                s for s in case.statements if s.id not in self._parties and s.id not in out
            ]
            agreement = judge(case.question, self._counted, case.speakers, case.concepts)
            silent = {one.statement: one for one in agreement.silent} | out
        else:
            self._counted = list(case.statements)
        return agreement, silent

    def pairs_with(self, head: UUID) -> Iterator[Pair]:
        """One head beside every other."""
        case = self.case
        return pairs(case.question, self._counted, case.speakers, case.concepts, of=head)

    def standing(self) -> list[Statement]:
        """The statements that nothing common to the policies rules out."""
        return [s for s in self.case.statements if self.ruled_out(s) is None]

    def ruled_out(self, statement: Statement) -> LeftOut | None:
        """Why no policy but `adopted` uses a statement; None: it asserts, denies or is vague."""
        id = statement.id
        if statement.stance is Stance.WITHDRAWS:
            return self._left(id, Why.WITHDRAWAL, phrases.withdrawal(statement, self.naming))
        if id in self._parties:
            return self._left(id, Why.PARTY, phrases.party(*self._parties[id], self.naming))
        if id in self.silent:
            return self._silenced(self.silent[id])
        head = self.heads.get(id)
        if statement.value is None or head is None:
            return self._left(id, Why.UNREADABLE, phrases.unreadable(statement))
        if head.behind is not None and head.by is not None:
            text = phrases.behind(head.behind, statement, self.said[head.by], self.naming)
            return self._left(id, Why.BEHIND, text, head.by)
        if statement.stance is Stance.SUGGESTS:
            return self._left(id, Why.SUGGESTED, phrases.suggested(statement, self.naming))
        return None

    def _silenced(self, silent: Silent) -> LeftOut:
        later = self.said[silent.by] if silent.by else None
        text = phrases.silence(silent.why, self.said[silent.statement], later, self.naming)
        return self._left(silent.statement, Why(silent.why.value), text, silent.by)

    def _left(self, id: UUID, why: Why, text: str, by: UUID | None = None) -> LeftOut:
        return LeftOut(id, why, text, by)


def is_denial(statement: Statement, value_type: ValueType) -> bool:
    """Whether it only says what is not so."""
    return statement.stance is Stance.DENIES and value_type is not ValueType.BOOLEAN
