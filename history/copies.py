"""Where in the whole database some words still stand, in whatever table and column.

In: words. Out: places, never the words. Reads every table; for erasures, which are rare. What is
made of the record's words and can be made again names itself here, and is emptied first.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.db import connection, models

SHORTEST = 4  # characters; what is shorter stands everywhere

COLUMNS = """
    SELECT c.relname::text, array_agg(a.attname::text ORDER BY a.attnum),
           array_agg(a.atttypid = 'bytea'::regtype ORDER BY a.attnum)
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'm')
      AND a.atttypid::regtype::text IN (
          'text', 'character varying', 'text[]', 'character varying[]', 'json', 'jsonb',
          'tsvector', 'bytea'
      )
    GROUP BY c.relname ORDER BY c.relname
"""


Empty = Callable[[type[models.Model]], Iterable[str]]
_derived: list[Empty] = []


@dataclass(frozen=True, slots=True)
class Copy:
    """Some of the words stand in so many rows of a column."""

    table: str
    column: str
    rows: int

    def __str__(self) -> str:
        return f"{self.table}.{self.column}: {self.rows} row{'' if self.rows == 1 else 's'}"


def emptied_by_erasures(empty: Empty) -> None:
    """Name what is made of the record's words: `empty` is given the model of which some go.

    It says in words what it emptied. It must empty whatever may show them, not what is found to:
    short words are not looked for.
    """
    if empty not in _derived:
        _derived.append(empty)


def empty_derived(model: type[models.Model]) -> list[str]:
    """Empty all that is made of a model's words; what was, in words."""
    return [said for empty in _derived for said in empty(model)]


def copies_of(words: Collection[str]) -> list[Copy]:
    """The columns that hold one of the words, alone or inside a longer text; a query a table.

    Words of less than SHORTEST characters are not looked for.
    """
    texts = patterns(words)
    if not texts:
        return []
    octets = [pattern.encode() for pattern in texts]
    found = []
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        for table, columns, binary in cursor.fetchall():
            counts = ", ".join(
                f"count(*) FILTER (WHERE t.{_quoted(column)}{'' if is_binary else '::text'}"
                " LIKE ANY(%s))"
                for column, is_binary in zip(columns, binary, strict=True)
            )
            cursor.execute(
                f"SELECT {counts} FROM public.{_quoted(table)} t",  # noqa: S608  quoted
                [octets if is_binary else texts for is_binary in binary],
            )
            found += [
                Copy(table, column, rows)
                for column, rows in zip(columns, cursor.fetchone(), strict=True)
                if rows
            ]
    return found


def patterns(words: Collection[str]) -> list[str]:
    """LIKE patterns for each word that is long enough, as it is and as JSON writes it."""
    spelled = {
        text
        for word in words
        if len(word) >= SHORTEST
        for text in (word, json.dumps(word)[1:-1], json.dumps(word, ensure_ascii=False)[1:-1])
    }
    return [_pattern(text) for text in sorted(spelled)]


def _pattern(word: str) -> str:
    for character in ("\\", "%", "_"):
        word = word.replace(character, f"\\{character}")
    return f"%{word}%"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""').replace("%", "%%") + '"'
