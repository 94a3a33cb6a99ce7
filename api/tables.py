"""CSV as we send it: RFC 4180, UTF-8, and no cell that a spreadsheet would take for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from api.rendering import dumps

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_line(cells: Sequence[Any]) -> bytes:
    """One line. None is an empty cell, a number stays one, what is no text is JSON."""
    return written([_cell(cell) for cell in cells])


def written(cells: Sequence[str]) -> bytes:
    """Cells as they are, as a line of RFC 4180."""
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue().encode()


def defused(text: str) -> str:
    """The text as a spreadsheet will show it, not run it: a formula gets an apostrophe before it.

    Rule: OWASP, CSV injection.
    """
    return f"'{text}" if text.startswith(FORMULA) else text


def _cell(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return defused(cell)
    return dumps(cell).decode().strip('"')
