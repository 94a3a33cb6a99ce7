"""Linked records in an answer, as they stood in the same snapshot: id, slug and name.

    linked = Linked(snapshot)
    linked.want(Source, ids)        # as often as there are ids to follow
    linked[Source, id]              # one query a model, at the first look

Ids are asked for as they were read, as UUIDs or as text; an answer may know a record by both.

A historical row's foreign key leads to today's row, so links are looked up here, never joined.
A link to a record that is merged into another shows that other one, and what was recorded beside
it as `recorded_as` (docs/merging.md); one more query, where there is such a link.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from django.db import models

from api.typeid import encode
from history.as_of_sql import row_type, rows_sql
from history.keys_as_text import Key, ids_sql, with_keys_as_text
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
        self._wanted: dict[Model, set[Key]] = {}
        self._rows: dict[Model, dict[Key, Any]] = {}
        self._merged: dict[Model, dict[Key, Any]] = {}
        self._standing: dict[Model, dict[Key, Key]] = {}
        self._shown: dict[tuple[Model, Key | None], dict[str, Any]] = {}
        self._hung: dict[str, Any] = {}

    def want(self, model: Model, ids: Iterable[Key | None]) -> None:
        """Note ids to be looked up; None is passed over."""
        self._wanted.setdefault(model, set()).update(id for id in ids if id is not None)

    def wanted(self, model: Model) -> set[Key]:
        """The ids noted so far."""
        return self._wanted.get(model, set())

    def once(self, name: str, load: Callable[[], Any]) -> Any:
        """What else hangs on the answer's records, loaded at the first asking."""
        if name not in self._hung:
            self._hung[name] = load()
        return self._hung[name]

    def row(self, model: Model, id: Key) -> Any:
        """The row of the linked record, or of the one that stands for it, as its shape needs."""
        rows = self._rows.setdefault(model, {})
        if id not in rows:
            self.want(model, [id])
            rows.update(self._found(model, self._wanted[model] - rows.keys()))
            self._follow_merges(model, rows)
        return rows[id]

    def note(self, model: Model, rows: Mapping[Key, Any]) -> None:
        """Rows where somebody has read them already, what stands for merged ones among them."""
        known = self._rows.setdefault(model, {})
        known.update(rows)
        self._follow_merges(model, known)

    def look_up(self, *models: Model) -> None:
        """Read what is wanted of models shown by id, slug and name: keys that were read as text.
        One query for them all."""
        missing = {
            m: {
                id
                for id in self.wanted(m) - self._rows.setdefault(m, {}).keys()
                if isinstance(id, str)
            }
            for m in models
        }
        missing = {model: ids for model, ids in missing.items() if ids}
        if not missing:
            return
        for model, own, standing in _named_rows(self.snapshot, missing):
            self.note_named(model, own, standing)

    def note_named(
        self, model: Model, own: Sequence[Any], standing: Sequence[Any] | None = None
    ) -> None:
        """The id, slug and name of a record, and of what stands for it where it is merged."""
        made, rows = row_type(*_SHAPES[model][0]), self._rows.setdefault(model, {})
        rows[own[0]] = made(*own)
        if standing is not None:
            rows[own[0]] = rows[standing[0]] = made(*standing)
            self._merged.setdefault(model, {})[own[0]] = made(*own)

    def note_standing(self, model: Model, standing: Mapping[Key, Key]) -> None:
        """What stands for which, where somebody has read it already."""
        self._standing.setdefault(model, {}).update(standing)

    def standing(self, model: Model) -> Callable[[Key], Key]:
        """What stands for a linked record: itself unless it is merged."""

        known = self._standing.setdefault(model, {})

        def stands(id: Key) -> Key:
            if id not in known:
                known[id] = self.row(model, id).id
            return known[id]

        return stands

    def __getitem__(self, key: tuple[Model, Key | None]) -> dict[str, Any] | None:
        """The record as a link shows it: the same dict at every asking, not to be changed."""
        model, id = key
        if id is None:
            return None
        shown = self._shown.get(key)
        if shown is None:
            shape = _SHAPES[model][1]
            shown = shape(self.row(model, id))
            recorded = self._merged.get(model, {}).get(id)
            if recorded is not None:
                shown = {**shown, "recorded_as": shape(recorded)}
            self._shown[key] = shown
        return shown

    def _found(self, model: Model, ids: Iterable[Key]) -> dict[Key, Any]:
        fields, _ = _SHAPES[model]
        also = ("merged_into_id",) if is_mergeable(model) else ()
        return {row.id: row for row in self.snapshot.rows(model, (*fields, *also), ids)}

    def _follow_merges(self, model: Model, rows: dict[Key, Any]) -> None:
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


def _named_rows(
    snapshot: Snapshot, wanted: Mapping[Model, Iterable[Key]]
) -> Iterator[tuple[Model, Any, Any]]:
    """Rows of each model, and what stands for them where they are merged: one step, never two."""
    models = list(wanted)
    query = " UNION ALL ".join(
        _named_query(model, number, snapshot.past) for number, model in enumerate(models)
    )
    given = {f"ids{number}": ids_sql(wanted[model]) for number, model in enumerate(models)}
    for number, *own_and_standing in with_keys_as_text(query, {**given, "at": snapshot.position}):
        own, standing = own_and_standing[:3], own_and_standing[3:]
        yield models[number], own, standing if standing[0] else None


@cache
def _named_query(model: Model, number: int, past: bool) -> str:
    columns = _SHAPES[model][0]
    own = rows_sql(model, f"x.id = ANY(%(ids{number})s::uuid[])", past=past)
    standing = rows_sql(model, "x.id = own.merged_into_id", past=past)
    shown = ", ".join(
        [
            *(f"own.{name}" for name in columns),
            *(f"standing.{name}" for name in columns),
        ]
    )
    return (
        f"SELECT {number}, {shown} FROM {own} own"  # noqa: S608  columns are a model's
        f" LEFT JOIN LATERAL {standing} standing ON true"
    )


def named(prefix: str, name: str = "name") -> tuple[tuple[str, ...], LinkShape]:
    """The usual shape: id, slug and name."""

    def shape(row: Any) -> dict[str, Any]:
        return {"id": encode(prefix, row.id), "slug": row.slug, "name": getattr(row, name)}

    return ("id", "slug", name), shape


def typeid(prefix: str, id: Key | None) -> str | None:
    """A key as shown; None stays None."""
    return None if id is None else encode(prefix, id)
