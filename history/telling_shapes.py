"""The shapes of a telling's fields, made ready for whole columns of rows.

In: how one row's field is told, and columns as they were read. Out: the field as shown, a row
each, or as the JSON of that. What is alike is shaped once, by the telling's own description: none
is said here again.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.rendering import dumps, dumps_each
from api.typeid import encode_texts
from history.telling import Link, Told, as_it_is
from history.told_columns import Column, instant

Columns = Mapping[str, Sequence[Any]]
EMPTY: tuple[Any, ...] = (None, "", [])
EMPTY_JSON = ("null", '""', "[]")


@dataclass(frozen=True, slots=True)
class Shape:
    """A field of many rows: what tells them apart, and how those that differ are shown.

    `json`: how they are written. `whole`: how rows are written of which no two are alike.
    """

    name: str
    keys: Callable[[Columns], Sequence[Hashable]]
    shown: Callable[[Sequence[Any]], Iterable[Any]]
    json: Callable[[Sequence[Any]], Iterable[str]]
    whole: Callable[[Columns], Iterable[str]] | None = None

    def of(self, columns: Columns) -> list[Any]:
        """The field of each row."""
        keys = self.keys(columns)
        differing = list(set(keys))
        known = dict(zip(differing, self.shown(differing), strict=True))
        return [known[key] for key in keys]

    def written(self, columns: Columns) -> list[str]:
        """The field of each row as JSON, as something new; nothing where it is empty.

        Nothing at all where it is empty in all.
        """
        if self.whole is not None:
            return self._pieces(self.whole(columns))
        keys = self.keys(columns)
        differing = list(set(keys))
        pieces = self._pieces(self.json(differing))
        if len(pieces) == 1:
            return pieces * len(keys) if any(pieces) else []
        known = dict(zip(differing, pieces, strict=True))
        return [known[key] for key in keys]

    def _pieces(self, written: Iterable[str]) -> list[str]:
        start = f'{{"field":"{self.name}","old":null,"new":'
        return ["" if each in EMPTY_JSON else f"{start}{each}}}" for each in written]


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
            name, lambda columns: [_hashable(each) for each in columns[read]], _lists, _dumped
        )

    def shown(keys: Sequence[Any]) -> list[Any]:
        if column.is_instant and of_one is as_it_is:
            return [instant(each) for each in keys]
        return [of_one(column.value(each)) for each in keys]

    return Shape(name, lambda columns: columns[read], shown, lambda keys: dumps_each(shown(keys)))


def _hashable(each: Sequence[Any] | None) -> tuple[Any, ...] | None:
    return None if each is None else tuple(each)


def _lists(keys: Sequence[Sequence[Any] | None]) -> list[list[Any] | None]:
    return [None if each is None else list(each) for each in keys]


def _dumped(shown: Iterable[Any]) -> list[str]:
    return [dumps(each).decode() for each in shown]


def _link(name: str, link: Link) -> Shape:
    def keys(columns: Columns) -> Sequence[Hashable]:
        if not link.unless:
            return columns[link.column]
        both = zip(columns[link.column], columns[link.unless], strict=True)
        return [None if key == other else key for key, other in both]

    def shown(keys: Sequence[Any]) -> list[str | None]:
        ids = iter(encode_texts(link.prefix, [key for key in keys if key is not None]))
        return [None if key is None else next(ids) for key in keys]

    return Shape(name, keys, shown, lambda keys: dumps_each(shown(keys)))


def _of_many(name: str, told: Told, columns: Mapping[str, Column]) -> Shape:
    names = tuple(dict.fromkeys([*told.columns, *told.also]))
    dear = [
        (at, columns[each].value)
        for at, each in enumerate(names)
        if each in columns and columns[each].typed
    ]
    row_of = namedtuple("row_of", names)  # type: ignore[misc]  # names are the telling's

    def shape(key: tuple[Any, ...]) -> Any:
        values = list(key)
        for at, value in dear:
            values[at] = value(values[at])
        return told.shape(row_of._make(values))

    def keys(columns: Columns) -> list[tuple[Any, ...]]:
        return list(zip(*(columns[each] for each in names), strict=True))

    def shown(keys: Sequence[Any]) -> Iterator[Any]:
        return map(shape, keys)

    together = told.written
    if together is None:
        return Shape(name, keys, shown, lambda keys: _dumped(shown(keys)))

    def whole(columns: Columns) -> Iterator[str]:
        for key, each in zip(keys(columns), together(columns), strict=True):
            yield dumps(shape(key)).decode() if each is None else each

    return Shape(name, keys, shown, lambda keys: _dumped(shown(keys)), whole)
