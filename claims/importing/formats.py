"""The forms a file of records may have, by name, ending and media type."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from claims.importing.reading import Line, ndjson_lines
from claims.importing.tables import csv_lines

Reading = Callable[[Iterable[bytes]], Iterator[Line]]
FORMATS: Mapping[str, Reading] = {"ndjson": ndjson_lines, "csv": csv_lines}
# One JSON object on a line is a file of one record.
MEDIA_TYPES = {
    "application/x-ndjson": "ndjson",
    "application/jsonl": "ndjson",
    "application/json": "ndjson",
    "text/csv": "csv",
}
ENDINGS = {".csv": "csv"}


def format_of(name: str) -> str:
    """By the file's ending; NDJSON where it says nothing."""
    return next(
        (form for ending, form in ENDINGS.items() if name.lower().endswith(ending)), "ndjson"
    )
