"""Chunked bodies arrive whole, where the server has taken the chunks apart."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler

from api.chunked import reading_chunks
from tests.callers import Caller, on_record
from tests.conftest import person

SOURCE = {"slug": "tasnim", "name": "Tasnim", "kind": "agency"}
MOST = 2_000_000


def echo(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """An application that answers what it was sent."""
    content = environ["wsgi.input"].read()
    return [environ.get("CONTENT_LENGTH", "none").encode(), content]


def call(application: Any, content: bytes, **environ: Any) -> Any:
    """An application's answer to a body without a length."""
    given = {"wsgi.input": BytesIO(content), "wsgi.input_terminated": True}
    return application({**given, "HTTP_TRANSFER_ENCODING": "chunked", **environ}, None)


@pytest.mark.parametrize("size", [0, 1, 65_536, 65_537, 1_500_000, MOST])
def test_a_chunked_body_is_handed_over_whole(size):
    content = b"x" * size

    assert call(reading_chunks(echo, MOST), content) == [str(size).encode(), content]


def test_of_a_larger_one_only_that_it_is_larger_is_handed_over():
    length, content = call(reading_chunks(echo, MOST), b"x" * (MOST + 70_000))

    assert (length, len(content)) == (str(MOST + 1).encode(), MOST + 1)


@pytest.mark.parametrize(
    "environ",
    [{"wsgi.input_terminated": False}, {"HTTP_TRANSFER_ENCODING": ""}],
    ids=["a server that leaves the chunks", "not chunked"],
)
def test_what_may_have_no_end_is_not_read(environ):
    given = BytesIO(b"abc")

    def untouched(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        assert environ["wsgi.input"] is given
        return [b"as it was"]

    answer = call(reading_chunks(untouched, MOST), b"", **{"wsgi.input": given, **environ})

    assert answer == [b"as it was"]


def served(method: str, path: str, content: bytes, token: str) -> tuple[int, Any]:
    """The status and body that the service gives to a chunked request."""
    status = []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "HTTP_HOST": "testserver",
        "HTTP_AUTHORIZATION": token,
        "CONTENT_TYPE": "application/json",
        "wsgi.url_scheme": "http",
        "HTTP_TRANSFER_ENCODING": "chunked",
        "wsgi.input_terminated": True,
        "wsgi.input": BytesIO(content),
    }
    application = reading_chunks(WSGIHandler(), MOST)
    answer = b"".join(application(environ, lambda line, headers, *_: status.append(line)))
    return int(status[0][:3]), json.loads(answer)


def token_of_an_editor() -> str:
    return str(Caller(person("alice", "editor")).client.defaults["HTTP_AUTHORIZATION"])


def test_a_chunked_write_writes(committed_db):
    token = token_of_an_editor()

    status, body = served("POST", "/api/v1/sources/", json.dumps(SOURCE).encode(), token)

    assert (status, body["slug"]) == (201, "tasnim")


def test_a_chunked_body_above_a_megabyte_is_refused(committed_db):
    token, before = token_of_an_editor(), on_record()

    status, body = served("POST", "/api/v1/sources/", b" " * 1_048_577, token)

    assert (status, body["type"].rpartition("/")[2]) == (413, "too_large")
    assert on_record() == before
