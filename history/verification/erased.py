"""Rows that were emptied by law: the hash each was sealed with, and that of what remains. Pure.

In: what history_erasure holds, in the order it was written. Out: the hash to take for a row in its
place, and the faults of what is called erased and isn't so. The rows that say so are hashed
themselves, into the digests of the entries that erased.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from history.verification import findings
from history.verification.faults import Fault

ErasureRow = tuple[str, int, bytes, bytes, int, list[str]]
"""Table and number of the erased row, its sealed and remaining hash, the position of the entry that
erased, the columns."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What is kept of a row after its last erasure. Of an entry, `number` is its position."""

    table: str
    number: int
    sealed: bytes
    remaining: bytes
    position: int
    columns: frozenset[str]


class Erasures:
    """Every erased row, by table and number; in memory, some hundred bytes each."""

    def __init__(self, rows: Iterable[ErasureRow] = ()) -> None:
        self.found: list[Fault] = []
        self.rows: dict[tuple[str, int], Erased] = {}
        for table, number, sealed, remaining, position, columns in rows:
            before = self.rows.get((table, number))
            if before is not None and before.sealed != sealed:
                self.found.append(findings.erased_twice(table, number, position))
            emptied = frozenset(columns) | (before.columns if before else frozenset())
            kept = before.sealed if before else sealed
            self.rows[table, number] = Erased(table, number, kept, remaining, position, emptied)
        self._unmet = set(self.rows)

    def sealed(self, table: str, number: int, made: bytes, position: int) -> bytes:
        """The hash a row was sealed with: `made` of it now, unless it was erased since."""
        erased = self.rows.get((table, number))
        if erased is None:
            return made
        self._unmet.discard((table, number))
        if made != erased.remaining:
            self.found.append(
                findings.erased_changed(table, number, position, erased.remaining, made)
            )
        if erased.position < position:
            self.found.append(findings.erased_too_early(table, number, position, erased.position))
        return erased.sealed

    def unmet(self) -> Iterator[Fault]:
        """Erasures of rows that are not there."""
        for table, number in sorted(self._unmet):
            yield findings.erased_nothing(table, number, self.rows[table, number].position)
