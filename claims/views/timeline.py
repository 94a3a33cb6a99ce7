"""A claim's statements in the order said, and where each of them came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from api.formats import CSVRenderer, OneFormat, refuse_pages
from api.pages import Page
from api.parameters import flag_of, limit_of
from api.rendering import JSONRenderer
from api.schema import Operation
from api.tables import csv_line
from api.typeid import encode
from claims.change_words import changes_among, changes_shown, tells_all
from claims.interop.prov import prov_document
from claims.interop.table import COLUMNS, cells
from claims.models import Claim
from claims.presenting import present_claim_link
from claims.said_order import Span, View, all_as_said, page_as_said
from claims.schema import PROVENANCE, TIMELINE
from claims.standing_claim import claim_row
from claims.statements import Statements, complete, undated
from claims.timelines import Timeline, timeline
from claims.views.chart import Pictured
from claims.views.claims import until_for
from claims.views.formats import PictureRenderer, ProvRenderer
from history.lists import unknown
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
        unsure = 0
        if view.until is not None:
            unsure = undated(snapshot, [claim.id], view.until)[claim.id]
        presented = self.presented(claim, view, page.rows, span)
        return self.body(snapshot, claim, page, presented, unsure)

    def body(
        self, snapshot: Snapshot, claim: Any, page: Page, presented: Any, undated: int = 0
    ) -> dict[str, Any]:
        """The answer's shape."""
        return {
            "claim": present_claim_link(claim),
            **read_at(self.request, snapshot),
            "undated": undated,
            **page.body(self.request, presented),
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

    def answer_at_once(self, **path: Any) -> tuple[Snapshot, Any] | None:
        """The first page, where all that it tells is on it."""
        if self._is_page_of_all() and "cursor" not in self.request.GET:
            found = self._timeline(path["reference"], alone=True)
            if found and tells_all(found.claim, found.page.rows, found.span):
                return found.snapshot, self._page(found)
        return None

    def answer(self, snapshot: Snapshot, **path: Any) -> Any:
        if self._is_page_of_all() and not snapshot.past:
            found = self._timeline(path["reference"], alone=False)
            if found is None:
                raise unknown(Claim, path["reference"], snapshot)
            return self._page(found)
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
        return self._told(claim, view, complete(rows, view.snapshot, until=view.until), span)

    def _is_page_of_all(self) -> bool:
        """Whether a page is asked for, of all that was ever said."""
        is_page = self.request.accepted_renderer.format == JSONRenderer.format
        return is_page and "stated_until" not in self.request.GET

    def _timeline(self, reference: str, *, alone: bool) -> Timeline | None:
        query = self.request.GET
        asked = {"void": flag_of(query, "void"), "alone": alone}
        return timeline(reference, query.get("cursor", ""), limit_of(query), **asked)

    def _page(self, found: Timeline) -> dict[str, Any]:
        view = View(found.snapshot, found.claim.id, void=flag_of(self.request.GET, "void"))
        shown = {row.id: row for row in found.page.rows}
        completed = Statements(found.page.rows, found.snapshot, found.linked, shown)
        presented = self._told(found.claim, view, completed, found.span)
        return self.body(found.snapshot, found.claim, found.page, presented)

    def _told(
        self, claim: Any, view: View, completed: Statements, span: Span | None
    ) -> list[dict[str, Any]]:
        rows = completed.rows
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
        UUID(id)
        for row in statements.shown.values()
        for id in (row.publisher_id, row.via_id, row.attributed_to_id)
        if id is not None
    }
    fields = ("id", "slug", "name", "kind", "parent_id", "parent_role", "merged_into_id")
    found = rows_to_the_top(statements.snapshot, Source, "parent_id", fields, named)
    rows = {row.id: row for row in found}
    return rows | {row.id: rows[row.merged_into_id] for row in found if row.merged_into_id}


def _chain(sources: dict[UUID, Any], id: UUID | str | None) -> dict[str, Any] | None:
    """A source and whom it speaks for or is part of, to the top."""
    if id is None:
        return None
    row = sources[UUID(id) if isinstance(id, str) else id]
    return {
        "id": encode(Source.PREFIX, row.id),
        "slug": row.slug,
        "name": row.name,
        "kind": row.kind,
        "parent_role": row.parent_role or None,
        "parent": _chain(sources, row.parent_id),
    }
