"""Checks what revisions/{r}/proof/ answers: that a statement, in these words, stood on record.

In: the JSON of the answer and the verifier key of the ledger. Out: the statement and what it
links to, each row proven to stand in the log, or NotProven. Pure: no Django, no database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from api.typeid import encode
from history.proof import NotProven, ProvenLog, ProvenRow, malformed, open_log

PREFIX = "rev"
STATEMENT = "claims_historicalrevision"
NAMED_ENTITY = "claims_historicalrevisionentity"
ENTITY = "claims_historicalentity"
SOURCE = "sources_historicalsource"
LINKS = {
    "claim": ("claims_historicalclaim", "statement", "claim_id"),
    "topic": ("claims_historicaltopic", "claim", "topic_id"),
    "document": ("sources_historicaldocument", "statement", "document_id"),
    "version": ("sources_historicaldocumentversion", "statement", "version_id"),
    "publisher": (SOURCE, "document", "publisher_id"),
    "attributed_to": (SOURCE, "statement", "attributed_to_id"),
    "via": (SOURCE, "statement", "via_id"),
}
"""What stands beside a statement: of which table, and the row and column that name it."""


@dataclass(frozen=True, slots=True)
class ProvenStatement:
    """A statement as the log holds it up to the size of its checkpoint.

    `rows` are its own, oldest first: how it was recorded, and what befell it since. `context`
    holds the rows that stand beside it by the names of LINKS, `entities` those it names; of
    either, what was erased for law is left out.
    """

    log: ProvenLog
    rows: tuple[ProvenRow, ...]
    context: Mapping[str, ProvenRow]
    entities: tuple[ProvenRow, ...]

    @property
    def wording(self) -> str:
        return str(self.rows[0].columns["wording"])

    @property
    def is_void(self) -> bool:
        return bool(self.rows[-1].columns["is_void"])


def verify_statement(proof: Mapping[str, Any], key: str) -> ProvenStatement:
    """What the proof shows; `key` is the verifier key, had beforehand from whoever keeps the log.

    Raises NotProven. That a later row, or one of several entities, is not kept back no proof can
    show: it proves what stands in the log, not what doesn't.
    """
    log = open_log(proof, key)
    try:
        rows = tuple(log.row(each, STATEMENT) for each in proof["statement"])
        _check_one_statement(rows, proof["revision"])
        context: dict[str, ProvenRow] = {}
        for name, (table, by, column) in LINKS.items():
            naming = rows[-1] if by == "statement" else context.get(by)
            if naming is None or _is_erased(proof[name]):
                continue
            linked = _linked(log, proof[name], table, naming.columns.get(column), name)
            if linked is not None:
                context[name] = linked
        entities = tuple(
            _entity(log, each, rows[0])
            for each in proof["entities"]
            if not _is_erased(each["entity"])
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise malformed(error) from error
    return ProvenStatement(log, rows, context, entities)


def _check_one_statement(rows: tuple[ProvenRow, ...], revision: str) -> None:
    if not rows or rows[0].kind != "+":
        raise NotProven("the proof does not begin with the statement's making")
    if {encode(PREFIX, UUID(row.columns["id"])) for row in rows} != {revision}:
        raise NotProven(f"the rows are not all of statement {revision!r}")
    order = [row.columns["history_id"] for row in rows]
    if order != sorted(set(order)):
        raise NotProven("the statement's rows are not in the order written")


def _is_erased(given: Mapping[str, Any] | None) -> bool:
    """Whether a row was erased for law, so that its text proves nothing and is not given."""
    return given is not None and given["text"] is None


def _linked(
    log: ProvenLog, given: Mapping[str, Any] | None, table: str, id: Any, name: str
) -> ProvenRow | None:
    if id is None and given is None:
        return None
    if id is None or given is None:
        raise NotProven(f"{name}: the statement and the proof do not both name one")
    row = log.row(given, table)
    if row.columns["id"] != id:
        raise NotProven(f"{name}: the row is of another than the statement names")
    return row


def _entity(log: ProvenLog, given: Mapping[str, Any], statement: ProvenRow) -> ProvenRow:
    """An entity that the statement names, by the row that names it."""
    link = log.row(given["link"], NAMED_ENTITY)
    entity = log.row(given["entity"], ENTITY)
    if link.columns["revision_id"] != statement.columns["id"]:
        raise NotProven("entities: a row names an entity of another statement")
    if entity.columns["id"] != link.columns["entity_id"]:
        raise NotProven("entities: the row is of another than the statement names")
    return entity
