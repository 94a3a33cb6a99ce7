"""The statements in view: recorded by a snapshot's position, said by `stated_until`, not void.

Rows come as named tuples, with what hangs on them fetched in one query each: entities, what
superseded them, the entry they were recorded in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from claims.merged import of_claims, read_with
from claims.models import Claim, Entity, Revision, RevisionEntity, Topic
from claims.presenting import present_revision
from history.dates import Until
from history.linking import Linked
from history.recorded import Recorded, recorded
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
    """Rows of statements and what hangs on them."""

    rows: Sequence[Any]
    snapshot: Snapshot
    linked: Linked
    entities: dict[UUID, list[UUID]] = field(default_factory=dict)
    superseded_by: dict[UUID, list[UUID]] = field(default_factory=dict)
    replaced_by: dict[UUID, UUID] = field(default_factory=dict)
    recorded: dict[UUID, Recorded] = field(default_factory=dict)
    units: dict[UUID, str] = field(default_factory=dict)

    def present(self, row: Any, until: Until | None = None) -> dict[str, Any]:
        shown = present_revision(
            row,
            self.linked,
            entities=self.entities.get(row.id, ()),
            recorded=self.recorded[row.id],
            superseded_by=self.superseded_by.get(row.id, ()),
            replaced_by=self.replaced_by.get(row.id),
            unit=self.units.get(row.claim_id, ""),
        )
        if until is not None:
            shown["certain"] = is_certain(row, until)
        return shown


def fetch(queryset: QuerySet[Any], snapshot: Snapshot) -> Statements:
    """The rows of a queryset of statements, complete; a fixed number of queries."""
    return complete(list(queryset.values_list(*FIELDS, named=True)), snapshot)


def complete(
    rows: Sequence[Any],
    snapshot: Snapshot,
    linked: Linked | None = None,
    until: Until | None = None,
) -> Statements:
    """What hangs on the rows; `linked` of a larger answer is filled further.

    What superseded them had been said by `until` too; what replaced them is ours, said or not.
    """
    linked = linked or Linked(snapshot)
    ids = [row.id for row in rows]
    made = Statements(rows, snapshot, linked)
    made.entities = entities_of(snapshot, [r.id for r in rows if r.value_type == "entity"])
    linked.want(Entity, (id for named in made.entities.values() for id in named))
    _find_followers(made, until)
    made.recorded = recorded(Revision, ids, snapshot.position)
    claim_ids = {row.claim_id for row in rows}
    made.units = (
        dict(snapshot.of(Claim).filter(id__in=claim_ids).values_list("id", "unit"))
        if claim_ids
        else {}
    )
    linked.want(Claim, claim_ids)
    linked.want(Document, (row.document_id for row in rows))
    linked.want(DocumentVersion, (row.version_id for row in rows))
    linked.want(Source, (row.attributed_to_id for row in rows))
    linked.want(Source, (row.via_id for row in rows))
    if rows:
        linked.row(Document, rows[0].document_id)
        linked.want(Source, (linked.row(Document, row.document_id).publisher_id for row in rows))
    return made


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
    return str(snapshot.of(Topic).filter(id=topic_id).values_list("time_zone", flat=True).get())


def _find_followers(made: Statements, until: Until | None) -> None:
    """What superseded each row, and what took its place on our record. One query."""
    ids = {row.id for row in made.rows}
    if not ids:
        return
    superseding = Q(supersedes_id__in=ids, is_void=False)
    if until is not None:
        superseding &= said_by(until)
    superseded_by: dict[UUID, list[UUID]] = defaultdict(list)
    for id, supersedes, replaces, supersedes_it in (
        made.snapshot.of(Revision)
        .annotate(supersedes_it=superseding)
        .filter(Q(supersedes_it=True) | Q(replaces_id__in=ids))
        .order_by("id")
        .values_list("id", "supersedes_id", "replaces_id", "supersedes_it")
    ):
        if replaces in ids:
            made.replaced_by[replaces] = id
        if supersedes_it:
            superseded_by[supersedes].append(id)
    made.superseded_by = superseded_by
