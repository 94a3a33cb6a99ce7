"""The shapes of a telling's fields, made ready for whole columns of rows.

In: how one row's field is told, and columns as they were read. Out: the field as shown, a row
each. What is alike is shaped once, by the telling's own description: none is said here again.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.rendering import dumps
from api.typeid import encode_text
from history.telling import Link, Told, as_it_is
from history.told_columns import Column, instant

Columns = Mapping[str, Sequence[Any]]
EMPTY: tuple[Any, ...] = (None, "", [])


@dataclass(frozen=True, slots=True)
class Shape:
    """A field of many rows: what tells them apart, and how each of these is shown."""

    name: str
    keys: Callable[[Columns], Sequence[Hashable]]
    shown: Callable[[Any], Any]

    def of(self, columns: Columns) -> list[Any]:
        """The field of each row."""
        keys = self.keys(columns)
        known = {key: self.shown(key) for key in set(keys)}
        return [known[key] for key in keys]

    def written(self, columns: Columns) -> list[bytes]:
        """The field of each row as JSON, as something new; nothing where it is empty."""
        keys, shown = self.keys(columns), self.shown
        start = b'{"field":%b,"old":null,"new":' % dumps(self.name)
        known = dict.fromkeys(keys, b"")
        for key in known:
            value = shown(key)
            if value or value not in EMPTY:
                known[key] = b"%b%b}" % (start, dumps(value))
        return [known[key] for key in keys]


def shape_of(name: str, told: Told, columns: Mapping[str, Column]) -> Shape:
    """The shape of a field, of the columns that it is told of."""
    if told.link is not None:
        return _link(name, told.link)
    if told.of_one is None:
        return _of_many(name, told, columns)
    (read,) = told.columns
    column, of_one = columns[read], told.of_one
    if column.is_list:
        return Shape(name, lambda columns: [_hashable(each) for each in columns[read]], _listed)
    if column.is_instant and of_one is as_it_is:
        return Shape(name, lambda columns: columns[read], instant)
    return Shape(name, lambda columns: columns[read], lambda each: of_one(column.value(each)))


def _hashable(each: Sequence[Any] | None) -> tuple[Any, ...] | None:
    return None if each is None else tuple(each)


def _listed(each: Sequence[Any] | None) -> list[Any] | None:
    return None if each is None else list(each)


def _link(name: str, link: Link) -> Shape:
    def keys(columns: Columns) -> Sequence[Hashable]:
        if not link.unless:
            return columns[link.column]
        both = zip(columns[link.column], columns[link.unless], strict=True)
        return [None if key == other else key for key, other in both]

    return Shape(name, keys, lambda key: None if key is None else encode_text(link.prefix, key))


def _of_many(name: str, told: Told, columns: Mapping[str, Column]) -> Shape:
    names = tuple(dict.fromkeys([*told.columns, *told.also]))
    dear = [
        (at, columns[each].value)
        for at, each in enumerate(names)
        if each in columns and columns[each].typed
    ]
    row_of = namedtuple("row_of", names)  # type: ignore[misc]  # names are the telling's

    def shown(key: tuple[Any, ...]) -> Any:
        values = list(key)
        for at, value in dear:
            values[at] = value(values[at])
        return told.shape(row_of._make(values))

    return Shape(
        name, lambda columns: list(zip(*(columns[each] for each in names), strict=True)), shown
    )
