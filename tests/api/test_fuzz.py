"""Whatever is sent to any operation: no 5xx, and every answer as the OpenAPI schema says it is.

Schemathesis makes requests from the schema as it is served: good ones, spoiled ones, and, so that
they get past the first check, ones that name what is on record; each accepts another format. Each
run has a copy of the seeds for itself, and what it writes stays, so that later requests meet it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.http.request import MediaType
from django.test import Client
from hypothesis import Phase, given
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.typeid import encode
from claims.models import Claim, Entity, Revision, Topic
from config.examples import examples
from sources.models import Document, DocumentVersion, Source
from tests.conftest import person, token_for
from tests.databases import Databases, connected_to

pytestmark = pytest.mark.slow


@schemathesis.check
def as_accepted(context: Any, response: Any, case: Any) -> None:
    """What is sent is what Accept takes; a problem, whatever it takes."""
    accepted = str(response.request.headers["Accept"])
    kind = response.headers.get("content-type", [""])[0].partition(";")[0]
    takes = any(MediaType(each).match(kind) for each in accepted.split(","))
    if response.status_code == 200 and not takes:
        raise AssertionError(f"{kind} was sent, Accept: {accepted}")


CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    as_accepted,
]
WSGI = WSGIHandler()
RECORDS: dict[str, Any] = {
    "sources": Source, "documents": Document, "topics": Topic, "entities": Entity,
    "claims": Claim, "revisions": Revision,
}  # fmt: skip
REQUESTS = 5  # to each operation, of each caller under each seed
SEEDS = (1, 84, 103)
CALLERS = {"anyone": (), "editor": ("editor",), "administrator": ("administrator", "auditor")}
ACCEPTED = (
    "*/*", "application/json", "text/csv", "application/x-ndjson", "application/prov+json",
    "application/ld+json", "image/svg+xml", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1",
    "text/html", "nonsense", ";;;",
)  # fmt: skip


@schemathesis.serializer("application/x-ndjson")
def as_lines(context: Any, value: Any) -> bytes:
    """A line of JSON for each of a list, or the one there is; text and bytes as they are."""
    if isinstance(value, str | bytes):
        return value.encode() if isinstance(value, str) else value
    lines = value if isinstance(value, list) else [value]
    return "".join(f"{json.dumps(line)}\n" for line in lines).encode()


def served_whole(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """An answer with its end, as a server sends it; the test client may leave a stream open."""
    answer = WSGI(environ, start_response)
    with closing(answer):
        return [b"".join(answer)]


@pytest.fixture
def seeds_of_our_own(
    databases: Databases, seeds_database: str, django_db_blocker: Any
) -> Iterator[None]:
    with (
        django_db_blocker.unblock(),
        databases.copy(seeds_database, "fuzzed") as name,
        connected_to(name),
    ):
        yield


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("roles", CALLERS.values(), ids=CALLERS)
def test_every_answer_is_as_the_schema_says(seeds_of_our_own, seed, roles):
    schema = schemathesis.openapi.from_wsgi("/api/schema/", served_whole)
    headers = {"Authorization": f"Bearer {token_for(person('ada', *roles))}"} if roles else {}
    faults = {}

    for made in schema.get_all_operations():
        operation = made.ok()
        try:
            fuzz(operation, seed, headers)
        except (Exception, FailureGroup) as error:  # whatever it is, the others are tried too
            faults[operation.label] = f"{type(error).__name__}: {error}"

    assert faults == {}, "\n\n".join(f"{label}\n{fault}" for label, fault in faults.items())


def fuzz(operation: Any, seed: int, headers: dict[str, str]) -> None:
    """Send an operation what it may take and what it may not."""
    known = examples()[operation.definition.raw["operationId"]]

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=REQUESTS,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @given(
        case=cases(operation),
        sent=st.sampled_from(("good", "of a record", "made up")),
        accept=st.just("*/*") | st.sampled_from(ACCEPTED),  # half of them get past it
    )
    def send(case: Any, sent: str, accept: str) -> None:
        case.query.pop("wait", None)  # the feed would
        if sent != "made up":
            case.path_parameters = names_in(operation.path)
            if "If-Match" in case.headers:
                case.headers["If-Match"] = version_at(case.formatted_path)
        if sent == "good":
            case.query = dict(list(case.query.items())[:1])
            case.headers.pop("Idempotency-Key", None)
            if known["body"] is not None:
                case.body, case.media_type = known["body"], media_type_of(known)
        case.call_and_validate(headers={**headers, "Accept": accept}, checks=CHECKS)

    send()


def cases(operation: Any) -> Any:
    """Good requests, and spoiled ones where an operation takes anything that can be."""
    good = operation.as_strategy()
    takes = [*operation.query, *operation.body]
    if not takes:
        return good
    return st.one_of(good, operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))


def names_in(path: str) -> dict[str, Any]:
    """What stands for the {names} of a path: the first record of its kind."""
    names: dict[str, Any] = {"position": 2} if "{position}" in path else {}
    if "{reference}" in path:
        model = RECORDS[path.split("/")[3]]
        names["reference"] = encode(model.PREFIX, model.objects.earliest("id").pk)
    if "{version}" in path:
        read = DocumentVersion.objects.order_by("id").first()
        names["version"] = encode("ver", read.pk) if read else "ver_none"
    return names


def version_at(path: str) -> str:
    """The ETag of the record that a procedure's path, or its own, belongs to."""
    return str(Client().get("/".join(path.split("/")[:5]) + "/")["ETag"])


def media_type_of(known: dict[str, Any]) -> str:
    return str(known["headers"].get("Content-Type", "application/json"))
