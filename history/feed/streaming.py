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
from history.feed.choosing import Choice, Ref, entries_at
from history.feed.choosing import streamed as chosen
from history.feed.loading import changes_at, lines_at
from history.feed.presenting import present_entry, present_together
from history.telling import SUBJECTS

ENTRY = ("position", "recorded_at", "actor", "token", "role", "channel", "reason", "request_id")


def stream(
    renderer: BaseRenderer, choice: Choice, head: int, snapshot: ExitStack, *, audits: bool
) -> StreamingHttpResponse:
    """The answer; it takes over the snapshot."""
    written = _csv if renderer.format == "csv" else _ndjson
    name = f"changes-{head}.csv" if renderer.format == "csv" else ""
    lines = written(chosen(choice, head), audits=audits)
    return streamed(renderer, lines, snapshot, position=head, filename=name)


def _ndjson(batches: Iterator[list[Ref]], *, audits: bool) -> Iterator[bytes]:
    for refs in batches:
        entries = entries_at(ref.position for ref in refs)
        shown = {
            position: dumps(present_entry(entry, audits=audits)).decode().removesuffix("}")
            for position, entry in entries.items()
        }
        lines = (f"{shown[line.position]},{line.json[1:]}\n" for line in lines_at(refs))
        yield "".join(lines).encode()


def _csv(batches: Iterator[list[Ref]], *, audits: bool) -> Iterator[bytes]:
    columns = (*ENTRY, "type", "id", "slug", *SUBJECTS, "kind", "field", "old", "new")
    yield csv_line(columns)
    for refs in batches:
        entries = entries_at(ref.position for ref in refs)
        told = present_together(changes_at(refs), entries, audits=audits)
        yield b"".join(csv_line(cells) for change in told for cells in _cells(change))


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
