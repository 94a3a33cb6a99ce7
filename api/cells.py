"""Records as rows of a table and back, losing nothing: the document's url in `document.url`.

A column is a path; an empty cell is nothing said. Numbers, true and false are written as such,
lists as JSON. A text that a spreadsheet would run gets an apostrophe before it, one that could be
taken for JSON or for nothing is written as JSON text; reading takes both off again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rest_framework.exceptions import ParseError

from api.parsing import loads
from api.rendering import dumps
from api.tables import FORMULA, written

FLAGS = {
    "is_count", "cumulative", "many", "lower_inclusive", "upper_inclusive", "is_void", "is_retired",
    "former_definition",
}  # fmt: skip
NUMBERS = {"lower", "upper", "best", "tolerance", "sequence"}
LISTS = {"aliases", "definitions", "entities", "parties", "versions"}
NULLABLE = {"settled_at", "stated_at", "stated_before", "earliest", "latest"}
EITHER = {"value"}  # true, false or text
WORDS = {"true": True, "false": False}
UNSAFE = (*FORMULA, "'")


def line_of(record: Mapping[str, Any], columns: Sequence[str]) -> bytes:
    """A record as a line of RFC 4180."""
    cells = cells_of(record)
    if strays := cells.keys() - set(columns):
        raise ValueError(f"no column for {sorted(strays)}")
    return written([cells.get(column, "") for column in columns])


def heading(columns: Sequence[str]) -> bytes:
    return written(columns)


def cells_of(record: Mapping[str, Any], path: str = "") -> dict[str, str]:
    """The cells of a record by their columns."""
    cells: dict[str, str] = {}
    for name, value in record.items():
        if isinstance(value, Mapping):
            cells |= cells_of(value, f"{path}{name}.")
        else:
            cells[f"{path}{name}"] = _cell(name, value)
    return cells


def record_of(columns: Sequence[str], cells: Iterable[str]) -> dict[str, Any]:
    """The record of a row. What can't be read as its column wants stays text, to be refused."""
    record: dict[str, Any] = {}
    for column, cell in zip(columns, cells, strict=True):
        if cell == "":
            continue
        *above, name = column.split(".")
        inner = record
        for step in above:
            inner = inner.setdefault(step, {})
            if not isinstance(inner, dict):
                raise ValueError(f"{column} is inside {step}, which has a value of its own")
        inner[name] = _value(name, cell)
    return record


def _cell(name: str, value: Any) -> str:
    if not isinstance(value, str):
        return dumps(value).decode()
    quoted = value == "" or value[0] == '"' or (name in EITHER and value in WORDS)
    quoted = quoted or (name in LISTS | NULLABLE and value in ("null", "[]"))
    return _defused(json.dumps(value, ensure_ascii=False) if quoted else value)


def _value(name: str, cell: str) -> Any:
    text = _undefused(cell)
    if text[0] == '"' or (name in LISTS and text[0] == "["):
        try:
            return json.loads(text)
        except ValueError:
            return text
    if name in FLAGS | EITHER and text.strip().lower() in WORDS:
        return WORDS[text.strip().lower()] if name in FLAGS or text in WORDS else text
    if name in NUMBERS:
        return _number(text)
    if name in LISTS:
        return [each.strip() for each in text.split(";") if each.strip()]
    return None if name in NULLABLE and text == "null" else text


def _number(text: str) -> Any:
    try:
        number = loads(text.strip().encode())
    except ParseError:
        return text
    return text if isinstance(number, str | bool | dict | list) or number is None else number


def _defused(text: str) -> str:
    return f"'{text}" if _is_unsafe(text) else text


def _undefused(cell: str) -> str:
    return cell[1:] if cell[0] == "'" and cell[1:2] and cell[1] in UNSAFE else cell


def _is_unsafe(text: str) -> bool:
    """A formula, or what would be taken for a defused one."""
    return text.startswith(FORMULA) or (text[0] == "'" and text[1:2] in UNSAFE and len(text) > 1)
