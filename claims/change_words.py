"""The changes of a claim's statements in words: "correction: lowered from 95 to at least 84".

The kind is the one on record; what moved is worked out from the two statements, as they are in
view. In: rows of one claim. Out: words by statement, left out where there is nothing to tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q

from claims.agreement import Statement
from claims.judging import merged_concepts_of, question_of, statement_of
from claims.merged import answering, of_claims, spoken_by, standing_for
from claims.models import Revision
from claims.statements import FIELDS, entities_of
from claims.succession import Lines, Succession, in_words, move_of
from claims.values import ChangeKind, Stance, ValueType
from history.linking import Linked
from history.snapshots import Snapshot
from sources.models import Document, Source

Pair = tuple[Any, Any]
"""A row, and the row it follows or None."""


def rows_of(snapshot: Snapshot, claim_id: UUID, said: Q | None = None) -> list[Any]:
    """Every statement of a claim and what is merged into it, or those `said` picks. One query."""
    rows = of_claims(snapshot.of(Revision).filter(said or Q()), snapshot, [claim_id])
    return list(rows.values_list(*FIELDS, named=True))


def changes_in_words(
    claim: Any, rows: Sequence[Any], wanted: Sequence[UUID], linked: Linked
) -> dict[UUID, str]:
    """What each wanted statement does to the one it follows, of all `rows` of the claim.

    One query for documents; for entities three more, and one a level of their tree.
    """
    question = question_of(claim)
    linked.want(Document, (row.document_id for row in rows))
    for row in rows:
        publisher = linked.row(Document, row.document_id).publisher_id
        linked.want(Source, (publisher, row.attributed_to_id, row.via_id))
    known = {row.id: row for row in rows}
    standing = (_statement(row, linked, ()) for row in rows if not row.is_void)
    lines = Lines(standing, question)
    pairs = [(known[id], _before(known[id], known, lines, linked)) for id in wanted]
    entities = _entities(pairs, linked)
    named = {id for each in entities.values() for id in each}
    concepts, merged = merged_concepts_of(linked.snapshot, named)
    stands = standing_for(merged)
    told = {}
    for row, before in pairs:
        succession = Succession(
            after=answering(_statement(row, linked, entities.get(row.id, ())), stands),
            before=before
            and answering(_statement(before, linked, entities.get(before.id, ())), stands),
            one_reading=before is not None and _reading(row) == _reading(before),
            took_back=_taken_back(before, known),
        )
        move = move_of(succession, question, concepts)
        kind = ChangeKind(row.change_kind) if row.change_kind else None
        told[row.id] = in_words(kind, move, succession)
    return {id: words for id, words in told.items() if words}


def _before(row: Any, known: dict[UUID, Any], lines: Lines, linked: Linked) -> Any:
    """What it followed when it came on record: named, or the last on its line by then."""
    if row.supersedes_id:
        return known.get(row.supersedes_id)
    last = lines.last_before(_statement(row, linked, ()))
    return known[last.id] if last else None


def _statement(row: Any, linked: Linked, entities: Sequence[UUID]) -> Statement:
    said = statement_of(row, linked.row(Document, row.document_id), entities)
    return spoken_by(said, linked.standing(Source))


def _reading(row: Any) -> tuple[Any, Any]:
    return row.document_id, row.version_id


def _taken_back(before: Any, known: dict[UUID, Any]) -> Stance | None:
    if before is None or before.stance != Stance.WITHDRAWS:
        return None
    named = known.get(before.supersedes_id)
    return Stance(named.stance) if named else None


def _entities(pairs: Sequence[Pair], linked: Linked) -> dict[UUID, list[UUID]]:
    compared = {row.id for pair in pairs for row in pair if row and _names_entities(row)}
    return entities_of(linked.snapshot, sorted(compared))


def _names_entities(row: Any) -> bool:
    return bool(row.value_type == ValueType.ENTITY)
