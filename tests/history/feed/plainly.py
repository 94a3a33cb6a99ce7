"""What was changed, told plainly: every historical row by the ORM, one after the other.

The reference that the feed and histories are held to: each field's own shape, called for each row.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from accounts.models import Token, User
from api.rendering import dumps
from api.typeid import encode
from history.models import Entry
from history.telling import CHANGED, DELETED, KINDS, SUBJECTS, TELLINGS, Telling
from history.tracking import TRACKED

ROW = ("history_id", "position", "history_type", "changed")


def changes(wanted: Iterable[type] = ()) -> list[tuple[Telling, Any, list[dict[str, Any]]]]:
    """Each sealed change of these kinds, or of all, in the order written."""
    sealed = set(Entry.objects.filter(recorded_at__isnull=False).values_list("pk", flat=True))
    found = []
    for model, telling in TELLINGS.items():
        rows = TRACKED[model].historical.objects.order_by("position", "history_id")
        before: dict[Any, Any] = {}
        for row in rows.values_list(*ROW, *telling.lookups, named=True):
            if row.position in sealed and (not wanted or model in wanted):
                found.append((telling, row, _fields(telling, before.get(row.id), row)))
            before[row.id] = row
    return sorted(found, key=lambda each: (each[1].position, each[1].history_id))


def _fields(telling: Telling, before: Any, row: Any) -> list[dict[str, Any]]:
    if row.history_type == CHANGED and before is not None:
        pairs = (
            (name, told.shape(before), told.shape(row))
            for name, told in telling.fields.items()
            if not telling.kept_as[name].isdisjoint(row.changed)
        )
        return [{"field": name, "old": old, "new": new} for name, old, new in pairs if old != new]
    held = ((name, told.shape(row)) for name, told in telling.fields.items())
    is_last = row.history_type == DELETED
    return [
        {"field": name, "old": value if is_last else None, "new": None if is_last else value}
        for name, value in held
        if value not in (None, "", [])
    ]


def lines_of_feed(*, audits: bool) -> Iterator[bytes]:
    """The feed as NDJSON."""
    entries = Entry.objects.in_bulk()
    for telling, row, fields in changes():
        if audits or not telling.is_of_people:
            line = {
                **_entry(entries[row.position], audits=audits),
                "object": {
                    "type": telling.type,
                    "id": encode(telling.prefix, row.id),
                    "slug": row.slug if telling.has_slug else None,
                },
                **{name: _about(telling, name, model, row) for name, model in SUBJECTS.items()},
                "kind": KINDS[row.history_type],
                "fields": fields,
            }
            yield dumps(line) + b"\n"


def history(picked: Iterable[tuple[Telling, Any, list[dict[str, Any]]]]) -> list[dict[str, Any]]:
    """These changes as the history of a record shows them, but for the words of change."""
    entries = Entry.objects.in_bulk()
    return [json.loads(dumps(_shown(entries[each[1].position], *each))) for each in picked]


def _shown(entry: Entry, telling: Telling, row: Any, fields: Any) -> dict[str, Any]:
    return {
        "position": row.position,
        "recorded_at": entry.recorded_at,
        "actor": entry.actor_name or None,
        "role": entry.role,
        "channel": entry.channel,
        "reason": entry.reason or None,
        "request_id": entry.request_id or None,
        "object": {"type": telling.type, "id": encode(telling.prefix, row.id)},
        "kind": KINDS[row.history_type],
        "changes": fields,
    }


def _entry(entry: Entry, *, audits: bool) -> dict[str, Any]:
    actor = None
    if entry.actor_id:
        actor = {"id": encode(TELLINGS[User].prefix, entry.actor_id), "name": entry.actor_name}
    token = encode(TELLINGS[Token].prefix, entry.token_id) if entry.token_id and audits else None
    return {
        "position": entry.position,
        "recorded_at": entry.recorded_at,
        "actor": actor,
        "token": token,
        "role": entry.role,
        "channel": entry.channel,
        "reason": entry.reason or None,
        "request_id": entry.request_id or None,
        "digest": entry.digest and bytes(entry.digest).hex(),
        "root": entry.root and bytes(entry.root).hex(),
    }


def _about(telling: Telling, name: str, model: Any, row: Any) -> dict[str, Any] | None:
    path = telling.within.get(name)
    if path is None:
        return None
    key, slug = (f"{path}_id", f"{path}__slug") if path else ("id", "slug")
    return {"id": encode(model.PREFIX, getattr(row, key)), "slug": getattr(row, slug)}
