"""What a new statement follows on record, and the kind of change that makes it.

In: a revision about to be recorded, under the writers' lock. Out: its `change_kind`, worked out
from the values or as a person calls it. Rules: claims.succession, docs/changes-of-figures.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from api.refusals import Fault, Invalid, invalid
from claims.agreement import Concept
from claims.before import last_before
from claims.judging import question_of, statement_of
from claims.models import Entity, Revision, RevisionEntity
from claims.succession import (
    ALLOWED,
    Change,
    Succession,
    change_of,
    in_words,
)
from claims.values import NO_CHANGE, ChangeKind, Concepts, Stance, ValueType
from history.editing import require_reason


def change_kind_for(revision: Revision, entities: Sequence[UUID], called: str, reason: str) -> str:
    """The kind that goes on record: as derived, or as `called` by a person, who says why.

    Raises Invalid for a kind that the stance rules out, and where a reason is missing.
    """
    succession = succession_of(revision, entities)
    concepts = concepts_above(named_in(succession))
    return kind_of(succession, revision, concepts, called, reason)


def kind_of(
    succession: Succession,
    revision: Revision,
    concepts: Mapping[UUID, Concept],
    called: str,
    reason: str,
) -> str:
    """The same of what is read already; `concepts` are those of `named_in`, with all above."""
    change = change_of(succession, question_of(revision.claim), concepts)
    if not called:
        return change.kind.value if change.kind else ""
    _refuse_against_stance(called, revision.stance, change)
    if called != (change.kind or NO_CHANGE) and not reason.strip():
        told = in_words(change.kind, change.move, succession) or "it is the first of its line"
        detail = f"its values say otherwise ({told}); to call it {called}, say why in reason"
        raise Invalid(Fault("/reason", "reason_required", detail))
    if called == ChangeKind.CORRECTION:
        require_reason(reason)
    return "" if called == NO_CHANGE else called


def succession_of(revision: Revision, entities: Sequence[UUID]) -> Succession:
    """The revision, and what it supersedes or else the last before it on its line."""
    before = revision.supersedes or last_before(revision)
    return succession_after(revision, entities, before, _named_by(before) if before else ())


def succession_after(
    revision: Revision,
    entities: Sequence[UUID],
    before: Revision | None,
    named_before: Sequence[UUID],
) -> Succession:
    """The revision and what it follows, the entities that each names beside it."""
    after = statement_of(revision, revision.document, entities)
    if before is None:
        return Succession(after)
    taken_back = before.supersedes if before.stance == Stance.WITHDRAWS else None
    return Succession(
        after=after,
        before=statement_of(before, before.document, named_before),
        one_reading=(before.document_id, before.version_id)
        == (revision.document_id, revision.version_id),
        took_back=Stance(taken_back.stance) if taken_back else None,
    )


def followable() -> QuerySet[Revision]:
    """Statements, with all that is read of one that another follows."""
    return Revision.objects.select_related("document", "version", "supersedes")


def named_in(succession: Succession) -> set[UUID]:
    """The entities that the two statements name."""
    said = [each for each in (succession.before, succession.after) if each is not None]
    return {id for each in said if isinstance(each.value, Concepts) for id in each.value.ids}


def _named_by(revision: Revision) -> list[UUID]:
    if revision.value_type != ValueType.ENTITY:
        return []
    named = RevisionEntity.objects.filter(revision=revision).order_by("id")
    return list(named.values_list(Coalesce("entity__merged_into_id", "entity_id"), flat=True))


def concepts_above(named: set[UUID]) -> dict[UUID, Concept]:
    """The entities and everything broader, as they are now; a query a level."""
    found: dict[UUID, Concept] = {}
    wanted = set(named)
    while wanted:
        broader = Coalesce("broader__merged_into_id", "broader_id")
        rows = Entity.objects.filter(pk__in=wanted).values_list("id", "name", broader)
        found |= {id: Concept(id, name, above) for id, name, above in rows}
        above = {concept.broader for concept in found.values() if concept.broader}
        wanted = above - found.keys()
    return found


def _refuse_against_stance(called: str, stance: str, change: Change) -> None:
    kinds = ALLOWED[Stance(stance)]
    allowed = kinds if stance == Stance.WITHDRAWS else (*kinds, NO_CHANGE)
    if called not in allowed:
        derived = f"; its values make it {change.kind}" if change.kind else ""
        raise invalid(
            "change_kind",
            "contradicts_stance",
            f"a statement that {stance} is no {called}; allowed: {', '.join(allowed)}{derived}",
        )
