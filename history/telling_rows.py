"""A telling made ready for many rows at once: what is read of each, and what is told of them.

In: a `Telling`, and rows of its historical table as plain tuples. Out: `Change`s. A page is told
column by column, each shape called once for what is alike in it; the description stays the
telling's, nothing is said here of any field. Nothing is looked up but what hangs on links and
never changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import repeat
from typing import Any, NamedTuple
from uuid import UUID

from django.db import models
from orjson import Fragment

from api.typeid import encode_text
from history.telling import (
    CHANGED,
    CREATED,
    DELETED,
    KINDS,
    SUBJECTS,
    TELLINGS,
    Telling,
)
from history.telling_shapes import EMPTY, Columns, shape_of
from history.told_columns import column_of
from history.told_links import Links
from history.tracking import TRACKED

Row = tuple[Any, ...]
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


class Change(NamedTuple):
    """One historical row against the one before it of its record.

    `key`: the record's, as text. `about`: what it is about, by name: {"topic": {"id", "slug"}}.
    `fields`: field by field, old and new, as the API shows them; or JSON.
    """

    position: int
    history_id: int
    telling: Telling
    key: str
    slug: str | None
    about: dict[str, Shown | None]
    kind: str
    fields: Any

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
        self.links = [Links(named[root], telling, shown) for root in sorted(roots)]
        self._fields = tuple(telling.fields)
        self._kept_as = tuple(telling.kept_as[name] for name in self._fields)
        self._shapes = [shape_of(name, told, self.columns) for name, told in telling.fields.items()]

    def followed(self, *, about: bool) -> list[Links]:
        """The links that are followed, where it is said too what each change is about."""
        return [links for links in self.links if about or links.are_shown]

    def select(self, *, about: bool) -> str:
        """What a row `h` is read as, after whose row before it is."""
        own = [column.sql for column in self.columns.values()]
        behind = [sql for links in self.followed(about=about) for sql in links.select()]
        return ", ".join([*HEAD, *own, *behind])

    def changes(
        self, rows: Sequence[Row], *, about: bool = True, written: bool = False
    ) -> list[Change]:
        """What is told of these rows, some of which are there as those before others.

        `written`: the fields of what was created as JSON, which most of a page are.
        """
        new, others = [], list(rows)
        if written:
            new = [row for row in rows if row[KIND] == CREATED and row[BEFORE] is None]
            others = [row for row in rows if row[KIND] != CREATED or row[BEFORE] is not None]
        return [
            *self._changes(new, self._written, about=about),
            *self._changes(others, self._told, about=about),
        ]

    def _changes(self, rows: Sequence[Row], fields_of: Any, *, about: bool) -> Iterator[Change]:
        if not rows:
            return
        names = [*self.columns]
        names += [name for links in self.followed(about=about) for name in links.lookups]
        read = list(zip(*rows, strict=True))[NAMES + 1 :]
        columns = dict(zip(names, read, strict=True))
        abouts = self._about(columns) if about else repeat({}, len(rows))
        slugs = columns["slug"] if self.telling.has_slug else [None] * len(rows)
        fields = fields_of(rows, columns)
        told = self.telling
        for row, key, slug, of, each in zip(
            rows, columns["id"], slugs, abouts, fields, strict=True
        ):
            if row[BEFORE] is None:
                kind = KINDS[row[KIND]]
                yield Change(row[POSITION], row[HISTORY_ID], told, key, slug, of, kind, each)

    def _written(self, rows: Sequence[Row], columns: Columns) -> Iterator[Fragment]:
        """The fields of what was created, as JSON."""
        shown = zip(*(shape.written(columns) for shape in self._shapes), strict=True)
        return (Fragment(b"[%b]" % b",".join(filter(None, each))) for each in shown)

    def _told(self, rows: Sequence[Row], columns: Columns) -> Iterator[list[Shown]]:
        shown = list(zip(*(shape.of(columns) for shape in self._shapes), strict=True))
        before = {row[BEFORE]: each for row, each in zip(rows, shown, strict=True)}
        return (
            self._differing(row, each, before.get(row[HISTORY_ID]))
            for row, each in zip(rows, shown, strict=True)
        )

    def _differing(self, row: Row, shown: Row, then: Row | None) -> list[Shown]:
        """What differs from the row before; all that is set, where there is none or it is last.

        A new record's empty fields are not listed.
        """
        kind = row[KIND]
        if kind == CHANGED and then is not None:
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
        ways = [self.telling.within.get(name) for name in SUBJECTS]
        models = list(SUBJECTS.values())
        lookups = [
            name
            for way in ways
            if way is not None
            for name in ((f"{way}_id", f"{way}__slug") if way else ("id", "slug"))
        ]
        known: dict[Row, dict[str, Shown | None]] = {}
        nothing = [()] * len(columns["id"])
        for key in zip(*(columns[name] for name in lookups), strict=True) if lookups else nothing:
            if key not in known:
                pairs = iter(key)
                known[key] = {
                    name: None
                    if way is None
                    else {"id": encode_text(model.PREFIX, next(pairs)), "slug": next(pairs)}  # type: ignore[attr-defined]
                    for name, way, model in zip(SUBJECTS, ways, models, strict=True)
                }
            yield known[key]


@cache
def teller_of(model: type[models.Model]) -> Teller:
    """The telling of a model, made ready once."""
    return Teller(model)
