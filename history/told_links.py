"""What is read behind the links of historical rows, with the rows themselves.

Out: SQL. A historical row's link leads to today's row: nothing is read there but what never
changes, keys and slugs.
"""

from __future__ import annotations

from typing import Any

from history.telling import Telling


class Links:
    """What is read behind one link of a kind of record: never its own columns, which change."""

    def __init__(self, field: Any, telling: Telling, shown: set[str]) -> None:
        self.name, self.column = field.name, field.column
        self.lookups = [name for name in telling.lookups if name.startswith(f"{self.name}__")]
        self._keys = {f"{path}_id" for path in telling.within.values()}
        self.are_shown = not shown.isdisjoint(self.lookups)
        rest = [name.removeprefix(f"{self.name}__") for name in self.lookups]
        rows = field.related_model._base_manager.order_by()
        self._rows = str(rows.values_list(field.target_field.attname, *rest).query)

    def table(self, rows: str) -> str:
        """What these rows lead to, each once; as `l_…`, its key first.

        By an array of keys: of rows that a page picks the planner expects ten times as many as
        there are, and would sooner read all that they might lead to.
        """
        columns = ", ".join(f"c{number}" for number in range(len(self.lookups)))
        return f"""
            l_{self.name} (key, {columns}) AS MATERIALIZED (
                SELECT * FROM ({self._rows}) r (key, {columns})
                WHERE key = ANY(ARRAY(SELECT DISTINCT "{self.column}" FROM {rows})))
        """  # noqa: S608  made of models' names

    def join(self) -> str:
        """Leads from a row `h` to it.

        FULL, though nothing is left over: by hash then. Of an array the planner expects ten keys,
        and would compare each with each.
        """
        return f'FULL JOIN l_{self.name} ON l_{self.name}.key = h."{self.column}"'

    def select(self) -> list[str]:
        """The lookups, in their order."""
        return [
            f"l_{self.name}.c{number}{'::text' if name in self._keys else ''}"
            for number, name in enumerate(self.lookups)
        ]
