"""Linked records in an answer, as they stood in the same snapshot: id, slug and name.

    linked = Linked(snapshot)
    linked.want(Source, ids)        # as often as there are ids to follow
    linked[Source, id]              # one query a model, at the first look

A historical row's foreign key leads to today's row, so links are looked up here, never joined.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.db import models

from api.typeid import encode
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
        """The linked record's row, with the fields its shape needs."""
        rows = self._rows.setdefault(model, {})
        if id not in rows:
            self.want(model, [id])
            missing = self._wanted[model] - rows.keys()
            fields, _ = _SHAPES[model]
            found = self.snapshot.of(model).filter(id__in=missing).values_list(*fields, named=True)
            rows.update({row.id: row for row in found})
        return rows[id]

    def __getitem__(self, key: tuple[Model, UUID | None]) -> dict[str, Any] | None:
        model, id = key
        return None if id is None else _SHAPES[model][1](self.row(model, id))


def named(prefix: str, name: str = "name") -> tuple[tuple[str, ...], LinkShape]:
    """The usual shape: id, slug and name."""

    def shape(row: Any) -> dict[str, Any]:
        return {"id": encode(prefix, row.id), "slug": row.slug, "name": getattr(row, name)}

    return ("id", "slug", name), shape


def typeid(prefix: str, id: UUID | None) -> str | None:
    """A key as shown; None stays None."""
    return None if id is None else encode(prefix, id)
