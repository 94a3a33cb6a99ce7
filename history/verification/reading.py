"""What a verification reads: one snapshot, streamed by server-side cursors, in flat memory.

Nothing is locked and nothing written; writers go on. Inside a caller's transaction it reads what
that transaction sees.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from typing import Any

from django.db import connection, transaction

from history.canonical import ENTRY_TEXT, pinned, row_hash
from history.verification.erased import Erasures
from history.verification.findings import ERASURE
from history.verification.log import EntryHashes
from history.verification.written import Listed, RowHash

CHUNK = 2_000
_numbers = count(1)

# A function of the same name and closer types in another schema would be called instead.
ONLY_CATALOG = "SET LOCAL search_path = pg_catalog"

# The subtrees that end at an entry: at position p one more than p has trailing zero bits.
NODES = """
    CASE WHEN e.position & 1 = 1 THEN ARRAY[(
        SELECT n.hash FROM public.ledger_node n WHERE n.level = 0 AND n.index = e.position - 1
    )] WHEN e.position > 0 THEN ARRAY(
        SELECT n.hash
        FROM generate_series(0, (ln((e.position & -e.position)::float8) / ln(2::float8))::int)
            AS g(level)
        LEFT JOIN public.ledger_node n
          ON n.level = g.level AND n.index = (e.position >> g.level) - 1
        ORDER BY g.level
    ) END
"""
STRAY_NODES = """
    SELECT level, index FROM public.ledger_node
    WHERE level NOT BETWEEN 0 AND 62 OR index < 0 OR index >= (%s::bigint >> level)
    ORDER BY level, index
"""
KEPT_LEAF = "SELECT hash FROM public.ledger_node WHERE level = 0 AND index = %s"


def microseconds(time: str) -> str:
    """SQL for a time as PostgreSQL stores it, which no value of it can break: since 2000."""
    return f"('x' || encode(timestamptz_send({time}), 'hex'))::bit(64)::bigint"


ENTRIES = f"""
    SELECT e.position, {microseconds("e.recorded_at")}, e.digest,
           public.history_leaf_hash({ENTRY_TEXT}), e.root, {NODES}
    FROM public.history_entry e ORDER BY e.position
"""  # noqa: S608  no value of a user's
LISTED = """
    SELECT position, historical_table FROM public.history_entrytable
    ORDER BY position, historical_table
"""
ERASED = """
    SELECT historical_table, erased_history_id, row_hash, remaining_hash, position, columns
    FROM public.history_erasure ORDER BY history_id
"""


@contextmanager
def snapshot() -> Iterator[None]:
    """One view of everything, for as long as it takes; canonical texts come out as sealed."""
    alone = not connection.in_atomic_block
    with transaction.atomic():
        if alone:
            run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        with pinned():
            [(path,)] = run("SELECT current_setting('search_path')")
            run(ONLY_CATALOG)
            yield
            if not connection.needs_rollback:
                run("SELECT set_config('search_path', %s, true)", [path])


def run(query: str, parameters: Any = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchall() if cursor.description else []


def entries() -> Iterator[EntryHashes]:
    return streamed(ENTRIES)


def listed() -> Iterator[Listed]:
    return streamed(LISTED)


def rows(tables: Iterable[str]) -> Iterator[RowHash]:
    """The row hashes of these historical tables and of erasures, in the order they were written."""
    hashed = [_row_hashes(table, microseconds("h.history_date")) for table in tables]
    return streamed(
        " UNION ALL ".join([*hashed, _row_hashes(ERASURE, "0::bigint")]) + " ORDER BY 1"
    )


def erasures() -> Erasures:
    """Which rows were emptied by law."""
    return Erasures(
        (table, number, bytes(sealed), bytes(remaining), position, columns)
        for table, number, sealed, remaining, position, columns in streamed(ERASED)
    )


def _row_hashes(table: str, date: str) -> str:
    return f"""
        SELECT h.history_id, coalesce(h.position, 0), '{table}', {date}, {row_hash(table)}
        FROM public.{table} h
    """  # noqa: S608  a model's


def kept_leaf(position: int) -> bytes | None:
    found = run(KEPT_LEAF, [position - 1])
    return bytes(found[0][0]) if found else None


def stray_nodes(size: int) -> list[tuple[int, int]]:
    """(level, index) of hashes that a log of this size has no use for."""
    return [(level, index) for level, index in run(STRAY_NODES, [size])]


def streamed(query: str) -> Iterator[Any]:
    """The rows of a query, a chunk ahead: the server makes the next while this one is used."""
    connection.ensure_connection()
    name = f"verification_{next(_numbers)}"
    with (
        connection.connection.cursor(name=name) as cursor,
        ThreadPoolExecutor(max_workers=1) as ahead,
    ):
        cursor.execute(query, binary=True)
        coming = ahead.submit(cursor.fetchmany, CHUNK)
        while found := coming.result():
            coming = ahead.submit(cursor.fetchmany, CHUNK)
            yield from found
