"""What a claim's page is made of, all of one look at the record: now, or as it stood.

In: a claim's key, an as-of and a stated-until. Out: a `Desk`, open while the page is made; its
panels (agreement, adopted, said, the chart) shape what they show from it and read nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from claims.agreement import Statement, in_words
from claims.agreement.camps import as_shown
from claims.agreement.naming import UNIDENTIFIED, Naming
from claims.change_words import rows_of
from claims.figuring import Party, parties_named
from claims.judging import Judged, judged_rows
from claims.models import Claim, Topic
from claims.presenting import CLAIM_FIELDS
from claims.said_order import line_order
from claims.stated_value import value_of
from claims.statements import said_by, undated
from claims.values import Qualifier, Quantity, Stance
from history.admin.wording import NOTHING
from history.dates import Period, Until
from history.linking import Linked
from history.snapshots import Snapshot, reading
from sources.models import Document, DocumentVersion, Source

TOPIC_FIELDS = ("id", "name", "time_zone", "is_retired")


class NotOnRecord(LookupError):
    """The claim was recorded later than the instant asked for."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A claim, its topic and everything said of it, in the order said; void statements too.

    `judgement` counts what is in view: not void, and said by `until`; `said` are the same
    statements as the rules see them.
    """

    snapshot: Snapshot
    until: Until | None
    claim: Any
    topic: Any
    rows: Sequence[Any]
    judgement: Judged
    linked: Linked
    naming: Naming
    by_id: Mapping[UUID, Any]
    said: Mapping[UUID, Statement]

    def row(self, id: UUID) -> Any:
        return self.by_id[id]

    def parties(self) -> list[Party]:
        """The claim's parties in use; now, those that came with the claim."""
        if self.snapshot.past:
            return parties_named(self.snapshot, self.claim.id)
        known = self.claim.parties.all()
        return [
            (one.entity_id, one.source and (one.source.merged_into_id or one.source_id))
            for one in known
            if not one.is_retired
        ]

    def source(self, id: UUID | None) -> str:
        """A source's name at the time; the void statements' sources are looked up at once."""
        if id is None:
            return UNIDENTIFIED
        speaker = self.naming.speakers.get(id)
        return speaker.name if speaker else str(self.linked.row(Source, id).name)

    def publisher(self, row: Any) -> str:
        return self.source(self.linked.row(Document, row.document_id).publisher_id)

    def origin(self, row: Any) -> str:
        """Whose word it is; a document that stands in for its publisher has no name."""
        return UNIDENTIFIED if row.line_origin == row.document_id else self.source(row.line_origin)

    def stated(self, row: Any) -> str:
        """When it was said, days in words; a statement that gives no day has its document's."""
        version = self.linked.row(DocumentVersion, row.version_id) if row.version_id else None
        published = version.published if version else ""
        document = self.linked.row(Document, row.document_id)
        given = row.stated or published or document.published
        if not given:
            return "unknown"
        naming = self.naming
        return in_words(Period(given, None, None), naming.question, naming.concepts)

    def value(self, row: Any) -> str:
        """The value as read: “84 or more people”, “Islamic State or ISIS-K”."""
        if row.stance == Stance.WITHDRAWS:
            return NOTHING
        if row.qualifier == Qualifier.UNREADABLE:
            return "not read"
        value = value_of(row, self.judgement.entities.get(row.id, ()))
        if not self._is_known(row, value):
            return NOTHING
        return self.words(value)

    def words(self, value: Any) -> str:
        """Any value of the claim in words, counts with what is counted."""
        naming, unit = self.naming, self.claim.unit
        words = in_words(as_shown(value, naming.question), naming.question, naming.concepts)
        counted = isinstance(value, Quantity) and naming.question.is_count and unit
        best = getattr(value, "best", None)
        point = "" if best is None else f", best {best.normalize():,f}"
        return f"{words} {unit}{point}" if counted else f"{words}{point}"

    def _is_known(self, row: Any, value: Any) -> bool:
        """A void statement's entities are no part of what was judged."""
        ids = getattr(value, "ids", None)
        return ids is None or bool(ids and ids <= self.naming.concepts.keys())


@contextmanager
def at_desk(
    claim: Claim, as_of: int | datetime | None = None, until: Until | None = None
) -> Iterator[Desk]:
    """The desk of a claim; `claim` itself where nothing is asked of the past.

    Raises NotOnRecord, and InTheFuture of history.snapshots.
    """
    with reading(as_of) as snapshot:
        linked = Linked(snapshot)
        row, topic = _claim(snapshot, claim)
        rows = _rows(snapshot, row.id, until, linked)
        standing = sorted((each for each in rows if not each.is_void), key=lambda each: each.id)
        unknown = {} if until is None else undated(snapshot, [row.id], until)
        (judgement,) = judged_rows(snapshot, [row], standing, linked, unknown)
        question, statements, speakers, concepts = judgement.given
        yield Desk(
            snapshot=snapshot,
            until=until,
            claim=row,
            topic=topic,
            rows=rows,
            judgement=judgement,
            linked=linked,
            naming=Naming(question, speakers, concepts),
            by_id={each.id: each for each in rows},
            said={statement.id: statement for statement in statements},
        )


def zone_of(claim: Claim) -> ZoneInfo:
    """The zone in which the topic's bare dates are days."""
    return ZoneInfo(claim.topic.time_zone)


def _claim(snapshot: Snapshot, claim: Claim) -> tuple[Any, Any]:
    if not snapshot.past:
        return claim, claim.topic
    row = snapshot.of(Claim).filter(id=claim.pk).values_list(*CLAIM_FIELDS, named=True).first()
    if row is None:
        raise NotOnRecord(f"this claim was not on record at #{snapshot.position}")
    topic = snapshot.of(Topic).filter(id=row.topic_id).values_list(*TOPIC_FIELDS, named=True).get()
    return row, topic


def _rows(snapshot: Snapshot, claim_id: UUID, until: Until | None, linked: Linked) -> list[Any]:
    """What was said, void or not, in the order said; what it links to is noted."""
    rows = rows_of(snapshot, claim_id, None if until is None else said_by(until))
    linked.want(Document, (row.document_id for row in rows))
    linked.want(DocumentVersion, (row.version_id for row in rows))
    for row in rows:
        if row.is_void:
            linked.want(Source, (row.attributed_to_id, row.via_id))
            linked.want(Source, [linked.row(Document, row.document_id).publisher_id])
    return sorted(rows, key=lambda row: line_order(row, linked))
