"""The fields of changes, row by row: what was set, and what differs from the row before.

In: rows and their columns, and the shapes of a telling's fields. Out: a list a row, field by
field old and new, or the JSON of one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import repeat
from typing import Any

from api.rendering import dumps
from history.telling import DELETED
from history.telling_shapes import EMPTY, Columns, Shape

Row = tuple[Any, ...]
Shown = dict[str, Any]
Field = tuple[str, frozenset[str], Shape]
"""A field's name, the names that `changed` has for its columns, and how it is shown."""
Telling = Callable[[Sequence[Field], Sequence[Row], Columns], Iterator[Any]]

BEFORE, HISTORY_ID, POSITION, KIND, NAMES = range(5)
"""Where a row has: whose row before it is (None: a row of its own right), its key, position and
kind, and the names of what changed. The columns come after."""


def written(fields: Sequence[Field], rows: Sequence[Row], columns: Columns) -> Iterator[str]:
    """All that is set, as something new, as JSON; what is empty in all rows is passed over."""
    shown = [each for *_, shape in fields if (each := shape.written(columns))]
    if not shown:
        return repeat("[]", len(rows))
    return (f"[{','.join(filter(None, each))}]" for each in zip(*shown, strict=True))


def differing(
    fields: Sequence[Field], rows: Sequence[Row], columns: Columns
) -> Iterator[list[Shown]]:
    """What differs from the row before, which is among these; of that one nothing."""
    touched = {name for row in rows if row[BEFORE] is None for name in row[NAMES]}
    shown = [
        (name, kept, shape.of(columns))
        for name, kept, shape in fields
        if not touched.isdisjoint(kept)
    ]
    before = {row[BEFORE]: at for at, row in enumerate(rows) if row[BEFORE] is not None}
    for at, row in enumerate(rows):
        then, changed = before.get(row[HISTORY_ID]), row[NAMES]
        yield [
            {"field": name, "old": values[then], "new": values[at]}
            for name, kept, values in shown
            if then is not None and values[then] != values[at] and not kept.isdisjoint(changed)
        ]


def as_set(fields: Sequence[Field], rows: Sequence[Row], columns: Columns) -> Iterator[list[Shown]]:
    """All that is set, as something new, or as what was there last; what is empty is not."""
    shown = [(name, shape.of(columns)) for name, _, shape in fields]
    for at, row in enumerate(rows):
        is_last = row[KIND] == DELETED
        yield [
            {"field": name, "old": value if is_last else None, "new": None if is_last else value}
            for name, value in ((name, values[at]) for name, values in shown)
            if value or value not in EMPTY
        ]


def dumped(told: Telling) -> Telling:
    """The same as JSON."""
    return lambda *given: (dumps(each).decode() for each in told(*given))
