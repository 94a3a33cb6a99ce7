"""The rows of a read article as they were sent back: which are ticked, and what each states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from api.refusals import Invalid
from claims.admin.article_form import (
    RowForm,
    claims_of,
    entities_named,
    places_in,
    sources_called,
)
from claims.admin.article_page import Row
from claims.admin.article_recording import Ticked
from claims.admin.reading import truth
from claims.articles.quoting import paragraph_of, quotation_of
from claims.articles.shapes import Span
from claims.drafting import NewStatement
from claims.finding import unknown_entity
from claims.models import Claim
from claims.stated_value import GivenValue
from claims.values import Qualifier, Stance, ValueType
from sources.models import Document

UNREADABLE = Qualifier.UNREADABLE.value
SEPARATOR = ";"


@dataclass(slots=True)
class Sent:
    """A row as it was sent, with what is wrong with it; `ticked` if it is to be recorded."""

    number: int
    values: dict[str, Any]
    place: Span = (0, 0)
    sentence: Span = (0, 0)
    errors: dict[str, list[str]] = field(default_factory=dict)
    ticked: Ticked | None = None

    def refuse(self, name: str, error: ValidationError) -> None:
        self.errors.setdefault(name, []).extend(error.messages)

    def as_row(self) -> Row:
        return Row(self.number, self.place, self.sentence, self.values, self.errors)


def sent_rows(data: Any, count: int, text: str) -> list[Sent]:
    """The rows of the page, `count` at most; ticked ones with the statement they make."""
    forms = [RowForm(data, prefix=f"r{number}") for number in range(count)]
    forms = [form for form in forms if form.add_prefix("place") in data]
    rows = [_sent(form, text) for form in forms]
    picked = [
        (row, form.cleaned_data)
        for row, form in zip(rows, forms, strict=True)
        if row.values["pick"] and not row.errors
    ]
    links = _Links.of([given for _, given in picked])
    for row, given in picked:
        statement = links.statement(row, given, text)
        if statement is not None and not row.errors:
            row.ticked = Ticked(row.number, statement, row.place)
    return rows


def _sent(form: RowForm, text: str) -> Sent:
    """A row's values as sent, so that the page shows them again whatever is wrong with them."""
    valid = form.is_valid()
    values = {name: form.data.get(form.add_prefix(name), "") for name in form.fields}
    row = Sent(int(str(form.prefix)[1:]), {**values, "pick": bool(values["pick"])})
    try:
        row.place, row.sentence = places_in(form.cleaned_data.get("place", "0-0-0-0"), text)
    except ValidationError as error:
        row.refuse("", error)
    if row.values["pick"] and not valid:
        for name, messages in form.errors.items():
            row.errors.setdefault(name, []).extend(map(str, messages))
    return row


@dataclass(frozen=True, slots=True)
class _Links:
    """The records that the ticked rows name, looked up together."""

    claims: Mapping[Any, Claim]
    sources: Mapping[str, Any]
    entities: Mapping[str, Sequence[Any]]

    @classmethod
    def of(cls, given: Sequence[Mapping[str, Any]]) -> _Links:
        claims = claims_of(row["claim"] for row in given if row["claim"])
        named = [
            name
            for row in given
            if (claim := claims.get(row["claim"])) and claim.value_type == ValueType.ENTITY
            for name in _names(row["value"] or row["wording"])
        ]
        return cls(
            claims,
            sources_called(row[role] for row in given for role in ("origin", "via") if row[role]),
            entities_named(dict.fromkeys(named)),
        )

    def statement(self, row: Sent, given: Mapping[str, Any], text: str) -> NewStatement | None:
        """What the row states; None, with the errors in the row, if it can't be told."""
        claim = self.claims.get(given["claim"])
        if claim is None:
            row.refuse("claim", ValidationError("Say which claim it answers."))
            return None
        origin, via = self._source(row, given, "origin"), self._source(row, given, "via")
        entities = self._entities(row, claim, given)
        is_number = claim.value_type == ValueType.QUANTITY
        return NewStatement(
            claim=claim,
            document=Document(),  # the article's own, once it is found or made
            attributed_to=origin,
            via=via,
            stance=Stance(given["stance"]),
            given=_value(row, claim, given, [entity.pk for entity in entities]),
            entities=entities,
            stated=given["stated"],
            quotation=quotation_of(
                text,
                row.place,
                row.sentence,
                is_count=claim.is_count,
                unit=claim.unit,
                number=is_number,
            ),
            locator=f"paragraph {paragraph_of(text, row.place[0])}",
        )

    def _source(self, row: Sent, given: Mapping[str, Any], role: str) -> Any:
        found = self.sources.get(given[role]) if given[role] else None
        if isinstance(found, Invalid):
            row.refuse(role, ValidationError([fault.detail for fault in found.faults]))
            return None
        return found

    def _entities(self, row: Sent, claim: Claim, given: Mapping[str, Any]) -> list[Any]:
        if claim.value_type != ValueType.ENTITY or given["value"] == UNREADABLE:
            return []
        entities = []
        for name in _names(given["value"] or given["wording"]):
            found = self.entities.get(name, ())
            if len(found) == 1:
                entities.append(found[0])
            else:
                refusal = unknown_entity(name, found, "value")
                row.refuse("value", ValidationError(str(refusal)))
        return entities


def _names(value: str) -> list[str]:
    return [name.strip() for name in value.split(SEPARATOR) if name.strip()]


def _value(
    row: Sent, claim: Claim, given: Mapping[str, Any], entities: Sequence[Any]
) -> GivenValue:
    """The answer as the write module takes it: of a figure its words, else what was typed."""
    wording, value = given["wording"], given["value"].strip()
    if value == UNREADABLE:
        return GivenValue(wording=wording, qualifier=UNREADABLE)
    if claim.value_type in (ValueType.QUANTITY, ValueType.ENTITY):
        if value and claim.value_type == ValueType.QUANTITY:
            what = "A figure is read from its words; leave this empty, or say: unreadable."
            row.refuse("value", ValidationError(what))
        return GivenValue(wording=wording, entities=entities)
    if claim.value_type == ValueType.BOOLEAN:
        return GivenValue(wording=wording, value=truth(value) if value else None)
    return GivenValue(wording=wording, value=value or None)
