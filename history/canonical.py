"""The canonical texts that the ledger's hashes are made of, as SQL over the rows people read.

Out: expressions and queries to put into SQL, and `pinned()`, inside which they must run. The
functions they call say what sealing does (history/migrations/sql/0005_merkle_log.sql); sealing has
them spelled out, where a call would be planned for every entry, and tests hold the two together.
Nothing here reads or writes a row by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

PINS = {
    "TimeZone": "UTC",
    "DateStyle": "ISO, YMD",
    "IntervalStyle": "postgres",
    "extra_float_digits": "1",
    "bytea_output": "hex",
}
"""What shapes a row's text, as sealing has it."""

_HELD = ", ".join(f"current_setting('{name}')" for name in PINS)
_SET = "SELECT " + ", ".join(f"set_config('{name}', %s, true)" for name in PINS)

ENTRY_TEXT = "public.history_canonical('history_entry', to_jsonb(e) - 'root')"
"""The canonical text of the ledger entry that the query calls e."""


@contextmanager
def pinned() -> Iterator[None]:
    """A transaction, or a part of the caller's, in which canonical texts come out as sealed.

    Two queries to go in and one to leave: the caller's own settings are put back.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT {_HELD}")
        held = cursor.fetchone()
        cursor.execute(_SET, list(PINS.values()))
        yield
        if not connection.needs_rollback:
            cursor.execute(_SET, held)


def row_text(table: str, row: str = "h") -> str:
    """SQL for the canonical text of a historical row that the query calls `row`."""
    return f"public.history_canonical({_literal(table)}, to_jsonb({row}))"


def row_hash(table: str, row: str = "h") -> str:
    """SQL for its row hash."""
    return f"public.history_leaf_hash({row_text(table, row)})"


def sealed_hash(table: str, number: str, made: str) -> str:
    """SQL for the hash a row was sealed with: the kept one if it was erased, else `made`.

    `number` is SQL for its history_id; of an entry, for its position.
    """
    return f"""coalesce((
        SELECT x.row_hash FROM public.history_erasure x
        WHERE x.historical_table = {_literal(table)} AND x.erased_history_id = {number}
        ORDER BY x.history_id LIMIT 1
    ), {made})"""  # noqa: S608  names are quoted


def rows_written(tables: Iterable[str]) -> str:
    """SQL for what entries wrote into these tables: (position, history_id, hash).

    Takes an array of positions once a table; the tables are those of `history_entrytable`.
    """
    return " UNION ALL ".join(
        f"""
        SELECT h.position, h.history_id,
               {sealed_hash(table, "h.history_id", row_hash(table))} AS hash
        FROM {table_of(table)} h WHERE h.position = ANY(%s)
        """  # noqa: S608  names are quoted
        for table in tables
    )


def table_of(name: str) -> str:
    """A table's name as an identifier; Django's own quoting escapes nothing."""
    return 'public."' + name.replace('"', '""').replace("%", "%%") + '"'


def _literal(name: str) -> str:
    """A table's name as SQL text, safe in a query with parameters."""
    return "'" + name.replace("'", "''").replace("%", "%%") + "'"
