"""Lists and details of records: the same two paths for every kind.

A `Resource` says what the model, its fields and its filters are; the views do the rest, now or
as of any position.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import QuerySet
from django.http import HttpResponse
from rest_framework.response import Response

from api.orderings import Column, ordered_page
from api.parameters import flag_of
from api.preconditions import matches, record_etag
from api.refusals import Fault, Invalid, Unknown
from api.schema import Operation, Parameter, Shape
from api.suggestions import did_you_mean
from api.typeid import MalformedTypeID, decode
from history.expanding import expand, expand_of
from history.exporting import EXPORTED, ExportingView, Line, record_lines
from history.linking import Linked
from history.merged import among, family_of, is_mergeable
from history.reads import SnapshotView, may_be_304, read_at, refuse_other_times
from history.recorded import recorded
from history.schema import listing, reading_one
from history.snapshots import Snapshot

Narrow = Callable[[QuerySet[Any], str, Snapshot], QuerySet[Any]]


@dataclass(frozen=True, slots=True)
class Filter:
    """How a parameter narrows a list, and what the schema says of it.

    `only_now`: it reads what is kept of the newest state alone; refused under `as_of` and
    `stated_until`. `readied`: and what it reads must first be made ready.
    """

    narrow: Narrow
    parameter: Parameter
    only_now: bool = False
    readied: bool = False


@dataclass(frozen=True)
class Resource:
    """How a kind of record is read: its fields, how a row is shown, what it can be filtered by,
    ordered by, and which of its links can be made whole."""

    model: type[models.Model]
    fields: Sequence[str]
    present: Callable[[Any, Linked], dict[str, Any]]
    shape: type[Shape]
    links: Mapping[str, type[models.Model]] = field(default_factory=dict)
    filters: Mapping[str, Filter] = field(default_factory=dict)
    orderings: Mapping[str, Column] = field(default_factory=dict)
    expands: Sequence[str] = ()
    by_slug: bool = True

    @property
    def prefix(self) -> str:
        return str(self.model.PREFIX)  # type: ignore[attr-defined]

    @property
    def noun(self) -> str:
        return str(self.model._meta.verbose_name)

    def link_up(self, rows: Sequence[Any], linked: Linked) -> None:
        for attribute, model in self.links.items():
            linked.want(model, (getattr(row, attribute) for row in rows))


def find_id(
    model: type[models.Model], reference: str, snapshot: Snapshot, *, pointer: str = ""
) -> UUID:
    """The key of the record that a path or a parameter names, by TypeID or slug.

    Raises Unknown if it isn't on record as of the snapshot.
    """
    return UUID(str(find_row(model, reference, snapshot, ["id"], pointer)[0]))


def find_row(
    model: type[models.Model],
    reference: str,
    snapshot: Snapshot,
    columns: Sequence[str],
    pointer: str = "",
) -> Any:
    """The columns of the record that a path or a parameter names. Raises as `find_id` does."""
    rows = snapshot.of(model).filter(**key_of(model, reference, pointer))
    found = rows.values_list(*columns, named=True).first()
    if found is None:
        raise unknown(model, reference, snapshot, pointer)
    return found


def key_of(model: type[models.Model], reference: str, pointer: str = "") -> dict[str, Any]:
    """The column that a path names a record by, `id` or `slug`, and its value.

    Raises Unknown for what can be neither.
    """
    prefix: str = model.PREFIX  # type: ignore[attr-defined]
    if reference.startswith(f"{prefix}_"):
        try:
            return {"id": decode(prefix, reference)}
        except MalformedTypeID as error:
            raise Unknown(Fault(pointer, "not_found", str(error))) from error
    if any(column.name == "slug" for column in model._meta.fields):
        return {"slug": reference}
    raise Unknown(Fault(pointer, "not_found", f"{reference!r} is no {prefix}_… id"))


def unknown(
    model: type[models.Model], reference: str, snapshot: Snapshot, pointer: str = ""
) -> Unknown:
    """What is answered where no such record is on record as of the snapshot."""
    noun = model._meta.verbose_name
    when = f" as of position {snapshot.position}" if snapshot.past else ""
    return Unknown(Fault(pointer, "not_found", f"no {noun} {reference!r} is on record{when}"))


def find_standing(
    model: type[models.Model], reference: str, snapshot: Snapshot, *, pointer: str = ""
) -> UUID:
    """The key of what stands for the record that a path names: its own unless it is merged."""
    id, stands = find_row(model, reference, snapshot, ["id", "merged_into_id"], pointer)
    return UUID(str(stands or id))


class ListView(ExportingView):
    """GET of a list: keyset pages in the order of making, filters, retired ones left out."""

    resource: Resource

    def operations(self) -> Mapping[str, Operation | None]:
        return {"GET": listing(self.resource)}

    def allowed_parameters(self) -> tuple[str, ...]:
        own = ("limit", "cursor", "ordering", *self._kept_back(), *self.resource.filters)
        return (*super().allowed_parameters(), *own, *expanding(self.resource))

    def answer(self, snapshot: Snapshot, **path: Any) -> Any:
        resource, query = self.resource, self.request.GET
        paths = expand_of(query, resource.expands)
        rows = self.narrowed(snapshot)
        page = ordered_page(rows, resource.fields, query, resource.orderings)
        linked = Linked(snapshot)
        resource.link_up(page.rows, linked)
        results = [self.present(row, linked) for row in page.rows]
        expand(results, paths, snapshot)
        return {**read_at(self.request, snapshot), **page.body(self.request, results)}

    def export(self, snapshot: Snapshot) -> Iterator[Line]:
        return record_lines(snapshot, self.resource.model, self.narrowed(snapshot))

    def export_columns(self) -> Sequence[str]:
        return EXPORTED[self.resource.model].columns

    def narrowed(self, snapshot: Snapshot) -> QuerySet[Any]:
        """The rows that every parameter leaves; those that read what is only kept for now last."""
        query = self.request.GET
        rows = snapshot.of(self.resource.model)
        if not flag_of(query, "retired"):
            rows = rows.filter(is_retired=False)
        if "merged" in self._kept_back() and not flag_of(query, "merged"):
            rows = rows.filter(merged_into_id__isnull=True)
        asked = [(n, f) for n, f in self.resource.filters.items() if query.get(n)]
        refuse_other_times(self.request, [name for name, filter in asked if filter.only_now])
        for name, filter in asked:
            if not filter.readied:
                rows = filter.narrow(rows, query[name], snapshot)
        if any(filter.readied for _, filter in asked):
            rows = self.ready(rows)
        for name, filter in asked:
            if filter.readied:
                rows = filter.narrow(rows, query[name], snapshot)
        return rows

    def _kept_back(self) -> tuple[str, ...]:
        """The flags that let in what a list leaves out."""
        return ("retired", "merged") if is_mergeable(self.resource.model) else ("retired",)

    def ready(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows, once what is kept of them may be read."""
        return rows

    def present(self, row: Any, linked: Linked) -> dict[str, Any]:
        return self.resource.present(row, linked)


