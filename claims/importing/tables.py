"""A CSV file in, numbered lines out; the header names the columns (api.cells)."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

from api.cells import record_of
from api.refusals import Fault
from claims.importing.reading import Line


def csv_lines(stream: Iterable[bytes]) -> Iterator[Line]:
    """The rows of a CSV file as records. The number of a row is that of its first line.

    Commas, or semicolons as some spreadsheets write them; UTF-8 with or without a mark.
    """
    text = _Decoded(stream)
    first = next(iter(text), "")
    comma = ";" if "," not in first and ";" in first else ","
    [columns] = csv.reader([first], delimiter=comma) if first.strip() else [[]]
    columns = [column.strip() for column in columns]
    rows = csv.reader(text, delimiter=comma, strict=True)
    before = 1
    while True:
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield Line(before + 1, fault=Fault("", "not_csv", f"the line is not CSV: {error}"))
            return
        if row is None:
            return
        number, before = before + 1, rows.line_num + 1
        if any(cell.strip() for cell in row):
            yield _line(number, columns, row, is_utf8=not text.broken_within(number, before))


class _Decoded:
    """Lines of text, and which of them weren't UTF-8."""

    def __init__(self, stream: Iterable[bytes]) -> None:
        self._lines = enumerate(stream, start=1)
        self._broken: list[int] = []

    def __iter__(self) -> _Decoded:
        return self

    def __next__(self) -> str:
        number, line = next(self._lines)
        try:
            return line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            self._broken.append(number)
            return line.decode("utf-8", "replace")

    def broken_within(self, first: int, last: int) -> bool:
        broken = any(first <= number <= last for number in self._broken)
        self._broken = []
        return broken


def _line(number: int, columns: list[str], row: list[str], *, is_utf8: bool) -> Line:
    if not is_utf8:
        return Line(number, fault=Fault("", "not_utf8", "the line is not UTF-8"))
    if len(row) != len(columns):
        words = f"the line has {len(row)} cells, the header {len(columns)}"
        return Line(number, fault=Fault("", "other_columns", words))
    if any("\x00" in cell for cell in row):
        return Line(number, fault=Fault("", "nul", "text with a NUL character can't be kept"))
    try:
        return Line(number, record_of(columns, row))
    except ValueError as error:
        return Line(number, fault=Fault("", "other_columns", str(error)))
