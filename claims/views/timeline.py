"""A claim's statements in the order said, and where each of them came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from api.formats import CSVRenderer, OneFormat, refuse_pages
from api.parameters import flag_of, limit_of
from api.rendering import JSONRenderer
from api.schema import Operation
from api.tables import csv_line
from api.typeid import encode
from claims.change_words import changes_among, changes_shown
from claims.interop.prov import prov_document
from claims.interop.table import COLUMNS, cells
from claims.presenting import present_claim_link
from claims.said_order import Span, View, all_as_said, page_as_said
from claims.schema import PROVENANCE, TIMELINE
from claims.standing_claim import claim_row
from claims.statements import Statements, complete, undated
from claims.views.chart import Pictured
from claims.views.claims import until_for
from claims.views.formats import PictureRenderer, ProvRenderer
from history.reads import SnapshotView, read_at
from history.snapshots import Snapshot, rows_to_the_top
from sources.models import Source


class StatementsOfClaim(SnapshotView):
    """What timeline and provenance share: a claim and its statements in line order, paged."""

    parameters = ("limit", "cursor", "void")

    def answer(self, snapshot: Snapshot, **path: Any) -> Any:
        claim, view = self.asked(snapshot, path["reference"])
        query = self.request.GET
        page, span = page_as_said(view, query.get("cursor", ""), limit_of(query))
        unknown = 0
        if view.until is not None:
            unknown = undated(snapshot, [claim.id], view.until)[claim.id]
        return {
            "claim": present_claim_link(claim),
            **read_at(self.request, snapshot),
            "undated": unknown,
            **page.body(self.request, self.presented(claim, view, page.rows, span)),
        }

    def whole(self, snapshot: Snapshot, reference: str) -> list[dict[str, Any]]:
        """Every statement, for the formats that have no pages."""
        refuse_pages(self.request.GET, ["limit", "cursor"], "this is whole; leave out {}")
        claim, view = self.asked(snapshot, reference)
        return self.presented(claim, view, all_as_said(view), None)

    def asked(self, snapshot: Snapshot, reference: str) -> tuple[Any, View]:
        """The claim, and which of its statements are meant."""
        claim = claim_row(snapshot, reference)
        until = until_for(self.request, snapshot, claim)
        void = flag_of(self.request.GET, "void")
        return claim, View.of(snapshot, claim.id, until, void=void)

    def presented(
        self, claim: Any, view: View, rows: Sequence[Any], span: Span | None
    ) -> list[dict[str, Any]]:
        """As shown; `span` None where the rows are all there are."""
        completed = complete(rows, view.snapshot, until=view.until)
        return [self.present(completed, row, view.until) for row in rows]

    def present(self, statements: Statements, row: Any, until: Any) -> dict[str, Any]:
        raise NotImplementedError


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

    def presented(
        self, claim: Any, view: View, rows: Sequence[Any], span: Span | None
    ) -> list[dict[str, Any]]:
        completed = complete(rows, view.snapshot, until=view.until)
        shown, linked = [completed.shown[row.id] for row in rows], completed.linked
        if span is None:
            told = changes_among(claim, shown, linked)
        else:
            told = changes_shown(claim, shown, view, linked, span)
        return [
            {**completed.present(row, view.until), "change_words": told.get(row.id)} for row in rows
        ]


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
        read = statements.shown[row.id]
        sources = statements.linked.once("parents", lambda: _with_parents(statements))
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
            "publisher": _chain(sources, read.publisher_id),
            "via": _chain(sources, read.via_id),
            "attributed_to": _chain(sources, read.attributed_to_id),
            "origin": shown["origin"],
            **({} if until is None else {"certain": shown["certain"]}),
            "recorded": {
                "by": read.actor or None,
                "at": read.recorded_at,
                "position": read.position,
                "channel": read.channel,
                "reason": read.reason or None,
                "importer": read.importer or None,
                "external_id": read.external_id or None,
            },
        }


def _with_parents(statements: Statements) -> dict[UUID, Any]:
    named = {
        id
        for row in statements.shown.values()
        for id in (row.publisher_id, row.via_id, row.attributed_to_id)
    }
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
