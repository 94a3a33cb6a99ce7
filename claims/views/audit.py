"""Reports for auditors: each a list in the order things were recorded, of the record as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.models import Scope as TokenScope
from api.pages import page_by_number
from api.parameters import limit_of
from api.schema import Operation
from claims.audit.catalogue import REPORTS
from claims.audit.scope import scope_of
from claims.schema_audit import OPERATIONS
from history.reads import SnapshotView
from history.snapshots import Snapshot


class ReportView(SnapshotView):
    """GET one report; `name` says which."""

    name = ""
    scope = TokenScope.AUDIT
    permissions_needed = {"GET": "claims.audit_claim"}

    def operations(self) -> Mapping[str, Operation | None]:
        return {"GET": OPERATIONS[self.name]}

    def allowed_parameters(self) -> tuple[str, ...]:
        return ("limit", "cursor", *OPERATIONS[self.name].filters)

    def answer(self, snapshot: Snapshot, **path: Any) -> Any:
        query = self.request.GET
        scope, report = scope_of(query, snapshot), REPORTS[self.name]
        page = page_by_number(
            lambda key, backwards, most: report.find(snapshot, scope, key, backwards, most),
            lambda finding: finding.key,
            query.get("cursor", ""),
            limit_of(query),
        )
        results = [finding.shown for finding in page.rows]
        return {"position": snapshot.position, **page.body(self.request, results)}
