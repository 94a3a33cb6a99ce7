"""The claims, statements and entries that a report's lines name, read together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from claims.models import Claim, Revision
from claims.presenting import CLAIM_FIELDS, present_claim_link
from claims.statements import FIELDS, Statements, complete
from history.models import Entry
from history.snapshots import Snapshot


@dataclass(frozen=True)
class Named:
    """What lines name, by key."""

    claims: Mapping[UUID, Any]
    rows: Mapping[UUID, Any]
    statements: Statements
    entries: Mapping[int, Entry]

    def claim(self, id: UUID) -> dict[str, Any]:
        return present_claim_link(self.claims[id])

    def statement(self, id: UUID) -> dict[str, Any]:
        return self.statements.present(self.rows[id])


def named(
    snapshot: Snapshot, claims: Iterable[UUID], revisions: Iterable[UUID], positions: Iterable[int]
) -> Named:
    """Everything by a fixed number of queries."""
    found = snapshot.of(Claim).filter(id__in=set(claims)).values_list(*CLAIM_FIELDS, named=True)
    rows = list(
        snapshot.of(Revision).filter(id__in=set(revisions)).values_list(*FIELDS, named=True)
    )
    return Named(
        claims={row.id: row for row in found},
        rows={row.id: row for row in rows},
        statements=complete(rows, snapshot),
        entries=Entry.objects.in_bulk(set(positions)),
    )


def whose(shown: Mapping[str, Any]) -> str:
    """ "IRNA, for Iranian authorities," of a statement as shown."""
    publisher = shown["publisher"]["name"] if shown["publisher"] else "an unidentified source"
    origin = shown["origin"]
    if origin is None or (shown["publisher"] and origin["id"] == shown["publisher"]["id"]):
        return str(publisher)
    return f"{publisher}, for {origin['name']},"
