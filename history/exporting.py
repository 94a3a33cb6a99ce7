"""Lists whole, as NDJSON and CSV that an import takes: one snapshot, whatever the length.

Apps say how a record of theirs is exported (`exported_as`); a list view that says which rows it has
answers `Accept: application/x-ndjson` and `text/csv` beside JSON. The position that was read at is
in the header Onrecord-Position.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import QuerySet
from django.http import StreamingHttpResponse

from api.cells import heading, line_of
from api.formats import CSVRenderer, NDJSONRenderer, refuse_pages, streamed
from api.parameters import check_names
from api.rendering import JSONRenderer, dumps
from history.merged import is_mergeable
from history.reads import SnapshotView, as_of_of, reading_asked
from history.snapshots import Snapshot

AT_ONCE = 1000
PAGED = ("limit", "cursor", "ordering", "expand")

OUT_OF_USE = ("merged_into", "is_retired")

Line = dict[str, Any]
Model = type[models.Model]
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Exported:
    """How records of a kind are exported: their fields, and which of these are links by slug.

    `above`: the link that leads up a tree; what is above comes first. `beside`: what else the
    record says, by key, as `{name: value}`. A retired one says so; a merged one, into what.
    """

    kind: str
    fields: Sequence[str]
    links: Mapping[str, Model] = field(default_factory=dict)
    above: str = ""
    beside: Callable[[Snapshot, Sequence[Row]], Mapping[UUID, Line]] | None = None
    more: Sequence[str] = ()

    @property
    def columns(self) -> list[str]:
        return [f"{self.kind}.{name}" for name in (*self.fields, *self.more, *OUT_OF_USE)]


EXPORTED: dict[Model, Exported] = {}


def exported_as(model: Model, shape: Exported) -> None:
    EXPORTED[model] = shape


def record_lines(snapshot: Snapshot, model: Model, rows: QuerySet[Any]) -> Iterator[Line]:
    """Records of one kind as `{"source": {…}}`, each after what it lies below or is merged into.

    A merge into one that isn't among them is left out.
    """
    shape = EXPORTED[model]
    leads = [
        *([shape.above] if shape.above else []),
        *(["merged_into_id"] if is_mergeable(model) else []),
    ]
    led = {id: links for id, *links in rows.order_by("id").values_list("id", *leads)}
    ids = in_order(led)
    for at in range(0, len(ids), AT_ONCE):
        some = ids[at : at + AT_ONCE]
        found = {row["id"]: row for row in snapshot.of(model).filter(id__in=some).values()}
        for name, linked in shape.links.items():
            slugs = slugs_of(snapshot, linked, (row[f"{name}_id"] for row in found.values()))
            for row in found.values():
                row[name] = slugs.get(row[f"{name}_id"])
        merged = _merges(snapshot, model, found.values(), led)
        beside = shape.beside(snapshot, list(found.values())) if shape.beside else {}
        for id in some:
            said = {n: found[id][n] for n in shape.fields if found[id][n] not in ("", None, [])}
            retired = {"is_retired": True} if found[id]["is_retired"] else {}
            yield {shape.kind: {**said, **beside.get(id, {}), **merged.get(id, {}), **retired}}


def _merges(
    snapshot: Snapshot, model: Model, rows: Iterable[Row], among: Mapping[UUID, Any]
) -> dict[UUID, Line]:
    """What each of the rows is merged into, as its line says it."""
    into = {row["id"]: row["merged_into_id"] for row in rows if row.get("merged_into_id") in among}
    slugs = slugs_of(snapshot, model, into.values())
    return {id: {"merged_into": slugs[target]} for id, target in into.items()}


def slugs_of(snapshot: Snapshot, model: Any, ids: Iterable[UUID | None]) -> dict[Any, str]:
    """The slugs of records, by key. One query, none for none."""
    wanted = {id for id in ids if id is not None}
    if not wanted:
        return {}
    return dict(snapshot.of(model).filter(id__in=wanted).values_list("id", "slug"))


def in_order(leads: Mapping[UUID, Sequence[UUID | None]]) -> list[UUID]:
    """Keys so that each comes after those it leads to, else in the order given."""
    placed: dict[UUID, None] = {}
    for start in leads:
        path = [start]
        while path:
            ahead = [
                id
                for id in leads[path[-1]]
                if id is not None and id in leads and id not in placed and id not in path
            ]
            if ahead:
                path.append(ahead[0])
            else:
                placed[path.pop()] = None
    return list(placed)


class ExportingView(SnapshotView):
    """A list that answers as lines too: all of it, in the order of import, in no pages."""

    renderer_classes = [JSONRenderer, NDJSONRenderer, CSVRenderer]

    def export(self, snapshot: Snapshot) -> Iterator[Line]:
        """The lines of what the parameters leave."""
        raise NotImplementedError

    def export_columns(self) -> Sequence[str]:
        raise NotImplementedError

    def get(self, request: Any, **path: Any) -> Any:
        if request.accepted_renderer.format == JSONRenderer.format:
            return super().get(request, **path)
        check_names(request.GET, self.allowed_parameters())
        refuse_pages(request.GET, PAGED, "an export is whole and in its own order; leave out {}")
        with ExitStack() as stack:
            snapshot = stack.enter_context(reading_asked(as_of_of(request)))
            lines = self.export(snapshot)
            return self._sent(request.accepted_renderer, lines, snapshot, stack.pop_all())

    def _sent(
        self, renderer: Any, lines: Iterator[Line], snapshot: Snapshot, stack: ExitStack
    ) -> StreamingHttpResponse:
        is_table = renderer.format == CSVRenderer.format
        texts = table(lines, self.export_columns()) if is_table else ndjson(lines)
        name = f"export-{snapshot.position}.{renderer.format}"
        return streamed(renderer, texts, stack, position=snapshot.position, filename=name)


def ndjson(lines: Iterable[Line]) -> Iterator[bytes]:
    return _gathered(dumps(line) + b"\n" for line in lines)


def table(lines: Iterable[Line], columns: Sequence[str]) -> Iterator[bytes]:
    yield heading(columns)
    yield from _gathered(line_of(line, columns) for line in lines)


def _gathered(lines: Iterable[bytes], size: int = 64_000) -> Iterator[bytes]:
    """Lines in pieces worth sending."""
    held: list[bytes] = []
    length = 0
    for line in lines:
        held.append(line)
        length += len(line)
        if length >= size:
            yield b"".join(held)
            held, length = [], 0
    if held:
        yield b"".join(held)
