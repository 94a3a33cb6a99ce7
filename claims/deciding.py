"""Which claims the newest statement of each line decides, and those statements for the rules.

In: claims, and the newest statements as read. Out: statements as the rules take them, of the
claims where reading the others would change nothing. Why that is so: docs/deciding.md. Of every
other claim all statements must be read; this module never reads them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from claims.agreement import Statement
from claims.merged import Stands
from claims.models import Revision
from claims.newest import Newest
from claims.standing_in import superseded_in_effect
from claims.statement_rows import instant_of
from claims.values import (
    Interval,
    Qualifier,
    Quantity,
    Stance,
    Truth,
    Value,
    ValueType,
    whole_bounds,
)
from history.snapshots import Snapshot
from sources.models import Document

ByClaim = Mapping[UUID, Sequence[Newest]]

STANCES = {stance.value: stance for stance in Stance}
QUALIFIERS = {qualifier.value: qualifier for qualifier in Qualifier} | {"": None}


@dataclass(frozen=True, slots=True)
class Place:
    """What orders a statement among those of one time, and ties it to them."""

    published_at: datetime | None = None
    sequence: int = 0
    supersedes: UUID | None = None


ALONE = Place()
Places = Mapping[UUID, Place]


def may_decide(claim: Any) -> bool:
    """Whether a claim's kind lets the newest decide: no silent value shows in the answer."""
    match ValueType(claim.value_type):
        case ValueType.QUANTITY:
            return not claim.many
        case ValueType.BOOLEAN:
            return True
        case ValueType.DATE | ValueType.ENTITY | ValueType.TEXT:
            return False


def all_decide(claim: Any, rows: Iterable[Newest], speakers: Container[UUID]) -> bool:
    """Whether these say all, the newest statements of each line of a claim that may be so decided.

    Not if a document that seems to stand in for its publisher has the key of a source.
    """
    return all(
        _decides(row, claim.is_count)
        and not (row.line_publisher == row.document_id and row.document_id in speakers)
        for row in rows
    )


def statements_of(rows: Iterable[Newest], places: Places, stands: Stands) -> list[Statement]:
    """The statements of a claim, where `places` are known of those that share their time."""
    return [_statement(row, places.get(row.id, ALONE), stands) for row in rows]


def _decides(row: Newest, is_count: bool) -> bool:
    """Whether a line whose newest this is says nothing else: it has a value, and ends no other."""
    if row.stance == Stance.WITHDRAWS or row.qualifier == Qualifier.UNREADABLE:
        return False
    if row.boolean is not None:
        return True
    if row.stance == Stance.DENIES:
        return False
    if not is_count or row.lower is None or row.upper is None:
        return True
    lower, upper = whole_bounds(_interval(row))
    return lower is not None and upper is not None and lower <= upper


def _statement(row: Newest, place: Place, stands: Stands) -> Statement:
    publisher = None if row.line_publisher == row.document_id else stands(row.line_publisher)
    return Statement(
        id=row.id,
        document=row.document_id,
        publisher=publisher,
        attributed_to=row.attributed_to_id and stands(row.attributed_to_id),
        via=row.via_id and stands(row.via_id),
        stance=STANCES[row.stance],
        wording="",  # shown of what has no value alone
        qualifier=QUALIFIERS[row.qualifier],
        value=_value(row),
        definition=row.definition,
        stated_at=instant_of(row.stated_at_text),
        stated_before=instant_of(row.stated_before_text),
        published_at=place.published_at,
        sequence=place.sequence,
        supersedes=place.supersedes,
    )


def _value(row: Newest) -> Value:
    if row.boolean is not None:
        return Truth(row.boolean)
    return Quantity(_interval(row), row.best)


def _interval(row: Newest) -> Interval:
    return Interval(row.lower, row.upper, row.lower_inc, row.upper_inc)


def places_told(rows: Sequence[Any]) -> Places | None:
    """The places of a claim's statements that share their time, where the rows tell of them.

    None if one supersedes what is void: what stands in its place is to be found first.
    """
    tied = list(_tied(rows))
    ids = {row.id for row in tied}
    if any(row.follows_void and row.supersedes_id not in ids for row in tied):
        return None
    return {row.id: Place(row.published_at, row.sequence, row.supersedes_id) for row in tied}


def places_of(snapshot: Snapshot, said: ByClaim) -> Places:
    """The places of statements that share their time with another of their claim.

    No query where none do, else two or three.
    """
    tied = [row for rows in said.values() for row in _tied(rows)]
    if not tied:
        return {}
    columns = ("id", "claim_id", "document_id", "sequence", "supersedes_id", "replaces_id")
    found = snapshot.of(Revision).filter(id__in=[row.id for row in tied])
    rows = list(found.values_list(*columns, named=True))
    documents = {row.document_id for row in rows}
    published = dict(
        snapshot.of(Document).filter(id__in=documents).values_list("id", "published_at")
    )
    supersedes = _supersedes(snapshot, rows)
    return {
        row.id: Place(published[row.document_id], row.sequence, supersedes.get(row.id))
        for row in rows
    }


def _tied(rows: Sequence[Newest]) -> Iterator[Newest]:
    at_once: dict[str | None, list[Newest]] = defaultdict(list)
    for row in rows:
        at_once[row.stated_at_text].append(row)
    for together in at_once.values():
        if len(together) > 1:
            yield from together


def _supersedes(snapshot: Snapshot, rows: Sequence[Any]) -> dict[UUID, UUID]:
    """What each of these supersedes; what stands in the place of what is void."""
    links = {row.id: row.supersedes_id for row in rows if row.supersedes_id}
    past = set(links.values()) - {row.id for row in rows}
    if past and snapshot.of(Revision).filter(id__in=past, is_void=True).exists():
        links |= superseded_in_effect(snapshot, rows)
    return links
