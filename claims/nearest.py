"""Of a claim's statements those that shown ones can follow: what each names, the last on its line.

In: statements shown, now, and how many to read of each voice back from there. Out: further rows, by
descents of the index claims_revision_line, whatever else was said of the claim. Whether they were
enough, `claims.succession.Lines` says. As of a position lines may have moved since: there all of
the claim is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from claims.said_order import View
from claims.statement_rows import READ, SAID, SaidRow, StatementRow, rows_among
from history.as_of_sql import rows_sql
from history.keys_as_text import ids_sql, with_keys_as_text
from sources.models import Document

NEAREST = """
    SELECT public.claims_nearest(
        %(claim)s, %(until)s, %(inclusive)s, %(void)s, %(publishers)s::uuid[], %(origins)s::uuid[],
        %(stated)s::timestamptz[], %(most)s, %(named)s::uuid[], %(known)s::uuid[]
    )
"""


class Start(NamedTuple):
    """A voice as it is read now, and the time from which it is followed back."""

    publisher: str
    origin: str
    stated_at: str | None


def rows_of_past(view: View) -> list[SaidRow]:
    """All that is in view of a claim as of a position. One query."""
    query = f"""
        SELECT {", ".join(READ[name] for name in SAID)}
        FROM {view.claims} c
        CROSS JOIN LATERAL {view.sql("x.claim_id = c.id")} r
        CROSS JOIN LATERAL {rows_sql(Document, "x.id = r.document_id", past=True)} d
    """  # noqa: S608  tables and columns are models'
    return [SaidRow._make(row) for row in with_keys_as_text(query, view.given)]


def rows_before(
    view: View, shown: Sequence[StatementRow], starts: Sequence[Start], most: int
) -> list[StatementRow]:
    """What the starts lead to, `most` dated ones a voice or more if they were said at once, all
    of unknown time, and what is named by these or by the shown. One query, if anything is asked.
    """
    named = {row.supersedes_id for row in shown if row.supersedes_id} - {row.id for row in shown}
    if not starts and not named:
        return []
    given = {
        "claim": view.claim,
        "void": view.void,
        "publishers": ids_sql(start.publisher for start in starts),
        "origins": ids_sql(start.origin for start in starts),
        "stated": [start.stated_at for start in starts],
        "most": most,
        "named": ids_sql(named),
        "known": ids_sql(row.id for row in shown),
    }
    return rows_among(view.snapshot, NEAREST, given, view.until)
