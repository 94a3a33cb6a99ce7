"""The changes of a claim or of a statement, with what hangs on it: a page, cut by the database.

In: ids, and where the page begins. Out: the page's changes, in the order written. Of each kind of
record the first rows behind the cursor are read and no others; only these are told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from claims.models import Claim, ClaimParty, Revision, RevisionEntity
from claims.values import ValueType
from history.changes import Sql, changes_of
from history.telling_rows import Change
from history.tracking import TRACKED

CLAIMS = TRACKED[Claim].historical._meta.db_table
PARTIES = TRACKED[ClaimParty].historical._meta.db_table
STATEMENTS = TRACKED[Revision].historical._meta.db_table
NAMED = TRACKED[RevisionEntity].historical._meta.db_table

UNWRITTEN = {"about": False, "mostly_new": True}
SHOWN = {**UNWRITTEN, "written": True}


@dataclass(frozen=True, slots=True)
class Stretch:
    """So many rows in the order written, behind a place (position, history_id) or before it."""

    head: int
    most: int
    place: tuple[int, int] | None = None
    backwards: bool = False

    def of(self, table: str, which: str, parameters: Sequence[Any]) -> Sql:
        """The rows `h` of a historical table that meet a condition, within the stretch.

        Its limit is hidden from the planner, who takes it for a tenth of the rows and reads them
        in order: seeing it, of a claim with twenty times as many statements as most, all are read.
        """
        beyond, order = ("<", "DESC") if self.backwards else (">", "ASC")
        conditions, given = [which, "h.position <= %s"], [*parameters, self.head]
        if self.place is not None:
            conditions.append(f"(h.position, h.history_id) {beyond} (%s, %s)")
            given += self.place
        query = f"""
            SELECT h.* FROM {table} h WHERE {" AND ".join(conditions)}
            ORDER BY h.position {order}, h.history_id {order} LIMIT (SELECT %s)
        """  # noqa: S608  made of models' names
        return query, [*given, self.most]

    def cut(self, changes: list[Change]) -> list[Change]:
        """Of changes in any order the first ones of the stretch."""
        changes.sort(key=place_of, reverse=self.backwards)
        return changes[: self.most]


def place_of(change: Change) -> tuple[int, int]:
    return change.position, change.history_id


def of_claims(claims: Sequence[UUID], kinds: set[str], stretch: Stretch) -> list[Change]:
    """The changes of these claims, their parties and their statements; `kinds`: of their values."""
    ids = list(claims)
    each, given = stretch.of(STATEMENTS, "h.claim_id = c.id", [])
    statements = f"""
        SELECT f.* FROM unnest(%s::uuid[]) AS c (id) CROSS JOIN LATERAL ({each}) f
    """  # noqa: S608
    said = stretch.cut(changes_of(Revision, (statements, [ids, *given]), **SHOWN))
    found = [
        *changes_of(Claim, stretch.of(CLAIMS, "h.id = ANY(%s::uuid[])", [ids]), **SHOWN),
        *changes_of(
            ClaimParty, stretch.of(PARTIES, "h.claim_id = ANY(%s::uuid[])", [ids]), **UNWRITTEN
        ),
        *said,
    ]
    if ValueType.ENTITY in kinds:
        found += _named_by(ids, said, stretch)
    return stretch.cut(found)


def of_statement(id: UUID, stretch: Stretch) -> list[Change]:
    """The changes of a statement and of the entities it names."""
    return stretch.cut(
        [
            *changes_of(Revision, stretch.of(STATEMENTS, "h.id = %s", [id]), **SHOWN),
            *changes_of(RevisionEntity, stretch.of(NAMED, "h.revision_id = %s", [id]), **SHOWN),
        ]
    )


def _named_by(claims: list[UUID], said: Sequence[Change], stretch: Stretch) -> list[Change]:
    """Changes of the entities that these claims' statements name.

    They come in the entry of their statement (claims_revisionentity_with_its_statement), so that
    those of the stretch are of statements that were recorded where the stretch lies. What came
    later has an index of its own: nothing, unless somebody deleted one by hand.
    """
    of_claims = f"SELECT id FROM {STATEMENTS} WHERE claim_id = ANY(%s::uuid[])"  # noqa: S608
    come = f"h.revision_id IN ({of_claims} AND history_type = '+' AND position BETWEEN %s AND %s)"
    after = f"h.revision_id IN ({of_claims})"
    first, given = stretch.of(
        NAMED, f"h.history_type = '+' AND {come}", [claims, *_ends(said, stretch)]
    )
    later, also = stretch.of(NAMED, f"h.history_type <> '+' AND {after}", [claims])
    picked = f"({first}) UNION ALL ({later})"
    return changes_of(RevisionEntity, (picked, [*given, *also]), **SHOWN)


def _ends(said: Sequence[Change], stretch: Stretch) -> tuple[int, int]:
    """The first and the last position that the stretch may reach to."""
    start = stretch.place[0] if stretch.place else None
    end = said[-1].position if len(said) == stretch.most else None
    if stretch.backwards:
        return end or 0, stretch.head if start is None else start
    return start or 0, stretch.head if end is None else end
