"""More exactly what is wrong, once a hash has shown that something is.

In: a fault of the log, and the snapshot it was found in. Out: the same, or one that names the row
and the column where the database still shows them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from history.canonical import ENTRY_TEXT, row_hash, rows_written, sealed_hash
from history.merkle import leaf_hash, tree_hash
from history.sql import TrackedTable
from history.verification.faults import Fault
from history.verification.findings import ERASURE
from history.verification.misplaced import misplaced
from history.verification.reading import run
from history.verification.suspects import Suspect, Version, suspect

MOST_ROWS = 500  # of an entry that is looked into row by row

NEIGHBOUR = """
    LEFT JOIN LATERAL (
        SELECT * FROM public.{historical} x
        WHERE x.{key} = h.{key}
          AND (x.position, x.history_id) {comes} (h.position, h.history_id)
        ORDER BY x.position {order}, x.history_id {order} LIMIT 1
    ) {name} ON true
"""
ROWS = """
    SELECT '{historical}', h.history_id, h.{key}::text, {hash},
           h.history_type, h.changed, ARRAY[{h_values}]::text[],
           b.history_type, b.changed, ARRAY[{b_values}]::text[],
           a.history_type, a.changed, ARRAY[{a_values}]::text[],
           CASE WHEN l.{live_key} IS NOT NULL THEN ARRAY[{l_values}]::text[] END,
           octet_length(h.salt),
           coalesce(h.history_date >= b.history_date, true)
               AND coalesce(h.history_date <= a.history_date, true)
               AND coalesce(h.history_date <= e.recorded_at, true)
               AND coalesce(h.history_date >= p.recorded_at, true)
    FROM public.{historical} h {before} {after}
    LEFT JOIN public.{table} l ON l.{live_key} = h.{key}
    LEFT JOIN public.history_entry e ON e.position = h.position
    LEFT JOIN public.history_entry p ON p.position = h.position - 1
    WHERE h.position = %s ORDER BY h.history_id LIMIT {limit}
"""


@dataclass(frozen=True, slots=True)
class LookedInto:
    """A row of the entry: where it is, its hash, the column that shows itself changed."""

    table: str
    history_id: int
    record: str
    hash: bytes
    suspect: Suspect | None


def diagnosed(fault: Fault, tables: list[TrackedTable]) -> Fault:
    """The fault, named more closely if that can be."""
    if fault.position is None:
        return fault
    if fault.code in ("rows_changed", "listed_without_rows", "table_not_listed"):
        rows = _rows(fault.position, tables)
        hashes = {row.history_id: row.hash for row in rows}
        elsewhere = misplaced(fault, fault.position, hashes, tables)
        if elsewhere is not None or fault.code != "rows_changed":
            return elsewhere or fault
        return _row(fault, rows)
    if fault.code == "entry_changed":
        return _entry(fault, fault.position, tables)
    return fault


def _row(fault: Fault, rows: list[LookedInto]) -> Fault:
    if len(rows) > MOST_ROWS or not rows:
        return fault
    added = _added(rows, fault.expected)
    if added is not None:
        what = "the row was added: without it the digest is that of the entry's rows"
        return _at(replace(fault, code="row_added", what=what), added)
    certain = [row for row in rows if row.suspect is not None] or (rows if len(rows) == 1 else [])
    if not certain:
        return fault
    what = "the row is not what was sealed: the digest of its entry does not hold"
    named = _at(replace(fault, code="row_changed", what=what), certain[0])
    found = certain[0].suspect
    if found is None:
        return named
    if not found.found:
        return replace(named, column=found.column)
    return replace(named, column=found.column, expected=found.expected, found=found.found)


def _at(fault: Fault, row: LookedInto) -> Fault:
    return replace(fault, table=row.table, history_id=row.history_id, record=row.record)


def _added(rows: list[LookedInto], digest: str) -> LookedInto | None:
    """The row without which the others make the digest."""
    hashes = [row.hash for row in rows]
    for number, row in enumerate(rows):
        if len(rows) > 1 and tree_hash(hashes[:number] + hashes[number + 1 :]).hex() == digest:
            return row
    return None


def _entry(fault: Fault, position: int, tables: list[TrackedTable]) -> Fault:
    """Whether it is the digest that was changed: with that of its rows the leaf would be right."""
    rows = _rows(position, tables)
    held = run(
        f"SELECT {ENTRY_TEXT}, e.digest FROM public.history_entry e WHERE e.position = %s",  # noqa: S608
        [position],
    )
    if len(rows) > MOST_ROWS or not rows or held[0][1] is None:
        return fault
    text, digest = held[0]
    made = tree_hash([row.hash for row in rows]).hex()
    sealed = text.replace(f'"\\\\x{bytes(digest).hex()}"', f'"\\\\x{made}"')
    if leaf_hash(sealed.encode()).hex() != fault.expected:
        return fault
    what = "the digest is not what was sealed; the entry's rows are"
    return replace(fault, what=what, column="digest", expected=made, found=bytes(digest).hex())


def _rows(position: int, tables: list[TrackedTable]) -> list[LookedInto]:
    found = [_looked_into(table, row) for table in tables for row in run(_query(table), [position])]
    found += [
        LookedInto(ERASURE, history_id, "", bytes(hash), None)
        for _, history_id, hash in run(rows_written([ERASURE]), [[position]])
    ]
    return sorted(found, key=lambda row: row.history_id)


def _query(table: TrackedTable) -> str:
    key, columns = f'"{table.kept_as(table.key)}"', [table.kept_as(c) for c in table.columns]
    names = {"historical": table.historical, "key": key}

    def values(row: str, of: list[str] | tuple[str, ...]) -> str:
        return ", ".join(f'{row}."{column}"::text' for column in of)

    return ROWS.format(
        **names,
        table=table.table,
        live_key=f'"{table.key}"',
        hash=sealed_hash(table.historical, "h.history_id", row_hash(table.historical)),
        h_values=values("h", columns),
        b_values=values("b", columns),
        a_values=values("a", columns),
        l_values=values("l", table.columns),
        before=NEIGHBOUR.format(**names, comes="<", order="DESC", name="b"),
        after=NEIGHBOUR.format(**names, comes=">", order="ASC", name="a"),
        limit=MOST_ROWS + 1,
    )


def _looked_into(table: TrackedTable, row: tuple[Any, ...]) -> LookedInto:
    columns = [table.kept_as(column) for column in table.columns]

    def version(kind: str | None, changed: list[str] | None, values: list[str | None]) -> Any:
        if kind is None:
            return None
        return Version(kind, frozenset(changed or ()), dict(zip(columns, values, strict=True)))

    live = None if row[13] is None else dict(zip(columns, row[13], strict=True))
    found = suspect(
        row=version(*row[4:7]),
        before=version(*row[7:10]),
        after=version(*row[10:13]),
        live=live,
        key=table.kept_as(table.key),
        salt_bytes=row[14],
        dates_in_order=row[15],
    )
    return LookedInto(row[0], row[1], row[2] or "", bytes(row[3]), found)
