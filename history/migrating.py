"""SQL that lives in files beside the migrations that run it: sql/<name>.sql and .down.sql."""

from __future__ import annotations

from pathlib import Path

from django.db.migrations import RunSQL


def run_sql_file(migration_file: str) -> RunSQL:
    """Run the SQL files named as the migration itself; pass its `__file__`."""
    migration = Path(migration_file)
    folder = migration.parent / "sql"
    forward = (folder / f"{migration.stem}.sql").read_text()
    backward = (folder / f"{migration.stem}.down.sql").read_text()
    return RunSQL(forward, backward)
