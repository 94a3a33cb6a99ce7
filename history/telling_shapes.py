"""The shapes of a telling's fields, made ready for whole columns of rows.

In: how one row's field is told, and columns as they were read. Out: the field as shown, a row
each. What is alike is shaped once, by the telling's own description: none is said here again.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.rendering import dumps
from api.typeid import encode_texts
from history.telling import Link, Told, as_it_is
from history.told_columns import Column, instant

Columns = Mapping[str, Sequence[Any]]
EMPTY: tuple[Any, ...] = (None, "", [])


@dataclass(frozen=True, slots=True)
class Shape:
    """A field of many rows: what tells them apart, and how those that differ are shown."""

    name: str
    keys: Callable[[Columns], Sequence[Hashable]]
    shown: Callable[[Sequence[Any]], Iterable[Any]]

    def of(self, columns: Columns) -> list[Any]:
        """The field of each row."""
        keys = self.keys(columns)
        differing = list(set(keys))
        known = dict(zip(differing, self.shown(differing), strict=True))
        return [known[key] for key in keys]

    def written(self, columns: Columns) -> list[bytes]:
        """The field of each row as JSON, as something new; nothing where it is empty.

        Nothing at all where it is empty in all.
        """
        keys = self.keys(columns)
        differing = list(set(keys))
        start = b'{"field":%b,"old":null,"new":' % dumps(self.name)
        known = {
            key: b"%b%b}" % (start, dumps(value)) if value or value not in EMPTY else b""
            for key, value in zip(differing, self.shown(differing), strict=True)
        }
        return [known[key] for key in keys] if any(known.values()) else []


def _each(shown: Callable[[Any], Any]) -> Callable[[Sequence[Any]], Iterable[Any]]:
    return lambda keys: map(shown, keys)


def shape_of(name: str, told: Told, columns: Mapping[str, Column]) -> Shape:
    """The shape of a field, of the columns that it is told of."""
    if told.link is not None:
        return _link(name, told.link)
    if told.of_one is None:
        return _of_many(name, told, columns)
    (read,) = told.columns
    column, of_one = columns[read], told.of_one
    if column.is_list:
        return Shape(
            name, lambda columns: [_hashable(each) for each in columns[read]], _each(_listed)
        )
    if column.is_instant and of_one is as_it_is:
        return Shape(name, lambda columns: columns[read], _each(instant))
    return Shape(
        name, lambda columns: columns[read], _each(lambda each: of_one(column.value(each)))
    )


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

    def shown(keys: Sequence[Any]) -> Iterable[Any]:
        ids = iter(encode_texts(link.prefix, [key for key in keys if key is not None]))
        return [None if key is None else next(ids) for key in keys]

    return Shape(name, keys, shown)


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

    def keys(columns: Columns) -> Sequence[Hashable]:
        return list(zip(*(columns[each] for each in names), strict=True))

    return Shape(name, keys, _each(shown))