class DetailView(SnapshotView):
    """GET of one record; its ETag is its row's position."""

    etag_of_position = False
    resource: Resource

    def operations(self) -> Mapping[str, Operation | None]:
        return {"GET": reading_one(self.resource)}

    def allowed_parameters(self) -> tuple[str, ...]:
        return (*super().allowed_parameters(), *expanding(self.resource))

    def respond(self, request: Any, snapshot: Snapshot, **path: Any) -> HttpResponse:
        resource = self.resource
        paths = expand_of(request.GET, resource.expands)
        id = find_id(resource.model, path["reference"], snapshot)
        recording = recorded(resource.model, [id], snapshot.position)[id]
        etag = record_etag(recording.version)
        if may_be_304(snapshot, recording.version) and matches(request, etag):
            return Response(status=304, headers={"ETag": etag})
        row = snapshot.of(resource.model).values_list(*resource.fields, named=True).get(id=id)
        linked = Linked(snapshot)
        resource.link_up([row], linked)
        body = {
            **self.present(row, linked),
            "recorded_at": recording.recorded_at,
            "version": recording.version,
            "read": read_at(request, snapshot),
        }
        expand([body], paths, snapshot)
        return Response(body, headers={"ETag": etag})

    def present(self, row: Any, linked: Linked) -> dict[str, Any]:
        return self.resource.present(row, linked)


def expanding(resource: Resource) -> tuple[str, ...]:
    """The parameter `expand`, where there is something to expand."""
    return ("expand",) if resource.expands else ()


def equals(attribute: str, words: str, choices: Sequence[str] = ()) -> Filter:
    """A filter by a column's own value."""

    def narrow(rows: QuerySet[Any], text: str, snapshot: Snapshot) -> QuerySet[Any]:
        if choices and text not in choices:
            fault = f"{attribute} is {text!r}; {did_you_mean(text, choices)}"
            raise Invalid(Fault(attribute, "unknown_value", fault))
        return rows.filter(**{attribute: text})

    return Filter(narrow, Parameter.of(words, choices))


def linked_to(attribute: str, model: type[models.Model], parameter: str, words: str) -> Filter:
    """A filter by a linked record, named by slug or id; with all that is merged with it."""

    def narrow(rows: QuerySet[Any], text: str, snapshot: Snapshot) -> QuerySet[Any]:
        found = find_id(model, text, snapshot, pointer=parameter)
        if is_mergeable(model):
            return rows.filter(among(attribute, family_of(snapshot, model, found)))
        return rows.filter(**{attribute: found})

    return Filter(narrow, Parameter(words))
