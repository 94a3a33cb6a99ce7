"""What a request asks of the feed: its parameters as a `Choice` of entries and rows.

Filters on rows pick the entries that have such a row, and of their changes those rows alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC
from typing import Any
from uuid import UUID

from django.db.models import Q, Subquery
from django.http import QueryDict
from rest_framework.exceptions import PermissionDenied

from accounts.models import User
from api.parameters import choice_of
from api.refusals import Fault, Invalid, Unknown
from api.suggestions import did_you_mean
from api.typeid import MalformedTypeID, decode
from history.dates import UnreadableDate, read_since, read_stated_until
from history.feed.choosing import Choice
from history.lists import find_id
from history.models import Channel, Entry
from history.snapshots import Snapshot
from history.telling import SUBJECTS, TELLINGS, Telling
from history.tracking import TRACKED

OF_ENTRIES = ("actor", "channel", "reason", "from", "to")
POSITIONS = 2**63 - 1


def of_rows() -> tuple[str, ...]:
    """The parameters that pick rows."""
    return ("object", "type", *SUBJECTS, "field")


def asked(query: QueryDict, snapshot: Snapshot, *, audits: bool) -> Choice:
    """The choice that the parameters make. Raises Invalid, Unknown, PermissionDenied.

    `audits`: the reader may see changes of users, roles and tokens; nobody else is shown that
    there are any.
    """
    choice = rows_asked(query, snapshot, audits=audits)
    return replace(choice, entries=_entries(query, audits=audits), after=_after(query, snapshot))


def rows_asked(query: QueryDict, snapshot: Snapshot, *, audits: bool) -> Choice:
    """The choice that the parameters about rows make."""
    told = [telling for telling in TELLINGS.values() if audits or not telling.is_of_people]
    rows: dict[Any, Q] = {telling.model: Q() for telling in told}

    def keep(condition: Callable[[Telling], Q | None]) -> None:
        for telling in told:
            if telling.model in rows:
                found = condition(telling)
                if found is None:
                    del rows[telling.model]
                else:
                    rows[telling.model] &= found

    if type := query.get("type", ""):
        wanted = _of_type(type, audits=audits)
        keep(lambda telling: Q() if telling is wanted else None)
    if reference := query.get("object", ""):
        telling, id = _object(reference, type, audits=audits)
        keep(lambda each: Q(id=id) if each is telling else None)
    for name, model in SUBJECTS.items():
        if name in query:
            keep(_within(name, find_id(model, str(query[name]), snapshot, pointer=name)))
    if field := query.get("field", ""):
        _check_field(field, [telling for telling in told if telling.model in rows])
        keep(lambda telling: telling.holding(field) if field in telling.fields else None)
    return Choice(
        tellings=tuple(telling for telling in told if telling.model in rows),
        rows={model: condition for model, condition in rows.items() if condition},
        is_narrow="object" in query or any(name in query for name in SUBJECTS),
        picks=any(name in query for name in of_rows()),
    )


def _of_type(type: str, *, audits: bool) -> Telling:
    known = {telling.type: telling for telling in TELLINGS.values()}
    if type not in known:
        raise Invalid(
            Fault("type", "unknown_value", f"type is {type!r}; {did_you_mean(type, known)}")
        )
    if known[type].is_of_people and not audits:
        raise _for_auditors()
    return known[type]


def _object(reference: str, type: str, *, audits: bool) -> tuple[Telling, UUID]:
    """The kind of record and its key, by TypeID, or by type and slug; the deleted ones too."""
    prefixes = {telling.prefix: telling for telling in TELLINGS.values()}
    telling = prefixes.get(reference.rpartition("_")[0])
    by_slug = telling is None
    if telling is None:
        named = {telling.type: telling for telling in TELLINGS.values() if telling.has_slug}
        if type not in named:
            detail = f"object {reference!r} is no id; give its type beside it: {', '.join(named)}"
            raise Invalid(Fault("object", "no_type", detail))
        telling = named[type]
    if telling.is_of_people and not audits:
        raise _for_auditors()
    rows = TRACKED[telling.model].historical.objects.order_by()
    try:
        rows = (
            rows.filter(slug=reference)
            if by_slug
            else rows.filter(id=decode(telling.prefix, reference))
        )
    except MalformedTypeID as error:
        raise Unknown(Fault("object", "not_found", str(error))) from error
    found: UUID | None = rows.values_list("id", flat=True).first()
    if found is None:
        detail = f"no {telling.model._meta.verbose_name} {reference!r} was ever on record"
        raise Unknown(Fault("object", "not_found", detail))
    return telling, found


def _within(name: str, id: UUID) -> Callable[[Telling], Q | None]:
    def condition(telling: Telling) -> Q | None:
        path = telling.within.get(name)
        return None if path is None else Q(**{f"{path}_id" if path else "id": id})

    return condition


def _check_field(field: str, tellings: list[Telling]) -> None:
    known = {name for telling in tellings for name in telling.fields}
    if field not in known:
        detail = f"field is {field!r}; {did_you_mean(field, known)}"
        raise Invalid(Fault("field", "unknown_value", detail))


def _entries(query: QueryDict, *, audits: bool) -> Q:
    condition = Q()
    if actor := query.get("actor", ""):
        condition &= _by(actor, audits=audits)
    if channel := choice_of(query, "channel", Channel.values):
        condition &= Q(channel=channel)
    if reason := query.get("reason", ""):
        condition &= Q(reason__icontains=reason)
    if since := query.get("from", ""):
        at = _read("from", lambda: read_since(since))
        newer = Entry.objects.filter(recorded_at__gte=at).order_by("recorded_at")
        condition &= Q(position__gte=Subquery(newer.values("position")[:1]))
    if until := query.get("to", ""):
        end = _read("to", lambda: read_stated_until(until, tz=UTC))
        older = Entry.objects.filter(
            **{"recorded_at__lte" if end.inclusive else "recorded_at__lt": end.limit}
        ).order_by("-recorded_at")
        condition &= Q(position__lte=Subquery(older.values("position")[:1]))
    return condition


def _by(actor: str, *, audits: bool) -> Q:
    """Whoever acted: by id, or by the name the entry gives; who may audit asks by username too."""
    prefix = TELLINGS[User].prefix
    if actor.startswith(f"{prefix}_"):
        try:
            return Q(actor_id=decode(prefix, actor))
        except MalformedTypeID as error:
            raise Invalid(Fault("actor", "bad_id", str(error))) from error
    if not audits:
        return Q(actor_name=actor)
    users = list(User.objects.filter(username=actor).values_list("id", flat=True))
    return Q(actor_name=actor) | Q(actor_id__in=users) if users else Q(actor_name=actor)


def _after(query: QueryDict, snapshot: Snapshot) -> int:
    text = query.get("after", "")
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and int(text[:20]) <= POSITIONS):
        raise Invalid(Fault("after", "not_a_position", f"after is {text!r}; give a position, or 0"))
    if int(text) > snapshot.position:
        detail = f"after is {text}; the ledger ends at position {snapshot.position}"
        raise Invalid(Fault("after", "not_yet_recorded", detail))
    return int(text)


def _read(name: str, read: Callable[[], Any]) -> Any:
    try:
        return read()
    except UnreadableDate as error:
        raise Invalid(Fault(name, error.code, error.message)) from error


def _for_auditors() -> PermissionDenied:
    return PermissionDenied("changes of people are for those who may audit", "audit_not_allowed")
