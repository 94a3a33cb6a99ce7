"""The rows that entries wrote, checked against their digests and the tables they name. Pure.

Walks two streams beside the entries: row hashes by history_id, and (position, table) by both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set

from history.verification import findings
from history.verification.erased import Erasures
from history.verification.faults import Fault
from history.verification.growing import TreeHash

RowHash = tuple[int, int, str, int, bytes]
"""history_id, position, historical table, history_date in microseconds (0: it has none), hash of
the canonical text."""

Listed = tuple[int, str]


class Written:
    """What the rows at each position come to; faults go to `found`."""

    def __init__(
        self,
        rows: Iterable[RowHash],
        listed: Iterable[Listed],
        erasures: Erasures,
        found: list[Fault],
    ) -> None:
        self.count = 0
        self._rows, self._listed, self._found = iter(rows), iter(listed), found
        self._erasures = erasures
        self._dates: dict[str, int] = {}
        self._last: RowHash | None = None
        self._row, self._ahead = next(self._rows, None), next(self._rows, None)
        self._name = next(self._listed, None)
        self._look_ahead()

    def check(self, position: int, digest: bytes | None) -> None:
        """The rows of an entry, which must make its digest and lie in the tables it lists."""
        if self._row is not None and self._row[1] < position:
            self._stray(position)
        hashes, newest, back = TreeHash(), dict[str, int](), []
        while (row := self._row) is not None and row[1] == position:
            hashes.add(self._sealed(row))
            earliest = newest.get(row[2], self._dates.get(row[2], row[3]))
            if row[3] < earliest:
                back.append(findings.date_goes_back(row, earliest))
            newest[row[2]] = row[3]
            self._advance()
        self._check_tables(position, newest.keys())
        made = hashes.hash()
        if made != digest:
            self._found.append(findings.rows_changed(position, hashes.size, digest, made))
            return
        self._found += back
        self._dates.update(newest)

    def _sealed(self, row: RowHash) -> bytes:
        number, position, table, _, made = row
        return self._erasures.sealed(table, number, made, position) if self._erasures.rows else made

    def skip_to(self, position: int) -> int:
        """Pass over the rows before a position, whose entries are missing; how many there are."""
        passed = 0
        while self._row is not None and self._row[1] < position:
            passed += 1
            self._advance()
        for _ in self._names_before(position):
            pass
        return passed

    def end(self, head: int) -> None:
        """What is left lies beyond the head."""
        for position, table in self._names_before(None):
            self._found.append(findings.listed_without_entry(position, table))
        if self._row is not None:
            self._stray(None, head)

    def _stray(self, position: int | None, head: int | None = None) -> None:
        """Rows at positions that have no entry: the first is named, the others counted."""
        first, count = self._row, 0
        while self._row is not None and (position is None or self._row[1] < position):
            count += 1
            self._advance()
        if first is not None:
            self._found.append(findings.row_without_entry(first, count, head))

    def _check_tables(self, position: int, tables: Set[str]) -> None:
        listed = set()
        for at, table in self._names_before(position + 1):
            if at == position:
                listed.add(table)
            else:
                self._found.append(findings.listed_without_entry(at, table))
        if listed != tables:
            for table in sorted(tables - listed):
                self._found.append(findings.table_not_listed(position, table))
            for table in sorted(listed - tables):
                self._found.append(findings.listed_without_rows(position, table))

    def _names_before(self, position: int | None) -> Iterator[Listed]:
        while self._name is not None and (position is None or self._name[0] < position):
            yield self._name
            self._name = next(self._listed, None)

    def _advance(self) -> None:
        """Go on to the next row, looking one further: a row may stand too high or too low."""
        self.count += 1
        self._last, self._row = self._row, self._ahead
        self._ahead = next(self._rows, None)
        self._look_ahead()

    def _look_ahead(self) -> None:
        while self._row is not None and self._ahead is not None:
            if _follows(self._ahead, self._row):
                return
            stray, other = self._ahead, self._row
            # Of the two, the one that does not fit what came before is the stray, passed over.
            if self._ahead[1] >= (self._last[1] if self._last else 1):
                stray, other = other, stray
                self._row = other
            self._found.append(findings.out_of_order(stray, other))
            self.count += 1
            self._ahead = next(self._rows, None)


def _follows(row: RowHash, before: RowHash) -> bool:
    return row[0] > before[0] and row[1] >= before[1]
