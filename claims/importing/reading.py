"""A stream of bytes in, numbered lines out: JSON objects, or what is wrong with a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rest_framework.exceptions import ParseError

from api.parsing import loads
from api.refusals import Fault
from claims.importing.report import BadLine, RefusedLine

LONGEST = 1_000_000  # bytes of a line


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file: its number from 1, what it says, or why it says nothing."""

    number: int
    content: Mapping[str, Any] | None = None
    fault: Fault | None = None


def ndjson_lines(stream: Iterable[bytes]) -> Iterator[Line]:
    """The lines of an NDJSON file; empty ones are passed over, but counted."""
    for number, text in enumerate(stream, start=1):
        if not text.strip():
            continue
        if number == 1:
            text = text.removeprefix(b"\xef\xbb\xbf")
        yield _line(number, text)


def read_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The numbered lines of an NDJSON file; BadLine for one that is no JSON object."""
    with path.open("rb") as file:
        for line in ndjson_lines(file):
            if line.fault is not None:
                raise BadLine([RefusedLine(line.number, (line.fault,))])
            yield line.number, dict(line.content or {})


def _line(number: int, text: bytes) -> Line:
    if len(text) > LONGEST:
        words = f"the line has {len(text)} bytes; {LONGEST} are allowed"
        return Line(number, fault=Fault("", "too_long", words))
    try:
        content = loads(text)
    except ParseError as error:
        words = str(error.detail).replace("the body", "the line")
        return Line(number, fault=Fault("", str(error.get_codes()), words))
    if not isinstance(content, dict):
        return Line(number, fault=Fault("", "not_an_object", "a line is a JSON object"))
    return Line(number, content)
