"""The pages of docs/api/ as a program reads them: their example requests and their tables.

An example is a block of `http` (method, path, headers, a body) and the block below it, the answer:
`json`, shortened; or `http` with a status line, headers and perhaps JSON; or text, whole or begun.
A text that ends in … stands for all that begin like it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "api"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
TABLE = re.compile(
    r"^<!-- (fields|parameters): (\w[\w-]*) -->\n\n(.*?)\n\n", re.DOTALL | re.MULTILINE
)
REQUEST = re.compile(r"(GET|POST|PATCH) (/\S*)(?: HTTP/1\.1)?")


@dataclass(frozen=True, slots=True)
class Example:
    """A request as a page shows it, and its answer; `body` and `answer` are JSON, text or None."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any
    status: int | None
    answer_headers: dict[str, str]
    answer: Any

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def examples_of(page: Path) -> list[Example]:
    """In the order of the page; an error for a request without an answer."""
    return list(_examples(BLOCK.findall(page.read_text())))


def _examples(blocks: list[tuple[str, str]]) -> Iterator[Example]:
    for index, (kind, text) in enumerate(blocks):
        first, _, rest = text.partition("\n")
        if kind == "http" and (asked := REQUEST.fullmatch(first)):
            headers, body = _parted(rest)
            yield Example(asked[1], asked[2], headers, _read(body), *_answer(*blocks[index + 1]))


def _answer(kind: str, text: str) -> tuple[int | None, dict[str, str], Any]:
    if kind != "http":
        return None, {}, json.loads(text) if kind == "json" else text.strip()
    first, _, rest = text.partition("\n")
    headers, body = _parted(rest)
    return int(first.split(" ")[1]), headers, _read(body)


def _parted(text: str) -> tuple[dict[str, str], str]:
    head, _, body = text.partition("\n\n") if "\n\n" in text else (text, "", "")
    if text.startswith("\n"):
        head, body = "", text
    lines = [line.partition(": ") for line in head.splitlines() if line]
    return {name: value for name, _, value in lines}, body.strip()


def _read(body: str) -> Any:
    if not body:
        return None
    return json.loads(body) if body[0] in "{[" and "\n{" not in body else body


def fits(shown: Any, real: Any) -> bool:
    """Whether what a page shows is part of the answer: objects by key, lists from the front."""
    if isinstance(shown, dict):
        return isinstance(real, dict) and all(
            key in real and fits(value, real[key]) for key, value in shown.items()
        )
    if isinstance(shown, list):
        return isinstance(real, list) and len(shown) <= len(real) and all(map(fits, shown, real))
    if isinstance(shown, str) and shown.endswith("…"):
        return isinstance(real, str) and real.startswith(shown[:-1])
    return bool(shown == real) and type(shown) is type(real)


def ids_shown(shown: Any, real: Any) -> Iterator[tuple[str, str]]:
    """What the page writes as `doc_…`, and what it is, from the front."""
    if isinstance(shown, dict):
        for key, value in shown.items():
            yield from ids_shown(value, real[key])
    elif isinstance(shown, list):
        for one, other in zip(shown, real, strict=False):
            yield from ids_shown(one, other)
    elif isinstance(shown, str) and re.fullmatch(r"[a-z]+_…", shown):
        yield shown, real
