"""Rows of history as changes: what each one is of, what it is about, field by field old and new.

In: where the rows lie. Out: `Change`s in the order written, or `Line`s. One query a kind of record,
and one for what its links lead to, whatever the number of rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

from history.changes import changes_of, lines_of
from history.feed.choosing import SHOWN, Choice, EntryRow, Ref, first_rows
from history.telling import TELLINGS
from history.telling_rows import Change, Line


def changes_at(refs: Sequence[Ref]) -> list[Change]:
    """The changes at these places, in the order given."""
    return _at(refs, changes_of)


def lines_at(refs: Sequence[Ref]) -> list[Line]:
    """The same, written."""
    return _at(refs, lines_of)


def first_lines(choice: Choice, entries: Sequence[EntryRow]) -> dict[int, list[Line]]:
    """The first changes of each of these entries that are meant, in the order written."""
    found: dict[int, list[Line]] = {entry.position: [] for entry in entries}
    for model, picked in first_rows(choice, entries):
        for line in lines_of(model, picked):
            found[line.position].append(line)
    for lines in found.values():
        lines.sort(key=attrgetter("history_id"))
        del lines[SHOWN:]
    return found


def _at(refs: Sequence[Ref], told: Callable[..., list[Any]]) -> list[Any]:
    by_table: dict[str, list[int]] = defaultdict(list)
    for ref in refs:
        by_table[ref.table].append(ref.history_id)
    models = {telling.table: telling.model for telling in TELLINGS.values()}
    found: dict[int, Any] = {}
    for table, ids in by_table.items():
        at = f"SELECT * FROM {table} WHERE history_id = ANY(%s::bigint[])"  # noqa: S608
        found.update((each.history_id, each) for each in told(models[table], (at, [ids])))
    return [found[ref.history_id] for ref in refs]
