"""Linked records in an answer, as they stood in the same snapshot: id, slug and name.

    linked = Linked(snapshot)
    linked.want(Source, ids)        # as often as there are ids to follow
    linked[Source, id]              # one query a model, at the first look

A historical row's foreign key leads to today's row, so links are looked up here, never joined.
A link to a record that is merged into another shows that other one, and what was recorded beside
it as `recorded_as` (docs/merging.md); one more query, where there is such a link.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import models

from api.typeid import encode
from history.merged import is_mergeable
from history.snapshots import Snapshot

Model = type[models.Model]
LinkShape = Callable[[Any], dict[str, Any]]

_SHAPES: dict[Model, tuple[tuple[str, ...], LinkShape]] = {}


def shown_as(model: Model, fields: tuple[str, ...], shape: LinkShape) -> None:
    """Say how a record is shown where another one links to it."""
    _SHAPES[model] = (fields, shape)


class Linked:
    """The linked records of one answer."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._wanted: dict[Model, set[UUID]] = {}
        self._rows: dict[Model, dict[UUID, Any]] = {}
        self._merged: dict[Model, dict[UUID, Any]] = {}
        self._standing: dict[Model, dict[UUID, UUID]] = {}
        self._hung: dict[str, Any] = {}

    def want(self, model: Model, ids: Iterable[UUID | None]) -> None:
        """Note ids to be looked up; None is passed over."""
        self._wanted.setdefault(model, set()).update(id for id in ids if id is not None)

    def wanted(self, model: Model) -> set[UUID]:
        """The ids noted so far."""
        return self._wanted.get(model, set())

    def once(self, name: str, load: Callable[[], Any]) -> Any:
        """What else hangs on the answer's records, loaded at the first asking."""
        if name not in self._hung:
            self._hung[name] = load()
        return self._hung[name]

    def row(self, model: Model, id: UUID) -> Any:
        """The row of the linked record, or of the one that stands for it, as its shape needs."""
        rows = self._rows.setdefault(model, {})
        if id not in rows:
            self.want(model, [id])
            rows.update(self._found(model, self._wanted[model] - rows.keys()))
            self._follow_merges(model, rows)
        return rows[id]

    def note_standing(self, model: Model, standing: Mapping[UUID, UUID]) -> None:
        """What stands for which, where somebody has read it already."""
        self._standing.setdefault(model, {}).update(standing)

    def standing(self, model: Model) -> Callable[[UUID], UUID]:
        """What stands for a linked record: itself unless it is merged."""

        known = self._standing.setdefault(model, {})

        def stands(id: UUID) -> UUID:
            if id not in known:
                known[id] = self.row(model, id).id
            return known[id]

        return stands

    def __getitem__(self, key: tuple[Model, UUID | None]) -> dict[str, Any] | None:
        model, id = key
        if id is None:
            return None
        shape = _SHAPES[model][1]
        shown = shape(self.row(model, id))
        recorded = self._merged.get(model, {}).get(id)
        return shown if recorded is None else {**shown, "recorded_as": shape(recorded)}

    def _found(self, model: Model, ids: Iterable[UUID]) -> dict[UUID, Any]:
        fields, _ = _SHAPES[model]
        also = ("merged_into_id",) if is_mergeable(model) else ()
        rows = self.snapshot.of(model).filter(id__in=list(ids))
        return {row.id: row for row in rows.values_list(*fields, *also, named=True)}

    def _follow_merges(self, model: Model, rows: dict[UUID, Any]) -> None:
        """Put what stands for a merged record in its place, and keep its own row aside."""
        stand = {
            id: row.merged_into_id
            for id, row in rows.items()
            if row.id == id and getattr(row, "merged_into_id", None)
        }
        if not stand:
            return
        rows.update(self._found(model, set(stand.values()) - rows.keys()))
        aside = self._merged.setdefault(model, {})
        aside.update({id: rows[id] for id in stand})
        rows.update({id: rows[into] for id, into in stand.items()})


def named(prefix: str, name: str = "name") -> tuple[tuple[str, ...], LinkShape]:
    """The usual shape: id, slug and name."""

    def shape(row: Any) -> dict[str, Any]:
        return {"id": encode(prefix, row.id), "slug": row.slug, "name": getattr(row, name)}

    return ("id", "slug", name), shape


def typeid(prefix: str, id: UUID | None) -> str | None:
    """A key as shown; None stays None."""
    return None if id is None else encode(prefix, id)
