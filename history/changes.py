"""Changes as people read them: when, who, through what, why, and field by field old and new."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models

from history.models import Entry
from history.tracking import TRACKED

KINDS = {"+": "created", "~": "changed", "-": "deleted"}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one change; `old` is None in a creation."""

    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Change:
    """One historical row against the one before it."""

    model: type[models.Model]
    id: UUID
    position: int
    history_id: int
    kind: str
    fields: tuple[FieldChange, ...]
    entry: Entry


def changes_of(
    model: type[models.Model], ids: Iterable[UUID], position: int | None = None
) -> list[Change]:
    """Every recorded change of these records up to a position, oldest first; two queries."""
    historical = TRACKED[model].historical
    key = model._meta.pk.attname
    rows = historical.objects.filter(**{f"{key}__in": list(ids)})
    if position is not None:
        rows = rows.filter(position__lte=position)
    found = list(rows.order_by("position", "history_id"))
    entries = Entry.objects.in_bulk({row.position for row in found})
    before: dict[UUID, Any] = {}
    changes = []
    for row in found:
        id = getattr(row, key)
        changes.append(
            Change(
                model=model,
                id=id,
                position=row.position,
                history_id=row.history_id,
                kind=KINDS[row.history_type],
                fields=field_changes(before.get(id), row),
                entry=entries[row.position],
            )
        )
        before[id] = row
    return changes


def field_changes(before: Any, row: Any) -> tuple[FieldChange, ...]:
    """What differs between two historical rows; all that is set, where there is none before.

    Under today's names, whatever a field was called then; one dropped since is left out.
    """
    fields: Sequence[models.Field[Any, Any]] = row.tracked_fields
    if before is None or row.history_type == "+":
        return tuple(
            FieldChange(str(field.column), None, value)
            for field in fields
            if not field.primary_key
            and (value := getattr(row, field.attname)) not in (None, "", [])
        )
    changed, kept_as = set(row.changed), TRACKED[row.instance_type].kept_as
    return tuple(
        FieldChange(str(field.column), getattr(before, field.attname), getattr(row, field.attname))
        for field in fields
        if kept_as[str(field.column)] in changed
    )
