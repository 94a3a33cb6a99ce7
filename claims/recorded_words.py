"""The words of change of statements in the order recorded: for a history, a page of it at a time.

In: the claim as it is read, and which statements came. Out: words by statement. What a statement
followed came on record before it: of a claim only what has lower ids is read, and what is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from claims.change_words import changes_of_read
from claims.models import Revision
from claims.statement_rows import READ, SAID, SaidRow
from history.as_of_sql import rows_sql
from history.keys_as_text import ids_sql, with_keys_as_text
from history.snapshots import Snapshot
from sources.models import Document, Source

UP_TO, NAMED = "x.id <= %(last)s", "x.id = ANY(%(named)s::uuid[])"


def words_as_recorded(
    snapshot: Snapshot, claim: Any, claims: Iterable[UUID], wanted: Sequence[str]
) -> dict[str, str]:
    """What each of these statements does to the one it follows; their keys as text.

    `claims`: the claim and all that is merged into it.
    """
    if not wanted:
        return {}
    given = {"at": snapshot.position, "claims": ids_sql(claims), "last": max(wanted)}
    rows, merged = _read(snapshot, UP_TO, given)
    rows = _with_named(rows, merged, snapshot, given)
    return changes_of_read(claim, rows, wanted, snapshot, merged)


def _with_named(
    rows: list[SaidRow], merged: dict[str, str], snapshot: Snapshot, given: dict[str, Any]
) -> list[SaidRow]:
    """What is superseded beside them, should its id be a higher one. No query, as a rule."""
    known = {row.id for row in rows}
    further = rows
    while further:
        named = {row.supersedes_id for row in further if row.supersedes_id} - known
        if not named:
            break
        further, also_merged = _read(snapshot, NAMED, {**given, "named": ids_sql(named)})
        merged |= also_merged
        known |= {row.id for row in further}
        rows = [*rows, *further]
    return rows


def _read(
    snapshot: Snapshot, which: str, given: dict[str, Any]
) -> tuple[list[SaidRow], dict[str, str]]:
    """The rows; and of the sources that speak in them those that are merged, each with what stands
    for it."""
    found = with_keys_as_text(_query(which, past=snapshot.past), given)
    merged = dict(found[0][0] or ()) if found else {}
    return [SaidRow._make(row[1:]) for row in found], merged


@cache
def _query(which: str, *, past: bool) -> str:
    """Each statement of the claims, with who published its document and when; and before all who
    of them is merged.

    Documents and sources are found all at once: one by one each would be a descent.
    """
    said = rows_sql(Revision, f"x.claim_id = ANY(%(claims)s::uuid[]) AND {which}", past=past)
    ids = "ARRAY(SELECT document_id FROM r)"
    documents = rows_sql(Document, f"x.id = ANY({ids})", past=past)
    speak = "SELECT publisher_id FROM d UNION SELECT unnest(ARRAY[attributed_to_id, via_id]) FROM r"
    speakers = rows_sql(Source, f"x.id = ANY(ARRAY({speak}))", past=past)
    return f"""
        WITH r AS MATERIALIZED {said}, d AS MATERIALIZED {documents}
        SELECT (SELECT array_agg(ARRAY[s.id, s.merged_into_id]) FROM {speakers} s
                WHERE s.merged_into_id IS NOT NULL),
            {", ".join(READ[name] for name in SAID)}
        FROM r JOIN d ON d.id = r.document_id
    """  # noqa: S608  tables and columns are models'
