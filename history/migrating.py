"""What migrations of tracked tables are made of: SQL in files, and columns that stay.

SQL lives beside the migrations that run it: sql/<name>.sql and .down.sql.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db.migrations import RemoveField, RunSQL


def run_sql_file(migration_file: str) -> RunSQL:
    """Run the SQL files named as the migration itself; pass its `__file__`."""
    migration = Path(migration_file)
    folder = migration.parent / "sql"
    forward = (folder / f"{migration.stem}.sql").read_text()
    backward = (folder / f"{migration.stem}.down.sql").read_text()
    return RunSQL(forward, backward)


def record_value(table: str, column: str, value: str, reason: str) -> RunSQL:
    """Give a column added null a value in every live row, in an entry of its own that says why.

    `value` is an SQL expression. To run with the triggers that know the column; what the column
    held before stays unsaid, as it was. Not taken back: history only grows.
    """
    return RunSQL(
        [
            ("SELECT public.history_open(NULL, '', NULL, 'command', %s, '')", [reason]),
            f'UPDATE public."{table}" SET "{column}" = {value} WHERE "{column}" IS NULL',  # noqa: S608
            "SELECT public.history_seal()",
        ],
        RunSQL.noop,
    )


class KeepColumn(RemoveField):
    """Takes the place of RemoveField for a historical model: the field goes, its column stays.

    Sealed rows go on saying what they said; those to come may leave the column out. Going back
    leaves it so, since they did.
    """

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        model = from_state.apps.get_model(app_label, self.model_name)
        field = model._meta.get_field(self.name)
        if not self.allow_migrate_model(schema_editor.connection.alias, model) or field.null:
            return
        table, column = map(schema_editor.quote_name, (model._meta.db_table, field.column))
        schema_editor.execute(f"ALTER TABLE {table} ALTER COLUMN {column} DROP NOT NULL")

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        pass

    def describe(self) -> str:
        return f"Keep the column of {self.name}, drop the field from {self.model_name}"

    @property
    def migration_name_fragment(self) -> str:
        return f"keep_{self.model_name_lower}_{self.name_lower}"
