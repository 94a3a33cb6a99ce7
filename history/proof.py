"""Checks a proof that rows stand in the log: offline, from its texts and a verifier key alone.

In: the JSON of a proof (docs/ledger.md) and whose checkpoint it must carry. Out: what its rows
say, or NotProven. Nothing is taken from the JSON but what a hash or a signature vouches for:
positions, times and authors come from the texts. Pure: no Django, no database.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from history.checkpoint import BadNote, Checkpoint, Verifier, open_checkpoint
from history.merkle import inclusion_holds, leaf_hash, root_by_inclusion

ENTRY_TABLE = "history_entry"


class NotProven(ValueError):
    """The proof does not show what it should; says where it fails."""


@dataclass(frozen=True, slots=True)
class ProvenRow:
    """A row that stands in the log: what the record held from this entry on.

    `kind` is + for made, ~ for changed, - for deleted. `columns` are the record's and the row's
    own, by their first names; a column without a value is absent. `entry` is who wrote it, when
    and why, as columns too.
    """

    table: str
    kind: str
    position: int
    columns: Mapping[str, Any]
    entry: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ProvenLog:
    """A log's checkpoint, and those of its entries that a proof has shown."""

    checkpoint: Checkpoint
    entries: Mapping[int, Mapping[str, Any]]

    def row(self, given: Mapping[str, Any], table: str) -> ProvenRow:
        """A row of the table, once its path leads to the digest of the entry it says."""
        columns = _columns(given)
        position = columns.get("position")
        entry = self.entries.get(position) if isinstance(position, int) else None
        if entry is None:
            raise NotProven(f"the proof shows no entry {position!r}, which a row says it is of")
        reached = root_by_inclusion(
            _hash(given, "hash"), given["index"], given["rows"], _path(given)
        )
        if reached is None or f"\\x{reached.hex()}" != entry.get("digest"):
            raise NotProven(f"a row does not lead to the digest of entry {position}")
        if columns.get("@table") != table:
            raise NotProven(f"a row is of {columns.get('@table')}, not of {table}")
        return ProvenRow(table, columns["history_type"], entry["position"], columns, entry)


def open_log(proof: Mapping[str, Any], key: str) -> ProvenLog:
    """The log that a proof speaks of, its checkpoint and entries checked.

    `key` is the verifier key of whoever runs the log, had from them beforehand; the one in the
    proof proves nothing. Raises NotProven.
    """
    try:
        checkpoint = open_checkpoint(proof["checkpoint"], [Verifier.parse(key)])
        if proof["size"] != checkpoint.size:
            raise NotProven(f"the checkpoint is of size {checkpoint.size}, not {proof['size']!r}")
        given: Sequence[Mapping[str, Any]] = proof["entries"]
        return ProvenLog(checkpoint, dict(_entry(each, checkpoint) for each in given))
    except BadNote as error:
        raise NotProven(f"the checkpoint: {error}") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise malformed(error) from error


def malformed(error: Exception) -> NotProven:
    """What is raised for JSON that has not the form of a proof."""
    return NotProven(f"this has not the form of a proof: {type(error).__name__} {error}")


def _entry(given: Mapping[str, Any], checkpoint: Checkpoint) -> tuple[int, Mapping[str, Any]]:
    columns = _columns(given)
    position = columns.get("position")
    if columns.get("@table") != ENTRY_TABLE or not isinstance(position, int):
        raise NotProven("a text given as an entry's is none")
    leaf = _hash(given, "leaf")
    if not inclusion_holds(leaf, position - 1, checkpoint.size, _path(given), checkpoint.root):
        raise NotProven(f"entry {position} does not lead to the root of the checkpoint")
    return position, columns


def _columns(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a canonical text says; the position beside it must be the same."""
    try:
        columns: Any = json.loads(given["text"], parse_float=Decimal)
    except ValueError as error:
        raise NotProven(f"a canonical text is not JSON: {error}") from error
    if not isinstance(columns, dict):
        raise NotProven("a canonical text is not a JSON object")
    if columns.get("position") != given["position"]:
        raise NotProven(f"a text is not of position {given['position']!r}, as the proof says")
    return columns


def _hash(given: Mapping[str, Any], name: str) -> bytes:
    """The hash of a text; the one given beside it must be the same."""
    hashed = leaf_hash(given["text"].encode())
    if hashed.hex() != given[name]:
        raise NotProven(f"a text does not give the {name} beside it")
    return hashed


def _path(given: Mapping[str, Any]) -> list[bytes]:
    try:
        return [bytes.fromhex(each) for each in given["path"]]
    except ValueError as error:
        raise NotProven(f"a path is not of hashes in hex: {error}") from error
