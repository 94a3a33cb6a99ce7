"""Statements: list, detail, record, void, history. A statement is never edited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from rest_framework.response import Response

from api.formats import WritesJSON
from api.orderings import Column, ordered_page
from api.parameters import flag_of
from api.preconditions import matches, record_etag, required_version
from api.refusals import Fault, Invalid, Unknown, below
from api.schema import Operation
from api.typeid import encode
from claims.exporting.lines import statement_lines
from claims.exporting.records import COLUMNS
from claims.models import Claim, Revision
from claims.recording import record_statement, void_statement
from claims.resolving import Resolver
from claims.schema import LIST_REVISIONS, READ_REVISION, RECORD_REVISION, VOID_REVISION
from claims.serializers import RecordSerializer, VoidSerializer
from claims.statements import FIELDS, complete, in_view, said_by, time_zone_of, unknown_by
from claims.views.filters import (
    STATED_FILTERS,
    STATEMENT_FILTERS,
    stated_between,
    zone_of_filter,
)
from history.constraints import refusing_kindly
from history.dates import Until
from history.expanding import expand, expand_of
from history.exporting import ExportingView
from history.idempotency import idempotent
from history.lists import find_id
from history.models import Channel
from history.reads import SnapshotView, may_be_304, read_at, refuse_other_times, until_of
from history.recorded import recorded
from history.recording import recording
from history.schema import expansions, orders
from history.snapshots import Snapshot, reading
from history.writes import body_of, target

INSTANTS_OF_EXPORTS = {
    "stated_at": "stated", "stated_before": "stated", "earliest": "value", "latest": "value",
}  # fmt: skip
ORDERINGS = {"stated": Column("stated_at", is_instant=True)}
EXPANDS = (
    "claim", "claim.topic", "document", "document.publisher", "publisher", "publisher.parent",
    "origin", "origin.parent", "attributed_to", "attributed_to.parent", "via", "via.parent",
)  # fmt: skip


class RevisionList(WritesJSON, ExportingView):
    """GET statements in the order they were recorded; POST records one."""

    parameters = (
        "limit", "cursor", "ordering", "void", *STATEMENT_FILTERS, *STATED_FILTERS, "expand",
    )  # fmt: skip
    permissions_needed = {"POST": "claims.add_revision"}

    def operations(self) -> Mapping[str, Operation | None]:
        filters = {name: filter.parameter for name, filter in STATEMENT_FILTERS.items()}
        described = {**filters, **STATED_FILTERS, **orders(ORDERINGS), **expansions(EXPANDS)}
        return {"GET": replace(LIST_REVISIONS, filters=described), "POST": RECORD_REVISION}

    def answer(self, snapshot: Snapshot, **path: Any) -> Any:
        query = self.request.GET
        paths = expand_of(query, EXPANDS)
        rows, until = self._narrowed(snapshot)
        undated = 0
        if until is not None:
            undated = rows.filter(unknown_by(until)).count()
            rows = rows.filter(said_by(until))
        page = ordered_page(rows, ("id",), query, ORDERINGS)
        statements = complete(page.rows, snapshot, until=until)
        results = [statements.present(row, until) for row in page.rows]
        expand(results, paths, snapshot)
        answer = {**read_at(self.request, snapshot), "undated": undated}
        return {**answer, **page.body(self.request, results)}

    def export(self, snapshot: Snapshot) -> Iterator[dict[str, Any]]:
        rows, until = self._narrowed(snapshot)
        return statement_lines(snapshot, rows if until is None else rows.filter(said_by(until)))

    def export_columns(self) -> Sequence[str]:
        return COLUMNS

    def _narrowed(self, snapshot: Snapshot) -> tuple[QuerySet[Any], Until | None]:
        """The rows that the filters leave, and the instant they were to be said by."""
        query = self.request.GET
        zone = zone_of_filter(query, snapshot)
        until = until_of(self.request, zone)
        rows = snapshot.of(Revision)
        if not flag_of(query, "void"):
            rows = in_view(snapshot, None)
        asked = [(name, each) for name, each in STATEMENT_FILTERS.items() if query.get(name)]
        refuse_other_times(self.request, [name for name, filter in asked if filter.only_now])
        for name, filter in asked:
            rows = filter.narrow(rows, query[name], snapshot)
        return rows.filter(stated_between(query, zone)), until

    @idempotent
    def post(self, request: Any) -> Response:
        fields, reason = body_of(request, RecordSerializer)
        _refuse_fields_of_exports(fields)
        revision = _record(request, fields, reason)
        body, etag = present_revision_now(revision)
        location = request.build_absolute_uri(f"{encode(Revision.PREFIX, revision.pk)}/")
        return Response(body, status=201, headers={"ETag": etag, "Location": location})


class RevisionDetail(SnapshotView):
    """GET one statement, void ones too; its ETag is its row's position."""

    etag_of_position = False
    parameters = ("expand",)

    def operations(self) -> Mapping[str, Operation | None]:
        read = replace(READ_REVISION, filters=expansions(EXPANDS))
        return {"GET": read, "PATCH": None, "PUT": None}

    def respond(self, request: Any, snapshot: Snapshot, **path: Any) -> HttpResponse:
        paths = expand_of(request.GET, EXPANDS)
        id = find_id(Revision, path["reference"], snapshot)
        row = snapshot.of(Revision).values_list(*FIELDS, named=True).get(id=id)
        until = _until_for(row, request, snapshot)
        statements = complete([row], snapshot, until=until)
        version = recorded(Revision, [id], snapshot.position)[id].version
        etag = record_etag(version)
        if may_be_304(snapshot, version) and matches(request, etag):
            return Response(status=304, headers={"ETag": etag})
        body = {
            **statements.present(row, until),
            "version": version,
            "read": read_at(request, snapshot),
        }
        expand([body], paths, snapshot)
        return Response(body, headers={"ETag": etag})

    def patch(self, request: Any, reference: str) -> Response:
        target(Revision, reference)
        return self._refuse_edit()

    put = patch

    def _refuse_edit(self) -> Response:
        raise Invalid(
            Fault(
                "",
                "never_edited",
                "a statement is never edited: a source's change is a new statement that "
                "supersedes it (POST revisions/), a mistake of ours is voided (POST …/void/)",
            )
        )


