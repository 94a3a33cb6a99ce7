"""The live tables against each record's newest history row, column by column as stored.

One set-based query a table gives only what differs. 84 and 84.0 in a range are equal and stored
differently, so rows are compared as their images first and then as text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from history.sql import TrackedTable
from history.verification.faults import Fault
from history.verification.reading import streamed

COMPARED = """
    SELECT coalesce(l.{key}, h.{kept_key})::text, h.history_id, h.position, h.history_type,
           l.{key} IS NOT NULL, ARRAY[{live}]::text[], ARRAY[{kept}]::text[]
    FROM public.{table} l FULL JOIN (
        SELECT DISTINCT ON ({kept_key}) * FROM public.{historical}
        ORDER BY {kept_key}, position DESC, history_id DESC
    ) h ON l.{key} = h.{kept_key}
    WHERE h.history_id IS NULL
       OR (l.{key} IS NULL) <> (h.history_type = '-')
       OR (h.history_type <> '-'
           AND ROW({live_row})::record OPERATOR(pg_catalog.*<>) ROW({kept_row})::record)
"""


def live_faults(tables: list[TrackedTable]) -> Iterator[Fault]:
    """Records that differ from their history, lack one, or are missing though never deleted."""
    for table in tables:
        for found in streamed(_query(table)):
            yield from _faults(table, *found)


def _query(table: TrackedTable) -> str:
    pairs = [(f'l."{column}"', f'h."{table.kept_as(column)}"') for column in table.columns]
    return COMPARED.format(
        key=f'"{table.key}"',
        kept_key=f'"{table.kept_as(table.key)}"',
        table=table.table,
        historical=table.historical,
        live=", ".join(f"{live}::text" for live, _ in pairs),
        kept=", ".join(f"{kept}::text" for _, kept in pairs),
        live_row=", ".join(live for live, _ in pairs),
        kept_row=", ".join(kept for _, kept in pairs),
    )


def _faults(
    table: TrackedTable,
    record: str | None,
    history_id: int | None,
    position: int | None,
    history_type: str | None,
    is_live: bool,
    live: list[str | None],
    kept: list[str | None],
) -> Iterator[Fault]:
    at = Fault("", "", table.table, position, history_id, record or "")
    if history_id is None:
        yield replace(at, code="live_without_history", what="a record has no history")
    elif history_type == "-":
        what = "a record stands that history says is deleted"
        yield replace(at, code="live_though_deleted", what=what)
    elif not is_live:
        what = "a record is missing that history says stands"
        yield replace(at, code="live_missing", what=what)
    else:
        what = "the record is not what its newest history row says"
        for column, here, there in zip(table.columns, live, kept, strict=True):
            if here != there:
                differs = replace(at, code="live_differs", what=what, column=column)
                yield replace(differs, expected=_shown(there), found=_shown(here))


def _shown(value: str | None) -> str:
    return "null" if value is None else repr(value)
