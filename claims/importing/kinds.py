"""The kinds of change of a batch's statements, once it is known what each of them follows.

A kind that a line calls itself may be refused; whatever it says then, the batch is done again.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from api.refusals import Fault, Refusal
from claims.agreement import Concept
from claims.following import concepts_above, kind_of, named_in, succession_after
from claims.importing import staging
from claims.importing.finding import BatchResolver
from claims.importing.staging import Making
from claims.importing.standing import last_before
from claims.models import Revision, RevisionEntity
from claims.succession import Succession
from claims.values import Stance, ValueType

UPDATE_KINDS = """
    UPDATE public.claims_stagedrevision s SET change_kind = k.kind
    FROM unnest(%s::bigint[], %s::text[]) AS k (line, kind)
    WHERE s.import_id = %s AND s.line = k.line
"""


def set_kinds(resolver: BatchResolver, reason: str) -> dict[int, Sequence[Fault]]:
    """Work out each statement's kind of change; gives the lines whose own word can't be.

    Of one claim the first alone: without it, the next may follow something else. `reason`: of
    the lines that give none.
    """
    followed = _followed(resolver)
    above = _concepts(resolver, followed)
    kinds: dict[int, str] = {}
    refused: dict[int, Sequence[Fault]] = {}
    claims: set[UUID] = set()
    for stated, succession in followed:
        if stated.claim_id in claims:
            continue
        said = stated.reason or reason
        try:
            kind = kind_of(succession, stated.revision, above, stated.called, said)
        except Refusal as refusal:
            refused[stated.line] = refusal.faults
            claims.add(stated.claim_id)
            continue
        if kind:
            kinds[stated.line] = kind
    staging.run(UPDATE_KINDS, [list(kinds), list(kinds.values()), resolver.import_id])
    return refused


def _followed(resolver: BatchResolver) -> list[tuple[Making, Succession]]:
    """Each statement and what it follows; left out are those that plainly follow nothing."""
    stated = list(resolver.batch.stated.values())
    merged = resolver.merged.families()
    asking = {
        s.line: merged.places(s.place, s.line)
        for s in stated
        if s.stances and s.supersedes_id is None
    }
    before = last_before(resolver.import_id, asking)
    rows = resolver.sayings.revisions(list(before.values()))
    found = []
    for each in stated:
        followed = each.supersedes or rows.get(before.get(each.line, each.id))
        if followed is not None or each.called or each.stance == Stance.WITHDRAWS:
            found.append((each, followed))
    named = _named(resolver, [row for _, row in found if row is not None])
    return [
        (
            each,
            succession_after(
                each.revision, each.entities, row, named.get(row.pk, ()) if row else ()
            ),
        )
        for each, row in found
    ]


def _named(resolver: BatchResolver, rows: Sequence[Revision]) -> dict[UUID, Sequence[UUID]]:
    """The entities that statements name, on record or staged."""
    named: dict[UUID, Sequence[UUID]] = {}
    recorded: dict[UUID, list[UUID]] = {}
    for row in rows:
        if row.pk in resolver.batch.stated:
            named[row.pk] = resolver.batch.stated[row.pk].entities
        elif hasattr(row, "named"):
            named[row.pk] = row.named
        elif row.value_type == ValueType.ENTITY:
            recorded[row.pk] = []
    if recorded:
        for revision, entity in (
            RevisionEntity.objects.filter(revision_id__in=recorded)
            .order_by("id")
            .values_list("revision_id", "entity_id")
        ):
            recorded[revision].append(entity)
    return {**named, **recorded}


def _concepts(
    resolver: BatchResolver, followed: Sequence[tuple[Making, Succession]]
) -> dict[UUID, Concept]:
    """The entities that successions name, with everything broader, on record or staged."""
    wanted = {id for _, succession in followed if succession.before for id in named_in(succession)}
    if not wanted:
        return {}
    made = {entity.pk: entity for entity in resolver.entities.all()}
    found: dict[UUID, Concept] = {}
    while inside := [id for id in wanted if id in made and id not in found]:
        for id in inside:
            entity = made[id]
            found[id] = Concept(id, entity.name, entity.broader_id)
            wanted |= {entity.broader_id} if entity.broader_id else set()
    return {**found, **concepts_above(wanted - found.keys())}
