"""The staging tables of one import: rows in by COPY, and what is looked up among them.

Nothing here is on record. Rows are an import's own (claims.importing.holding).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

import orjson
from django.db import connection, models, transaction

from api.refusals import Fault
from claims.models import Claim, ClaimParty, Entity, Revision, Topic
from sources.models import Document, DocumentVersion, Source

MODELS: dict[str, type[models.Model]] = {
    "source": Source,
    "topic": Topic,
    "entity": Entity,
    "claim": Claim,
    "party": ClaimParty,
    "document": Document,
    "version": DocumentVersion,
}
"""In the order they go on record: each may name what stands before it."""

REVISION = [str(field.column) for field in Revision._meta.concrete_fields]
NAMES = [str(field.attname) for field in Revision._meta.concrete_fields]
BESIDE = [
    "import_id", "line", "reason", "line_stances", "published_at", "entities",
    "entity_keys", "adopted",
]  # fmt: skip


@dataclass(slots=True)
class Made:
    """A record that a line makes: not on record, named by slug, url or key.

    `is_retired`, `merged_into`: it goes on record so; the record itself isn't, for lines of its
    file may name it.
    """

    line: int
    kind: str
    name: str
    record: models.Model
    is_retired: bool = False
    merged_into: UUID | None = None


class Making(Protocol):
    """A statement that a line makes, however it was worked out: Stated, or a plain one."""

    @property
    def line(self) -> int: ...
    @property
    def id(self) -> UUID: ...
    @property
    def called(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def adopted(self) -> str: ...
    @property
    def external_id(self) -> str: ...
    @property
    def stances(self) -> Sequence[str] | None: ...
    @property
    def entities(self) -> Sequence[UUID]: ...
    @property
    def if_new(self) -> Sequence[Fault]: ...
    @property
    def revision(self) -> Revision: ...
    @property
    def claim_id(self) -> UUID: ...
    @property
    def place(self) -> tuple[UUID, UUID, UUID]: ...
    @property
    def stance(self) -> str: ...
    @property
    def supersedes(self) -> Revision | None: ...
    @property
    def supersedes_id(self) -> UUID | None: ...
    @property
    def replaces_id(self) -> UUID | None: ...

    def row(self, import_id: UUID) -> Sequence[Any]:
        """What is staged of it: the columns of REVISION, then those of BESIDE."""


@dataclass(slots=True)
class Stated:
    """A statement that a line makes, not on record yet; `called`: its kind as a person says.

    `adopted`: the words in which it is its claim's adopted figure. `if_new`: what refuses it,
    unless it is on record already.
    """

    line: int
    revision: Revision
    entities: Sequence[UUID]
    entity_keys: Sequence[UUID]
    stances: Sequence[str] | None
    called: str
    reason: str
    adopted: str = ""
    if_new: Sequence[Fault] = ()

    @property
    def id(self) -> UUID:
        return self.revision.pk

    @property
    def external_id(self) -> str:
        return self.revision.external_id

    @property
    def claim_id(self) -> UUID:
        return self.revision.claim_id

    @property
    def place(self) -> tuple[UUID, UUID, UUID]:
        return self.revision.claim_id, self.revision.line_publisher, self.revision.line_origin

    @property
    def stance(self) -> str:
        return self.revision.stance

    @property
    def supersedes(self) -> Revision | None:
        return self.revision.supersedes

    @property
    def supersedes_id(self) -> UUID | None:
        return self.revision.supersedes_id

    @property
    def replaces_id(self) -> UUID | None:
        return self.revision.replaces_id

    def row(self, import_id: UUID) -> Sequence[Any]:
        return (
            *(getattr(self.revision, name) for name in NAMES),
            import_id,
            self.line,
            self.reason,
            None if self.stances is None else list(self.stances),
            self.revision.document.published_at,
            list(self.entities),
            list(self.entity_keys),
            self.adopted,
        )


@dataclass(slots=True)
class Batch:
    """What the lines of a batch have made so far: records in order, statements by id."""

    new: list[Made] = field(default_factory=list)
    stated: dict[UUID, Making] = field(default_factory=dict)

    def restart(self) -> None:
        self.new.clear()
        self.stated.clear()


def run(query: str, parameters: Any = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchall() if cursor.description else []


def by_index(query: str, parameters: Any) -> list[tuple[Any, ...]]:
    """Rows of a query that looks a few rows up in tables no one has analysed yet.

    A planner that knows nothing of a table just filled would read all of it for every line.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        for kind in ("seqscan", "hashjoin", "mergejoin"):
            cursor.execute(f"SET LOCAL enable_{kind} = off")
        cursor.execute(query, parameters)
        rows = cursor.fetchall()
        for kind in ("seqscan", "hashjoin", "mergejoin"):
            cursor.execute(f"SET LOCAL enable_{kind} = on")
        return rows


def copy_lines(import_id: UUID, rows: Iterable[tuple[int, str, str, UUID | None]]) -> None:
    """Keep lines as read: number, content, the id in the file, the statement's on record."""
    columns = ["import_id", "line", "content", "file_id", "revision_id"]
    _copy("claims_stagedline", columns, ((import_id, *row) for row in rows))


def copy_records(import_id: UUID, made: Sequence[Made]) -> None:
    _copy(
        "claims_stagedrecord",
        ["id", "import_id", "line", "ordinal", "kind", "name", "row"],
        (
            (each.record.pk, import_id, each.line, at, each.kind, each.name, as_json(each))
            for at, each in enumerate(made)
        ),
    )


def copy_statements(import_id: UUID, stated: Iterable[Making]) -> None:
    rows = (each.row(import_id) for each in stated)
    _copy("claims_stagedrevision", [*REVISION, *BESIDE], rows)


def _copy(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    listed = ", ".join(f'"{column}"' for column in columns)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY public.{table} ({listed}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def as_json(made: Made) -> str:
    """A record's row as jsonb_populate_record reads it."""
    record = made.record
    row = {f.column: getattr(record, f.attname) for f in record._meta.concrete_fields}
    if made.is_retired:
        row["is_retired"] = True
    if made.merged_into:
        row["merged_into_id"] = made.merged_into
    return orjson.dumps(row, default=_text_of).decode()


def _text_of(value: Any) -> str:
    if isinstance(value, Decimal | UUID | datetime):
        return str(value)
    raise TypeError(type(value))
