"""A telling made ready for many rows at once: what is read of each, and what is told of them.

In: a `Telling`, and rows of its historical table as plain tuples. Out: `Change`s. A page is told
column by column, each shape called once for what is alike in it; the description stays the
telling's, nothing is said here of any field. Nothing is looked up but what hangs on links and
never changes.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import repeat
from typing import Any, NamedTuple
from uuid import UUID

from django.db import models

from api.typeid import encode, encode_text
from history.telling import (
    CHANGED,
    DELETED,
    KINDS,
    SUBJECTS,
    TELLINGS,
    Telling,
    Told,
    as_it_is,
)
from history.told_columns import Column, column_of, instant
from history.tracking import TRACKED

Row = tuple[Any, ...]
Columns = Mapping[str, Sequence[Any]]
Shown = dict[str, Any]

BEFORE, HISTORY_ID, POSITION, KIND, NAMES = range(5)
"""Where a row has: whose row before it is (None: a row of its own right), its key, position and
kind, and the names of what changed. The columns come after."""
HEAD = (
    "h.history_id",
    "h.position",
    "h.history_type",
    f"CASE h.history_type WHEN '{CHANGED}' THEN h.changed END",
)
EMPTY: tuple[Any, ...] = (None, "", [])


class Change(NamedTuple):
    """One historical row against the one before it of its record.

    `key`: the record's, as text. `about`: what it is about, by name: {"topic": {"id", "slug"}}.
    `fields`: field by field, old and new, as the API shows them.
    """

    position: int
    history_id: int
    telling: Telling
    key: str
    slug: str | None
    about: dict[str, Shown | None]
    kind: str
    fields: list[Shown]

    @property
    def id(self) -> UUID:
        return UUID(self.key)

    def shown_id(self) -> str:
        return encode_text(self.telling.prefix, self.key)


class Teller:
    """A telling made ready.

    `columns`: what is read of a historical row `h`, in order; `links`: what is read behind it.
    """

    def __init__(self, model: type[models.Model]) -> None:
        telling = TELLINGS[model]
        self.telling, self.table = telling, telling.table
        fields = {field.attname: field for field in TRACKED[model].historical.tracked_fields}
        named = {field.name: field for field in fields.values()}
        roots = {name.partition("__")[0] for name in telling.lookups if "__" in name}
        own = [name for name in telling.lookups if "__" not in name]
        self.columns = {name: column_of(fields[name]) for name in own}
        shown = {name for told in telling.fields.values() for name in told.also}
        self.links = [Links(named[root], telling.lookups, shown) for root in sorted(roots)]
        self._fields = tuple(telling.fields)
        self._kept_as = tuple(telling.kept_as[name] for name in self._fields)
        self._shapes = [_shape(told, self.columns) for told in telling.fields.values()]

    def followed(self, *, about: bool) -> list[Links]:
        """The links that are followed, where it is said too what each change is about."""
        return [links for links in self.links if about or links.are_shown]

    def select(self, *, about: bool) -> str:
        """What a row `h` is read as, after whose row before it is."""
        own = [column.sql for column in self.columns.values()]
        behind = [sql for links in self.followed(about=about) for sql in links.select()]
        return ", ".join([*HEAD, *own, *behind])

    def changes(self, rows: Sequence[Row], *, about: bool = True) -> list[Change]:
        """What is told of these rows, some of which are there as those before others."""
        if not rows:
            return []
        names = [*self.columns]
        names += [name for links in self.followed(about=about) for name in links.lookups]
        read = list(zip(*rows, strict=True))[NAMES + 1 :]
        columns = dict(zip(names, read, strict=True))
        shown = list(zip(*(shape(columns) for shape in self._shapes), strict=True))
        abouts = self._about(columns) if about else repeat({}, len(rows))
        slugs = columns["slug"] if self.telling.has_slug else [None] * len(rows)
        before = {row[BEFORE]: each for row, each in zip(rows, shown, strict=True)}
        return [
            Change(
                row[POSITION],
                row[HISTORY_ID],
                self.telling,
                key,
                slug,
                of,
                KINDS[row[KIND]],
                self._told(row, each, before),
            )
            for row, each, key, slug, of in zip(
                rows, shown, columns["id"], slugs, abouts, strict=True
            )
            if row[BEFORE] is None
        ]

    def _told(self, row: Row, shown: Row, before: Mapping[int, Row]) -> list[Shown]:
        """What differs from the row before; all that is set, where there is none or it is last.

        A new record's empty fields are not listed.
        """
        kind = row[KIND]
        if kind == CHANGED and (then := before.get(row[HISTORY_ID])) is not None:
            changed = set(row[NAMES])
            return [
                {"field": name, "old": old, "new": new}
                for name, kept, old, new in zip(
                    self._fields, self._kept_as, then, shown, strict=True
                )
                if old != new and not changed.isdisjoint(kept)
            ]
        if kind == DELETED:
            return [
                {"field": name, "old": value, "new": None}
                for name, value in zip(self._fields, shown, strict=True)
                if value or value not in EMPTY
            ]
        return [
            {"field": name, "old": None, "new": value}
            for name, value in zip(self._fields, shown, strict=True)
            if value or value not in EMPTY
        ]

    def _about(self, columns: Columns) -> Iterator[dict[str, Shown | None]]:
        """What each row is about: {"topic": {"id", "slug"}}; None: no such thing."""
        number = len(columns["id"])
        named = [
            self._linked(model, self.telling.within[name], columns)
            if name in self.telling.within
            else [None] * number
            for name, model in SUBJECTS.items()
        ]
        names = tuple(SUBJECTS)
        return (dict(zip(names, each, strict=True)) for each in zip(*named, strict=True))

    def _linked(self, model: Any, path: str, columns: Columns) -> list[Shown]:
        key, slug = (f"{path}_id", f"{path}__slug") if path else ("id", "slug")
        known: dict[Any, Shown] = {}
        shown = []
        for id, name in zip(columns[key], columns[slug], strict=True):
            if id not in known:
                known[id] = {"id": encode(model.PREFIX, UUID(str(id))), "slug": name}
            shown.append(known[id])
        return shown


@cache
def teller_of(model: type[models.Model]) -> Teller:
    """The telling of a model, made ready once."""
    return Teller(model)


class Links:
    """What is read behind one link of a kind of record: never its own columns, which change."""

    def __init__(self, field: Any, lookups: Iterable[str], shown: set[str]) -> None:
        self.name, self.column = field.name, field.column
        self.lookups = [name for name in lookups if name.startswith(f"{self.name}__")]
        self.are_shown = not shown.isdisjoint(self.lookups)
        rest = [name.removeprefix(f"{self.name}__") for name in self.lookups]
        rows = field.related_model._base_manager.order_by()
        self._rows = str(rows.values_list(field.target_field.attname, *rest).query)

    def table(self, rows: str) -> str:
        """What these rows lead to, each once; as `l_…`, its key first."""
        columns = ", ".join(f"c{number}" for number in range(len(self.lookups)))
        return f"""
            l_{self.name} (key, {columns}) AS (
                SELECT * FROM ({self._rows}) r (key, {columns})
                WHERE key IN (SELECT "{self.column}" FROM {rows}))
        """  # noqa: S608  made of models' names

    def join(self) -> str:
        """Leads from a row `h` to it."""
        return f'LEFT JOIN l_{self.name} ON l_{self.name}.key = h."{self.column}"'

    def select(self) -> list[str]:
        """The lookups, in their order."""
        return [f"l_{self.name}.c{number}" for number in range(len(self.lookups))]


Shape = Callable[[Columns], Sequence[Any]]


def _shape(told: Told, columns: Mapping[str, Column]) -> Shape:
    """The shape of a field for all rows at once, each combination of values shaped once."""
    if told.of_one is None:
        return _shape_of_many(told, columns)
    (name,) = told.columns
    typed, of_one = columns[name].typed, told.of_one
    if typed is None:
        if of_one is as_it_is:
            return lambda columns: columns[name]
        return lambda columns: [of_one(value) for value in columns[name]]
    if of_one is as_it_is and columns[name].is_instant:
        return lambda columns: [None if text is None else instant(text) for text in columns[name]]

    def shape(columns: Columns) -> Sequence[Any]:
        known = {text: of_one(None if text is None else typed(text)) for text in set(columns[name])}
        return [known[text] for text in columns[name]]

    return shape


def _shape_of_many(told: Told, columns: Mapping[str, Column]) -> Shape:
    names = tuple(dict.fromkeys([*told.columns, *told.also]))
    types = [columns[name].typed if name in columns else None for name in names]
    row_of = namedtuple("row_of", names)  # type: ignore[misc]  # names are the telling's

    def value(key: Row) -> Any:
        made = (
            each if typed is None or each is None else typed(each)
            for typed, each in zip(types, key, strict=True)
        )
        return told.shape(row_of(*made))

    def shape(columns: Columns) -> Sequence[Any]:
        keys = list(zip(*(columns[name] for name in names), strict=True))
        known = {key: value(key) for key in set(keys)}
        return [known[key] for key in keys]

    return shape
