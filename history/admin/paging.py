"""Pages of a history by key: history_id is one sequence for every table, so it orders them all.

In: querysets of historical rows, and `before` or `after` of a request. Out: a page of rows, newest
first. A page costs the same at the end of a long history as at its beginning.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

ROWS_A_PAGE = 100
MOST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Page:
    """Rows, newest first; the keys that the pages beside it begin at, None where there is none."""

    rows: Sequence[Any]
    newer: int | None
    older: int | None


def page_of(parts: Sequence[Any], query: Mapping[str, str]) -> Page:
    """The page before a key, or after one; the newest without either, and for what is no key."""
    before, after = _key(query.get("before")), _key(query.get("after"))
    if after is not None and before is None:
        found = _rows([rows.filter(history_id__gt=after).order_by("history_id") for rows in parts])
        rows = sorted(found[:ROWS_A_PAGE], key=_place, reverse=True)
        is_more = len(found) > ROWS_A_PAGE
        return Page(rows, _first(rows) if is_more else None, after + 1)
    if before is not None:
        parts = [rows.filter(history_id__lt=before) for rows in parts]
    found = _rows([rows.order_by("-history_id") for rows in parts], newest_first=True)
    rows = found[:ROWS_A_PAGE]
    older = rows[-1].history_id if len(found) > ROWS_A_PAGE else None
    return Page(rows, before - 1 if before is not None else None, older)


def _rows(parts: Sequence[Any], *, newest_first: bool = False) -> list[Any]:
    """As many as a page has and one more, of all the parts together."""
    found = [row for rows in parts for row in rows[: ROWS_A_PAGE + 1]]
    return sorted(found, key=_place, reverse=newest_first)[: ROWS_A_PAGE + 1]


def _place(row: Any) -> int:
    return int(row.history_id)


def _first(rows: Sequence[Any]) -> int | None:
    return rows[0].history_id if rows else None


def _key(text: str | None) -> int | None:
    if not text or not (text.isascii() and text.isdigit()):
        return None
    return min(int(text[:19]), MOST)
