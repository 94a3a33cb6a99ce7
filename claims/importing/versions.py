"""The versions of documents that a batch of lines names or makes: on record, staged, or its own.

A version is known by its document and the hash of its text. One that is on record stays as it is;
a document may be given versions that it doesn't have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from rest_framework.exceptions import ValidationError

from api.problems import faults_of
from api.refusals import Invalid, below
from api.typeid import encode
from claims.importing.shapes import VersionLine
from claims.importing.staged import staged_records, staged_versions
from claims.importing.staging import Batch, Made
from history.editing import check_fields
from sources.models import Document, DocumentVersion
from sources.registering import check_version
from sources.texts import kept_of


class Versions:
    """Versions by document: `look_up` for a batch, then line by line."""

    def __init__(self, import_id: UUID, batch: Batch) -> None:
        self.import_id = import_id
        self.batch = batch
        self._known: dict[UUID, list[tuple[int, DocumentVersion]]] = {}
        self._made: dict[UUID, list[DocumentVersion]] = {}
        self._kept: set[str] = set()

    def look_up(self, documents: Iterable[UUID], hashes: Iterable[str]) -> None:
        """Learn the versions of documents, and which of the hashes name a text that is kept."""
        known: dict[UUID, list[tuple[int, DocumentVersion]]] = {id: [] for id in documents}
        for version in DocumentVersion.objects.filter(document_id__in=known).order_by("id"):
            known[version.document_id].append((0, version))
        for line, version in staged_versions(self.import_id, list(known)):
            known[version.document_id].append((line, version))
        self._known = known
        self._kept = kept_of(hashes)

    def forget(self) -> None:
        """A batch that mentions none asks for none."""
        self._known, self._kept = {}, set()

    def of(self, document: Document, line: int) -> list[DocumentVersion]:
        """The versions of a document that a line finds: recorded, or made by it or before it."""
        id = document.pk
        if id not in self._known:
            rows = DocumentVersion.objects.filter(document_id=id).order_by("id")
            self._known[id] = [(0, version) for version in rows]
        known = [version for at, version in self._known[id] if at <= line]
        return known + self._made.get(id, [])

    def called(self, reference: str, document: Document, line: int) -> DocumentVersion | None:
        """The document's version of this hash or id."""
        for version in self.of(document, line):
            names = (version.content_sha256, encode(DocumentVersion.PREFIX, version.pk))
            if reference in names:
                version.document = document
                return version
        return None

    def restart(self) -> None:
        """The batch begins again: nothing of it is made yet."""
        self._made = {}

    def undo(self, gone: set[int]) -> None:
        """Unmake versions, by identity."""
        for document, made in self._made.items():
            self._made[document] = [each for each in made if id(each) not in gone]

    def make(
        self, document: Document, given: Any, line: int, keys: Mapping[tuple[str, str], UUID]
    ) -> None:
        """Make those versions that the document doesn't have."""
        for at, fields in enumerate(_validated(given)):
            if self.called(fields["content_sha256"], document, line) is None:
                with below(f"/document/versions/{at}"):
                    self._make(document, fields, line, keys)

    def _make(
        self,
        document: Document,
        fields: Mapping[str, Any],
        line: int,
        keys: Mapping[tuple[str, str], UUID],
    ) -> None:
        check_version(document, fields["retrieved_at"], fields.get("published", ""))
        version = DocumentVersion(document=document, **fields)
        version.has_text = version.content_sha256 in self._kept
        check_fields(version)
        name = f"{document.pk} {version.content_sha256}"
        version.pk = keys.get(("version", name), version.pk)
        self.batch.new.append(Made(line, "version", name, version))
        self._made.setdefault(document.pk, []).append(version)

    def was_read_before(self, version: DocumentVersion, line: int) -> bool:
        """Whether its document was read earlier too, as far as a line knows."""
        others = self.of(version.document, line)
        return any(other.retrieved_at < version.retrieved_at for other in others)

    def hang_on(self, rows: Sequence[Any]) -> None:
        """Give staged statements the version that each names."""
        wanted = {row.version_id for row in rows} - {None}
        if not wanted:
            return
        found: dict[UUID, Any] = DocumentVersion.objects.in_bulk(list(wanted))
        found |= {each.record.pk: each.record for each in self.batch.new if each.kind == "version"}
        missing = list(wanted - found.keys())
        staged = staged_records(self.import_id, "version", ids=missing)
        found |= {version.pk: version for _, version in staged}
        for row in rows:
            if row.version_id is not None:
                row.version = found[row.version_id]


def _validated(given: Any) -> list[dict[str, Any]]:
    serializer = VersionLine(data=given, many=True)
    try:
        serializer.is_valid(raise_exception=True)
    except ValidationError as error:
        raise Invalid(list(faults_of(error.detail, "/document/versions"))) from error
    return list(serializer.validated_data)
