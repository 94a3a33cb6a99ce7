"""What changes are about: the records that their telling's ways lead to, each shown once.

In: columns of rows as they were read. Out: {"topic": {"id", "slug"}} a row, or the JSON of that
without its braces; None, null: no such thing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import repeat
from typing import Any

from api.rendering import dumps_objects
from api.typeid import encode_texts
from history.telling import SUBJECTS, Telling
from history.telling_shapes import Columns

Shown = dict[str, Any]
Shaping = Callable[[Sequence[str], Sequence[str | None]], Iterable[Any]]


def about(telling: Telling, columns: Columns) -> Iterator[dict[str, Shown | None]]:
    """What each row is about."""
    shown = [_subjects(name, telling, columns, _objects, None) for name in SUBJECTS]
    return (dict(zip(SUBJECTS, each, strict=True)) for each in zip(*shown, strict=False))


def about_written(telling: Telling, columns: Columns) -> Iterator[str]:
    """What each row is about, as members of a JSON object."""
    shown = [_subjects(name, telling, columns, _written, "null") for name in SUBJECTS]
    form = ",".join(f'"{name}":%s' for name in SUBJECTS)
    return (form % each for each in zip(*shown, strict=False))


def _subjects(
    name: str, telling: Telling, columns: Columns, shape: Shaping, nothing: Any
) -> Iterable[Any]:
    """The records that lie along a way, as shown; each that differs is shown once."""
    way = telling.within.get(name)
    if way is None:
        return repeat(nothing)
    key, slug = (f"{way}_id", f"{way}__slug") if way else ("id", "slug")
    slugs = dict(zip(columns[key], columns[slug], strict=True))
    prefix = SUBJECTS[name].PREFIX  # type: ignore[attr-defined]  # subjects have one
    shown = shape(encode_texts(prefix, list(slugs)), list(slugs.values()))
    known = dict(zip(slugs, shown, strict=True))
    return [known[each] for each in columns[key]]


def _objects(ids: Sequence[str], slugs: Sequence[str | None]) -> list[Shown]:
    return [{"id": id, "slug": slug} for id, slug in zip(ids, slugs, strict=True)]


def _written(ids: Sequence[str], slugs: Sequence[str | None]) -> list[str]:
    return dumps_objects({"id": ids, "slug": slugs})
