"""gunicorn's threaded worker; what isn't HTTP at all it refuses as a problem, not as a page.

gunicorn answers such requests itself, before any application is asked. Imports no Django: the
server reads this before settings are.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from socket import socket

import gunicorn.util
from gunicorn.workers.gthread import ThreadWorker

from api.titles import MEDIA_TYPE, TITLES, TYPES
from api.typeid import encode, new_key

CODES = {
    400: "bad_request",
    403: "permission_denied",
    414: "uri_too_long",
    417: "expectation_failed",
    431: "headers_too_large",
    501: "not_implemented",
}


class ProblemWorker(ThreadWorker):
    """The worker that `--threads` asks for; importing it has errors written as problems."""


def problem_answer(status: int, detail: str) -> bytes:
    """A whole HTTP answer with a problem document."""
    code = CODES.get(status, "internal_error")
    request_id = encode("req", new_key())
    body = json.dumps(
        {
            "type": f"{TYPES}{code}",
            "title": TITLES.get(status, HTTPStatus(status).phrase),
            "status": status,
            "detail": detail if status < 500 or status == 501 else "this is our fault",
            "instance": None,
            "request_id": request_id,
            "errors": [],
        }
    ).encode()
    head = (
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n"
        f"Content-Type: {MEDIA_TYPE}\r\nContent-Length: {len(body)}\r\n"
        f"X-Request-ID: {request_id}\r\nX-Content-Type-Options: nosniff\r\n"
        "Connection: close\r\n\r\n"
    )
    return head.encode("ascii") + body


def _write_problem(client: socket, status: int, reason: str, message: str) -> None:
    gunicorn.util.write_nonblock(client, problem_answer(status, message or reason))


gunicorn.util.write_error = _write_problem
