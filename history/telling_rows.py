"""A telling made ready for many rows at once: what is read of each, and what is told of them.

In: a `Telling`, and rows of its historical table as plain tuples. Out: `Change`s, or the `Line`s
that a feed shows of them. A page is told column by column, each shape called once for what is
alike in it; the description stays the telling's, nothing is said here of any field. Nothing is
looked up but what hangs on links and never changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from itertools import repeat
from typing import Any, NamedTuple
from uuid import UUID

from django.db import models
from orjson import Fragment

from api.rendering import dumps_each
from api.typeid import encode_texts
from history.telling import CHANGED, CREATED, KINDS, TELLINGS, Telling
from history.telling_shapes import Columns, shape_of
from history.told_about import about as about_of
from history.told_about import about_written
from history.told_columns import column_of
from history.told_fields import (
    BEFORE,
    HISTORY_ID,
    KIND,
    Row,
    Shown,
    as_set,
    differing,
    dumped,
)
from history.told_fields import written as written_out
from history.told_links import Links
from history.tracking import TRACKED

HEAD = (
    "{row}.history_id",
    "{row}.position",
    "{row}.history_type",
    f"CASE {{row}}.history_type WHEN '{CHANGED}' THEN {{row}}.changed END",
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


class Line(NamedTuple):
    """A change as a feed shows it, written: JSON."""

    position: int
    history_id: int
    json: str


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
        behind = [sql for links in self.followed(about=about) for sql in links.select()]
        return ", ".join([*self.own("h"), *behind])

    def own(self, row: str) -> list[str]:
        """What is read of a historical row itself."""
        head = [each.format(row=row) for each in HEAD]
        return [*head, *(column.of(row) for column in self.columns.values())]

    def changes(
        self, rows: Sequence[Row], *, about: bool = True, written: bool = False
    ) -> list[Change]:
        """What is told of these rows, some of which are there as those before others.

        `written`: the fields of what was created as JSON, which most of a page are.
        """
        new, changed, whole = _parted(rows)
        as_new = _fragments if written else as_set
        return [
            *self._changes(new, as_new, about=about),
            *self._changes(changed, differing, about=about),
            *self._changes(whole, as_set, about=about),
        ]

    def lines(self, rows: Sequence[Row]) -> list[Line]:
        """The same, written."""
        new, changed, whole = _parted(rows)
        return [
            *self._lines(new, written_out),
            *self._lines(changed, dumped(differing)),
            *self._lines(whole, dumped(as_set)),
        ]

    def _changes(self, rows: Sequence[Row], told: Any, *, about: bool) -> list[Change]:
        if not rows:
            return []
        (befores, history_ids, positions, kinds), columns = self._columns(rows, about=about)
        telling = self.telling
        made = zip(
            positions,
            history_ids,
            repeat(telling),
            columns["id"],
            encode_texts(telling.prefix, columns["id"]),
            columns["slug"] if telling.has_slug else repeat(None),
            about_of(telling, columns) if about else repeat({}),
            [KINDS[kind] for kind in kinds],
            told(self._fields, rows, columns),
        )
        own = zip(made, befores, strict=True)
        return [_change(each) for each, before in own if before is None]

    def _lines(self, rows: Sequence[Row], told: Any) -> list[Line]:
        if not rows:
            return []
        heads, columns = self._columns(rows, about=True)
        telling = self.telling
        made = zip(
            *heads,
            encode_texts(telling.prefix, columns["id"]),
            dumps_each(columns["slug"]) if telling.has_slug else repeat("null"),
            about_written(telling, columns),
            told(self._fields, rows, columns),
            strict=False,  # some go on for ever
        )
        return [
            Line(
                position,
                history_id,
                f'{{"object":{{"type":"{telling.type}","id":"{id}","slug":{slug}}},{about},'
                f'"kind":"{KINDS[kind]}","fields":{fields}}}',
            )
            for before, history_id, position, kind, id, slug, about, fields in made
            if before is None
        ]

    def _columns(self, rows: Sequence[Row], *, about: bool) -> tuple[list[Any], Columns]:
        """The heads of these rows, column by column, and the rest of them by name."""
        names = [*self.columns]
        names += [name for links in self.followed(about=about) for name in links.lookups]
        before, history_id, position, kind, _, *rest = zip(*rows, strict=True)
        return [before, history_id, position, kind], dict(zip(names, rest, strict=True))


def _parted(rows: Sequence[Row]) -> tuple[list[Row], list[Row], list[Row]]:
    """Those that tell of something new; those changed with those before them; all others."""
    known = {row[BEFORE] for row in rows if row[BEFORE] is not None}
    new, changed, whole = [], [], []
    for row in rows:
        if row[BEFORE] is not None or row[HISTORY_ID] in known:
            changed.append(row)
        elif row[KIND] == CREATED:
            new.append(row)
        else:
            whole.append(row)
    return new, changed, whole


def _fragments(*given: Any) -> Iterator[Fragment]:
    return (Fragment(each) for each in written_out(*given))


@cache
def teller_of(model: type[models.Model]) -> Teller:
    """The telling of a model, made ready once."""
    return Teller(model)
