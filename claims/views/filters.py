"""How lists of statements, and of claims by who speaks on them, are narrowed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import reduce
from operator import or_
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from psycopg.types.range import NumericRange

from api.refusals import Fault, Invalid
from api.schema import Parameter
from claims.models import Claim, Entity, Revision, RevisionEntity, Topic
from claims.statements import time_zone_of
from claims.values import ChangeKind, Qualifier, Stance
from history.dates import UnreadableDate, read_moment, read_stated_until
from history.lists import Filter, Narrow, equals, find_id, linked_to
from history.merged import among, family_of
from history.snapshots import Snapshot
from sources.models import Document, Source
from sources.searching import by_words

DIGITS = 15  # what a double holds exactly


SPEAKS = ("line_publisher", "line_origin", "attributed_to_id", "via_id")


def of_source(ids: Any, columns: Sequence[str] = SPEAKS) -> Q:
    """Statements in which one of these sources speaks, in whatever part."""
    return reduce(or_, (Q(among(column, ids)) for column in columns))


def zone_of_filter(query: Mapping[str, str], snapshot: Snapshot) -> str:
    """The zone in which bare dates are days: the asked-for topic's, or claim's; else UTC."""
    if query.get("topic"):
        return time_zone_of(snapshot, find_id(Topic, query["topic"], snapshot, pointer="topic"))
    if query.get("claim"):
        claim = find_id(Claim, query["claim"], snapshot, pointer="claim")
        topic = snapshot.of(Claim).values_list("topic_id", flat=True).get(id=claim)
        return time_zone_of(snapshot, topic)
    return "UTC"


def stated_between(query: Mapping[str, str], time_zone: str) -> Q:
    """`stated_from` and `stated_to`: said at or after the one, not after the other.

    A bare date is its whole day. Statements of unknown date are left out.
    """
    zone = ZoneInfo(time_zone)
    asked = Q()
    if text := query.get("stated_from"):
        with_start = _read("stated_from", text, lambda: read_moment(text, tz=zone)).at
        if with_start is None:
            raise Invalid(Fault("stated_from", "no_date", f"{text!r} has no beginning"))
        asked &= Q(stated_at__gte=with_start)
    if text := query.get("stated_to"):
        until = _read("stated_to", text, lambda: read_stated_until(text, tz=zone))
        asked &= Q(**{"stated_at__lte" if until.inclusive else "stated_at__lt": until.limit})
    return asked


def _read(name: str, text: str, read: Any) -> Any:
    try:
        return read()
    except UnreadableDate as error:
        raise Invalid(Fault(name, error.code, error.message)) from error


def _of_topic(rows: QuerySet[Any], text: str, snapshot: Snapshot) -> QuerySet[Any]:
    topic = family_of(snapshot, Topic, find_id(Topic, text, snapshot, pointer="topic"))
    claims = snapshot.of(Claim).filter(among("topic_id", topic))
    return rows.filter(claim_id__in=claims.values("id"))


def _of_source(rows: QuerySet[Any], text: str, snapshot: Snapshot) -> QuerySet[Any]:
    found = find_id(Source, text, snapshot, pointer="source")
    return rows.filter(of_source(family_of(snapshot, Source, found)))


def _naming(rows: QuerySet[Any], text: str, snapshot: Snapshot) -> QuerySet[Any]:
    entity = family_of(snapshot, Entity, find_id(Entity, text, snapshot, pointer="entity"))
    named = snapshot.of(RevisionEntity).filter(among("entity_id", entity))
    return rows.filter(id__in=named.values("revision_id"))


def _within(parameter: str, bounds: Any) -> Narrow:
    """Statements whose value lies wholly on one side of a number: "at least 84" is ≥ 84."""

    def narrow(rows: QuerySet[Any], text: str, snapshot: Snapshot) -> QuerySet[Any]:
        return rows.filter(quantity__contained_by=bounds(_number(parameter, text)))

    return narrow


def _number(parameter: str, text: str) -> Decimal:
    try:
        number = Decimal(text) if text.isascii() and "_" not in text else Decimal("NaN")
    except InvalidOperation:
        number = Decimal("NaN")
    if (
        not number.is_finite()
        or len(number.as_tuple().digits) > DIGITS
        or abs(number.adjusted()) > DIGITS
    ):
        detail = f"{parameter} is {text!r}; give a number of at most {DIGITS} digits"
        raise Invalid(Fault(parameter, "not_a_number", detail))
    return number


NUMBER = {"type": "number"}

STATEMENT_FILTERS: Mapping[str, Filter] = {
    "q": by_words(Revision, "By its words or its quotation."),
    "claim": linked_to("claim_id", Claim, "claim", "Of this claim."),
    "topic": Filter(_of_topic, Parameter("Of this topic's claims.")),
    "document": linked_to("document_id", Document, "document", "In this document."),
    "source": Filter(
        _of_source, Parameter("In which this source speaks: as publisher, relay or origin.")
    ),
    "publisher": linked_to("line_publisher", Source, "publisher", "Published by this source."),
    "origin": linked_to("line_origin", Source, "origin", "Whose origin is this source."),
    "attributed_to": linked_to(
        "attributed_to_id", Source, "attributed_to", "Attributed to this source."
    ),
    "via": linked_to("via_id", Source, "via", "Relayed by this source."),
    "entity": Filter(_naming, Parameter("Naming this entity itself, not what is inside it.")),
    "stance": equals("stance", "With this stance.", list(Stance)),
    "qualifier": equals("qualifier", "With this qualifier.", list(Qualifier)),
    "change_kind": equals("change_kind", "Of this kind of change.", list(ChangeKind)),
    "definition": equals("definition", "Counting by exactly this definition."),
    "value_gte": Filter(
        _within("value_gte", lambda number: NumericRange(number, None, "[)")),
        Parameter("Whose figure is certainly this or more.", NUMBER),
    ),
    "value_lte": Filter(
        _within("value_lte", lambda number: NumericRange(None, number, "(]")),
        Parameter("Whose figure is certainly this or less.", NUMBER),
    ),
    "importer": equals("importer", "Recorded by this importer."),
    "external_id": equals("external_id", "With exactly this external_id."),
}

STATED_FILTERS = {
    "stated_from": Parameter(
        "Said at or after this instant, or on this day or later (the topic's zone)."
    ),
    "stated_to": Parameter("Said at this instant or before, or on this day or before."),
}


def _claims_where(parameter: str, columns: Sequence[str], words: str) -> Filter:
    """Claims with a statement in view that a source has a part in."""

    def narrow(rows: QuerySet[Any], text: str, snapshot: Snapshot) -> QuerySet[Any]:
        source = find_id(Source, text, snapshot, pointer=parameter)
        speaks = of_source(family_of(snapshot, Source, source), columns)
        said = snapshot.of(Revision).filter(speaks, is_void=False).values("claim_id")
        read_with = snapshot.of(Claim).filter(merged_into_id__isnull=False, id__in=said)
        return rows.filter(Q(id__in=said) | Q(id__in=read_with.values("merged_into_id")))

    return Filter(narrow, Parameter(words))


SPEAKER_FILTERS: Mapping[str, Filter] = {
    "source": _claims_where("source", SPEAKS, "On which this source speaks, in any part."),
    "publisher": _claims_where(
        "publisher", ["line_publisher"], "On which this source published a statement."
    ),
    "origin": _claims_where(
        "origin", ["line_origin"], "On which a statement's origin is this source."
    ),
}
