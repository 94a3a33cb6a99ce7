"""Which entries of the ledger, and which rows of history: what a reader may see and asked for.

In: the conditions of a `Choice`. Out: SQL over the entries and the historical tables, and what it
finds. Only sealed entries are ever found. Writers hold one lock from their first row to the
moment their commit is seen by all, so a snapshot that shows an entry shows every one before it:
going on after a position misses nothing and gives nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection, models
from django.db.models import Q

from history.models import Entry
from history.telling import TELLINGS, Telling
from history.tracking import TRACKED

SHOWN = 100  # changes of an entry in a list; the rest has pages of its own
BATCH = 500
COLUMNS = (
    "position", "recorded_at", "actor_id", "actor_name", "token_id", "role", "channel", "reason",
    "request_id", "digest", "root",
)  # fmt: skip
ENTRY = ", ".join(
    f"e.{column}::text" if column == "recorded_at" else f"e.{column}" for column in COLUMNS
)
# Read all at once: one by one each entry's would be a descent.
WITH_TABLES = f"""
    WITH e AS MATERIALIZED ({{entries}}), written AS MATERIALIZED (
        SELECT t.position, array_agg(t.historical_table) AS tables FROM history_entrytable t
        WHERE t.position = ANY(ARRAY(SELECT position FROM e)) GROUP BY t.position
    )
    SELECT {ENTRY}, COALESCE(written.tables, '{{{{}}}}')
    FROM e LEFT JOIN written USING (position) ORDER BY e.position
"""  # noqa: S608  made of the names above
SEALED = f"""
    SELECT {", ".join(COLUMNS)} FROM history_entry
    WHERE position > %s AND position <= %s AND recorded_at IS NOT NULL
"""  # noqa: S608  made of the names above

Sql = tuple[str, list[Any]]


class EntryRow(NamedTuple):
    """An entry as read, its instant as text, with the historical tables it wrote to."""

    position: int
    recorded_at: str
    actor_id: Any
    actor_name: str
    token_id: Any
    role: str
    channel: str
    reason: str
    request_id: str
    digest: Any
    root: Any
    tables: list[str]


class Ref(NamedTuple):
    """Where a change lies: its entry, its historical row and the table that holds it."""

    position: int
    history_id: int
    table: str


@dataclass(frozen=True)
class Choice:
    """What is meant: kinds of records, conditions on their historical rows, and on entries.

    `is_narrow`: the rows can be found by an index, so that they lead to the entries, instead of
    each entry to its rows. `picks`: some rows of an entry are left out on request.
    """

    tellings: tuple[Telling, ...]
    rows: Mapping[type[models.Model], Q] = field(default_factory=dict)
    entries: Q = field(default_factory=Q)
    after: int = 0
    is_narrow: bool = False
    picks: bool = False

    @property
    def tables(self) -> list[str]:
        return [telling.table for telling in self.tellings]

    @property
    def leaves_out(self) -> bool:
        """Whether some rows of an entry are not meant, on request or since they are not shown."""
        return self.picks or len(self.tellings) < len(TELLINGS)

    def rows_of(self, telling: Telling) -> Sql:
        """position and history_id of every historical row of one kind that is meant."""
        if telling.model not in self.rows:
            return f"SELECT position, history_id FROM {telling.table}", []  # noqa: S608  a model's
        rows = TRACKED[telling.model].historical.objects.filter(self.rows[telling.model])
        query, parameters = (
            rows.order_by().values_list("position", "history_id").query.sql_with_params()
        )
        return query, list(parameters)


def entries_after(choice: Choice, position: int, head: int, limit: int) -> list[EntryRow]:
    """The first entries after a position, up to the head, that are meant. One query."""
    meant, parameters = _meant(choice, position, head)
    first = f"SELECT * FROM ({meant}) e ORDER BY e.position LIMIT %s"  # noqa: S608  models' names
    query = WITH_TABLES.format(entries=first)
    return [EntryRow(*row) for row in _fetched(query, [*parameters, limit])]


def entries_at(positions: Iterable[int]) -> dict[int, EntryRow]:
    """The entries at these positions, their tables left out. One query."""
    query = f"SELECT {ENTRY} FROM history_entry e WHERE e.position = ANY(%s)"  # noqa: S608
    return {row[0]: EntryRow._make((*row, [])) for row in _fetched(query, [list(set(positions))])}


def first_rows(
    choice: Choice, entries: Sequence[EntryRow]
) -> Iterator[tuple[type[models.Model], Sql]]:
    """The first rows of each of these entries that are meant, whole: SQL by kind of record."""
    for telling in _written_to(choice, entries):
        positions = [entry.position for entry in entries if telling.table in entry.tables]
        rows = telling.table
        parameters: list[Any] = []
        if telling.model in choice.rows:
            meant, parameters = choice.rows_of(telling)
            rows = f"(SELECT h.* FROM ({meant}) m JOIN {telling.table} h USING (history_id))"  # noqa: S608
        query = f"""
            SELECT first.* FROM unnest(%s::bigint[]) AS p (position) CROSS JOIN LATERAL (
                SELECT r.* FROM {rows} r
                WHERE r.position = p.position ORDER BY r.history_id LIMIT {SHOWN}
            ) first
        """  # noqa: S608  made of models' names
        yield telling.model, (query, [positions, *parameters])


def refs_of(
    choice: Choice,
    entries: Sequence[EntryRow],
    key: int = 0,
    most: int = SHOWN,
    *,
    backwards: bool = False,
) -> list[Ref]:
    """The first rows of each of these entries that are meant, in the order written. One query.

    `key`: those behind this history_id; `backwards`: those before it, the nearest first.
    """
    tellings = _written_to(choice, entries)
    if not tellings:
        return []
    beyond, order = ("<", "DESC") if backwards else (">", "ASC")
    parts: list[str] = []
    parameters: list[Any] = []
    for telling in tellings:
        rows, given = choice.rows_of(telling)
        parts.append(
            f"(SELECT r.history_id, %s AS historical_table FROM ({rows}) r"  # noqa: S608
            f" WHERE r.position = p.position AND r.history_id {beyond} %s"
            f" ORDER BY r.history_id {order} LIMIT %s)"
        )
        parameters += [telling.table, *given, key, most]
    query = f"""
        SELECT p.position, first.history_id, first.historical_table
        FROM unnest(%s::bigint[]) AS p (position) CROSS JOIN LATERAL (
            SELECT * FROM ({" UNION ALL ".join(parts)}) found ORDER BY history_id {order} LIMIT %s
        ) first ORDER BY first.history_id {order}
    """  # noqa: S608  made of models' names
    positions = [entry.position for entry in entries]
    return [Ref(*row) for row in _fetched(query, [positions, *parameters, most])]


def counts_of(choice: Choice, entries: Sequence[EntryRow]) -> dict[int, int]:
    """How many rows of each entry are meant. One query."""
    tellings = _written_to(choice, entries)
    union, parameters = _union(choice, tellings)
    query = f"""
        SELECT position, count(*) FROM ({union}) r WHERE position = ANY(%s) GROUP BY position
    """  # noqa: S608  made of models' names
    return dict(_fetched(query, [*parameters, [entry.position for entry in entries]]))


def streamed(choice: Choice, head: int) -> Iterator[list[Ref]]:
    """Every row that is meant up to the head, in the order written, batch by batch.

    Through a server-side cursor of the caller's transaction.
    """
    if not choice.tellings:
        return
    query, parameters = _rows(choice, head)
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"{query} ORDER BY r.history_id", parameters)
        while batch := cursor.fetchmany(BATCH):
            yield [Ref(*row) for row in batch]


def refs_in_order(
    choice: Choice, head: int, key: int | None, most: int, *, backwards: bool = False
) -> list[Ref]:
    """The rows that are meant, across entries, behind a history_id or before it. One query."""
    if not choice.tellings:
        return []
    query, parameters = _rows(choice, head)
    comparison, order = ("<", "DESC") if backwards else (">", "ASC")
    if key is not None:
        query += f" AND r.history_id {comparison} %s"
        parameters.append(key)
    ordered = f"{query} ORDER BY r.history_id {order} LIMIT %s"
    return [Ref(*row) for row in _fetched(ordered, [*parameters, most])]


def _rows(choice: Choice, head: int) -> Sql:
    """Every row that is meant, of the entries that meet the entries' conditions."""
    union, parameters = _union(choice, choice.tellings)
    query = f"""
        SELECT r.position, r.history_id, r.historical_table FROM ({union}) r
        WHERE r.position > %s AND r.position <= %s
    """  # noqa: S608  made of models' names
    parameters += [choice.after, head]
    if choice.entries:
        entries, given = _sealed(choice, choice.after, head)
        query += f" AND r.position IN (SELECT e.position FROM ({entries}) e)"  # noqa: S608
        parameters += given
    return query, parameters


