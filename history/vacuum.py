"""When PostgreSQL looks after the tables that only grow: their storage parameters, as SQL.

In: a table's name. Out: statements for a migration. Pure. The figures and why: docs/operating.md.
"""

from __future__ import annotations

# By default a table without dead rows is vacuumed once a fifth of it is new: at five million rows
# that leaves a million on pages not known to be all visible, and every index-only scan that meets
# one reads the table after all. A vacuum of new rows alone visits their pages and no index, so a
# fixed number costs the same however long the table has grown. Rows that never change are frozen
# on that one visit: PostgreSQL's own advice, and it spares the great vacuum against wraparound.
GROWS_ONLY = {
    "autovacuum_vacuum_insert_threshold": "5000",
    "autovacuum_vacuum_insert_scale_factor": "0",
    "autovacuum_freeze_min_age": "0",
    # What is read most is the newest, which old statistics know nothing of.
    "autovacuum_analyze_scale_factor": "0.02",
}


def grows_only(table: str) -> str:
    """The statement that sets a table up as one that only grows."""
    settings = ",\n    ".join(f"{name} = {value}" for name, value in GROWS_ONLY.items())
    return f"ALTER TABLE public.{table} SET (\n    {settings}\n);"
