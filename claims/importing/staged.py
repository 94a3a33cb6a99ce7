"""What an import has staged, found again: by name, by key, or all entities.

In: the import and what is looked for. Out: records and statements as if they were on record, with
the lines that make them. Reads alone (claims.importing.staging writes).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import models

from claims.importing.staging import MODELS, REVISION, run
from claims.models import Entity, Revision
from sources.models import DocumentVersion

# Found by its own index, whatever the planner takes the table for (claims.importing.standing).
STAGED = """
    SELECT r.id, r.line, r.row
    FROM unnest(%s::{type}[]) AS asked (wanted)
    CROSS JOIN LATERAL (
        SELECT * FROM public.claims_stagedrecord r
        WHERE {found} = asked.wanted AND r.kind = '{kind}' OFFSET 0
    ) r
    WHERE r.import_id = %s
    ORDER BY r.line, r.ordinal
"""


def staged_records(
    import_id: UUID, kind: str, *, names: Sequence[str] = (), ids: Sequence[UUID] = ()
) -> list[tuple[int, Any]]:
    """The staged records of these names (a document's key too) or ids, with their lines."""
    rows: dict[Any, tuple[int, Any]] = {}
    asked: list[tuple[str, str, Any]] = [("r.name", "text", names), ("r.id", "uuid", ids)]
    if kind == "document":
        asked.append(("r.row ->> 'key'", "text", names))
    for found, type_, wanted in asked:
        if wanted:
            query = STAGED.format(found=found, type=type_, kind=kind)
            for id, line, row in run(query, [list(wanted), import_id]):
                rows[id] = (line, from_json(MODELS[kind], _loaded(row)))
    return list(rows.values())


def staged_entities(import_id: UUID) -> Iterator[tuple[int, Entity]]:
    """Every staged entity, with its line."""
    for line, row in run(
        "SELECT line, row FROM public.claims_stagedrecord WHERE import_id = %s AND kind = 'entity'"
        " ORDER BY line, ordinal",
        [import_id],
    ):
        yield line, from_json(Entity, _loaded(row))


def staged_versions(
    import_id: UUID, documents: Sequence[UUID]
) -> Iterator[tuple[int, DocumentVersion]]:
    """The staged versions of documents, with their lines."""
    if not documents:
        return
    query = STAGED.format(found="r.row ->> 'document_id'", type="text", kind="version")
    for _, line, row in run(query, [[str(id) for id in documents], import_id]):
        yield line, from_json(DocumentVersion, _loaded(row))


def staged_revisions(import_id: UUID, ids: Sequence[UUID]) -> dict[UUID, Revision]:
    """Staged statements by id; their documents are still to be hung on."""
    columns = ", ".join(f'"{column}"' for column in REVISION)
    query = (
        f"SELECT {columns}, entities AS named FROM public.claims_stagedrevision"  # noqa: S608
        " WHERE import_id = %s AND id = ANY(%s)"
    )
    return {row.pk: row for row in Revision.objects.raw(query, [import_id, list(ids)])}


def from_json(model: type[models.Model], row: dict[str, Any]) -> Any:
    """The record of a staged row, not on record; not out of use, to the lines of its file."""
    fields = {f.column: f for f in model._meta.concrete_fields}
    if "is_retired" in row:
        row = {**row, "is_retired": False}
    if "merged_into_id" in row:
        row = {**row, "merged_into_id": None}
    return model(**{fields[c].attname: fields[c].to_python(v) for c, v in row.items()})


def _loaded(row: Any) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(row) if isinstance(row, str) else row
    return loaded
