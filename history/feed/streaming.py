"""The feed line by line, from one snapshot, whatever its length: NDJSON and CSV.

A line of NDJSON is a change with its entry; a line of CSV is one changed field.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Any

from django.http import StreamingHttpResponse
from rest_framework.renderers import BaseRenderer

from api.formats import streamed
from api.rendering import dumps
from api.tables import csv_line
from history.feed.choosing import Choice, entries_at
from history.feed.choosing import streamed as chosen
from history.feed.loading import changes_at
from history.feed.presenting import present_together
from history.telling import SUBJECTS

ENTRY = ("position", "recorded_at", "actor", "token", "role", "channel", "reason", "request_id")


def stream(
    renderer: BaseRenderer, choice: Choice, head: int, snapshot: ExitStack, *, audits: bool
) -> StreamingHttpResponse:
    """The answer; it takes over the snapshot."""
    written = _csv if renderer.format == "csv" else _ndjson
    lines = written(_batches(choice, head, audits=audits, written=written is _ndjson))
    name = f"changes-{head}.csv" if renderer.format == "csv" else ""
    return streamed(renderer, lines, snapshot, position=head, filename=name)


def _batches(
    choice: Choice, head: int, *, audits: bool, written: bool
) -> Iterator[list[dict[str, Any]]]:
    for refs in chosen(choice, head):
        entries = entries_at(ref.position for ref in refs)
        yield present_together(changes_at(refs, written=written), entries, audits=audits)


def _ndjson(batches: Iterator[list[dict[str, Any]]]) -> Iterator[bytes]:
    for batch in batches:
        yield b"".join(dumps(line) + b"\n" for line in batch)


def _csv(batches: Iterator[list[dict[str, Any]]]) -> Iterator[bytes]:
    columns = (*ENTRY, "type", "id", "slug", *SUBJECTS, "kind", "field", "old", "new")
    yield csv_line(columns)
    for batch in batches:
        yield b"".join(csv_line(cells) for change in batch for cells in _cells(change))


def _cells(change: dict[str, Any]) -> Iterator[Sequence[Any]]:
    """A line a field; a change that shows none has a line of its own."""
    named = {**change, "actor": change["actor"] and change["actor"]["name"]}
    thing = change["object"]
    before = [
        *(named[name] for name in ENTRY),
        thing["type"], thing["id"], thing["slug"],
        *(change[name] and change[name]["slug"] for name in SUBJECTS),
        change["kind"],
    ]  # fmt: skip
    for field in change["fields"] or [{"field": None, "old": None, "new": None}]:
        yield [*before, field["field"], field["old"], field["new"]]
