"""The limit's own copies of the statements and their history, each with its best index.

Copies, so that Onrecord's plans are made with Onrecord's indexes alone. On this data a statement
changes only by being voided and a line's latest statement is its head; the product may assume
neither, and the comparison of answers shows that nothing is lost by it here.
"""

from __future__ import annotations

from typing import Any

LINE = "claim_id, line_publisher, line_origin, definition, stance, stated_at DESC"
CARRIED = (
    "id, document_id, attributed_to_id, via_id, wording, qualifier, quantity, stated_before,"
    " sequence, supersedes_id"
)
TABLES = f"""
    CREATE TABLE limit_revision AS SELECT * FROM claims_revision ORDER BY id;
    ALTER TABLE limit_revision ADD PRIMARY KEY (id);
    CREATE INDEX limit_head ON limit_revision ({LINE}) INCLUDE ({CARRIED}) WHERE NOT is_void;
    CREATE INDEX limit_said ON limit_revision (claim_id, stated_at) WHERE NOT is_void;
    CREATE INDEX limit_superseding ON limit_revision (supersedes_id)
        INCLUDE (id) WHERE supersedes_id IS NOT NULL AND NOT is_void;

    CREATE TABLE limit_history AS SELECT * FROM claims_historicalrevision ORDER BY history_id;
    ALTER TABLE limit_history ADD PRIMARY KEY (history_id);
    CREATE INDEX limit_was_head ON limit_history ({LINE}) INCLUDE (position, {CARRIED})
        WHERE NOT is_void;
    CREATE INDEX limit_voided ON limit_history (claim_id, position) INCLUDE (id) WHERE is_void;
    CREATE INDEX limit_told ON limit_history (claim_id, position, history_id);
    CREATE INDEX limit_entry ON limit_history (position, history_id);
    CREATE INDEX limit_before ON limit_history (id, history_id) INCLUDE (position);
"""  # noqa: S608  made of our own names
NEWER = """
    INSERT INTO limit_revision SELECT r.* FROM claims_revision r
        WHERE NOT EXISTS (SELECT FROM limit_revision l WHERE l.id = r.id);
    INSERT INTO limit_history SELECT h.* FROM claims_historicalrevision h
        WHERE h.history_id > (SELECT max(history_id) FROM limit_history) ORDER BY h.history_id;
"""


def make(session: Any) -> None:
    session.execute(TABLES)


def drop(session: Any) -> None:
    session.execute("DROP TABLE IF EXISTS limit_revision, limit_history")


def follow(session: Any) -> None:
    """Take over what was recorded since."""
    session.execute(NEWER)
