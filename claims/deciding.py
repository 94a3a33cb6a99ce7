"""Which claims the newest statement of each line decides, and those statements for the rules.

In: claims, a snapshot, a limit of what was said. Out: statements as the rules take them, of the
claims where reading the others would change nothing. Why that is so: docs/deciding.md. Of every
other claim all statements must be read; this module never reads them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from claims.agreement import Statement
from claims.merged import Stands
from claims.models import Revision
from claims.newest import Newest, newest_said
from claims.standing_in import superseded_in_effect
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
from history.dates import Until
from history.snapshots import Snapshot
from sources.models import Document

Said = Mapping[UUID, Sequence[Newest]]

STANCES = {stance.value: stance for stance in Stance}
QUALIFIERS = {qualifier.value: qualifier for qualifier in Qualifier} | {"": None}


@dataclass(frozen=True, slots=True)
class Place:
    """What orders a statement among those of one time, and ties it to them."""

    published_at: datetime | None = None
    sequence: int = 0
    supersedes: UUID | None = None


ALONE = Place()


def decided_by_newest(
    snapshot: Snapshot, claims: Sequence[Any], until: Until | None
) -> dict[UUID, list[Newest]]:
    """The newest statements of each line, by claim, of the claims that they decide. One query."""
    asked = {claim.id: claim for claim in claims if _may_decide(claim)}
    if not asked:
        return {}
    rows, whole = newest_said(snapshot, asked, until)
    said: dict[UUID, list[Newest]] = {id: [] for id in asked if id not in whole}
    for row in rows:
        said[row.claim_id].append(row)
    return {
        id: found
        for id, found in said.items()
        if all(_decides(row, asked[id].is_count) for row in found)
    }


def sources_named(said: Said) -> set[UUID]:
    """Who speaks; among them the keys of documents that stand in for their publishers."""
    return {
        id
        for rows in said.values()
        for row in rows
        for id in (row.line_publisher, row.attributed_to_id, row.via_id)
        if id is not None
    }


def statements_of(snapshot: Snapshot, said: Said, stands: Stands) -> dict[UUID, list[Statement]]:
    """The statements by claim. One query where times are equal, two or three for some of them."""
    places = _places(snapshot, said)
    return {
        claim: [_statement(row, places.get(row.id, ALONE), stands) for row in rows]
        for claim, rows in said.items()
    }


def _may_decide(claim: Any) -> bool:
    """Whether a claim's kind lets the newest decide: no silent value shows in the answer."""
    match ValueType(claim.value_type):
        case ValueType.QUANTITY:
            return not claim.many
        case ValueType.BOOLEAN:
            return True
        case ValueType.DATE | ValueType.ENTITY | ValueType.TEXT:
            return False


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
        stated_at=_instant(row.stated_at),
        stated_before=_instant(row.stated_before),
        published_at=place.published_at,
        sequence=place.sequence,
        supersedes=place.supersedes,
    )


def _value(row: Newest) -> Value:
    if row.boolean is not None:
        return Truth(row.boolean)
    return Quantity(_interval(row), row.best)


def _interval(row: Newest) -> Interval:
    return Interval(row.lower, row.upper, row.lower_inclusive, row.upper_inclusive)


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _places(snapshot: Snapshot, said: Said) -> dict[UUID, Place]:
    """The places of statements that share their time with another of their claim."""
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
        at_once[row.stated_at].append(row)
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
