"""The statements in view: recorded by a snapshot's position, said by `stated_until`, not void.

Rows come as named tuples. What is shown of them, with all that hangs on them, is read apart, by id
(`claims.statement_rows`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from claims.merged import of_claims, read_with
from claims.models import Claim, Entity, Revision, RevisionEntity, Topic
from claims.presenting import present_revision
from claims.statement_rows import SaidRow, StatementRow, statements_shown
from history.dates import Until
from history.linking import Linked
from history.snapshots import Snapshot
from sources.models import Document, DocumentVersion, Source

FIELDS = (
    "id", "claim_id", "value_type", "document_id", "version_id", "attributed_to_id", "via_id",
    "line_publisher", "line_origin", "stance", "wording", "qualifier", "quantity", "best",
    "period", "edtf", "boolean", "text", "read_by", "definition", "stated", "stated_at",
    "stated_before", "sequence", "quotation_exact", "quotation_prefix", "quotation_suffix",
    "quotation_start", "quotation_end", "quotation_match", "locator", "supersedes_id",
    "replaces_id", "change_kind", "is_void", "importer", "external_id",
)  # fmt: skip


def said_by(until: Until) -> Q:
    """Said by then: begun before the limit, or of unknown beginning but surely over by it."""
    begun = Q(stated_at__lte=until.limit) if until.inclusive else Q(stated_at__lt=until.limit)
    return begun | Q(stated_at__isnull=True, stated_before__lte=until.limit)


def is_certain(row: Any, until: Until) -> bool:
    """Whether it was certainly said by then: its whole range of instants lies before it."""
    return row.stated_before is not None and row.stated_before <= until.limit


def in_view(snapshot: Snapshot, until: Until | None) -> QuerySet[Any]:
    """Statements that count; by nothing else does anything count."""
    rows = snapshot.of(Revision).filter(is_void=False)
    return rows if until is None else rows.filter(said_by(until))


def unknown_by(until: Until) -> Q:
    """Of unknown beginning, and not surely over by then: left out, and counted instead."""
    unsure = Q(stated_before__isnull=True) | Q(stated_before__gt=until.limit)
    return Q(stated_at__isnull=True) & unsure


def undated(snapshot: Snapshot, claim_ids: Iterable[UUID], until: Until) -> dict[UUID, int]:
    """How many statements of each claim `until` leaves out since nobody knows when they began."""
    ids = list(claim_ids)
    counts: dict[UUID, int] = defaultdict(int)
    rows = snapshot.of(Revision).filter(unknown_by(until), is_void=False)
    found = list(of_claims(rows, snapshot, ids).values_list("claim_id", flat=True))
    stands = read_with(snapshot, ids, found, {})
    for claim_id in found:
        counts[stands.get(claim_id, claim_id)] += 1
    return counts


@dataclass(slots=True)
class Statements:
    """Statements with all that is shown of them, by id as text."""

    rows: Sequence[Any]
    snapshot: Snapshot
    linked: Linked
    shown: Mapping[str, StatementRow]

    def present(self, row: Any, until: Until | None = None) -> dict[str, Any]:
        """A statement as the API shows it; of `row` only the id is read."""
        shown = self.shown[str(row.id)]
        presented = present_revision(shown, self.linked)
        if until is not None:
            presented["certain"] = is_certain(shown, until)
        return presented


def fetch(queryset: QuerySet[Any], snapshot: Snapshot) -> Statements:
    """The rows of a queryset of statements, complete; a fixed number of queries."""
    return complete(list(queryset.values_list(*FIELDS, named=True)), snapshot)


def complete(
    rows: Sequence[Any],
    snapshot: Snapshot,
    linked: Linked | None = None,
    until: Until | None = None,
) -> Statements:
    """The rows with all that hangs on them; `linked` of a larger answer is filled further.

    What superseded them had been said by `until` too; what replaced them is ours, said or not.
    Two queries.
    """
    found = statements_shown(snapshot, (row.id for row in rows), until)
    linked = linked or Linked(snapshot)
    note_links(found, linked)
    return Statements(rows, snapshot, linked, {row.id: row for row in found})


def note_links(found: Sequence[StatementRow], linked: Linked) -> None:
    """What statements lead to; one query where anything is not known yet."""
    _want_entities(found, linked)
    linked.want(Claim, {row.claim_id for row in found})
    note_documents(found, linked)
    note_speakers(found, linked, Entity, Claim)


def note_entities(found: Sequence[StatementRow], linked: Linked) -> None:
    """The entities that statements name; one query where any is not known yet."""
    _want_entities(found, linked)
    linked.look_up(Entity)


def _want_entities(found: Sequence[StatementRow], linked: Linked) -> None:
    linked.want(Entity, (id for row in found if row.entities for id in row.entities))


def note_speakers(
    found: Sequence[StatementRow | SaidRow], linked: Linked, *also: type[Model]
) -> None:
    """Who speaks in statements, and what else is wanted; one query where any is not known yet."""
    for row in found:
        linked.want(Source, (row.publisher_id, row.attributed_to_id, row.via_id))
    linked.look_up(Source, *also)


def note_documents(found: Sequence[StatementRow], linked: Linked) -> None:
    """The documents of statements, which were read with them."""
    linked.note(Document, {row.document_id: row.document for row in found})
    linked.note(DocumentVersion, {row.version_id: row.version for row in found if row.version_id})


def entities_of(snapshot: Snapshot, revision_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """The entities each statement names."""
    found: dict[UUID, list[UUID]] = defaultdict(list)
    if revision_ids:
        for revision_id, entity_id in (
            snapshot.of(RevisionEntity)
            .filter(revision_id__in=revision_ids)
            .order_by("id")
            .values_list("revision_id", "entity_id")
        ):
            found[revision_id].append(entity_id)
    return found


def time_zone_of(snapshot: Snapshot, topic_id: UUID) -> str:
    """The zone in which the topic's bare dates are days."""
    (topic,) = snapshot.rows(Topic, ["time_zone"], [topic_id])
    return str(topic.time_zone)
