"""From the record to a verdict: fetches what the rules need and hands it to `claims.agreement`.

Where the newest statement of each line decides, nothing else is read (claims.deciding), one query
for all claims; elsewhere every statement in view, the entities and documents of those, sources and
concepts with everything above them: a fixed number of queries, whatever the number of claims.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any
from uuid import UUID

from claims.above import Speaking, merged_concepts_of, speakers_of, speaking
from claims.agreement import Agreement, Concept, Pair, Question, Speaker, Statement, judge, pairs
from claims.claim_at_once import ClaimAtOnce
from claims.deciding import Places, all_decide, may_decide, places_of, places_told, statements_of
from claims.merged import answering, of_claims, read_with, spoken_by, standing_for
from claims.models import Entity, Revision
from claims.newest import Newest, newest_said
from claims.standing_in import superseded_in_effect
from claims.stated_value import value_of
from claims.statements import FIELDS, entities_of, in_view, undated
from claims.values import Qualifier, Stance, ValueType
from history.dates import Until
from history.linking import Linked
from history.snapshots import Snapshot
from sources.models import Document


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim's row, the rows of its statements in view, and what the rules make of them.

    `rows` None: only what decides was read, for nobody asked for the `whole`. Then `given` holds no
    wordings, and nothing is known of what stands no more. `shown`: what an answer shows of the
    heads, where that was read already.
    """

    claim: Any
    rows: Any
    entities: dict[UUID, list[UUID]]
    agreement: Agreement
    undated: int
    given: tuple[Question, Sequence[Statement], dict[UUID, Speaker], dict[UUID, Concept]]
    shown: Mapping[UUID, Any] | None = None

    @property
    def is_whole(self) -> bool:
        return self.rows is not None


def judged(
    snapshot: Snapshot,
    claims: Sequence[Any],
    until: Until | None,
    linked: Linked,
    *,
    whole: Collection[UUID] = (),
) -> list[Judged]:
    """Every claim judged, in the order given; `linked` is filled with what the answer shows.

    `whole`: the claims of which every statement in view is wanted, what stands no more too.
    """
    asked = [claim for claim in claims if claim.id not in whole and may_decide(claim)]
    made = _by_newest(snapshot, asked, until, linked) if asked else {}
    rest = [claim for claim in claims if claim.id not in made]
    if rest:
        made |= {one.claim.id: one for one in _whole(snapshot, rest, until, linked)}
    return [made[claim.id] for claim in claims]


def judged_at_once(found: ClaimAtOnce, linked: Linked) -> Judged | None:
    """One claim judged by what was read of it at once; None if the newest do not decide it."""
    claim, said = found.claim, found.said
    if not may_decide(claim) or said.whole:
        return None
    rows = said.by_claim.get(claim.id, ())
    speakers = speaking(said.sources, linked)
    places = places_told(rows) if all_decide(claim, rows, speakers[0]) else None
    if places is None:
        return None
    linked.note(Document, {row.document_id: row.document for row in rows})
    made = _made(claim, rows, places, speakers, said.undated)
    return replace(made, shown={row.id: row for row in rows})


def _by_newest(
    snapshot: Snapshot, claims: Sequence[Any], until: Until | None, linked: Linked
) -> dict[UUID, Judged]:
    """Of claims that may be so decided those that the newest statements of each line decide."""
    said = newest_said(snapshot, [claim.id for claim in claims], until)
    speakers = speaking(said.sources, linked)
    decided = [
        (claim, rows)
        for claim in claims
        if claim.id not in said.whole
        and all_decide(claim, rows := said.by_claim.get(claim.id, ()), speakers[0])
    ]
    places = places_of(snapshot, {claim.id: rows for claim, rows in decided})
    return {claim.id: _made(claim, rows, places, speakers, said.undated) for claim, rows in decided}


def _made(
    claim: Any,
    rows: Iterable[Newest],
    places: Places,
    speaking: Speaking,
    undated: Mapping[UUID, int],
) -> Judged:
    """A claim that these statements decide, judged."""
    speakers, merged = speaking
    statements = statements_of(rows, places, standing_for(merged))
    given = (question_of(claim), statements, speakers, dict[UUID, Concept]())
    return Judged(claim, None, {}, judge(*given), undated.get(claim.id, 0), given)


def _whole(
    snapshot: Snapshot, claims: Sequence[Any], until: Until | None, linked: Linked
) -> list[Judged]:
    """Claims judged by every statement in view."""
    ids = [claim.id for claim in claims]
    found = of_claims(in_view(snapshot, until), snapshot, ids).order_by("id")
    rows = list(found.values_list(*FIELDS, named=True))
    unknown = {} if until is None else undated(snapshot, ids, until)
    return judged_rows(snapshot, claims, rows, linked, unknown)


