"""The log checked against what it hashes: entries, their rows, the tables they name. Pure.

In: three streams, read once, each in order: entries by position, rows by history_id, and which
tables each entry wrote to. Out: faults, as they are met. Memory does not grow with the log.

After a fault it goes on from what was sealed where the kept hashes still show it, so that one
change is one fault and not every root behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from history.verification import findings
from history.verification.erased import Erasures
from history.verification.faults import Fault
from history.verification.growing import EMPTY_ROOT, Grown, grown
from history.verification.written import Listed, RowHash, Written

EntryHashes = tuple[int, int | None, bytes | None, bytes, bytes | None, list[bytes | None] | None]
"""Position, recorded_at, digest, hash of what the entry holds now, root, and the nodes kept of the
subtrees it completes, by level. Times in microseconds since 2000."""

UNKNOWN = bytes(32)  # a subtree of which nothing is left
KeptLeaf = Callable[[int], bytes | None]
"""The leaf that ledger_node keeps of a position."""


class Log:
    """A log being checked; `size`, `rows` and `root` are what it came to.

    `kept`: roots by size, from checkpoints that somebody kept. `erasures`: of rows and entries.
    """

    def __init__(
        self, kept: Mapping[int, bytes], kept_leaf: KeptLeaf, erasures: Erasures | None = None
    ) -> None:
        self.size = 0
        self.entries = 0
        self.root = EMPTY_ROOT
        self.recorded: int | None = None
        self.rows = 0
        self.compared: set[int] = set()
        self.erasures = erasures or Erasures()
        self._kept = kept
        self._kept_leaf = kept_leaf
        self._peaks: list[bytes] = []
        self._found: list[Fault] = self.erasures.found
        self._astray = False  # roots can't be followed on; said once

    def faults(
        self, entries: Iterable[EntryHashes], rows: Iterable[RowHash], listed: Iterable[Listed]
    ) -> Iterator[Fault]:
        """Everything that is wrong, in the order of positions."""
        found = self._found
        written = Written(rows, listed, self.erasures, found)
        for entry in entries:
            position = entry[0]
            if position <= self.size:
                found.append(findings.position_repeated(position))
                continue
            if position != self.size + 1:
                self._pass_gap(position, written)
            self._check_seal(entry)
            self._check_place(entry)
            written.check(position, entry[2])
            self._compare(position)
            if found:
                yield from found
                found.clear()
        written.end(self.size)
        found += self.erasures.unmet()
        self._end()
        self.rows = written.count
        yield from found

    def _check_seal(self, entry: EntryHashes) -> None:
        position, recorded, digest, _, root, _ = entry
        self.entries += 1
        if recorded is None or digest is None or root is None:
            self._found.append(findings.not_sealed(position))
        elif self.recorded is not None and recorded <= self.recorded:
            self._found.append(findings.not_later(position, self.recorded, recorded))
        if recorded is not None:
            self.recorded = recorded

    def _check_place(self, entry: EntryHashes) -> None:
        """The entry's leaf put into the tree, and the kept hashes compared with what it makes."""
        position, _, _, leaf, root, nodes = entry
        if self.erasures.rows:
            leaf = self.erasures.sealed(findings.ENTRY, position, leaf, position)
        tree = grown(self._peaks, self.size, leaf)
        if tree.root != root or tree.completed != nodes:
            tree = self._judge(position, tree, root, nodes or [])
        self._peaks, self.root, self.size = tree.peaks, tree.root, position

    def _judge(
        self, position: int, tree: Grown, root: bytes | None, nodes: list[bytes | None]
    ) -> Grown:
        """Name what is wrong with an entry's hashes; the tree to go on from."""
        leaf, kept = tree.completed[0], nodes[0] if nodes else None
        if kept is not None and kept != leaf and tree.root != root:
            sealed = grown(self._peaks, self.size, kept)
            if sealed.root == root or self._astray:
                self._found.append(findings.entry_changed(position, kept, leaf))
                tree, leaf = sealed, kept
        if tree.root != root and not self._astray:
            self._found.append(findings.other_root(position, tree.root, root))
            self._astray = True
        elif tree.root == root:
            self._astray = False
        if not self._astray or leaf != kept:
            self._check_nodes(position, tree.completed, nodes)
        return tree

    def _check_nodes(
        self, position: int, completed: list[bytes], nodes: list[bytes | None]
    ) -> None:
        for level, hash in enumerate(completed):
            kept = nodes[level] if level < len(nodes) else None
            if kept != hash:
                self._found.append(findings.other_node(position, level, hash, kept))
                if self._astray:
                    return

    def _pass_gap(self, position: int, written: Written) -> None:
        """Positions without an entry, taken on from the leaves that are kept of them."""
        first, rows = self.size + 1, written.skip_to(position)
        self._found.append(findings.missing(first, position - 1, rows))
        while self.size < position - 1 and not self._astray:
            kept = self._kept_leaf(self.size + 1)
            if kept is None:
                self._astray = True
            else:
                tree = grown(self._peaks, self.size, kept)
                self._peaks, self.root, self.size = tree.peaks, tree.root, self.size + 1
        if self._astray:
            self._peaks = [UNKNOWN] * (position - 1).bit_count()
        self.size = position - 1

    def _compare(self, position: int) -> None:
        if position in self._kept:
            self.compared.add(position)
            if self._kept[position] != self.root:
                self._found.append(findings.rewritten(position, self._kept[position], self.root))

    def _end(self) -> None:
        for size in sorted(self._kept):
            if size > self.size:
                self._found.append(findings.cut(size, self.size))
            elif size == 0 and self._kept[0] != EMPTY_ROOT:
                self._found.append(findings.rewritten(0, self._kept[0], EMPTY_ROOT))
