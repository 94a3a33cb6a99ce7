"""Changes as people read them: when, who, through what, why, and field by field old and new."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models

from history.models import Entry
from history.telling import KINDS, TELLINGS, FieldChange
from history.tracking import TRACKED


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
                fields=TELLINGS[model].changes(before.get(id), row),
                entry=entries[row.position],
            )
        )
        before[id] = row
    return changes
