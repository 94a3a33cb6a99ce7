"""The body of a request, whole and within its limit, before anything reads meaning into it."""

from __future__ import annotations

from io import BytesIO
from typing import IO

from django.http import HttpRequest
from rest_framework.exceptions import APIException, ParseError


class TooLarge(APIException):
    """Django's own limit holds for forms only; a stream is read past it."""

    status_code = 413
    default_code = "too_large"


def whole_body(request: HttpRequest, most: int) -> bytes:
    """The body's bytes, read once and left to be read again; TooLarge above `most` of them."""
    kept: bytes | None = getattr(request, "_body", None)
    if kept is None:
        kept = read_within(request, most, declared_length(request))
        # As HttpRequest.body leaves it, which would have refused by a limit of its own.
        request._body = kept
        request._stream = BytesIO(kept)
    return kept


def read_within(stream: IO[bytes] | HttpRequest, most: int, declared: int) -> bytes:
    """A stream to its end; TooLarge above `most` bytes, ParseError if `declared` ones are missing.

    A body cut short may still be JSON: `{"reason": …}` and the rest of a longer one.
    """
    content: bytes = stream.read(most + 1)
    if len(content) > most:
        raise TooLarge(f"the body has more than {most} bytes")
    if len(content) < declared:
        raise ParseError(
            f"the body ends after {len(content)} of {declared} bytes", "body_cut_short"
        )
    return content


def declared_length(request: HttpRequest) -> int:
    """What Content-Length says; 0 where it says nothing that is a number."""
    text = str(request.META.get("CONTENT_LENGTH") or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
