"""Rows of history as changes: what each one is of, what it is about, field by field old and new.

In: where the rows lie. Out: `Change`s in the order written. One query a kind of record, and one
for what its links lead to, whatever the number of rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from operator import attrgetter

from history.changes import changes_of
from history.feed.choosing import SHOWN, Choice, EntryRow, Ref, first_rows
from history.telling import TELLINGS
from history.telling_rows import Change


def changes_at(refs: Sequence[Ref], *, written: bool = False) -> list[Change]:
    """The changes at these places, in the order given; `written`: as `changes_of` says."""
    by_table: dict[str, list[int]] = defaultdict(list)
    for ref in refs:
        by_table[ref.table].append(ref.history_id)
    models = {telling.table: telling.model for telling in TELLINGS.values()}
    found: dict[int, Change] = {}
    for table, ids in by_table.items():
        at = f"SELECT * FROM {table} WHERE history_id = ANY(%s::bigint[])"  # noqa: S608
        found.update(
            (change.history_id, change)
            for change in changes_of(models[table], (at, [ids]), written=written)
        )
    return [found[ref.history_id] for ref in refs]


def first_changes(choice: Choice, entries: Sequence[EntryRow]) -> dict[int, list[Change]]:
    """The first changes of each of these entries that are meant, in the order written."""
    found: dict[int, list[Change]] = {entry.position: [] for entry in entries}
    for model, picked in first_rows(choice, entries):
        for change in changes_of(model, picked, written=True):
            found[change.position].append(change)
    for changes in found.values():
        changes.sort(key=attrgetter("history_id"))
        del changes[SHOWN:]
    return found
