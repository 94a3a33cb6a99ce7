"""A claim's statements in the order said, and where each of them came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from api.formats import CSVRenderer, OneFormat, refuse_pages
from api.pages import page_of_sequence
from api.parameters import flag_of, limit_of
from api.rendering import JSONRenderer
from api.schema import Operation
from api.tables import csv_line
from api.typeid import encode
from claims.change_words import changes_in_words
from claims.interop.prov import prov_document
from claims.interop.table import COLUMNS, cells
from claims.merged import of_claims
from claims.models import Revision
from claims.presenting import present_claim_link
from claims.schema import PROVENANCE, TIMELINE
from claims.statements import FIELDS, Statements, complete, in_view, said_by, undated
from claims.views.chart import Pictured
from claims.views.claims import claim_row, until_for
from claims.views.formats import PictureRenderer, ProvRenderer
from history.dates import Until
from history.linking import Linked
from history.reads import SnapshotView, read_at
from history.snapshots import Snapshot, rows_to_the_top
from sources.models import Document, DocumentVersion, Source

UNKNOWN = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of a claim, in the order said."""

    claim: Any
    until: Until | None
    rows: Sequence[Any]
    linked: Linked


class StatementsOfClaim(SnapshotView):
    """What timeline and provenance share: a claim and its statements in line order, paged."""

    parameters = ("limit", "cursor", "void")

    def answer(self, snapshot: Snapshot, **path: Any) -> Any:
        said = self.said(snapshot, path["reference"])
        query, key = self.request.GET, lambda row: line_order(row, said.linked)
        page = page_of_sequence(said.rows, key, query.get("cursor", ""), limit_of(query))
        unknown = 0
        if said.until is not None:
            unknown = undated(snapshot, [said.claim.id], said.until)[said.claim.id]
        return {
            "claim": present_claim_link(said.claim),
            **read_at(self.request, snapshot),
            "undated": unknown,
            **page.body(self.request, self.presented(said, page.rows)),
        }

    def whole(self, snapshot: Snapshot, reference: str) -> list[dict[str, Any]]:
        """Every statement, for the formats that have no pages."""
        refuse_pages(self.request.GET, ["limit", "cursor"], "this is whole; leave out {}")
        said = self.said(snapshot, reference)
        return self.presented(said, said.rows)

    def said(self, snapshot: Snapshot, reference: str) -> Said:
        claim = claim_row(snapshot, reference)
        until = until_for(self.request, snapshot, claim)
        rows = in_view(snapshot, until)
        if flag_of(self.request.GET, "void"):
            rows = snapshot.of(Revision)
            rows = rows if until is None else rows.filter(said_by(until))
        found = of_claims(rows, snapshot, [claim.id])
        statements = list(found.values_list(*FIELDS, named=True))
        linked = Linked(snapshot)
        linked.want(Document, (row.document_id for row in statements))
        linked.want(DocumentVersion, (row.version_id for row in statements))
        ordered = sorted(statements, key=lambda row: line_order(row, linked))
        return Said(claim, until, ordered, linked)

    def presented(self, said: Said, rows: Sequence[Any]) -> list[dict[str, Any]]:
        completed = complete(rows, said.linked.snapshot, said.linked, said.until)
        return [self.present(completed, row, said.until) for row in rows]

    def present(self, statements: Statements, row: Any, until: Any) -> dict[str, Any]:
        raise NotImplementedError


def line_order(row: Any, linked: Linked) -> tuple[str, ...]:
    """The order said, as text that compares: unknown first, then published.

    Within a document by version, as they were read, then by sequence.
    """
    published = linked.row(Document, row.document_id).published_at
    version = linked.row(DocumentVersion, row.version_id) if row.version_id else None
    return (
        _instant(row.stated_at),
        _instant(published),
        str(row.document_id),
        _instant(version.retrieved_at if version else None),
        f"{row.sequence:010d}",
        str(row.id),
    )


def _instant(at: datetime | None) -> str:
    return (at or UNKNOWN).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")


