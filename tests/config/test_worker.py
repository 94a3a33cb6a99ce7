"""What is no HTTP is refused by the server as a problem, too."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from config.serving import _listens, end
from config.worker import problem_answer

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A server of ours with an application that always says hello."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "tests.config.hello", "--threads", "2"]
    child = subprocess.Popen(
        [*command, "--bind", f"127.0.0.1:{free}", "--log-level", "critical", "--no-control-socket"],
        cwd=ROOT,
    )
    while not _listens("127.0.0.1", free):
        assert child.poll() is None, "the server ended"
    yield free
    end(child)


def asked(port: int, request: bytes) -> tuple[int, dict[str, str], bytes]:
    """The status, headers and body that a request's bytes get."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
        client.sendall(request)
        client.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: client.recv(65_536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode("ascii").split("\r\n")
    return int(first.split()[1]), dict(line.split(": ", 1) for line in lines), body


REFUSED = {
    "no HTTP": (b"hello\r\n\r\n", 400, "bad_request"),
    "another version": (b"GET / HTTP/9.9\r\n\r\n", 400, "bad_request"),
    "a method in small letters": (b"get / HTTP/1.1\r\n\r\n", 400, "bad_request"),
    "a path with NUL": (b"GET /\x00 HTTP/1.1\r\n\r\n", 400, "bad_request"),
    "a header with NUL": (b"GET / HTTP/1.1\r\nX: a\x00b\r\n\r\n", 400, "bad_request"),
    "a space before the colon": (b"GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400, "bad_request"),
    "two lengths": (
        b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        400, "bad_request",
    ),
    "a length and chunks": (
        b"POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        400, "bad_request",
    ),
    "a negative length": (
        b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400, "bad_request",
    ),
    "a long address": (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n\r\n", 414, "uri_too_long"),
    "a long header": (
        b"GET / HTTP/1.1\r\nX: " + b"a" * 20_000 + b"\r\n\r\n", 431, "headers_too_large",
    ),
    "an expectation": (
        b"POST / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\nContent-Length: 0\r\n\r\n",
        417, "expectation_failed",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("request_", "status", "code"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_request_is_refused_as_a_problem(port, request_, status, code):
    answered, headers, body = asked(port, request_)

    problem = json.loads(body)
    assert (answered, headers["Content-Type"]) == (status, "application/problem+json")
    assert (problem["status"], problem["type"].rpartition("/")[2]) == (status, code)
    assert problem["request_id"] == headers["X-Request-ID"]
    assert problem["detail"]


def test_what_is_one_reaches_the_application(port):
    status, _, body = asked(port, b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")

    assert (status, body) == (200, b"hello")


def test_a_fault_of_the_servers_own_says_nothing_of_itself():
    answer = problem_answer(500, "Traceback: secret")

    assert b"secret" not in answer
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["detail"] == "this is our fault"