def judged_rows(
    snapshot: Snapshot,
    claims: Sequence[Any],
    rows: Sequence[Any],
    linked: Linked,
    unknown: Mapping[UUID, int] = MappingProxyType({}),
) -> list[Judged]:
    """Every claim judged by these rows, the statements in view of them all, sorted by id.

    `unknown`: how many statements of each were left out of the rows, as nobody knows when.
    """
    entities = entities_of(snapshot, [row.id for row in rows if row.value_type == "entity"])
    linked.want(Document, (row.document_id for row in rows))
    documents = {row.document_id: linked.row(Document, row.document_id) for row in rows}
    named_sources = {document.publisher_id for document in documents.values()}
    named_sources |= {id for row in rows for id in (row.attributed_to_id, row.via_id)}
    speakers, merged_sources = speakers_of(snapshot, named_sources, linked)
    named = {id for each in entities.values() for id in each}
    concepts, merged_entities = merged_concepts_of(snapshot, named)
    linked.want(Entity, concepts)
    as_read = _as_read(merged_sources, merged_entities)
    instead = superseded_in_effect(snapshot, rows)
    by_claim = _by_claim(snapshot, claims, rows)
    made = []
    for claim in claims:
        statements = [
            _in_effect(
                as_read(statement_of(row, documents[row.document_id], entities.get(row.id, ()))),
                instead,
            )
            for row in by_claim[claim.id]
        ]
        given = (question_of(claim), statements, speakers, concepts)
        made.append(
            Judged(
                claim=claim,
                rows=by_claim[claim.id],
                entities=entities,
                agreement=judge(*given),
                undated=unknown.get(claim.id, 0),
                given=given,
            )
        )
    return made


def rows_of_heads(judgement: Judged, snapshot: Snapshot, linked: Linked) -> Mapping[UUID, Any]:
    """The rows of the statements that stand, by key; their documents are noted."""
    if judgement.shown is not None:
        return judgement.shown
    rows = judgement.rows
    if not judgement.is_whole:
        ids = [head.statement for head in judgement.agreement.heads]
        rows = snapshot.rows(Revision, FIELDS, ids)
        linked.want(Document, (row.document_id for row in rows))
    return {row.id: row for row in rows}


def pairs_of(judgement: Judged) -> list[Pair]:
    """The heads that have a value, two by two."""
    return list(pairs(*judgement.given))


def question_of(claim: Any) -> Question:
    """A claim's row, or the claim itself, as the rules see it."""
    return Question(
        value_type=ValueType(claim.value_type),
        is_count=claim.is_count,
        cumulative=claim.cumulative,
        settled_at=claim.settled_at,
        many=claim.many,
        tolerance=claim.tolerance,
        definitions=tuple(claim.definitions),
        unit=claim.unit,
    )


def statement_of(row: Any, document: Any, entities: Sequence[UUID]) -> Statement:
    """A statement's row, or the revision itself, as the rules see it."""
    return Statement(
        id=row.id,
        document=row.document_id,
        publisher=document.publisher_id,
        attributed_to=row.attributed_to_id,
        via=row.via_id,
        stance=Stance(row.stance),
        wording=row.wording,
        qualifier=Qualifier(row.qualifier) if row.qualifier else None,
        value=value_of(row, entities),
        definition=row.definition,
        stated_at=row.stated_at,
        stated_before=row.stated_before,
        published_at=document.published_at,
        sequence=row.sequence,
        supersedes=row.supersedes_id,
    )


def _in_effect(statement: Statement, instead: dict[UUID, UUID]) -> Statement:
    if statement.id not in instead:
        return statement
    return replace(statement, supersedes=instead[statement.id])


def _as_read(
    sources: dict[UUID, UUID], entities: dict[UUID, UUID]
) -> Callable[[Statement], Statement]:
    """How a statement is read where these are merged; as it is, where none is."""
    speaks, answers = standing_for(sources), standing_for(entities)

    def as_read(statement: Statement) -> Statement:
        said = spoken_by(statement, speaks) if sources else statement
        return answering(said, answers) if entities else said

    return as_read


def _by_claim(
    snapshot: Snapshot, claims: Sequence[Any], rows: Sequence[Any]
) -> dict[UUID, list[Any]]:
    """The rows by claim: those of a merged claim with its own and with the one it is read as."""
    by_claim: dict[UUID, list[Any]] = {claim.id: [] for claim in claims}
    known = {claim.id: claim.merged_into_id for claim in claims}
    stands = read_with(snapshot, by_claim, {row.claim_id for row in rows}, known)
    for row in rows:
        for claim in {row.claim_id, stands.get(row.claim_id)} & by_claim.keys():
            by_claim[claim].append(row)
    return by_claim
