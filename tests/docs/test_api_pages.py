"""docs/api/: every request on its pages is answered as shown, every table says what there is.

`REWRITE=1 python -m pytest tests/docs/test_api_pages.py` writes the tables and config/examples.json
(the example of each operation, for the OpenAPI schema) as they are now; look at the difference.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator

from config.examples import EXAMPLES, examples
from tests.callers import Caller
from tests.conftest import person
from tests.docs.openapi_tables import table_of
from tests.docs.pages import BLOCK, FOLDER, TABLE, Example, examples_of, fits, ids_shown

PAGES = sorted(FOLDER.glob("*.md"))
REWRITE = "REWRITE" in os.environ
PROCEDURES = re.compile(r"(retire|restore|merge|unmerge|adopt|void)/$")


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    with GENERATOR_STATS.silence():
        made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return made


@pytest.fixture
def editor(seeded: None) -> Caller:
    return Caller(person("ada", "editor", "auditor"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_requests_of_a_page_are_answered_as_shown(page, editor, schema):
    ids: dict[str, str] = {}
    answered = {}

    for example in examples_of(page):
        response, sent = ask(editor, example, ids)
        real = content_of(response)
        assert fits(example.answer, real), f"{example}\n{json.dumps(real, indent=1)}"
        assert response.status_code == (example.status or status_shown(example.answer, response))
        assert fits(example.answer_headers, dict(response.headers)), dict(response.headers)
        ids |= dict(reversed(list(ids_shown(example.answer, real))))
        answered.setdefault(operation_of(schema, sent), []).append((sent, response, real))

    chosen = chosen_of(answered, page)
    if REWRITE:
        rewrite(chosen)
    known = {name: masked(example) for name, example in examples().items() if name in chosen}
    assert known == {name: masked(example) for name, example in chosen.items()}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_tables_of_a_page_are_those_of_the_schema(page, schema):
    text = page.read_text()

    written = TABLE.sub(
        lambda found: (
            f"<!-- {found[1]}: {found[2]} -->\n\n{table_of(schema, *found.group(1, 2))}\n\n"
        ),
        text,
    )

    if REWRITE:
        page.write_text(written)
    assert page.read_text() == written


def test_every_operation_has_an_example_that_fits_its_shapes(schema):
    known = examples()
    operations = {
        operation["operationId"]: operation
        for methods in schema["paths"].values()
        for operation in methods.values()
    }

    assert sorted(known) == sorted(operations), "an operation has no example on its page"
    assert [name for name in known if misfits(schema, operations[name], known[name])] == []


def test_pages_show_no_block_that_nothing_checks():
    strays = [
        (page.name, text)
        for page in PAGES
        for kind, text in BLOCK.findall(page.read_text())
        if kind not in ("http", "json", "text", "csv")
    ]

    assert strays == []


def ask(caller: Caller, example: Example, ids: dict[str, str]) -> tuple[Any, Example]:
    """Send a request of a page; the answer, and what was sent: ids and If-Match filled in."""

    def filled(text: str) -> str:
        return re.sub(r"\b[a-z]+_…", lambda found: ids[found[0]], text)

    path = filled(example.path)
    headers = {"Host": "localhost:8000", **example.headers}
    if headers.get("If-Match") == '"…"':
        headers["If-Match"] = caller.get(PROCEDURES.sub("", path))["ETag"]
    elif headers.get("If-None-Match") == "…":
        headers["If-None-Match"] = caller.get(path)["ETag"]
    body = json.loads(filled(json.dumps(example.body, ensure_ascii=False)))
    content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    shown = {name: value for name, value in headers.items() if name != "Host"}
    sent = Example(example.method, path, shown, body, None, {}, None)
    if example.method == "GET":
        return caller.client.get(path, headers=headers), sent
    kind = headers.pop("Content-Type", "application/json")
    response = caller.client.generic(
        example.method, path, content, content_type=kind, headers=headers
    )
    return response, sent


def content_of(response: Any) -> Any:
    content = b"".join(response) if response.streaming else response.content
    is_json = response.get("Content-Type", "").partition(";")[0].endswith("json")
    return json.loads(content) if is_json and content else content.decode().strip() or None


def status_shown(answer: Any, response: Any) -> int:
    """What a page need not say: a problem says its status itself, all else was done."""
    if isinstance(answer, dict) and isinstance(answer.get("status"), int):
        return int(answer["status"])
    return 201 if "Location" in response else 200


def operation_of(schema: dict[str, Any], sent: Example) -> str | None:
    """The operation that a request belongs to; None for what the schema leaves out."""
    parts = sent.path.partition("?")[0].strip("/").split("/")
    for path in sorted(schema["paths"], key=lambda path: path.count("{")):
        named = path.strip("/").split("/")
        if len(named) == len(parts) and all(
            a.startswith("{") or a == b for a, b in zip(named, parts, strict=True)
        ):
            operation = schema["paths"][path].get(sent.method.lower())
            return str(operation["operationId"]) if operation else None
    return None


def chosen_of(answered: dict[str | None, list[Any]], page: Path) -> dict[str, dict[str, Any]]:
    """Of each operation of the page's resource, the example with the shortest answer."""
    chosen = {}
    for name, all_of_it in answered.items():
        good = [one for one in all_of_it if one[1].status_code < 300]
        if name and name.split("_")[0] == page.stem and good:
            sent, response, real = min(good, key=lambda one: len(json.dumps(one[2])))
            chosen[name] = {
                "method": sent.method,
                "path": sent.path,
                "headers": sent.headers,
                "body": sent.body,
                "status": response.status_code,
                "media_type": response["Content-Type"].partition(";")[0],
                "answer": real,
            }
    return chosen


def rewrite(chosen: dict[str, dict[str, Any]]) -> None:
    """Keep what only differs from run to run, so that a difference tells something."""
    known = examples()
    changed = {n: one for n, one in chosen.items() if masked(known.get(n)) != masked(one)}
    text = json.dumps({**known, **changed}, ensure_ascii=False, indent=1, sort_keys=True)
    EXAMPLES.write_text(text + "\n")


DIFFERING = {
    "position", "version", "recorded_at", "at", "head", "read_to", "request_id", "text", "path",
    "checkpoint", "verifier_key", "salt", "size", "If-Match", "next", "previous", "from", "to",
    "as_of", "rest", "late_seconds",
}  # fmt: skip


def masked(value: Any, key: str = "") -> Any:
    """An example without what differs from run to run: ids, hashes, positions, instants."""
    if isinstance(value, dict):
        return {name: masked(inner, name) for name, inner in value.items()}
    if key in DIFFERING and not (key == "path" and str(value).startswith("/")):
        return type(value).__name__
    if key == "answer" and isinstance(value, str):
        return "text"
    if isinstance(value, list):
        return [masked(inner) for inner in value]
    if isinstance(value, str):
        value = re.sub(r"\b([a-z]{3})_[0-9a-z]{26}\b", r"\1_…", value)
        return re.sub(r"\b[0-9a-f]{64}\b|cursor=[\w-]+", "…", value)
    return value


def misfits(schema: dict[str, Any], operation: dict[str, Any], example: dict[str, Any]) -> bool:
    """Whether an example is not what the schema says of its operation."""
    answer = operation["responses"][str(example["status"])]["content"][example["media_type"]]
    shapes = [(answer["schema"], example["answer"])]
    if example["body"] is not None:
        body = operation["requestBody"]["content"]["application/json"]["schema"]
        shapes.append((body, example["body"]))
    return not all(
        Draft202012Validator({**shape, "components": schema["components"]}).is_valid(value)
        for shape, value in shapes
    )
