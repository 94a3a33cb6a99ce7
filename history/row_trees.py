"""The tree over an entry's rows, from which its digest follows and a row's path is read.

The rows are hashed by PostgreSQL, in one query for all entries asked for, and come out as two
byte strings an entry: no text is fetched. Trees of large entries are kept for a while, since an
import of 100,000 statements is one entry, and each of them may be asked about. docs/ledger.md
gives the times.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping
from threading import Lock

from django.db import connection

from api.refusals import Conflict, Fault
from history.canonical import rows_written
from history.merkle import Subtrees, inclusion_proof, root
from history.models import Entry, EntryTable

WORTH_KEEPING = 1_000
KEPT_ROWS = 2_000_000  # 72 bytes each


class RowTree:
    """The tree over one entry's rows, in the order of their history_id."""

    def __init__(self, history_ids: bytes, hashes: bytes) -> None:
        self._ids = array("q", history_ids)
        self._ids.byteswap()  # int8send is big-endian
        self._nodes = Subtrees(hashes)
        self.rows = self._nodes.size

    @property
    def digest(self) -> bytes:
        return root(self.rows, self._nodes)

    def index(self, history_id: int) -> int:
        return bisect_left(self._ids, history_id)

    def hash(self, history_id: int) -> bytes:
        """The hash that a row was sealed with."""
        return self._nodes(0, self.index(history_id))

    def path(self, history_id: int) -> list[bytes]:
        """What leads from a row of this entry to its digest."""
        return inclusion_proof(self.index(history_id), self.rows, self._nodes)


def row_trees(positions: Collection[int]) -> dict[int, RowTree]:
    """The tree of each entry; two queries, three where one is not kept. Inside `pinned()`.

    Raises Conflict where an entry's rows no longer give its digest.
    """
    digests = {
        position: bytes(digest or b"")
        for position, digest in Entry.objects.filter(position__in=positions).values_list(
            "position", "digest"
        )
    }
    trees = dict(_kept.found(digests))
    missing = [position for position in digests if position not in trees]
    for position, tree in _built(missing):
        if tree.digest != digests[position]:
            raise Conflict(
                Fault(
                    "",
                    "digest_differs",
                    f"the rows of entry {position} no longer give its digest, so that nothing "
                    "of it can be proven; verify_ledger says more",
                )
            )
        _kept.keep(digests[position], tree)
        trees[position] = tree
    return trees


def _built(positions: Collection[int]) -> Iterator[tuple[int, RowTree]]:
    if not positions:
        return
    tables = EntryTable.objects.filter(position__in=positions)
    named = sorted(set(tables.values_list("historical_table", flat=True)))
    query = f"""
        SELECT r.position,
               string_agg(int8send(r.history_id), ''::bytea ORDER BY r.history_id),
               string_agg(r.hash, ''::bytea ORDER BY r.history_id)
        FROM ({rows_written(named)}) r GROUP BY r.position
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(query, [list(positions)] * len(named))
        for position, history_ids, hashes in cursor.fetchall():
            yield position, RowTree(bytes(history_ids), bytes(hashes))


class _Kept:
    """The trees of large entries that were asked for last, by digest: that never means another."""

    def __init__(self) -> None:
        self._trees: OrderedDict[bytes, RowTree] = OrderedDict()
        self._lock = Lock()

    def found(self, digests: Mapping[int, bytes]) -> Iterator[tuple[int, RowTree]]:
        with self._lock:
            for position, digest in digests.items():
                if digest in self._trees:
                    self._trees.move_to_end(digest)
                    yield position, self._trees[digest]

    def keep(self, digest: bytes, tree: RowTree) -> None:
        if tree.rows < WORTH_KEEPING:
            return
        with self._lock:
            self._trees[digest] = tree
            while len(self._trees) > 1 and sum(t.rows for t in self._trees.values()) > KEPT_ROWS:
                self._trees.popitem(last=False)


_kept = _Kept()
