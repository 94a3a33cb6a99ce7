"""The statements that lines name: by the id they have in the file, on record, or by external_id.

Of this batch, staged by earlier ones, or on record, each with all that is read of a statement
that another follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from api.typeid import MalformedTypeID, decode
from claims.following import followable
from claims.importing import staging
from claims.importing.staged import staged_records, staged_revisions
from claims.importing.staging import Batch, Making
from claims.importing.versions import Versions
from claims.models import Revision
from claims.standing_in import standing_instead
from claims.values import Stance
from sources.models import Document

Name = tuple[str, str]
"""Importer and external_id."""
SAID = """
    SELECT w.importer, w.external_id, 0, r.id
    FROM unnest(%(importers)s::text[], %(names)s::text[]) AS w (importer, external_id)
    JOIN public.claims_revision r USING (importer, external_id)
    WHERE r.external_id <> ''
    UNION ALL
    SELECT w.importer, w.external_id, r.line, r.id
    FROM unnest(%(importers)s::text[], %(names)s::text[]) AS w (importer, external_id)
    CROSS JOIN LATERAL (
        SELECT * FROM public.claims_stagedrevision r
        WHERE r.external_id = w.external_id AND r.importer = w.importer AND r.external_id <> ''
        OFFSET 0
    ) r
    WHERE r.import_id = %(import)s
"""
SAID_IN_FILE = """
    SELECT file_id, line, revision_id FROM public.claims_stagedline
    WHERE import_id = %s AND file_id = ANY(%s) AND file_id <> '' AND revision_id IS NOT NULL
    ORDER BY line
"""


class Sayings:
    """Statements by what a batch of lines may call them: `look_up`, then line by line."""

    def __init__(self, import_id: UUID, batch: Batch, versions: Versions) -> None:
        self.import_id = import_id
        self.batch = batch
        self.versions = versions
        self._of_file: set[str] = set()
        self._known: dict[str, Revision | Making | UUID] = {}
        self._said: dict[Name, tuple[int, UUID]] = {}

    def look_up(self, own: set[Name], linked: set[Name]) -> None:
        """Learn who is meant by the names lines have, and by those that they link to."""
        said = self._said_by_name(own | linked)
        self._of_file = set()
        self._said = {name: said[name] for name in said.keys() & own}
        ids = {_external(name): said[name][1] for name in said.keys() & linked}
        ids |= self._said_by_id({reference for _, reference in linked})
        rows = self.revisions(list(ids.values()))
        self._known = {text: rows[id] for text, id in ids.items() if id in rows}

    def recorded_as(self, name: Name, line: int) -> UUID | None:
        """The statement that has this name already: on record, or by an earlier line."""
        if not name[1] or name not in self._said:
            return None
        at, id = self._said[name]
        return id if at < line else None

    def say(self, file_id: str, name: Name, line: int, stated: Making | UUID) -> None:
        """The statement of a line goes by these names from here on; "": by none."""
        if file_id:
            self._of_file.add(file_id)
            self._known[f"id {file_id}"] = stated
        if name[1] and not isinstance(stated, UUID):
            self._said.setdefault(name, (line, stated.id))
            self._known[_external(name)] = stated

    def is_of_file(self, reference: str | None) -> bool:
        """Whether a line names a statement by the id it has in the file."""
        return reference in self._of_file

    def called(self, reference: str, importer: str, *, instead: bool) -> Revision | None:
        """The statement of this id, in the file or on record, or external_id; void or not.

        `instead`: by external_id, what stands in the place of a void one.
        """
        for text in (f"id {reference}", _external((importer, reference))):
            found = self._known.get(text)
            if isinstance(found, UUID):
                found = self.revisions([found])[found]
            elif found is not None and not isinstance(found, Revision):
                found = found.revision
            if instead and found is not None and text.startswith("external ") and found.is_void:
                return standing_instead(found) or found
            if found is not None:
                return found
        return None

    def revisions(self, ids: Sequence[UUID]) -> dict[UUID, Revision]:
        """Statements by id."""
        stated = self.batch.stated
        found = {id: stated[id].revision for id in ids if id in stated}
        missing = [id for id in set(ids) if id not in found]
        if not missing:
            return found
        found |= {row.pk: row for row in followable().filter(pk__in=missing)}
        staged = staged_revisions(self.import_id, [id for id in missing if id not in found])
        self._complete(list(staged.values()))
        return {**found, **staged}

    def _complete(self, staged: Sequence[Revision]) -> None:
        documents = {row.document_id for row in staged}
        found: dict[UUID, Any] = Document.objects.in_bulk(list(documents))
        missing = list(documents - found.keys())
        made = {each.record.pk: each.record for each in self.batch.new if each.kind == "document"}
        found |= {id: made[id] for id in missing if id in made}
        rows = staged_records(self.import_id, "document", ids=missing)
        found |= {row.pk: row for _, row in rows}
        for row in staged:
            row.document = found[row.document_id]
        self.versions.hang_on(staged)
        withdrawn: list[Any] = [
            row
            for row in staged
            if row.stance == Stance.WITHDRAWS and row.supersedes_id is not None
        ]
        if withdrawn:
            taken_back = self.revisions([row.supersedes_id for row in withdrawn])
            for row in withdrawn:
                row.supersedes = taken_back[row.supersedes_id]

    def _said_by_name(self, names: set[Name]) -> dict[Name, tuple[int, UUID]]:
        """Who is on record, or staged at which line, by importer and external_id."""
        listed = sorted(names)
        parameters: dict[str, Any] = {
            "importers": [importer for importer, _ in listed],
            "names": [external_id for _, external_id in listed],
            "import": self.import_id,
        }
        with connection.cursor() as cursor:
            cursor.execute(SAID, parameters)
            rows = cursor.fetchall() if listed else []
        found: dict[Name, tuple[int, UUID]] = {}
        for importer, external_id, line, id in rows:
            found.setdefault((importer, external_id), (line, id))
        return found

    def _said_by_id(self, references: Iterable[str]) -> dict[str, UUID]:
        """Statements by the id they have in the file, else by the one they have on record."""
        references = sorted(references)
        if not references:
            return {}
        found: dict[str, UUID] = {}
        for reference in references:
            try:
                found[f"id {reference}"] = decode(Revision.PREFIX, reference)
            except MalformedTypeID:
                continue
        for file_id, _, id in staging.run(SAID_IN_FILE, [self.import_id, references]):
            self._of_file.add(file_id)
            found[f"id {file_id}"] = id
        return found


def _external(name: Name) -> str:
    return f"external {name[0]} {name[1]}"
