"""What a verification finds: where, what was expected, what came. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it was sealed or installed.

    `code` is stable, `what` a sentence. `table`, `history_id`, `record` (the record's key),
    `position` and `column` are given where they can be known; `expected` and `found` likewise.
    """

    code: str
    what: str
    table: str = ""
    position: int | None = None
    history_id: int | None = None
    record: str = ""
    column: str = ""
    expected: str = ""
    found: str = ""

    @property
    def where(self) -> str:
        """The place in words: entry 7, sources_historicalsource, row 45, record …, column name."""
        parts = [
            f"entry {self.position}" if self.position is not None else "",
            self.table,
            f"row {self.history_id}" if self.history_id is not None else "",
            f"record {self.record}" if self.record else "",
            f"column {self.column}" if self.column else "",
        ]
        return ", ".join(part for part in parts if part)

    def __str__(self) -> str:
        lines = [f"{self.code}: {self.what}"]
        if self.where:
            lines.append(f"  where     {self.where}")
        if self.expected or self.found:
            lines.append(f"  expected  {self.expected or 'nothing'}")
            lines.append(f"  found     {self.found or 'nothing'}")
        return "\n".join(lines)
