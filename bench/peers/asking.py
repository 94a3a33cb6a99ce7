"""Asking the peers, each in the way its own documentation shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from pghistory.models import Events
from reversion.models import Version

from bench.peers.models import Event, PgHistory, Reversion, SimpleHistory
from bench.peers.serializers import StatementSerializer

Fetched = Callable[[Sequence[UUID], datetime | None, datetime | None], list[Any]]


@dataclass(frozen=True, slots=True)
class Statements:
    """Every statement of some claims that counts: now, or as recorded at an instant."""

    name: str
    fetched: Fetched


def _in_view(rows: QuerySet[Any], claims: Sequence[UUID], until: datetime | None) -> list[Any]:
    rows = rows.filter(claim_id__in=claims, is_void=False)
    if until is not None:
        rows = rows.filter(stated_at__lt=until)
    return list(rows)


def by_orm(claims: Sequence[UUID], at: datetime | None, until: datetime | None) -> list[Any]:
    """simple-history's `as_of`, or the live table."""
    if at is None:
        return _in_view(SimpleHistory.objects.all(), claims, until)
    return _in_view(SimpleHistory.history.as_of(at), claims, until)


def by_pghistory(claims: Sequence[UUID], at: datetime | None, until: datetime | None) -> list[Any]:
    """The newest event of each statement at that instant; it has no `as_of` of its own."""
    newest = (
        Event.objects.filter(claim_id__in=claims, pgh_created_at__lte=at)
        .order_by("pgh_obj_id", "-pgh_created_at", "-pgh_id")
        .distinct("pgh_obj_id")
        .values("pgh_id")
    )
    return _in_view(Event.objects.filter(pgh_id__in=newest), claims, until)


def by_reversion(claims: Sequence[UUID], at: datetime | None, until: datetime | None) -> list[Any]:
    """The newest version of each statement at that instant, read from its JSON."""
    ids = [
        str(id) for id in Reversion.objects.filter(claim_id__in=claims).values_list("pk", flat=True)
    ]
    newest = (
        Version.objects.filter(
            content_type=ContentType.objects.get_for_model(Reversion),
            object_id__in=ids,
            revision__date_created__lte=at,
        )
        .order_by("object_id", "-pk")
        .distinct("object_id")
    )
    held = [Reversion(**version.field_dict) for version in newest]
    return [one for one in held if not one.is_void and (until is None or one.stated_at < until)]


STATEMENTS = (
    Statements("simple-history", by_orm),
    Statements("pghistory", by_pghistory),
    Statements("reversion", by_reversion),
)


class Change(NamedTuple):
    """A statement's change: created or changed, when, why, and each field's old and new value."""

    id: UUID
    kind: str
    at: datetime
    reason: str | None
    fields: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Histories:
    """The first changes of a claim's statements, told with the columns that Onrecord tells."""

    name: str
    changes: Callable[[UUID, int], list[Change]]


def history_all(claim: UUID, most: int) -> list[Change]:
    """simple-history's `history.all()` of a claim's statements, each against the one before."""
    return _changes(SimpleHistory.history.filter(claim_id=claim).order_by("history_id")[:most])


def _changes(rows: QuerySet[Any]) -> list[Change]:
    return [
        Change(row.id, row.history_type, row.history_date, row.history_change_reason, _told(row))
        for row in rows
    ]


def _told(row: Any) -> dict[str, tuple[Any, Any]]:
    if row.history_type != "~":
        return created({field.name: getattr(row, field.attname) for field in row.tracked_fields})
    return {one.field: (one.old, one.new) for one in row.diff_against(row.prev_record).changes}


def created(held: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """What a creation tells: every field that holds something."""
    return {name: (None, value) for name, value in held.items() if value not in (None, "")}


def events(claim: UUID, most: int) -> list[Change]:
    """pghistory's events of a claim's statements, with the difference that its view makes."""
    rows = list(Event.objects.filter(claim_id=claim).order_by("pgh_id")[:most])
    tracked = Events.objects.tracks(*PgHistory.objects.filter(pk__in={row.id for row in rows}))
    told = {one.pgh_id: one for one in tracked}
    return [
        Change(row.id, "+", row.pgh_created_at, None, created(told[row.pgh_id].pgh_data))
        if row.pgh_label == "insert"
        else Change(row.id, "~", row.pgh_created_at, None, told[row.pgh_id].pgh_diff)
        for row in rows
    ]


def versions(claim: UUID, most: int) -> list[Change]:
    """django-reversion's versions of a claim's statements; which changed is for us to find."""
    ids = [str(id) for id in Reversion.objects.filter(claim_id=claim).values_list("pk", flat=True)]
    rows = Version.objects.filter(
        content_type=ContentType.objects.get_for_model(Reversion), object_id__in=ids
    ).select_related("revision")
    before: dict[str, dict[str, Any]] = {}
    found = []
    for row in rows.order_by("pk")[:most]:
        held, old = row.field_dict, before.get(row.object_id)
        kind = "+" if old is None else "~"
        fields = created(held) if old is None else _differing(old, held)
        at, reason = row.revision.date_created, row.revision.comment
        found.append(Change(held["id"], kind, at, reason, fields))
        before[row.object_id] = held
    return found


def _differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {name: (old[name], new[name]) for name in new if new[name] != old[name]}


HISTORIES = (
    Histories("simple-history", history_all),
    Histories("pghistory", events),
    Histories("reversion", versions),
)


def feed_by_simple_history(after: int, most: int) -> list[Change]:
    """A page of every statement's changes, going on after a history_id."""
    rows = SimpleHistory.history.filter(history_id__gt=after).order_by("history_id")
    return _changes(rows[:most])


def feed_by_pghistory(after: int, most: int) -> list[tuple[UUID, str, list[str]]]:
    """The like by pgh_id, without what changed: its view makes that for one object's events."""
    rows = Event.objects.filter(pgh_id__gt=after).order_by("pgh_id")[:most]
    return [(row.id, "+" if row.pgh_label == "insert" else "~", []) for row in rows]


def timeline_page(claim: UUID, most: int) -> list[dict[str, Any]]:
    """A claim's statements in the order said, by ModelSerializer, with when each was recorded."""
    rows = list(
        SimpleHistory.objects.filter(claim_id=claim, is_void=False)
        .select_related("document__publisher", "attributed_to", "via")
        .order_by("stated_at", "id")[:most]
    )
    ids = [row.pk for row in rows]
    recorded = dict(
        SimpleHistory.history.filter(id__in=ids, history_type="+").values_list("id", "history_date")
    )
    superseding: dict[UUID, list[UUID]] = {}
    for id, supersedes in (
        SimpleHistory.objects.filter(supersedes_id__in=ids, is_void=False)
        .order_by("pk")
        .values_list("pk", "supersedes_id")
    ):
        superseding.setdefault(supersedes, []).append(id)
    shown = StatementSerializer(rows, many=True).data
    return [
        {**one, "recorded_at": recorded[row.pk], "superseded_by": superseding.get(row.pk, [])}
        for one, row in zip(shown, rows, strict=True)
    ]
