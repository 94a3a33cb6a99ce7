"""Puts the example of each operation into the OpenAPI schema, from examples.json.

Comes in: the schema as drf-spectacular made it. Goes out: the same, with an example of each body,
answer and path parameter. Nothing is made up here: examples.json holds what the requests on the
pages of docs/api/ are really answered with the seeds on record, and their tests write it.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).with_name("examples.json")


def examples() -> dict[str, dict[str, Any]]:
    """By operation id: method, path, headers, body, status, media_type and answer."""
    made: dict[str, dict[str, Any]] = json.loads(EXAMPLES.read_text())
    return made


def add_examples(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """A postprocessing hook of drf-spectacular."""
    known = examples()
    for path, methods in result["paths"].items():
        for operation in methods.values():
            if example := known.get(operation["operationId"]):
                _add(operation, path, example)
    return result


def _add(operation: dict[str, Any], path: str, example: dict[str, Any]) -> None:
    given = example["path"].partition("?")[0].strip("/").split("/")
    named = dict(zip(path.strip("/").split("/"), given, strict=True))
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path":
            text = named[f"{{{parameter['name']}}}"]
            is_number = parameter["schema"]["type"] == "integer"
            parameter["example"] = int(text) if is_number else text
    if example["body"] is not None:
        for media_type, content in operation["requestBody"]["content"].items():
            content["example"] = _sent_as(media_type, example["body"])
    content = operation["responses"][str(example["status"])]["content"]
    content[example["media_type"]]["example"] = example["answer"]


def _sent_as(media_type: str, body: Any) -> Any:
    """The body as it is, as a line, or as a table of one row."""
    if media_type == "application/json":
        return body
    if media_type != "text/csv":
        return json.dumps(body, ensure_ascii=False) + "\n"
    cells = dict(_cells(body))
    table = io.StringIO()
    csv.writer(table).writerows([cells.keys(), cells.values()])
    return table.getvalue()


def _cells(body: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in body.items():
        if isinstance(value, Mapping):
            yield from _cells(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value
