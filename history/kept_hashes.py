"""Rows that refuse to be rewritten, rewritten for an erasure, with their hashes kept.

Only the owner of a table may set one of its triggers aside: the service's role is refused. It is
set aside inside one transaction, on one table, and stands again before that ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection

from history.canonical import ENTRY_TEXT, pinned, row_hash, sealed_hash, table_of

ENTRY_TABLE = "history_entry"


@dataclass(frozen=True, slots=True)
class KeptHash:
    """A row's hash as it was sealed, and that of what an erasure left of it."""

    table: str
    history_id: int
    columns: tuple[str, ...]
    sealed: bytes
    remaining: bytes


@contextmanager
def set_aside(table: str, trigger: str) -> Iterator[None]:
    """Let one table's trigger rest while the block runs. As the table's owner."""
    run(f'ALTER TABLE public."{table}" DISABLE TRIGGER "{trigger}"')
    yield
    run(f'ALTER TABLE public."{table}" ENABLE ALWAYS TRIGGER "{trigger}"')


@contextmanager
def keeping_hashes(
    table: str, rows: Mapping[int, tuple[str, ...]], kept: list[KeptHash]
) -> Iterator[None]:
    """Put into `kept` the hashes that rows have before and after the block.

    `rows`: the columns that the block empties, by history_id; of entries, by position.
    """
    sealed = _hashes(table, rows, as_sealed=True)
    yield
    remaining = _hashes(table, rows, as_sealed=False)
    kept += [KeptHash(table, id, rows[id], sealed[id], remaining[id]) for id in sorted(rows)]


def write_erasures(kept: list[KeptHash]) -> None:
    """Write kept hashes into the open entry, where they are hashed and sealed like any row."""
    for row in kept:
        run(
            "INSERT INTO public.history_erasure (history_id, position, historical_table,"
            " erased_history_id, row_hash, remaining_hash, columns, salt)"
            " VALUES (nextval('public.history_row_id'),"
            " public.history_note_table('history_erasure'), %s, %s, %s, %s, %s,"
            " uuid_send(gen_random_uuid()))",
            [row.table, row.history_id, row.sealed, row.remaining, list(row.columns)],
        )


def _hashes(table: str, rows: Mapping[int, Any], *, as_sealed: bool) -> dict[int, bytes]:
    is_entry = table == ENTRY_TABLE
    key = "h.position" if is_entry else "h.history_id"
    text = ENTRY_TEXT.replace("(e)", "(h)")
    made = f"public.history_leaf_hash({text})" if is_entry else row_hash(table)
    wanted = sealed_hash(table, key, made) if as_sealed else made
    with pinned(), connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {key}, {wanted} FROM {table_of(table)} h WHERE {key} = ANY(%s)",  # noqa: S608
            [list(rows)],
        )
        return {id: bytes(made) for id, made in cursor.fetchall()}


def run(statement: str, parameters: list[Any] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
