"""Keyset pages: {"next", "previous", "results"}, right under ties and concurrent writes.

A cursor holds the ordering key of the row it stands at, and the way it goes. DRF's
CursorPagination loops when more than 1,000 rows share a value; a key that ends in the row's own
id has no ties.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from api.refusals import Fault, Invalid


@dataclass(frozen=True, slots=True)
class Cursor:
    """The key of a row and whether the page lies behind it or before it."""

    key: tuple[str, ...]
    backwards: bool = False

    def encode(self) -> str:
        text = json.dumps([int(self.backwards), *self.key], separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str, length: int | None = None) -> Cursor:
        """The cursor of a `cursor` parameter; Invalid for anything we didn't make.

        `length`: how many parts its key has, where that is known.
        """
        try:
            padded = text + "=" * (-len(text) % 4)
            backwards, *key = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
        except (ValueError, TypeError, RecursionError) as error:
            raise bad_cursor() from error
        if backwards not in (0, 1) or not key or len(key) != (length or len(key)):
            raise bad_cursor()
        if not all(isinstance(part, str) for part in key):
            raise bad_cursor()
        return cls(tuple(key), bool(backwards))


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of a page and the cursors of its neighbours."""

    rows: Sequence[Any]
    next: Cursor | None
    previous: Cursor | None

    def body(self, request: HttpRequest, results: Sequence[Any]) -> dict[str, Any]:
        """The answer's shape; `results` are the rows as presented."""
        return {
            "next": _address(request, self.next),
            "previous": _address(request, self.previous),
            "results": list(results),
        }


def page_of_found(
    found: Sequence[Any],
    limit: int,
    cursor: Cursor | None,
    key: Callable[[Any], tuple[str, ...]],
) -> Page:
    """A page of rows already found from the cursor on, one more than the limit if there are."""
    return _page(list(found), limit, cursor, key)


def page_by_number(
    fetch: Callable[[int | None, bool, int], list[Any]],
    key: Callable[[Any], int],
    cursor_text: str,
    limit: int,
) -> Page:
    """A page of what `fetch(key, backwards, how many)` gives in the order of a number.

    Backwards, the nearest row comes first.
    """
    cursor = Cursor.decode(cursor_text, 1) if cursor_text else None
    if cursor is not None and not _is_number(cursor.key[0]):
        raise bad_cursor()
    standing = int(cursor.key[0]) if cursor else None
    found = fetch(standing, cursor is not None and cursor.backwards, limit + 1)
    return _page(found, limit, cursor, lambda row: (str(key(row)),))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18


def page_of_sequence(
    rows: Sequence[Any], key: Callable[[Any], tuple[str, ...]], cursor_text: str, limit: int
) -> Page:
    """A page of rows already in the order of `key`, by the cursor as it was given."""
    length = len(key(rows[0])) if rows else None
    cursor = Cursor.decode(cursor_text, length) if cursor_text else None
    return page_of_ordered(rows, key, cursor, limit)


def page_of_ordered(
    rows: Sequence[Any], key: Callable[[Any], tuple[str, ...]], cursor: Cursor | None, limit: int
) -> Page:
    """The same, by a cursor that has been read; the parts of a key compare as text."""
    if cursor is None:
        return _page(list(rows[: limit + 1]), limit, None, key)
    if cursor.backwards:
        before = [row for row in rows if key(row) < cursor.key]
        return _page(list(reversed(before))[: limit + 1], limit, cursor, key)
    return _page([row for row in rows if key(row) > cursor.key][: limit + 1], limit, cursor, key)


def _page(
    found: list[Any], limit: int, cursor: Cursor | None, key: Callable[[Any], tuple[str, ...]]
) -> Page:
    more = len(found) > limit
    rows = found[:limit]
    backwards = cursor is not None and cursor.backwards
    if backwards:
        rows.reverse()
    if not rows:
        return Page(rows, None, None)
    has_next = more if not backwards else True
    has_previous = (cursor is not None) if not backwards else more
    return Page(
        rows,
        next=Cursor(key(rows[-1])) if has_next else None,
        previous=Cursor(key(rows[0]), backwards=True) if has_previous else None,
    )


def _address(request: HttpRequest, cursor: Cursor | None) -> str | None:
    if cursor is None:
        return None
    query = request.GET.copy()
    query["cursor"] = cursor.encode()
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def bad_cursor() -> Invalid:
    """What is answered to a cursor that isn't ours."""
    return Invalid(Fault("cursor", "bad_cursor", "take the cursor from next or previous, whole"))
