"""Every recorded change of a claim, its parties and its statements, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from api.pages import Cursor, Page, bad_cursor, page_of_found
from api.parameters import limit_of
from api.schema import Operation
from api.typeid import encode
from claims.change_words import changes_of_read
from claims.claim_history import Stretch, of_claims, of_statement, place_of
from claims.history_at_once import history_at_once
from claims.models import Claim, Revision
from claims.recorded_words import words_as_recorded
from claims.schema import CLAIM_HISTORY, REVISION_HISTORY
from claims.standing_claim import standing_claim
from history.feed.choosing import entries_at
from history.lists import find_id
from history.reads import SnapshotView, read_at
from history.snapshots import Snapshot
from history.telling import CREATED, KINDS
from history.telling_rows import Change
from history.told_columns import instant

Found = tuple[Any, Mapping[UUID, Any], list[Change]]
"""The claim as it is read, it and what is merged into it by id, and the first changes."""
EntryShown = Any
"""A row with the entry's columns that are shown."""


class HistoryView(SnapshotView):
    """The shape of both histories: changes oldest first, paged."""

    parameters = ("limit", "cursor")
    takes_stated_until = False

    def answer(self, snapshot: Snapshot, **path: Any) -> Any:
        limit, cursor = self.asked()
        stretch = Stretch(
            head=snapshot.position,
            most=limit + 1,
            place=(int(cursor.key[0]), int(cursor.key[1])) if cursor else None,
            backwards=cursor is not None and cursor.backwards,
        )
        claim, claims, found = self.changes(snapshot, path["reference"], stretch)
        page = page_of_found(found, limit, cursor, _key)
        told = words_as_recorded(snapshot, claim, claims, _came(page))
        entries = entries_at(change.position for change in page.rows)
        return self.body(snapshot, page, told, entries)

    def asked(self) -> tuple[int, Cursor | None]:
        """How many changes a page has, and where it begins."""
        query = self.request.GET
        return limit_of(query), _cursor(query.get("cursor", ""))

    def body(
        self,
        snapshot: Snapshot,
        page: Page,
        told: Mapping[str, str],
        entries: Mapping[int, EntryShown],
    ) -> dict[str, Any]:
        """The answer's shape; `told`: words of change by statement; `entries`: by position."""
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

    def answer_at_once(self, **path: Any) -> tuple[Snapshot, Any] | None:
        """The first page, but of claims that ask for entities."""
        limit, cursor = self.asked()
        found = None if cursor else history_at_once(path["reference"], limit + 1)
        if found is None:
            return None
        page = page_of_found(found.changes, limit, None, _key)
        told = changes_of_read(found.claim, found.said, _came(page), found.snapshot, found.merged)
        return found.snapshot, self.body(found.snapshot, page, told, found.entries)

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


def _came(page: Page) -> list[str]:
    """The statements that came on record on a page."""
    return [change.key for change in page.rows if _is_new_statement(change)]


def _is_new_statement(change: Change) -> bool:
    return change.telling.model is Revision and change.kind == KINDS[CREATED]


def present_change(change: Change, entry: EntryShown) -> dict[str, Any]:
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
