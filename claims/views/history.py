"""Every recorded change of a claim, its parties and its statements, field by field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from api.pages import page_of_sequence
from api.parameters import limit_of
from api.schema import Operation
from api.typeid import encode
from claims.change_words import changes_in_words, rows_of
from claims.models import Claim, ClaimParty, Revision, RevisionEntity
from claims.presenting import CLAIM_FIELDS
from claims.schema import CLAIM_HISTORY, REVISION_HISTORY
from history.changes import Change, changes_of
from history.linking import Linked
from history.lists import find_id, find_standing
from history.reads import SnapshotView, read_at
from history.snapshots import Snapshot
from history.telling import CREATED, KINDS, TELLINGS
from history.tracking import TRACKED


class HistoryView(SnapshotView):
    """The shape of both histories: changes oldest first, paged."""

    parameters = ("limit", "cursor")
    takes_stated_until = False

    def answer(self, snapshot: Snapshot, **path: Any) -> Any:
        changes = sorted(
            self.changes(snapshot, path["reference"]),
            key=lambda change: (change.position, change.history_id),
        )
        page = page_of_sequence(
            changes, _key, self.request.GET.get("cursor", ""), limit_of(self.request.GET)
        )
        told = _told(page.rows, snapshot)
        shown = [
            {
                **present_change(change),
                "change_words": told.get(change.id) if _is_new_statement(change) else None,
            }
            for change in page.rows
        ]
        return {**read_at(self.request, snapshot), **page.body(self.request, shown)}

    def changes(self, snapshot: Snapshot, reference: str) -> Iterable[Change]:
        raise NotImplementedError


class ClaimHistory(HistoryView):
    """GET every recorded change of a claim, its parties and its statements."""

    def operations(self) -> Mapping[str, Operation | None]:
        return {"GET": CLAIM_HISTORY}

    def changes(self, snapshot: Snapshot, reference: str) -> Iterable[Change]:
        claim = find_standing(Claim, reference, snapshot)
        merged = snapshot.of(Claim).filter(merged_into_id=claim).order_by("id")
        claims = [claim, *merged.values_list("id", flat=True)]
        revisions = _ever(Revision, "claim_id", claims)
        yield from changes_of(Claim, claims, snapshot.position)
        yield from changes_of(ClaimParty, _ever(ClaimParty, "claim_id", claims), snapshot.position)
        yield from changes_of(Revision, revisions, snapshot.position)
        yield from changes_of(
            RevisionEntity,
            _ever(RevisionEntity, "revision_id", revisions),
            snapshot.position,
        )


class RevisionHistory(HistoryView):
    """GET every recorded change of a statement."""

    def operations(self) -> Mapping[str, Operation | None]:
        return {"GET": REVISION_HISTORY}

    def changes(self, snapshot: Snapshot, reference: str) -> Iterable[Change]:
        revision = find_id(Revision, reference, snapshot)
        yield from changes_of(Revision, [revision], snapshot.position)
        yield from changes_of(
            RevisionEntity,
            _ever(RevisionEntity, "revision_id", [revision]),
            snapshot.position,
        )


def _is_new_statement(change: Change) -> bool:
    return change.model is Revision and change.kind == KINDS[CREATED]


def _told(changes: Iterable[Change], snapshot: Snapshot) -> dict[UUID, str]:
    """What each statement that came on record does to the one it follows; all of one claim."""
    wanted = [change.id for change in changes if _is_new_statement(change)]
    if not wanted:
        return {}
    claim = snapshot.of(Revision).values_list("claim_id", flat=True).get(id=wanted[0])
    row = snapshot.of(Claim).values_list(*CLAIM_FIELDS, named=True).get(id=claim)
    if row.merged_into_id is not None:
        row = snapshot.of(Claim).values_list(*CLAIM_FIELDS, named=True).get(id=row.merged_into_id)
    return changes_in_words(row, rows_of(snapshot, row.id), wanted, Linked(snapshot))


def present_change(change: Change) -> dict[str, Any]:
    """A change as the API shows it."""
    entry = change.entry
    return {
        "position": change.position,
        "recorded_at": entry.recorded_at,
        "actor": entry.actor_name or None,
        "role": entry.role,
        "channel": entry.channel,
        "reason": entry.reason or None,
        "request_id": entry.request_id or None,
        "object": {
            "type": change.model._meta.model_name,
            "id": encode(TELLINGS[change.model].prefix, change.id),
        },
        "kind": change.kind,
        "changes": [
            {"field": each.field, "old": each.old, "new": each.new} for each in change.fields
        ],
    }


def _ever(model: Any, column: str, ids: Iterable[UUID]) -> list[UUID]:
    """The keys of all rows that ever hung on these, the deleted included."""
    historical = TRACKED[model].historical
    rows = historical.objects.filter(**{f"{column}__in": list(ids), "history_type": "+"})
    return list(rows.order_by("history_id").values_list("id", flat=True))


def _key(change: Change) -> tuple[str, ...]:
    return (f"{change.position:018d}", f"{change.history_id:018d}")
