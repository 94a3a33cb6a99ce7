"""The faults of the log, each in words. Pure.

Hashes are shown in hex, times as PostgreSQL counts them: microseconds since 2000.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from history.verification.faults import Fault

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
ENTRY, LISTED, NODE = "history_entry", "history_entrytable", "ledger_node"
ERASURE = "history_erasure"

Row = tuple[int, int, str, int, bytes]


def in_hex(hash: bytes | None) -> str:
    return "" if hash is None else hash.hex()


def as_time(microseconds: int) -> str:
    """A time in words; one too far off as it is counted."""
    try:
        return (EPOCH + timedelta(microseconds=microseconds)).isoformat()
    except OverflowError:
        return f"{microseconds} µs after 2000"


def missing(first: int, last: int, rows: int) -> Fault:
    entries = f"entry {first} is" if first == last else f"entries {first} to {last} are"
    left = f"; {_count(rows, 'row')} of history stand there" if rows else ""
    return Fault("entry_missing", f"{entries} missing{left}", ENTRY, position=first)


def position_repeated(position: int) -> Fault:
    return Fault(
        "entry_repeated",
        "a position is given twice or lies before the first",
        ENTRY,
        position=position,
        column="position",
    )


def not_sealed(position: int) -> Fault:
    what = "an entry is committed without being sealed whole: recorded_at, digest, root"
    return Fault("entry_not_sealed", what, ENTRY, position=position)


def not_later(position: int, previous: int, recorded: int) -> Fault:
    return Fault(
        "time_goes_back",
        "an entry is not recorded after the one before it",
        ENTRY,
        position=position,
        column="recorded_at",
        expected=f"later than {as_time(previous)}",
        found=as_time(recorded),
    )


def entry_changed(position: int, kept: bytes, leaf: bytes) -> Fault:
    return Fault(
        "entry_changed",
        "the entry is not what was sealed: its leaf differs from the one that the root holds",
        ENTRY,
        position=position,
        expected=in_hex(kept),
        found=in_hex(leaf),
    )


def other_root(position: int, root: bytes, found: bytes | None) -> Fault:
    return Fault(
        "root_differs",
        "the root is not that of the entries to here",
        ENTRY,
        position=position,
        column="root",
        expected=in_hex(root),
        found=in_hex(found),
    )


def other_node(position: int, level: int, hash: bytes, kept: bytes | None) -> Fault:
    index = (position >> level) - 1
    return Fault(
        "node_missing" if kept is None else "node_differs",
        f"the kept hash of subtree (level {level}, index {index}) is not that of its entries",
        NODE,
        position=position,
        record=f"({level}, {index})",
        column="hash",
        expected=in_hex(hash),
        found=in_hex(kept),
    )


def node_stray(level: int, index: int, size: int) -> Fault:
    return Fault(
        "node_stray",
        f"a hash is kept of a subtree that {_count(size, 'entry')} do not complete",
        NODE,
        record=f"({level}, {index})",
    )


def rows_changed(position: int, rows: int, digest: bytes | None, made: bytes | None) -> Fault:
    return Fault(
        "rows_changed",
        f"the digest is not that of the entry's {_count(rows, 'row')}",
        position=position,
        expected=in_hex(digest),
        found=in_hex(made),
    )


def out_of_order(stray: Row, other: Row) -> Fault:
    """`stray` does not fit between its neighbours in history_id, of which `other` is one."""
    is_number = stray[0] == other[0]
    side = "before" if other[0] < stray[0] else "after"
    where = "of the same number" if is_number else f"{side} it"
    bound = "higher" if side == "before" else "lower"
    return Fault(
        "row_out_of_order",
        f"row {stray[0]} of {stray[2]} carries position {stray[1]}, though row {other[0]} of"
        f" {other[2]} {where} carries {other[1]}: rows are numbered as they are written",
        stray[2],
        position=stray[1],
        history_id=stray[0],
        column="history_id" if is_number else "position",
        expected="a number of its own" if is_number else f"{other[1]} or {bound}",
        found=str(stray[0] if is_number else stray[1]),
    )


def row_without_entry(row: Row, count: int, head: int | None) -> Fault:
    others = f"; {_count(count - 1, 'more row')} likewise" if count > 1 else ""
    beyond = f": the head is {head}" if head is not None else ""
    return Fault(
        "row_without_entry",
        f"a row stands at a position that has no entry{beyond}{others}",
        row[2],
        position=row[1],
        history_id=row[0],
        column="position",
    )


def date_goes_back(row: Row, earliest: int) -> Fault:
    return Fault(
        "date_goes_back",
        "a row is dated before the row of its table that was written before it",
        row[2],
        position=row[1],
        history_id=row[0],
        column="history_date",
        expected=f"{as_time(earliest)} or later",
        found=as_time(row[3]),
    )


def table_not_listed(position: int, table: str) -> Fault:
    return Fault(
        "table_not_listed",
        f"the entry wrote to {table}, which is not listed for it",
        LISTED,
        position=position,
        expected=table,
    )


def listed_without_rows(position: int, table: str) -> Fault:
    return Fault(
        "listed_without_rows",
        f"{table} is listed for the entry, and has no row of it",
        LISTED,
        position=position,
        found=table,
    )


def listed_without_entry(position: int, table: str) -> Fault:
    return Fault(
        "listed_without_entry",
        "a table is listed for a position that has no entry",
        LISTED,
        position=position,
        found=table,
    )


def erased_changed(table: str, number: int, position: int, kept: bytes, made: bytes) -> Fault:
    return Fault(
        "erased_row_changed",
        "the row was erased, and what remains of it is not what the erasure left",
        table,
        position=position,
        history_id=None if table == ENTRY else number,
        expected=in_hex(kept),
        found=in_hex(made),
    )


def erased_too_early(table: str, number: int, position: int, erased_at: int) -> Fault:
    return Fault(
        "erasure_too_early",
        f"row {number} of {table} is said to be erased in an entry before the one that wrote it",
        ERASURE,
        position=erased_at,
        expected=f"{position} or later",
        found=str(erased_at),
    )


def erased_twice(table: str, number: int, position: int) -> Fault:
    return Fault(
        "erasure_differs",
        f"two erasures of row {number} of {table} disagree on what it was sealed with",
        ERASURE,
        position=position,
        column="row_hash",
    )


def erased_nothing(table: str, number: int, position: int) -> Fault:
    what = f"row {number} of {table} is said to be erased, and there is no such row"
    return Fault("erasure_of_nothing", what, ERASURE, position=position)


def rewritten(size: int, kept: bytes, root: bytes) -> Fault:
    return Fault(
        "checkpoint_differs",
        f"the first {_count(size, 'entry')} are not those of the kept checkpoint: they were"
        " rewritten, or an older copy went on differently",
        ENTRY,
        position=size,
        expected=in_hex(kept),
        found=in_hex(root),
    )


def cut(size: int, head: int) -> Fault:
    return Fault(
        "checkpoint_ahead",
        f"the kept checkpoint speaks of {_count(size, 'entry')}, the ledger holds {head}: its end"
        " was cut off, or an older copy restored",
        ENTRY,
        position=head,
        expected=str(size),
        found=str(head),
    )


def _count(number: int, noun: str) -> str:
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{number:,} {noun if number == 1 else plural}"
