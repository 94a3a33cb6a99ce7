"""Of a claim's statements those that shown ones can follow: what each names, the last on its line.

In: statements shown, now, and how many to read of each voice back from there. Out: further rows, by
descents of the index claims_revision_line, whatever else was said of the claim. Whether they were
enough, `claims.succession.Lines` says. Never as of a position: there lines may have moved since.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple
from uuid import UUID

from claims.said_order import View
from claims.statement_rows import StatementRow, ids_sql, rows_among
from claims.values import Stance
from sources.models import Source

ON_LINE = "x.claim_id = c.id AND x.line_publisher = p.id AND x.line_origin = o.id"


class Start(NamedTuple):
    """A voice as it is read now, and the time from which it is followed back."""

    publisher: UUID
    origin: UUID
    stated_at: str | None


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
        **view.given,
        "publishers": ids_sql(start.publisher for start in starts),
        "origins": ids_sql(start.origin for start in starts),
        "stated": [start.stated_at for start in starts],
        "voices": ids_sql({id for start in starts for id in (start.publisher, start.origin)}),
        "most": most,
        "named": ids_sql(named),
        "known": ids_sql(row.id for row in shown),
    }
    return rows_among(view.snapshot, _query(view), given, view.until)


def _query(view: View) -> str:
    """Ids. A merged source speaks on the line of the one that stands for it."""
    standing = replace(view, void=False)
    on_line = f"{standing.sql(ON_LINE)} x WHERE true"
    return f"""
        WITH voice AS (
            SELECT * FROM unnest(
                %(publishers)s::uuid[], %(origins)s::uuid[], %(stated)s::timestamptz[]
            ) s (publisher, origin, stated_at)
        ), member AS MATERIALIZED (
            SELECT id, id AS stands FROM unnest(%(voices)s::uuid[]) v (id)
            UNION ALL
            SELECT id, merged_into_id FROM {Source._meta.db_table}
            WHERE merged_into_id = ANY(%(voices)s::uuid[])
        ), near AS MATERIALIZED (
            SELECT r.id, r.supersedes_id, r.stance FROM voice
            JOIN member p ON p.stands = voice.publisher
            JOIN member o ON o.stands = voice.origin
            CROSS JOIN {view.claims} c
            CROSS JOIN LATERAL (
                (SELECT x.id, x.supersedes_id, x.stance FROM {on_line}
                    AND x.stated_at <= voice.stated_at
                 ORDER BY x.stated_at DESC FETCH FIRST %(most)s ROWS WITH TIES)
                UNION ALL
                (SELECT x.id, x.supersedes_id, x.stance FROM {on_line} AND x.stated_at IS NULL)
            ) r
        ), wanted AS (
            SELECT id FROM near
            UNION SELECT unnest(%(named)s::uuid[])
            UNION SELECT supersedes_id FROM near WHERE stance = '{Stance.WITHDRAWS}'
            UNION SELECT n.supersedes_id
            FROM unnest(%(named)s::uuid[]) w (id)
            CROSS JOIN LATERAL {view.sql("x.id = w.id")} n WHERE n.stance = '{Stance.WITHDRAWS}'
        )
        SELECT v.id FROM wanted CROSS JOIN LATERAL {view.sql("x.id = wanted.id")} v
        WHERE v.id <> ALL(%(known)s::uuid[])
    """  # noqa: S608  tables are models'
