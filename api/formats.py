"""Answers that are no JSON document: tables and lines, whole or streamed from one snapshot.

What fails before the first byte is a problem document in every format.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from typing import Any

from django.http import QueryDict, StreamingHttpResponse
from rest_framework.permissions import SAFE_METHODS
from rest_framework.renderers import BaseRenderer

from api.refusals import Fault, Invalid
from api.rendering import JSONRenderer


class NDJSONRenderer(JSONRenderer):
    """Names the media type; the lines are streamed."""

    media_type = "application/x-ndjson"
    format = "ndjson"


class CSVRenderer(JSONRenderer):
    """Names the media type; the view writes the table."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"  # type: ignore[assignment]  # DRF adds it to the type; JSON has none

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return data if isinstance(data, bytes) else super().render(data)


class OneFormat:
    """A view of which an address may serve one format alone: `as_view(only="csv")`."""

    only: str | None = None

    def get_renderers(self) -> list[Any]:
        made = super().get_renderers()  # type: ignore[misc]  # APIView's
        return [one for one in made if self.only in (None, one.format)]


class WritesJSON:
    """A view that is read in several formats; what it writes, it answers in JSON alone."""

    def get_renderers(self) -> list[Any]:
        made = super().get_renderers()  # type: ignore[misc]  # APIView's
        reads = self.request.method in SAFE_METHODS  # type: ignore[attr-defined]
        return [one for one in made if reads or one.format == JSONRenderer.format]


class Lines:
    """An answer's lines, made as they are sent; closing it lets the snapshot go.

    A generator alone would not: one that was never begun runs nothing when it is closed.
    """

    def __init__(self, lines: Iterator[bytes], snapshot: ExitStack) -> None:
        self._lines = lines
        self._snapshot = snapshot

    def __iter__(self) -> Iterator[bytes]:
        return self._lines

    def close(self) -> None:
        self._snapshot.close()


def streamed(
    renderer: BaseRenderer,
    lines: Iterator[bytes],
    snapshot: ExitStack,
    *,
    position: int,
    filename: str = "",
) -> StreamingHttpResponse:
    """The answer, which takes over the snapshot; the position read at is in its header."""
    kind = f"{renderer.media_type}; charset=utf-8"
    response = StreamingHttpResponse(Lines(lines, snapshot), content_type=kind)
    response["Onrecord-Position"] = str(position)
    if filename:
        response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def refuse_pages(query: QueryDict, names: Iterable[str], words: str) -> None:
    """Refuse parameters of pages where the answer is whole; `{}` in the words is the name."""
    faults = [Fault(name, "not_paged", words.format(name)) for name in names if name in query]
    if faults:
        raise Invalid(faults)
