"""Each difference in one plain sentence, with a code for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

from api.rendering import dumps
from claims.agreement.naming import sentence
from claims.diff.comparing import Difference, adopted
from claims.diff.states import State, Written
from claims.figure.phrases import value_in_words
from claims.values import Stance
from history.telling import FieldChange

NOTHING = "nothing"
ADOPTION = ("adopted_revision", "adopted_wording")
DOES = {
    Stance.ASSERTS: "says",
    Stance.SUGGESTS: "suggests",
    Stance.DENIES: "denies",
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """What differs: a code, and the words; `statement` is the one it is about."""

    code: str
    text: str
    statement: UUID | None = None


def sentences(found: Difference, entries: Mapping[UUID, Written]) -> list[Sentence]:
    """Every difference, most telling first: what is printed, the verdict, statements, fields."""
    return [*_outcome(found), *_statements(found, entries), *_fields(found)]


def fields_in_words(
    fields: Iterable[FieldChange], names: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Sentence]:
    """A sentence a field; `names` of what ids stand for."""
    for each in fields:
        words = each.field.replace("_", " ")
        text = f"{words}: {_shown(each.old, names)} then, {_shown(each.new, names)} now"
        yield Sentence("field_changed", sentence(text))


def _outcome(found: Difference) -> Iterator[Sentence]:
    if found.then is None:
        yield Sentence("claim_recorded", "The claim was not on record then.")
    if found.adopted_differs:
        yield Sentence("adopted", sentence(_adopted(found)))
    if found.leading_differs:
        text = f"the leading value was {_leading(found.then)}, and is {_leading(found.now)}"
        yield Sentence("leading", sentence(text))
    if found.then is not None and found.verdict_differs:
        yield Sentence("verdict", sentence(_verdict(found.then, found.now)))


def _verdict(then: State, now: State) -> str:
    before, after = then.judgement.agreement.verdict, now.judgement.agreement.verdict
    if before == after:
        return f"the verdict is {after} as it was, for other reasons"
    return f"the verdict was {before}, and is {after}"


def _adopted(found: Difference) -> str:
    before, after = adopted(found.then), adopted(found.now)
    if after is None:
        return f"“{before[1] if before else ''}” was adopted, and nothing is"
    if before is None:
        return f"no figure was adopted, and “{after[1]}” is"
    if before[1] == after[1]:
        return f"“{after[1]}” is adopted as it was, from another statement"
    return f"“{before[1]}” was adopted, and “{after[1]}” is"


def _leading(state: State | None) -> str:
    if state is None or state.leading is None:
        return NOTHING
    group = state.leading
    if group.value is None:
        words = [value_in_words(each, (), state.naming) for each in group.excepted]
        return f"only denials, of {' and '.join(words)}"
    return value_in_words(group.value, group.excepted, state.naming)


ADDED = ("statement_added", "added")
# Written by neither entry: a claim was merged into this one, or is no longer.
READ_HERE = ("statement_merged", "read here since a merge")
READ_ELSEWHERE = ("statement_unmerged", "no longer read here")


def _statements(found: Difference, entries: Mapping[UUID, Written]) -> Iterator[Sentence]:
    for row in found.added:
        code, did = ADDED if row.id in entries else READ_HERE
        yield Sentence(code, sentence(f"{did}: {_said(row, found.now)}"), row.id)
    for row in found.voided:
        assert found.then is not None
        if row.id not in entries:
            code, did = READ_ELSEWHERE
            yield Sentence(code, sentence(f"{did}: {_said(row, found.then)}"), row.id)
            continue
        reason = entries[row.id].reason
        because = f", as “{reason}”" if reason else ""
        text = sentence(f"voided: {_said(row, found.then)}{because}")
        yield Sentence("statement_voided", text, row.id)
    for row, by in found.superseded:
        text = f"superseded: {_said(row, found.now)}; {_said(by, found.now)} instead"
        yield Sentence("statement_superseded", sentence(text), row.id)


def _said(row: Any, state: State) -> str:
    """ "The Media Line, for Iranian authorities, says “84”"."""
    naming = state.naming
    publisher = naming.name(row.line_publisher)
    origin = "" if row.line_origin == row.line_publisher else naming.name(row.line_origin)
    whose = f"{publisher}, for {origin}," if origin else publisher
    if row.stance == Stance.WITHDRAWS:
        return f"{whose} takes back what was said"
    return f"{whose} {DOES[Stance(row.stance)]} “{row.wording}”"


def _fields(found: Difference) -> Iterator[Sentence]:
    names = {**(found.then.names if found.then else {}), **found.now.names}
    fields = (each for each in found.fields if each.field not in ADOPTION)
    yield from fields_in_words(fields, names)


def _shown(value: Any, names: Mapping[str, str]) -> str:
    """A field's value in a sentence."""
    match value:
        case None | "" | []:
            return NOTHING
        case bool():
            return "yes" if value else "no"
        case str():
            return f"“{names.get(value, value)}”"
        case list():
            return ", ".join(f"“{names.get(each, each)}”" for each in value)
        case _:
            return dumps(value).decode().strip('"')
