"""The OpenAPI schema: complete, committed as docs/api/openapi.yaml, and served by us."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

COMMITTED = Path(__file__).resolve().parents[2] / "docs" / "api" / "openapi.yaml"


@pytest.fixture(scope="module")
def generated():
    with GENERATOR_STATS.silence():
        return SchemaGenerator().get_schema(request=None, public=True)


def operations(schema):
    return [
        (f"{method} {path}", operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]


def contents(operation, part):
    """The media types of a body, or of what is answered when all is well."""
    if part == "requestBody":
        return operation.get("requestBody", {"content": {"": {"example": None}}})[
            "content"
        ].values()
    done = [answer for status, answer in operation["responses"].items() if status < "300"]
    return [content for answer in done for content in answer["content"].values()]


def test_committed_schema_is_what_the_code_generates():
    written = COMMITTED.with_suffix(".new.yaml")

    try:
        call_command("spectacular", file=str(written))
        same = written.read_text() == COMMITTED.read_text()
    finally:
        written.unlink(missing_ok=True)

    assert same, (
        "the API has changed: look at the difference and commit what "
        "`python manage.py spectacular --file docs/api/openapi.yaml` writes"
    )


def test_schema_is_valid_openapi_3_1(generated):
    validate_schema(generated)

    assert generated["openapi"] == "3.1.0"


def test_generating_the_schema_warns_of_nothing():
    GENERATOR_STATS.reset()

    SchemaGenerator().get_schema(request=None, public=True)

    assert not GENERATOR_STATS


def test_every_operation_says_what_it_does(generated):
    lacking = [
        name
        for name, operation in operations(generated)
        if not (operation.get("summary") and operation.get("tags"))
    ]

    assert lacking == []


def test_every_operation_shows_what_is_sent_and_answered(generated):
    lacking = [
        name
        for name, operation in operations(generated)
        for part in ("requestBody", "answer")
        if not any("example" in content for content in contents(operation, part))
    ]

    assert lacking == []


def test_every_operation_says_how_it_fails(generated):
    every = {"400", "401", "403", "429", "503"}

    assert [n for n, o in operations(generated) if not every <= o["responses"].keys()] == []


def test_every_write_is_described_and_needs_a_token(generated):
    writes = [(n, o) for n, o in operations(generated) if not n.startswith("get ")]

    assert [n for n, o in writes if "requestBody" not in o or {} in o["security"]] == []
    assert {"token": []} in writes[0][1]["security"]


def test_every_problem_is_a_problem_document(generated):
    others = [
        (name, status)
        for name, operation in operations(generated)
        for status, answer in operation["responses"].items()
        if status >= "400" and list(answer["content"]) != ["application/problem+json"]
    ]

    assert others == []


def test_preconditions_are_described_where_they_are_asked_for(generated):
    asking = {
        name
        for name, operation in operations(generated)
        if any(p["name"] == "If-Match" for p in operation.get("parameters", ()))
    }
    answering = {n for n, o in operations(generated) if {"412", "428"} <= o["responses"].keys()}

    assert asking == answering
    assert "patch /api/v1/claims/{reference}/" in asking
    assert "post /api/v1/revisions/{reference}/void/" in asking


def test_filters_name_what_they_take(generated):
    parameters = generated["paths"]["/api/v1/revisions/"]["get"]["parameters"]

    by_name = {parameter["name"]: parameter for parameter in parameters}
    assert by_name["stance"]["schema"]["enum"] == ["asserts", "suggests", "denies", "withdraws"]
    assert by_name["limit"]["schema"] == {
        "type": "integer", "minimum": 1, "maximum": 500, "default": 50,
    }  # fmt: skip
    assert {"as_of", "stated_until", "cursor", "claim", "topic", "void"} <= by_name.keys()


def test_an_import_says_what_it_takes(generated):
    operation = generated["paths"]["/api/v1/imports/"]["post"]

    query = {
        p["name"]: p.get("required", False) for p in operation["parameters"] if p["in"] == "query"
    }
    assert query == {
        "reason": True, "importer": False, "dry_run": False, "keep_going": False, "batch": False,
    }  # fmt: skip
    taken = operation["requestBody"]["content"]
    assert list(taken) == ["application/json", "application/x-ndjson", "text/csv"]
    assert (
        json.loads(taken["application/x-ndjson"]["example"]) == taken["application/json"]["example"]
    )
    assert taken["text/csv"]["example"].startswith("claim,document.key,")


def test_every_parameter_described_is_taken(generated, kerman, anyone):
    for path, methods in generated["paths"].items():
        if "get" in methods and "{" not in path:
            for parameter in methods["get"]["parameters"]:
                if parameter["in"] == "query":
                    answer = anyone.get(f"{path}?{parameter['name']}=zzz")
                    assert b"unknown_parameter" not in answer.content, parameter


def test_the_schema_and_its_page_are_served_by_us(db, anyone):
    schema = anyone.get("/api/schema/")
    page = anyone.get("/api/docs/").content.decode()

    assert yaml.safe_load(schema.content)["openapi"] == "3.1.0"
    sidecar = "/static/drf_spectacular_sidecar/swagger-ui-dist"
    assert re.findall(r'(?:src|href)="([^"]+)"', page) == [
        f"{sidecar}/favicon-32x32.png",
        f"{sidecar}/swagger-ui.css",
        "/static/config/swagger_ui.css",
        f"{sidecar}/swagger-ui-bundle.js",
        f"{sidecar}/swagger-ui-standalone-preset.js",
        "/api/docs/?script=",
    ]
    script = anyone.get("/api/docs/?script=")
    assert script["Content-Type"].startswith("application/javascript")
    assert "<script>" not in page
    assert "<style" not in page
    assert "://" not in page
