"""The record as it stood at a position: one place to read now and then alike.

    with reading(as_of="412") as snapshot:
        snapshot.of(Source).filter(slug="irna").values("name")

Live models and their historical models share field names, so that the same query serves both.
Links are followed by a second query on the snapshot, never by a join: a historical row's foreign
key leads to today's row. simple-history's own `as_of()` is not used: it doubles rows at equal
times and resolves links to today.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction
from django.db.models import OuterRef, QuerySet, Subquery
from psycopg import IsolationLevel

from history.as_of_sql import by_ids_sql, row_type
from history.tracking import TRACKED

SEAL_LOCK = "SELECT pg_advisory_xact_lock_shared(4917, 2)"
# Written by hand: every answer asks one of these, and the ORM takes ten times as long to say it.
HEAD = """
    SELECT position, recorded_at FROM history_entry
    WHERE recorded_at IS NOT NULL ORDER BY position DESC LIMIT 1
"""
HEAD_AND_ENTRY = """
    SELECT (SELECT position FROM history_entry
            WHERE recorded_at IS NOT NULL ORDER BY position DESC LIMIT 1),
           (SELECT recorded_at FROM history_entry WHERE position = %s),
           (SELECT coalesce(max(position), 0) FROM history_erasure)
"""
ENTRY_AT = """
    SELECT position, recorded_at, (SELECT coalesce(max(position), 0) FROM history_erasure)
    FROM history_entry
    WHERE recorded_at <= %s ORDER BY recorded_at DESC LIMIT 1
"""


class InTheFuture(ValueError):
    """The record can't be read as of an instant or a position that hasn't come."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The record as of `position`; `past` False reads the live tables, at the head.

    `recorded_at` is the entry's, None for an empty ledger. `settled` False: an entry may yet be
    recorded that this instant includes. `erased`: of the past, the newest erasure, which alone can
    change what it answers; 0 for none.
    """

    position: int
    past: bool
    recorded_at: datetime | None
    settled: bool
    erased: int = 0

    @property
    def as_of(self) -> int | None:
        """The position for functions of the database: None where the live tables are read."""
        return self.position if self.past else None

    def of(self, model: type[models.Model]) -> QuerySet[Any]:
        """The model's rows as they stood, as its own or its historical model."""
        if not self.past:
            return model._default_manager.all()
        historical = TRACKED[model].historical
        newest = (
            historical.objects.filter(
                **{model._meta.pk.attname: OuterRef(model._meta.pk.attname)},
                position__lte=self.position,
            )
            .order_by("-position", "-history_id")
            .values("history_id")[:1]
        )
        rows: QuerySet[Any] = (
            historical.objects.filter(history_id=Subquery(newest))
            .exclude(history_type="-")
            .order_by()
        )
        return rows

    def rows(
        self, model: type[models.Model], columns: Sequence[str], ids: Iterable[UUID]
    ) -> list[Any]:
        """Columns of these records as they stood, as named tuples: what `of` gives, sooner."""
        given: dict[str, Any] = {"ids": list(ids), "at": self.position}
        if not given["ids"]:
            return []
        with connection.cursor() as cursor:
            cursor.execute(by_ids_sql(model, tuple(columns), past=self.past), given)
            return [row_type(*columns)._make(row) for row in cursor.fetchall()]


@contextmanager
def reading(as_of: int | datetime | None = None) -> Iterator[Snapshot]:
    """A consistent view of the record: now, as of a position, or as of an instant (inclusive).

    Raises InTheFuture. Past positions never change, so reading one needs no lock; the live
    tables are read in one REPEATABLE READ transaction. An instant no older than the newest entry
    waits for the writer that is sealing just then, so that its answer is the same for ever once
    a newer entry exists.
    """
    if isinstance(as_of, datetime):
        yield _at_instant(as_of)
    elif as_of is not None:
        yield _at_position(as_of)
    else:
        with _repeatable_read():
            position, recorded_at = _head()
            yield Snapshot(position, False, recorded_at, settled=True)


def head_position() -> int:
    """The newest position on record, 0 for none: where `reading()` would read, were it begun."""
    return _head()[0]


def _head() -> tuple[int, datetime | None]:
    """The newest entry; position 0 and None for an empty ledger."""
    return _row(HEAD) or (0, None)


def _at_position(position: int) -> Snapshot:
    head, recorded_at, erased = _row(HEAD_AND_ENTRY, position)
    if position > (head or 0):
        raise InTheFuture(f"position {position} is not yet recorded")
    return Snapshot(position, True, recorded_at, True, erased)


def _at_instant(instant: datetime) -> Snapshot:
    """As of the newest position recorded at or before the instant, and whether that is final."""
    head, newest = _head()
    if newest is None or instant >= newest:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(SEAL_LOCK)
                cursor.execute("SELECT clock_timestamp()")
                now = cursor.fetchone()[0]
            head, newest = _head()
            transaction.set_rollback(True)  # lets the lock go, in a caller's transaction too
        # The newest may be ahead of a clock that was set back.
        if instant > max(now, newest or now):
            raise InTheFuture(f"{instant.isoformat()} has not come; it is {now.isoformat()}")
    position, recorded_at, erased = _row(ENTRY_AT, instant) or (0, None, 0)
    return Snapshot(position, True, recorded_at, position < head, erased)


def _row(query: str, *parameters: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchone()


@contextmanager
def _repeatable_read() -> Iterator[None]:
    """One view for several queries; inside a caller's transaction, that one's own view."""
    if connection.in_atomic_block:
        yield
        return
    connection.ensure_connection()
    session = connection.connection
    # BEGIN itself says so, in no statement of its own.
    session.isolation_level, session.read_only = IsolationLevel.REPEATABLE_READ, True
    try:
        with transaction.atomic():
            yield
    finally:
        if not session.closed:
            session.isolation_level = session.read_only = None


def rows_to_the_top(
    snapshot: Snapshot,
    model: type[models.Model],
    above: str,
    fields: Sequence[str],
    ids: Iterable[UUID | None],
) -> list[Any]:
    """Rows of a tree and everything above them by the link `above`; a query a level.

    With "merged_into_id" among the fields, what stands for each row is among them too.
    """
    links = [name for name in (above, "merged_into_id") if name in fields]
    found: dict[UUID, Any] = {}
    wanted = {id for id in ids if id is not None}
    while wanted:
        found.update({row.id: row for row in snapshot.rows(model, fields, wanted)})
        linked = {getattr(row, link) for row in found.values() for link in links}
        wanted = linked - found.keys() - {None}
    return list(found.values())