def _meant(choice: Choice, after: int, head: int) -> Sql:
    """The entries that are meant, by their own conditions and by their rows."""
    query, parameters = _sealed(choice, after, head)
    if not choice.leaves_out:
        return query, parameters
    # Between the positions here too: side by side with the entries they are read from the first on.
    query = f"""
        SELECT * FROM ({query}) e WHERE EXISTS (
            SELECT FROM history_entrytable t
            WHERE t.position = e.position AND t.position > %s AND t.position <= %s
              AND t.historical_table = ANY(%s))
    """  # noqa: S608  made of models' names
    parameters = [*parameters, after, head, choice.tables]
    if not choice.rows or not choice.tellings:
        return query, parameters
    if choice.is_narrow:
        union, given = _union(choice, choice.tellings)
        query += f" AND e.position IN (SELECT r.position FROM ({union}) r)"  # noqa: S608
        return query, [*parameters, *given]
    rows = [choice.rows_of(telling) for telling in choice.tellings]
    probes = [f"EXISTS (SELECT FROM ({one}) r WHERE r.position = e.position)" for one, _ in rows]
    query += f" AND ({' OR '.join(probes)})"
    return query, [*parameters, *(given for _, each in rows for given in each)]


def _sealed(choice: Choice, after: int, head: int) -> Sql:
    """The sealed entries after a position, up to the head, that meet the entries' conditions."""
    if not choice.entries:
        return SEALED, [after, head]
    entries = Entry.objects.filter(
        choice.entries, position__gt=after, position__lte=head, recorded_at__isnull=False
    )
    query, parameters = entries.order_by().values_list(*COLUMNS).query.sql_with_params()
    return query, list(parameters)


def _union(choice: Choice, tellings: Sequence[Telling]) -> Sql:
    parts: list[str] = []
    parameters: list[Any] = []
    for telling in tellings:
        rows, given = choice.rows_of(telling)
        parts.append(
            f"SELECT r.position, r.history_id, %s AS historical_table FROM ({rows}) r"  # noqa: S608  made of models' names
        )
        parameters += [telling.table, *given]
    return " UNION ALL ".join(parts), parameters


def _written_to(choice: Choice, entries: Sequence[EntryRow]) -> list[Telling]:
    tables = {table for entry in entries for table in entry.tables}
    return [telling for telling in choice.tellings if telling.table in tables]


def _fetched(query: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return list(cursor.fetchall())
