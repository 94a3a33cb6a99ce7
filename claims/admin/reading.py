"""What the words of a statement would be read as, before anything is recorded.

In: a claim and what is typed. Out: the value in words, or why it can't be read; the same rules as
recording uses.
"""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from api.refusals import Invalid
from claims.agreement import in_words
from claims.agreement.camps import as_shown
from claims.finding import find_entities, unknown_entity
from claims.judging import question_of
from claims.models import Claim, Revision
from claims.stated_value import GivenValue, columns_for, value_of
from claims.values import Stance, ValueType

TRUTHS = {"yes": True, "true": True, "no": False, "false": False}


@dataclass(frozen=True, slots=True)
class Read:
    """How words are read: `words` says the value, or why there is none."""

    is_read: bool
    words: str


def truth(text: str) -> bool | str:
    """ "yes" and "no" as an answer; anything else as it is, to be refused."""
    return TRUTHS.get(text.strip().lower(), text)


def read_for(claim: Claim, wording: str, value: str = "") -> Read:
    """How an assertion of these words would be read."""
    try:
        return Read(True, _words(claim, wording, value))
    except Invalid as refusal:
        return Read(False, refusal.faults[0].detail)


def _words(claim: Claim, wording: str, value: str) -> str:
    kind = ValueType(claim.value_type)
    if kind is ValueType.ENTITY:
        found = find_entities([wording])[wording]
        if len(found) != 1:
            raise unknown_entity(wording, found, "entities")
        return found[0].name
    answer: str | bool | None = value or None
    if kind is ValueType.BOOLEAN and value:
        answer = truth(value)
    given = GivenValue(wording=wording, value=answer)
    columns = columns_for(claim, Stance.ASSERTS, given, ZoneInfo(claim.topic.time_zone))
    row = Revision(value_type=kind.value, stance=Stance.ASSERTS.value, wording=wording, **columns)
    read = value_of(row, ())
    assert read is not None
    question = question_of(claim)
    words = in_words(as_shown(read, question), question, {})
    return f"{words} {claim.unit}" if claim.is_count and claim.unit else words
