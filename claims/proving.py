"""Makes the proof that a statement stood on record; `claims.proof` checks it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import models

from claims.models import Claim, Entity, Revision, RevisionEntity, Topic
from claims.proof import LINKS
from history.canonical import pinned
from history.proving import HeldRow, Proofs, Search, erased, held_rows, proofs_of
from sources.models import Document, DocumentVersion, Source

Model = type[models.Model]
Key = tuple[Model, str]

MODELS: dict[str, Model] = {
    "claim": Claim,
    "topic": Topic,
    "document": Document,
    "version": DocumentVersion,
    "publisher": Source,
    "attributed_to": Source,
    "via": Source,
}


@dataclass
class Rows:
    """A statement's rows up to a position, and those of what it links to, as of that position."""

    statement: list[HeldRow]
    links: list[HeldRow]
    beside: dict[Key, HeldRow] = field(default_factory=dict)

    def named(self, name: str) -> Key | None:
        """The model and id of what stands beside the statement under this name."""
        _, by, column = LINKS[name]
        naming = self.statement[-1] if by == "statement" else self.at(by)
        id = naming.columns.get(column) if naming else None
        return None if id is None else (MODELS[name], id)

    def at(self, name: str) -> HeldRow | None:
        key = self.named(name)
        return None if key is None else self.beside.get(key)

    def entity_of(self, link: HeldRow) -> HeldRow:
        return self.beside[Entity, link.columns["entity_id"]]

    def __iter__(self) -> Iterator[HeldRow]:
        yield from (*self.statement, *self.links, *self.beside.values())


def prove_statement(revision: UUID, position: int, size: int) -> dict[str, Any]:
    """The parts of the answer that prove the statement as it stood at the position.

    Raises LookupError if it wasn't on record yet, Conflict if part of it was erased.
    """
    with pinned():
        rows = _rows(revision, position)
        if not rows.statement:
            raise LookupError(f"the statement was not on record yet at position {position}")
        proofs = proofs_of(rows, size)
    statement = [proofs.row(row) for row in rows.statement]
    if any(row["text"] is None for row in statement):
        raise erased("part of this statement")
    return {
        "statement": statement,
        "entities": [
            {"link": proofs.row(link), "entity": proofs.row(rows.entity_of(link))}
            for link in rows.links
        ],
        **{name: _shown(proofs, rows.at(name)) for name in LINKS},
        "entries": proofs.entries(),
    }


def _rows(revision: UUID, position: int) -> Rows:
    """Three queries: the statement, what it names, what that names."""
    statement, links = held_rows(
        [
            Search(Revision, [revision], newest=False),
            Search(RevisionEntity, [revision], column="revision_id"),
        ],
        position,
    )
    rows = Rows(statement, links)
    if not statement:
        return rows
    entities = [(Entity, link.columns["entity_id"]) for link in links]
    direct = ("claim", "document", "version", "attributed_to", "via")
    rows.beside |= _newest([*entities, *map(rows.named, direct)], position)
    rows.beside |= _newest(map(rows.named, ("topic", "publisher")), position)
    return rows


def _newest(wanted: Iterable[Key | None], position: int) -> dict[Key, HeldRow]:
    """The newest row of each record; None is passed over. One query."""
    ids: dict[Model, set[str]] = {}
    for key in wanted:
        if key is not None:
            ids.setdefault(key[0], set()).add(key[1])
    found = held_rows([Search(model, each) for model, each in ids.items()], position)
    return {(row.model, row.columns["id"]): row for rows in found for row in rows}


def _shown(proofs: Proofs, held: HeldRow | None) -> dict[str, Any] | None:
    return None if held is None else proofs.row(held)
