"""A telling made ready for many rows at once: what is read of each, and what is told of them.

In: a `Telling`, and rows of its historical table as plain tuples. Out: `Change`s. A page is told
column by column, each shape called once for what is alike in it; the description stays the
telling's, nothing is said here of any field. Nothing is looked up but what hangs on links and
never changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from itertools import repeat
from typing import Any, NamedTuple
from uuid import UUID

from django.db import models
from orjson import Fragment

from api.typeid import encode_texts
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

    `key`: the record's, as text; `shown_id`: as the API shows it. `about`: what it is about, by
    name: {"topic": {"id", "slug"}}.
    `fields`: field by field, old and new, as the API shows them; or JSON.
    """

    position: int
    history_id: int
    telling: Telling
    key: str
    shown_id: str
    slug: str | None
    about: dict[str, Shown | None]
    kind: str
    fields: Any

    @property
    def id(self) -> UUID:
        return UUID(self.key)


_change: Callable[[Iterable[Any]], Change] = partial(tuple.__new__, Change)
"""What `_make` does: a page makes six hundred."""


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
        self._fields = [
            (name, telling.kept_as[name], shape_of(name, told, self.columns))
            for name, told in telling.fields.items()
        ]

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
        known = {row[BEFORE] for row in rows if row[BEFORE] is not None}
        new, changed, whole = [], [], []
        for row in rows:
            if row[BEFORE] is not None or row[HISTORY_ID] in known:
                changed.append(row)
            elif written and row[KIND] == CREATED:
                new.append(row)
            else:
                whole.append(row)
        return [
            *self._changes(new, self._written, about=about),
            *self._changes(changed, self._differing, about=about),
            *self._changes(whole, self._set, about=about),
        ]

    def _changes(self, rows: Sequence[Row], fields_of: Any, *, about: bool) -> list[Change]:
        if not rows:
            return []
        names = [*self.columns]
        names += [name for links in self.followed(about=about) for name in links.lookups]
        before, history_ids, positions, kinds, _, *read = zip(*rows, strict=True)
        columns = dict(zip(names, read, strict=True))
        told, keys = self.telling, columns["id"]
        made = zip(
            positions,
            history_ids,
            repeat(told),
            keys,
            encode_texts(told.prefix, keys),
            columns["slug"] if told.has_slug else repeat(None),
            self._about(columns) if about else repeat({}),
            [KINDS[kind] for kind in kinds],
            fields_of(rows, columns),
        )
        return [_change(each) for each, of in zip(made, before, strict=True) if of is None]

    def _written(self, rows: Sequence[Row], columns: Columns) -> Iterator[Fragment]:
        """The fields of what was created as JSON; what is empty in all of them is passed over."""
        shown = [each for *_, shape in self._fields if (each := shape.written(columns))]
        if not shown:
            return repeat(Fragment(b"[]"), len(rows))
        pieces = zip(*shown, strict=True)
        return (Fragment(b"[%b]" % b",".join(filter(None, each))) for each in pieces)

    def _differing(self, rows: Sequence[Row], columns: Columns) -> Iterator[list[Shown]]:
        """What differs from the row before, which is among these; of that one nothing."""
        touched = {name for row in rows if row[BEFORE] is None for name in row[NAMES]}
        fields = [
            (name, kept, shape.of(columns))
            for name, kept, shape in self._fields
            if not touched.isdisjoint(kept)
        ]
        before = {row[BEFORE]: at for at, row in enumerate(rows) if row[BEFORE] is not None}
        for at, row in enumerate(rows):
            then, changed = before.get(row[HISTORY_ID]), row[NAMES]
            yield [
                {"field": name, "old": shown[then], "new": shown[at]}
                for name, kept, shown in fields
                if then is not None and shown[then] != shown[at] and not kept.isdisjoint(changed)
            ]

    def _set(self, rows: Sequence[Row], columns: Columns) -> Iterator[list[Shown]]:
        """All that is set, as something new, or as what was there last; what is empty is not."""
        fields = [(name, shape.of(columns)) for name, _, shape in self._fields]
        for at, row in enumerate(rows):
            is_last = row[KIND] == DELETED
            yield [
                {
                    "field": name,
                    "old": value if is_last else None,
                    "new": None if is_last else value,
                }
                for name, value in ((name, shown[at]) for name, shown in fields)
                if value or value not in EMPTY
            ]

    def _about(self, columns: Columns) -> Iterator[dict[str, Shown | None]]:
        """What each row is about: {"topic": {"id", "slug"}}; None: no such thing."""
        ways = {name: self.telling.within.get(name) for name in SUBJECTS}
        shown = [_subjects(SUBJECTS[name], way, columns) for name, way in ways.items()]
        return (dict(zip(SUBJECTS, each, strict=True)) for each in zip(*shown, strict=False))


def _subjects(
    model: Any, way: str | None, columns: Columns
) -> Sequence[Shown] | Iterator[Shown | None]:
    """The records that lie along a way, as shown; each that differs is shown once."""
    if way is None:
        return repeat(None)
    names = (f"{way}_id", f"{way}__slug") if way else ("id", "slug")
    pairs = list(zip(*(columns[name] for name in names), strict=True))
    differing = list(set(pairs))
    ids = encode_texts(model.PREFIX, [key for key, _ in differing])
    known = {pair: {"id": id, "slug": pair[1]} for pair, id in zip(differing, ids, strict=True)}
    return [known[pair] for pair in pairs]


@cache
def teller_of(model: type[models.Model]) -> Teller:
    """The telling of a model, made ready once."""
    return Teller(model)
