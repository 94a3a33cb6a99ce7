"""Chunked bodies, which Django's WSGI handler takes for empty ones.

In: a WSGI application. Out: one that finds a Content-Length, and the body, wherever the server has
taken the chunks apart. Bodies larger than any view takes are read no further than that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from tempfile import SpooledTemporaryFile
from typing import IO, Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
IN_MEMORY = 1_048_576
STEP = 65_536


def reading_chunks(application: Application, most: int) -> Application:
    """Hand each chunked body over whole; of one above `most` bytes only that it is larger."""

    def wrapped(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not (_is_chunked(environ) and environ.get("wsgi.input_terminated")):
            return application(environ, start_response)
        with SpooledTemporaryFile(max_size=IN_MEMORY) as body:
            length = _copy(environ["wsgi.input"], body, most)
            body.seek(0)
            environ = {**environ, "wsgi.input": body, "CONTENT_LENGTH": str(length)}
            # Kept open until the answer is made, which for ours is before it is returned.
            return application(environ, start_response)

    return wrapped


def _is_chunked(environ: dict[str, Any]) -> bool:
    return "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower()


def _copy(source: IO[bytes], target: IO[bytes], most: int) -> int:
    """How many bytes were copied: all there are, at most one above `most`."""
    length = 0
    while length <= most and (step := source.read(min(STEP, most + 1 - length))):
        target.write(step)
        length += len(step)
    return length
