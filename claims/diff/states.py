"""Claims as they stood at one position: fields, parties, statements in view, what was judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from claims.agreement import Group
from claims.agreement.naming import Naming
from claims.judging import Judged, judged
from claims.models import Claim, ClaimParty, Entity, Revision
from claims.presenting import CLAIM_FIELDS
from history.linking import Linked
from history.models import Entry
from history.snapshots import Snapshot
from history.telling import TELLINGS
from history.tracking import TRACKED
from sources.models import Source


@dataclass(frozen=True)
class State:
    """A claim at a position. `fields` are as changes show them, with its parties' ids.

    `names`: of the parties and of the claim it is part of, by id.
    """

    row: Any
    fields: Mapping[str, Any]
    names: Mapping[str, str]
    judgement: Judged
    linked: Linked

    @property
    def statements(self) -> dict[UUID, Any]:
        """The statements in view, by key."""
        return {row.id: row for row in self.judgement.rows}

    @property
    def superseded(self) -> dict[UUID, UUID]:
        """What stands in the place of which statement."""
        return {row.supersedes_id: row.id for row in self.judgement.rows if row.supersedes_id}

    @property
    def leading(self) -> Group | None:
        groups = self.judgement.agreement.groups
        return groups[0] if groups and not groups[0].behind else None

    @property
    def naming(self) -> Naming:
        question, _, speakers, concepts = self.judgement.given
        return Naming(question, speakers, concepts)


def states_of(claims: Sequence[UUID], snapshot: Snapshot) -> dict[UUID, State]:
    """The claims that were on record, by key. As many queries for many claims as for one."""
    linked = Linked(snapshot)
    found = snapshot.of(Claim).filter(id__in=list(claims)).order_by("id")
    rows = list(found.values_list(*CLAIM_FIELDS, named=True))
    parties = _parties(claims, snapshot, linked)
    linked.want(Claim, (row.part_of_id for row in rows))
    told = TELLINGS[Claim].fields
    return {
        one.claim.id: State(
            row=one.claim,
            fields={
                **{name: each.shape(one.claim) for name, each in told.items()},
                "parties": list(parties.get(one.claim.id, ())),
            },
            names={**parties.get(one.claim.id, {}), **_whole(one.claim, linked)},
            judgement=one,
            linked=linked,
        )
        for one in judged(snapshot, rows, None, linked, whole=claims)
    }


def _parties(
    claims: Sequence[UUID], snapshot: Snapshot, linked: Linked
) -> dict[UUID, dict[str, str]]:
    """The name of each party, by claim and by id, in the order they became one."""
    rows = list(
        snapshot.of(ClaimParty)
        .filter(claim_id__in=list(claims), is_retired=False)
        .order_by("id")
        .values_list("claim_id", "entity_id", "source_id")
    )
    linked.want(Entity, (entity for _, entity, _ in rows))
    linked.want(Source, (source for _, _, source in rows))
    found: dict[UUID, dict[str, str]] = defaultdict(dict)
    for claim, entity, source in rows:
        party = linked[Entity, entity] or linked[Source, source]
        if party is not None:
            found[claim][party["id"]] = party["name"]
    return found


def _whole(row: Any, linked: Linked) -> dict[str, str]:
    whole = linked[Claim, row.part_of_id]
    return {} if whole is None else {whole["id"]: whole["name"]}


@dataclass(frozen=True, slots=True)
class Written:
    """The entry that put a statement on record, or took it off."""

    by: str
    at: Any
    position: int
    reason: str


def written(ids: Iterable[UUID], after: int, to: int) -> dict[UUID, Written]:
    """The entry that last wrote each of these statements after a position, up to another.

    A statement is written when it is recorded and when it is voided; a publisher put right
    rewrites its line, which is neither.
    """
    rows = (
        TRACKED[Revision]
        .historical.objects.filter(id__in=list(ids), position__gt=after, position__lte=to)
        .order_by("history_id")
    )
    at = {
        id: position
        for id, position, kind, changed in rows.values_list(
            "id", "position", "history_type", "changed"
        )
        if kind == "+" or "is_void" in changed
    }
    entries = Entry.objects.in_bulk(set(at.values()))
    return {
        id: Written(
            entries[position].actor_name,
            entries[position].recorded_at,
            position,
            entries[position].reason,
        )
        for id, position in at.items()
    }
