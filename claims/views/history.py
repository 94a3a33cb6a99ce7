"""Every recorded change of a claim, its parties and its statements, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from api.pages import Cursor, bad_cursor, page_of_found
from api.parameters import limit_of
from api.schema import Operation
from api.typeid import encode
from claims.claim_history import Stretch, of_claims, of_statement, place_of
from claims.models import Claim, Revision
from claims.recorded_words import words_as_recorded
from claims.schema import CLAIM_HISTORY, REVISION_HISTORY
from claims.standing_claim import standing_claim
from history.feed.choosing import EntryRow, entries_at
from history.lists import find_id
from history.reads import SnapshotView, read_at
from history.snapshots import Snapshot
from history.telling import CREATED, KINDS
from history.telling_rows import Change
from history.told_columns import instant

Found = tuple[Any, Mapping[UUID, Any], list[Change]]
"""The claim as it is read, it and what is merged into it by id, and the first changes."""


class HistoryView(SnapshotView):
    """The shape of both histories: changes oldest first, paged."""

    parameters = ("limit", "cursor")
    takes_stated_until = False

    def answer(self, snapshot: Snapshot, **path: Any) -> Any:
        limit, cursor = limit_of(self.request.GET), _cursor(self.request.GET.get("cursor", ""))
        stretch = Stretch(
            head=snapshot.position,
            most=limit + 1,
            place=(int(cursor.key[0]), int(cursor.key[1])) if cursor else None,
            backwards=cursor is not None and cursor.backwards,
        )
        claim, claims, found = self.changes(snapshot, path["reference"], stretch)
        page = page_of_found(found, limit, cursor, _key)
        came = [change.key for change in page.rows if _is_new_statement(change)]
        told = words_as_recorded(snapshot, claim, claims, came)
        entries = entries_at(change.position for change in page.rows)
        shown = [
            {
                **present_change(change, entries[change.position]),
                "change_words": told.get(change.key) if _is_new_statement(change) else None,
            }
            for change in page.rows
        ]
        return {**read_at(self.request, snapshot), **page.body(self.request, shown)}

    def changes(self, snapshot: Snapshot, reference: str, stretch: Stretch) -> Found:
        """The claim as it is read, and the first changes of the stretch."""
        raise NotImplementedError


class ClaimHistory(HistoryView):
    """GET every recorded change of a claim, its parties and its statements."""

    def operations(self) -> Mapping[str, Operation | None]:
        return {"GET": CLAIM_HISTORY}

    def changes(self, snapshot: Snapshot, reference: str, stretch: Stretch) -> Found:
        id, claims = standing_claim(snapshot, reference)
        kinds = {claim.value_type for claim in claims.values()}
        return claims[id], claims, of_claims(list(claims), kinds, stretch)


class RevisionHistory(HistoryView):
    """GET every recorded change of a statement."""

    def operations(self) -> Mapping[str, Operation | None]:
        return {"GET": REVISION_HISTORY}

    def changes(self, snapshot: Snapshot, reference: str, stretch: Stretch) -> Found:
        revision = find_id(Revision, reference, snapshot)
        claim = snapshot.of(Revision).values_list("claim_id", flat=True).get(id=revision)
        stands, claims = standing_claim(snapshot, encode(Claim.PREFIX, claim))
        return claims[stands], claims, of_statement(revision, stretch)


def _is_new_statement(change: Change) -> bool:
    return change.telling.model is Revision and change.kind == KINDS[CREATED]


def present_change(change: Change, entry: EntryRow) -> dict[str, Any]:
    """A change as the API shows it."""
    return {
        "position": change.position,
        "recorded_at": instant(entry.recorded_at),
        "actor": entry.actor_name or None,
        "role": entry.role,
        "channel": entry.channel,
        "reason": entry.reason or None,
        "request_id": entry.request_id or None,
        "object": {"type": change.telling.type, "id": change.shown_id},
        "kind": change.kind,
        "changes": change.fields,
    }


def _cursor(text: str) -> Cursor | None:
    if not text:
        return None
    cursor = Cursor.decode(text, 2)
    if not all(part.isascii() and part.isdigit() and len(part) <= 18 for part in cursor.key):
        raise bad_cursor()
    return cursor


def _key(change: Change) -> tuple[str, ...]:
    return tuple(f"{number:018d}" for number in place_of(change))
