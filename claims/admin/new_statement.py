"""From a valid form to what is recorded: the document, and the statement as `NewStatement`."""

from __future__ import annotations

from typing import Any

from claims.admin.reading import truth
from claims.drafting import NewStatement
from claims.finding import find_entities, unknown_entity
from claims.models import Entity
from claims.quotations import Quotation
from claims.stated_value import GivenValue
from claims.values import Qualifier, Stance, ValueType
from claims.versions import version_named
from sources.models import Document
from sources.registering import register_document


def written_document(form: Any, **recorded: Any) -> Document:
    """The document on record, or the new one, put on record now."""
    if form.place.document is not None:
        known: Document = form.place.document
        return known
    return register_document(**form.place.fields, **recorded)


def statement_of(form: Any, document: Document) -> NewStatement:
    """What the form says; raises Invalid for words that name no entity, and no such reading."""
    given = form.cleaned_data
    entities = _entities(given)
    version = given["document_version"]
    return NewStatement(
        claim=given["claim"],
        document=document,
        version=version_named(version, document) if version else None,
        attributed_to=given["attributed_to"],
        via=given["via"],
        stance=Stance(given["stance"]),
        given=_given_value(given, entities),
        entities=entities,
        definition=given["definition"],
        stated="" if form.place.needs_day else given["stated"],
        sequence=given["sequence"],
        quotation=Quotation(
            exact=given["quotation_exact"],
            prefix=given["quotation_prefix"],
            suffix=given["quotation_suffix"],
        ),
        locator=given["locator"],
        supersedes=given["supersedes"],
        change_kind=given["change_kind"],
    )


def _entities(given: dict[str, Any]) -> list[Entity]:
    """Those chosen; none chosen, the one that the words are a name of."""
    chosen, words = list(given["entities"]), given["wording"].strip()
    names_one = (
        given["claim"].value_type == ValueType.ENTITY
        and given["stance"] != Stance.WITHDRAWS
        and given["qualifier"] != Qualifier.UNREADABLE
    )
    if chosen or not names_one or not words:
        return chosen
    found = find_entities([words])[words]
    if len(found) != 1:
        raise unknown_entity(words, found, "/wording")
    return list(found)


def _given_value(given: dict[str, Any], entities: list[Entity]) -> GivenValue:
    value = given["value"] or None
    if given["claim"].value_type == ValueType.BOOLEAN and value is not None:
        value = truth(value)
    return GivenValue(
        wording=given["wording"],
        qualifier=given["qualifier"],
        lower=given["lower"],
        lower_inclusive=given["lower_inclusive"],
        upper=given["upper"],
        upper_inclusive=given["upper_inclusive"],
        best=given["best"],
        value=value,
        entities=[entity.pk for entity in entities],
    )
