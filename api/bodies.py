"""The body of a request, whole and within its limit, before anything reads meaning into it."""

from __future__ import annotations

from io import BytesIO
from typing import IO

from django.http import HttpRequest
from rest_framework.exceptions import APIException, ParseError

DIGITS = 18  # of a length; one with more is too large by any of them


class TooLarge(APIException):
    """Django's own limit holds for forms only; a stream is read past it."""

    status_code = 413
    default_code = "too_large"


class EncodedBody(APIException):
    """A compressed body: how much of it there is would be known too late."""

    status_code = 415
    default_code = "content_encoding"


def whole_body(request: HttpRequest, most: int) -> bytes:
    """The body's bytes, read once and left to be read again; raises as `read_within` does."""
    kept: bytes | None = getattr(request, "_body", None)
    if kept is None:
        kept = read_within(request, request, most)
        # As HttpRequest.body leaves it, which would have refused by a limit of its own.
        request._body = kept
        request._stream = BytesIO(kept)
    return kept


def read_within(stream: IO[bytes] | HttpRequest, request: HttpRequest, most: int) -> bytes:
    """A request's body to its end, from where it is read.

    TooLarge above `most` bytes, EncodedBody for a compressed one, ParseError if it ends before
    its Content-Length: cut short it may still be JSON.
    """
    refuse_encoded(request)
    declared = declared_length(request)
    content: bytes = stream.read(most + 1) if declared <= most else b""
    if max(declared, len(content)) > most:
        raise TooLarge(f"the body has more than {most} bytes")
    if len(content) < declared:
        words = f"the body ends after {len(content)} of {declared} bytes"
        raise ParseError(words, "body_cut_short")
    return content


def refuse_encoded(request: HttpRequest) -> None:
    """EncodedBody for a compressed one."""
    encoding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding != "identity":
        raise EncodedBody(f"Content-Encoding is {encoding[:40]!r}; send the body as it is")


def declared_length(request: HttpRequest) -> int:
    """What Content-Length says; 0 where it says nothing that is a number."""
    text = str(request.META.get("CONTENT_LENGTH") or "")
    return int(text[:DIGITS]) if text.isascii() and text.isdigit() else 0