class TimelineView(Pictured, OneFormat, StatementsOfClaim):
    """GET the statements of a claim in the order said, with supersession; a table or a chart."""

    renderer_classes = [JSONRenderer, CSVRenderer, PictureRenderer]

    def operations(self) -> Mapping[str, Operation | None]:
        return {"GET": None if self.only else TIMELINE}

    def answer(self, snapshot: Snapshot, **path: Any) -> Any:
        if self.request.accepted_renderer.format == JSONRenderer.format:
            return super().answer(snapshot, **path)
        if self.request.accepted_renderer.format == PictureRenderer.format:
            names = ["limit", "cursor", "void"]
            refuse_pages(self.request.GET, names, "a chart has all that counts; leave out {}")
            return self.picture(self.request, snapshot, path["reference"])
        rows = [cells(one) for one in self.whole(snapshot, path["reference"])]
        return b"".join(csv_line(row) for row in [COLUMNS, *rows])

    def presented(self, said: Said, rows: Sequence[Any]) -> list[dict[str, Any]]:
        told = changes_in_words(said.claim, said.rows, [row.id for row in rows], said.linked)
        shown = super().presented(said, rows)
        return [
            {**one, "change_words": told.get(row.id)} for one, row in zip(shown, rows, strict=True)
        ]

    def present(self, statements: Statements, row: Any, until: Any) -> dict[str, Any]:
        return statements.present(row, until)


class ProvenanceView(StatementsOfClaim):
    """GET where each statement came from: document, publisher, via, origin, who recorded it."""

    renderer_classes = [JSONRenderer, ProvRenderer]

    def operations(self) -> Mapping[str, Operation | None]:
        return {"GET": PROVENANCE}

    def answer(self, snapshot: Snapshot, **path: Any) -> Any:
        if self.request.accepted_renderer.format == JSONRenderer.format:
            return super().answer(snapshot, **path)
        api = self.request.build_absolute_uri("/api/v1/")
        return prov_document(self.whole(snapshot, path["reference"]), api)

    def present(self, statements: Statements, row: Any, until: Any) -> dict[str, Any]:
        shown = statements.present(row, until)
        recording = statements.recorded[row.id]
        sources = statements.linked.once("parents", lambda: _with_parents(statements))
        document = statements.linked.row(Document, row.document_id)
        return {
            "id": shown["id"],
            "wording": shown["wording"],
            "value": shown["value"],
            "stance": shown["stance"],
            "stated": shown["stated"],
            "stated_at": shown["stated_at"],
            "stated_before": shown["stated_before"],
            "quotation": shown["quotation"],
            "locator": shown["locator"],
            "supersedes": shown["supersedes"],
            "document": shown["document"],
            "publisher": _chain(sources, document.publisher_id),
            "via": _chain(sources, row.via_id),
            "attributed_to": _chain(sources, row.attributed_to_id),
            "origin": shown["origin"],
            **({} if until is None else {"certain": shown["certain"]}),
            "recorded": {
                "by": recording.actor or None,
                "at": recording.recorded_at,
                "position": recording.position,
                "channel": recording.channel,
                "reason": recording.reason or None,
                "importer": row.importer or None,
                "external_id": row.external_id or None,
            },
        }


def _with_parents(statements: Statements) -> dict[UUID, Any]:
    documents = (statements.linked.row(Document, row.document_id) for row in statements.rows)
    named = {document.publisher_id for document in documents}
    for row in statements.rows:
        named |= {row.via_id, row.attributed_to_id}
    fields = ("id", "slug", "name", "kind", "parent_id", "parent_role", "merged_into_id")
    found = rows_to_the_top(statements.snapshot, Source, "parent_id", fields, named)
    rows = {row.id: row for row in found}
    return rows | {row.id: rows[row.merged_into_id] for row in found if row.merged_into_id}


def _chain(sources: dict[UUID, Any], id: UUID | None) -> dict[str, Any] | None:
    """A source and whom it speaks for or is part of, to the top."""
    if id is None:
        return None
    row = sources[id]
    return {
        "id": encode(Source.PREFIX, row.id),
        "slug": row.slug,
        "name": row.name,
        "kind": row.kind,
        "parent_role": row.parent_role or None,
        "parent": _chain(sources, row.parent_id),
    }