def _until_for(row: Any, request: Any, snapshot: Snapshot) -> Until | None:
    """`stated_until`, its bare dates days of the topic. 404 if it had not been said by then."""
    if "stated_until" not in request.GET:
        return None
    topic = snapshot.of(Claim).values_list("topic_id", flat=True).get(id=row.claim_id)
    until = until_of(request, time_zone_of(snapshot, topic))
    if until and not snapshot.of(Revision).filter(said_by(until), id=row.id).exists():
        words = f"it had not been said by {request.GET['stated_until']}, as far as is known"
        raise Unknown(Fault("stated_until", "not_said", words))
    return until


class RevisionVoid(SnapshotView):
    """POST takes our own mistake off the record, with a reason and perhaps a replacement."""

    http_method_names = ["post", "options"]
    permissions_needed = {"POST": "claims.void_revision"}

    def operations(self) -> Mapping[str, Operation | None]:
        return {"POST": VOID_REVISION}

    @idempotent
    def post(self, request: Any, reference: str) -> Response:
        version = required_version(request)
        revision = target(Revision, reference)
        fields, reason = body_of(request, VoidSerializer)
        channel = Channel.API.value
        replacement = fields.get("replacement")
        recorded = {"by": request.user, "reason": reason, "channel": channel}
        with refusing_kindly(), recording(**recorded, whole=True):
            if replacement is not None:
                _refuse_fields_of_exports(replacement)
                with below("/replacement"):
                    resolver = Resolver(by=request.user, channel=channel)
                    replacement = resolver.statement(replacement, reason)
            voided, replaced_by = void_statement(
                revision, version=version, replacement=replacement, **recorded
            )
        body, etag = present_revision_now(voided)
        if replaced_by is not None:
            body["replacement"], _ = present_revision_now(replaced_by)
        return Response(body, headers={"ETag": etag})


def present_revision_now(revision: Revision) -> tuple[dict[str, Any], str]:
    """A statement as it stands, with its ETag; for the answer to a write."""
    with reading() as snapshot:
        statements = complete([revision], snapshot)
        version = recorded(Revision, [revision.pk], snapshot.position)[revision.pk].version
        return {**statements.present(revision), "version": version}, record_etag(version)


def _record(request: Any, fields: dict[str, Any], reason: str) -> Revision:
    """Resolve and record in one entry: what the record makes on its way is part of it."""
    recorded = {"by": request.user, "reason": reason, "channel": Channel.API.value}
    with refusing_kindly(), recording(**recorded, whole=True):
        new = Resolver(by=request.user, channel=Channel.API.value).statement(fields, reason)
        return record_statement(new, **recorded)


def _refuse_fields_of_exports(fields: dict[str, Any]) -> None:
    """Fields that an export carries and that nobody can set here."""
    if fields.get("replaces"):
        detail = "void the mistake, with this as its replacement: POST revisions/{r}/void/"
        raise Invalid(Fault("/replaces", "never_set", detail))
    if fields.get("is_void"):
        raise Invalid(
            Fault("/is_void", "never_set", "record the statement, then void it with a reason")
        )
    if fields.get("adopted"):
        detail = "record the statement, then adopt it with a reason: POST claims/{c}/adopt/"
        raise Invalid(Fault("/adopted", "never_set", detail))
    if fields.get("former_definition"):
        detail = "name one of the claim's definitions"
        raise Invalid(Fault("/former_definition", "never_set", detail))
    for name, given in INSTANTS_OF_EXPORTS.items():
        if fields.get(name) is not None:
            raise Invalid(
                Fault(f"/{name}", "never_set", f"give `{given}`, as the document says it")
            )
