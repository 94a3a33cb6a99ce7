"""What a caller's Idempotency-Key asks for: its form, and the request it stands for.

In: the request. Out: a key and what tells one request from another. Keeps nothing; the answers are
kept by history/idempotency.py.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from rest_framework import exceptions, status

from api.bodies import body_stream, whole_body
from api.refusals import Fault, Invalid

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
VISIBLE_ASCII = re.compile(r"[\x21-\x7e]{1,255}")


class KeyReused(exceptions.APIException):
    """The key stands for another request of this user's."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "idempotency_key_reused"
    default_detail = (
        "this Idempotency-Key was used for another request: another path or another body; "
        "take a fresh key for each new write, and the same only to repeat one"
    )


class InFlight(exceptions.APIException):
    """A copy of the request is being carried out."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "idempotency_key_in_flight"
    default_detail = "a request with this Idempotency-Key is being carried out; ask again shortly"
    retry_after = 1


@dataclass(frozen=True, slots=True)
class Asked:
    """A request under a key; `path` holds the query too.

    `body_sha256` reads a body that is streamed to its end: to be called after whoever reads it
    for what it says, or in their place.
    """

    key: str
    method: str
    path: str
    body_sha256: Callable[[], bytes]

    def is_copy_of(self, method: str, path: str, body_sha256: bytes) -> bool:
        """Whether it asks for the same; of the body no more is read than it takes to tell."""
        return (self.method, self.path) == (method, path) and self.body_sha256() == body_sha256


def asked(request: HttpRequest, largest_body: int, *, streamed: bool = False) -> Asked | None:
    """What the request asks for under its key; None if it carries no key.

    Invalid for a key that is none, TooLarge for a body above `largest_body` bytes.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not VISIBLE_ASCII.fullmatch(key):
        raise Invalid(
            Fault(
                HEADER,
                "bad_idempotency_key",
                f"{HEADER} is {key[:40]!r}; give 1 to 255 visible ASCII characters without "
                "spaces, such as a UUID",
            )
        )
    return Asked(
        key,
        str(request.method),
        request.get_full_path(),
        body_stream(request, largest_body).sha256 if streamed else _digest(request, largest_body),
    )


def _digest(request: HttpRequest, largest_body: int) -> Callable[[], bytes]:
    digest = hashlib.sha256(whole_body(request, largest_body)).digest()
    return lambda: digest
