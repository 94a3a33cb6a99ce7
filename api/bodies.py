"""The body of a request, within its limit, before anything reads meaning into it.

Whole, or where a view takes much as a stream: read once, a line at a time, hashed on the way.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from io import BytesIO
from typing import IO, Any

from django.http import HttpRequest
from rest_framework.exceptions import APIException, ParseError

STEP = 65_536
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


class BodyStream:
    """A body read once from its start; at its end its length and SHA-256 are known.

    TooLarge above `most` bytes, ParseError if it ends before its Content-Length.
    """

    def __init__(self, request: HttpRequest, most: int) -> None:
        refuse_encoded(request)
        self.most = most
        self._declared = declared_length(request)
        if self._declared > most:
            raise TooLarge(f"the body has {self._declared} bytes, {most} are allowed")
        self._stream: Any = getattr(request, "_stream", request)
        self._size = 0
        self._hashed = hashlib.sha256()

    def lines(self, longest: int) -> Iterator[bytes]:
        """The lines with their ends; of one above `longest` bytes the pieces."""
        while line := self._stream.readline(longest):
            yield self._counted(line)
        self._ended()

    def sha256(self) -> bytes:
        """The digest of the whole body: what nobody has read is read now, and passed over."""
        while piece := self._stream.read(STEP):
            self._counted(piece)
        self._ended()
        return self._hashed.digest()

    def _counted(self, piece: bytes) -> bytes:
        self._size += len(piece)
        if self._size > self.most:
            raise TooLarge(f"the body has more than {self.most} bytes")
        self._hashed.update(piece)
        return piece

    def _ended(self) -> None:
        if self._size < self._declared:
            words = f"the body ends after {self._size} of {self._declared} bytes"
            raise ParseError(words, "body_cut_short")


def body_stream(request: HttpRequest, most: int) -> BodyStream:
    """The one stream of a request's body, whoever asks for it first."""
    kept: BodyStream | None = getattr(request, "_body_stream", None)
    if kept is None:
        kept = request._body_stream = BodyStream(request, most)  # type: ignore[attr-defined]
    return kept


def refuse_encoded(request: HttpRequest) -> None:
    """EncodedBody for a compressed one."""
    encoding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding != "identity":
        raise EncodedBody(f"Content-Encoding is {encoding[:40]!r}; send the body as it is")


def declared_length(request: HttpRequest) -> int:
    """What Content-Length says; 0 where it says nothing that is a number."""
    text = str(request.META.get("CONTENT_LENGTH") or "")
    return int(text[:DIGITS]) if text.isascii() and text.isdigit() else 0
