"""Which heads are out of date, why, and by whose later word.

Later always means certainly later: what was said by the end of one time, before the start of the
other. An unknown time is later than nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from claims.agreement.answer import Behind
from claims.agreement.camps import Camps
from claims.agreement.evolving import evolved
from claims.agreement.heads import withdrawn_entry
from claims.agreement.lines import Entry
from claims.agreement.reaches import contradict
from claims.agreement.shapes import Question
from claims.agreement.testimony import Testimony, Withdrawal, time_of
from claims.agreement.voices import Voice, Voices
from claims.values import SUGGESTS, WITHDRAWS

Spoken = Mapping[Voice, Sequence[Entry]]
"""The heads of each voice."""


@dataclass(slots=True)
class Cause:
    """Why a head is behind, and the statement that put it there."""

    why: Behind
    by: Entry


def spoken_by(heads: Sequence[Entry], voices: Voices) -> Spoken:
    """The heads of each voice, in their order."""
    spoken: dict[Voice, list[Entry]] = defaultdict(list)
    for head in heads:
        spoken[voices.voice(head.statement)].append(head)
    return spoken


def behind_of(
    question: Question, spoken: Spoken, entries: Sequence[Entry], camps: Camps, voices: Voices
) -> dict[Entry, Cause]:
    """The heads that are behind.

    O(n log n) operations on masks where few of one origin's statements differ; an origin that
    said k different things costs up to k² of them.
    """
    taken_back = _withdrawals(entries, voices)
    causes: dict[Entry, Cause] = {}
    for voice, said in spoken.items():
        withdrawals = taken_back.get(voice, ()) if taken_back else ()
        if len(said) > 1 or withdrawals:
            causes.update(of_one_voice(said, withdrawals, question))
    for head, by in list(evolved(question, camps.all, causes)):
        causes[head] = Cause(Behind.EVOLVED, by)
    return causes


def of_one_voice(
    said: Sequence[Entry], withdrawals: Sequence[Withdrawal], question: Question
) -> Mapping[Entry, Cause]:
    """The heads of one voice that it revised or withdrew since."""
    last = max(said, key=time_of)
    if not withdrawals and _has_last_word(last, said, question):
        revised = Cause(Behind.ORIGIN_REVISED, last)
        return {head: revised for head in said if is_later(last, head)}
    return weighed(said, withdrawals, question)


def _has_last_word(last: Entry, said: Sequence[Entry], question: Question) -> bool:
    """Whether the last contradicts all before it, as one who corrects a count does each time.

    Nobody speaks after the last, so that nothing it contradicts is said again.
    """
    if last.reach is None or last.statement.stance is SUGGESTS or question.definitions:
        return False
    return all(
        head is last or (head.reach is not None and contradict(head.reach, last.reach, question))
        for head in said
    )


def weighed(
    said: Sequence[Entry], withdrawals: Sequence[Withdrawal], question: Question
) -> Mapping[Entry, Cause]:
    """The same, each thing said held against all the others."""
    testimony = Testimony(said, withdrawals, question)
    causes: dict[Entry, Cause] = {}
    for (reach, definition), alike in testimony.sayings.items():
        reviser = testimony.reviser(reach, definition) if reach else None
        withdrawal = testimony.withdrawal(reach, definition) if withdrawals else None
        for head in alike:
            if reviser and is_later(reviser, head):
                causes[head] = Cause(Behind.ORIGIN_REVISED, reviser)
            elif withdrawal and is_later(withdrawal, head):
                causes[head] = Cause(Behind.WITHDRAWN, withdrawal)
    return causes


def is_later(b: Entry, a: Entry) -> bool:
    """Whether `b` was certainly said after `a`."""
    end, start = a.statement.stated_before, b.statement.stated_at
    return end is not None and start is not None and end <= start


def _withdrawals(entries: Sequence[Entry], voices: Voices) -> dict[Voice, list[Withdrawal]]:
    """Everything each voice took back, the latest first."""
    taken_back: dict[Voice, list[Withdrawal]] = defaultdict(list)
    withdrawing = [entry for entry in entries if entry.statement.stance is WITHDRAWS]
    known = {entry.id: entry for entry in entries} if withdrawing else {}
    for entry in reversed(withdrawing):
        if entry.statement.stated_at is None:
            continue
        voice = voices.voice(entry.statement)
        if entry.statement.supersedes is None:
            taken_back[voice].append(Withdrawal(entry, None, entry.statement.definition))
            continue
        named = withdrawn_entry(entry, known)
        if named and named.reach:
            definition = named.statement.definition
            taken_back[voice].append(Withdrawal(entry, named.reach, definition))
    for withdrawals in taken_back.values():
        withdrawals.sort(key=_said, reverse=True)
    return taken_back


def _said(withdrawal: Withdrawal) -> tuple[object, ...]:
    statement = withdrawal.entry.statement
    return statement.stated_at, withdrawal.entry.order, statement.id
