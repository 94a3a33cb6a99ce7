"""The ledger as NDJSON with its canonical texts, for whoever verifies it without us.

In: a range of positions. Out: lines: a header; for each entry its line, then its rows'; at the end
the checkpoint of the last. One snapshot, streamed. A text is a row whole, salt included: without it
the text does not have its hash. Only tracked columns are in it; documents' texts never are.
docs/verification.md describes the lines, verify_ledger_offline.py reads them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from history.canonical import ENTRY_TEXT, row_text, sealed_hash
from history.checkpoint import Checkpoint, Signer
from history.merkle import EMPTY_ROOT
from history.sql import TrackedTable
from history.tree import RULES, kept_nodes
from history.verification.findings import ENTRY, ERASURE
from history.verification.reading import run, streamed

FORMAT = "onrecord-ledger/1"
HASHING = (
    "RFC 9162 section 2.1 with SHA-256 over UTF-8: a row's hash is that of its text as a leaf, an"
    " entry's digest the tree over its rows, its leaf the hash of its text, its root the tree over"
    " all leaves to here. Of what was erased, `sealed` is the hash it was sealed with."
)
HEAD = "SELECT coalesce(max(position), 0) FROM public.history_entry WHERE recorded_at IS NOT NULL"
ENTRIES = f"""
    SELECT e.position, {ENTRY_TEXT}, e.root, {sealed_hash(ENTRY, "e.position", "NULL")}
    FROM public.history_entry e WHERE e.position BETWEEN {{first}} AND {{last}} ORDER BY e.position
"""  # noqa: S608  no value of a user's
ROWS = """
    SELECT h.position, h.history_id, {text}, {sealed}
    FROM public.{table} h WHERE h.position BETWEEN {first} AND {last}
"""


class NotSound(RuntimeError):
    """The ledger does not hang together, so that it can't be exported; verify_ledger says where."""


class OutOfRange(ValueError):
    """Positions were asked for that the ledger does not have."""


def exported(
    tables: list[TrackedTable],
    signer: Signer,
    first: int,
    last: int | None,
    advanced: Callable[[], None] = lambda: None,
) -> Iterator[str]:
    """The lines, without their ends, of entries `first` to `last` (None: the head).

    `advanced` is called once an entry. Run it in a verification's snapshot. OutOfRange, NotSound.
    """
    head = int(run(HEAD)[0][0])
    end = head if last is None else last
    if not (1 <= first <= end <= head or (first, end, head) == (1, 0, 0)):
        raise OutOfRange(f"the ledger holds entries 1 to {head}, not {first} to {end}")
    yield _line(_header(signer.name, first, end, head))
    root = EMPTY_ROOT
    rows = streamed(_rows_query(tables, first, end))
    row = next(rows, None)
    for position, text, root, sealed in streamed(ENTRIES.format(first=first, last=end)):
        yield _line(_text("entry", text, sealed) | {"root": root.hex()})
        while row is not None and row[0] == position:
            yield _line(_text("row", row[2], row[3]))
            row = next(rows, None)
        if row is not None and row[0] < position:
            break
        advanced()
    if row is not None:
        raise NotSound(f"row {row[1]} stands at position {row[0]}, which has no entry")
    yield _line({"checkpoint": signer.sign(str(Checkpoint(signer.name, end, bytes(root))))})


def peaks(size: int) -> list[tuple[int, int]]:
    """(level, index) of the complete subtrees that the first `size` leaves are made of."""
    found, start = [], 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            found.append((level, start >> level))
            start += 1 << level
    return found


def _header(origin: str, first: int, last: int, head: int) -> dict[str, Any]:
    before = peaks(first - 1)
    try:
        node = kept_nodes(before)
        subtrees = [node(level, index).hex() for level, index in before]
    except KeyError as error:
        raise NotSound(f"the hash of subtree {error.args[0]} is not kept") from error
    return {
        "format": FORMAT,
        "rules": RULES,
        "hashing": HASHING,
        "origin": origin,
        "from": first,
        "to": last,
        "head": head,
        "subtrees": subtrees,
    }


def _rows_query(tables: list[TrackedTable], first: int, last: int) -> str:
    return (
        " UNION ALL ".join(
            ROWS.format(
                table=table,
                text=row_text(table),
                sealed=sealed_hash(table, "h.history_id", "NULL"),
                first=first,
                last=last,
            )
            for table in [*(table.historical for table in tables), ERASURE]
        )
        + " ORDER BY 1, 2"
    )


def _text(kind: str, text: str, sealed: bytes | None) -> dict[str, str]:
    return {kind: text} if sealed is None else {kind: text, "sealed": sealed.hex()}


def _line(held: dict[str, Any]) -> str:
    return json.dumps(held, ensure_ascii=False, separators=(",", ":"))
