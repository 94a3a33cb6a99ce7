"""The words of change of statements in the order recorded: for a history, a page of it at a time.

In: the claim as it is read, and which statements came. Out: words by statement. What a statement
followed came on record before it: of a claim only what has lower ids is read, and what is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection

from claims.change_words import changes_of_read
from claims.models import Revision
from claims.statement_rows import READ, SAID, SaidRow, ids_sql
from history.as_of_sql import rows_sql
from history.snapshots import Snapshot
from sources.models import Document, Source

UP_TO, NAMED = "x.id <= %(last)s", "x.id = ANY(%(named)s::uuid[])"


def words_as_recorded(
    snapshot: Snapshot, claim: Any, claims: Iterable[UUID], wanted: Sequence[UUID]
) -> dict[UUID, str]:
    """What each of these statements does to the one it follows.

    `claims`: the claim and all that is merged into it.
    """
    if not wanted:
        return {}
    given = {"at": snapshot.position, "claims": ids_sql(claims), "last": max(wanted)}
    rows = _with_named(_read(snapshot, UP_TO, given), snapshot, given)
    return changes_of_read(claim, rows, wanted, snapshot, _merged(snapshot, rows))


def _with_named(rows: list[SaidRow], snapshot: Snapshot, given: dict[str, Any]) -> list[SaidRow]:
    """What is superseded beside them, should its id be a higher one. No query, as a rule."""
    known = {row.id for row in rows}
    further = rows
    while further:
        named = {row.supersedes_id for row in further if row.supersedes_id} - known
        if not named:
            break
        further = _read(snapshot, NAMED, {**given, "named": ids_sql(named)})
        known |= {row.id for row in further}
        rows = [*rows, *further]
    return rows


def _read(snapshot: Snapshot, which: str, given: dict[str, Any]) -> list[SaidRow]:
    with connection.cursor() as cursor:
        cursor.execute(_query(which, past=snapshot.past), given)
        return [SaidRow._make(row) for row in cursor.fetchall()]


@cache
def _query(which: str, *, past: bool) -> str:
    """Each statement of the claims, with who published its document and when.

    Documents are found all at once: one by one each would be a descent.
    """
    said = rows_sql(Revision, f"x.claim_id = ANY(%(claims)s::uuid[]) AND {which}", past=past)
    ids = "ARRAY(SELECT document_id FROM r)"
    documents = rows_sql(Document, f"x.id = ANY({ids})", past=past)
    return f"""
        WITH r AS MATERIALIZED {said}, d AS MATERIALIZED {documents}
        SELECT {", ".join(READ[name] for name in SAID)}
        FROM r JOIN d ON d.id = r.document_id
    """  # noqa: S608  tables and columns are models'


def _merged(snapshot: Snapshot, rows: Sequence[SaidRow]) -> dict[UUID, UUID]:
    """Of the sources that speak in these those that are merged, each with what stands for it."""
    named = {id for row in rows for id in (row.publisher_id, row.attributed_to_id, row.via_id)}
    sources = snapshot.rows(Source, ["id", "merged_into_id"], named - {None})
    return {source.id: source.merged_into_id for source in sources if source.merged_into_id}
