"""The OpenAPI schema: complete, committed as docs/api/openapi.yaml, and served by us."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator

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
