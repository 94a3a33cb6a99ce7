"""Rows of history as changes: what each one is of, what it is about, field by field old and new.

In: where the rows lie. Out: `Change`s in the order written. One query a kind of record, and two
more where records of it were changed, whatever the number of rows.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from history.feed.choosing import COLUMNS, EntryRow, Ref
from history.models import Entry
from history.telling import CHANGED, KINDS, TELLINGS, FieldChange, Telling
from history.tracking import TRACKED

ABOUT_THE_ROW = ("history_id", "position", "history_type", "changed")


@dataclass(frozen=True, slots=True)
class Change:
    """One historical row against the one before it of its record."""

    position: int
    history_id: int
    telling: Telling
    id: UUID
    slug: str | None
    about: dict[str, dict[str, Any] | None]
    kind: str
    fields: tuple[FieldChange, ...]


def changes_at(refs: Sequence[Ref]) -> list[Change]:
    """The changes at these places, in the order given."""
    by_table: dict[str, list[int]] = defaultdict(list)
    for ref in refs:
        by_table[ref.table].append(ref.history_id)
    tellings = {telling.table: telling for telling in TELLINGS.values()}
    found: dict[int, Change] = {}
    for table, ids in by_table.items():
        found.update(_changes(tellings[table], ids))
    return [found[ref.history_id] for ref in refs]


def entries_at(positions: Iterable[int]) -> dict[int, EntryRow]:
    """The entries at these positions. One query."""
    rows = Entry.objects.filter(position__in=set(positions)).values_list(*COLUMNS)
    return {row[0]: EntryRow._make((*row, [])) for row in rows}


def _changes(telling: Telling, ids: Sequence[int]) -> dict[int, Change]:
    historical = TRACKED[telling.model].historical.objects.order_by()
    columns = (*ABOUT_THE_ROW, *telling.lookups)
    rows = list(historical.filter(history_id__in=ids).values_list(*columns, named=True))
    changed = [row.history_id for row in rows if row.history_type == CHANGED]
    earlier = _just_before(historical, changed).values_list(*columns, named=True) if changed else []
    before = _Before([*rows, *earlier])
    return {
        row.history_id: Change(
            position=row.position,
            history_id=row.history_id,
            telling=telling,
            id=row.id,
            slug=row.slug if telling.has_slug else None,
            about=telling.about(row),
            kind=KINDS[row.history_type],
            fields=telling.changes(before.of(row), row),
        )
        for row in rows
    }


def _just_before(historical: QuerySet[Any], ids: Sequence[int]) -> QuerySet[Any]:
    """The row before each of these, of the same record; within a record ids grow with positions.

    Their ids are asked for first: as a subquery of one statement they cost a scan of the table.
    """
    before = historical.filter(
        id=OuterRef("id"), position__lte=OuterRef("position"), history_id__lt=OuterRef("history_id")
    ).order_by("-position", "-history_id")
    changed = historical.filter(history_id__in=ids)
    wanted = changed.annotate(before=Subquery(before.values("history_id")[:1]))
    return historical.filter(history_id__in=list(wanted.values_list("before", flat=True)))


class _Before:
    """Rows by record, in the order written."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self._rows = {row.history_id: row for row in rows}
        self._ids: dict[UUID, list[int]] = defaultdict(list)
        for history_id in sorted(self._rows):
            self._ids[self._rows[history_id].id].append(history_id)

    def of(self, row: Any) -> Any:
        ids = self._ids[row.id]
        at = bisect_left(ids, row.history_id)
        return self._rows[ids[at - 1]] if at else None
