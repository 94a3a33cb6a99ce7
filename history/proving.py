"""Makes proofs that rows stand in the log: their canonical texts, and the ways up to a root.

In: which records, and the size of the log. Out: the parts of a proof's JSON, which
`history.proof` checks. Run inside `pinned()`. Who may read what a text shows is the caller's to
decide: a text shows every column, the salt too.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any
from uuid import UUID

from django.db import connection, models

from api.refusals import Conflict, Fault
from history.canonical import ENTRY_TEXT, row_text, table_of
from history.merkle import Node, inclusion_proof, leaf_hash, nodes_asked_for
from history.row_trees import RowTree, row_trees
from history.tracking import TRACKED
from history.tree import kept_nodes

Model = type[models.Model]


@dataclass(frozen=True)
class HeldRow:
    """A historical row as it was hashed."""

    model: Model
    position: int
    history_id: int
    text: str

    @cached_property
    def columns(self) -> Mapping[str, Any]:
        read: Mapping[str, Any] = json.loads(self.text)
        return read


@dataclass(frozen=True, slots=True)
class Search:
    """Rows of a model whose column is one of these ids: of each record the newest, or all."""

    model: Model
    ids: Collection[UUID | str]
    column: str = "id"
    newest: bool = True


def held_rows(searches: Sequence[Search], position: int) -> list[list[HeldRow]]:
    """What each search finds up to a position, oldest first; one query for all."""
    query = " UNION ALL ".join(_select(number, search) for number, search in enumerate(searches))
    given = [each for search in searches for each in (list(search.ids), position)]
    found: list[list[HeldRow]] = [[] for _ in searches]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({query}) r ORDER BY 3", given)  # noqa: S608
        for number, *held in cursor.fetchall():
            found[number].append(HeldRow(searches[number].model, *held))
    return found


def _select(number: int, search: Search) -> str:
    table: str = TRACKED[search.model].historical._meta.db_table
    column = connection.ops.quote_name(search.column)
    distinct = "DISTINCT ON (h.id)" if search.newest else ""
    return f"""
        (SELECT {distinct} {number}, h.position, h.history_id, {row_text(table)}
         FROM {table_of(table)} h
         WHERE h.{column} = ANY(%s::uuid[]) AND h.position <= %s
         ORDER BY h.id, h.position DESC, h.history_id DESC)
    """  # noqa: S608  names of models


@dataclass(frozen=True, slots=True)
class Proofs:
    """The ways from rows to the digests of their entries, and from those to a root."""

    trees: Mapping[int, RowTree]
    texts: Mapping[int, str]
    nodes: Node
    size: int

    def row(self, held: HeldRow) -> dict[str, Any]:
        """A row as a proof shows it; its text is None if it no longer says what was sealed.

        So it is with what was erased for law: the hash was kept, and the way up from it.
        """
        tree = self.trees[held.position]
        sealed = tree.hash(held.history_id)
        return {
            "position": held.position,
            "text": held.text if leaf_hash(held.text.encode()) == sealed else None,
            "hash": sealed.hex(),
            "index": tree.index(held.history_id),
            "rows": tree.rows,
            "path": in_hex(tree.path(held.history_id)),
        }

    def entries(self) -> list[dict[str, Any]]:
        """The entries as a proof shows them, oldest first.

        Raises Conflict where one no longer says what was sealed: nothing of it can be proven.
        """
        return [
            {
                "position": position,
                "text": text,
                "leaf": self._leaf(position, text).hex(),
                "path": in_hex(inclusion_proof(position - 1, self.size, self.nodes)),
            }
            for position, text in sorted(self.texts.items())
        ]

    def _leaf(self, position: int, text: str) -> bytes:
        leaf = self.nodes(0, position - 1)
        if leaf != leaf_hash(text.encode()):
            raise erased(f"who wrote entry {position}, or why,")
        return leaf


def erased(what: str) -> Conflict:
    """The refusal to prove what no longer stands as it was sealed."""
    detail = f"{what} was erased since, as verify_ledger tells; what is left proves nothing"
    return Conflict(Fault("", "erased", detail))


def proofs_of(rows: Iterable[HeldRow], size: int) -> Proofs:
    """What proves these rows in a log of this size; five queries, or four."""
    positions = sorted({row.position for row in rows})
    return Proofs(row_trees(positions), entry_texts(positions), nodes_of(positions, size), size)


def entry_texts(positions: Collection[int]) -> dict[int, str]:
    """The canonical text of each entry."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT e.position, {ENTRY_TEXT} FROM public.history_entry e"  # noqa: S608
            " WHERE e.position = ANY(%s)",
            [list(positions)],
        )
        return dict(cursor.fetchall())


def nodes_of(positions: Iterable[int], size: int) -> Node:
    """The nodes that the inclusion proofs of these entries ask for, and their leaves."""
    asked: set[tuple[int, int]] = set()
    for position in positions:
        asked.add((0, position - 1))
        asked.update(nodes_asked_for(partial(inclusion_proof, position - 1, size)))
    return kept_nodes(asked)


def in_hex(hashes: Iterable[bytes]) -> list[str]:
    return [each.hex() for each in hashes]
