"""Finds what a batch of lines names: in few queries for all of them, on record or staged.

What an import makes is staged, not written; later lines find it as if it were on record, earlier
ones don't. The rules of what a record says are `claims.resolving`'s.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import models

from api.refusals import Conflict, Fault
from api.typeid import is_typeid
from claims.cataloguing import new_claim, new_party
from claims.finding import find_entities
from claims.importing.asking import Asked, wordings_of
from claims.importing.looking import Named
from claims.importing.merged import MergedHere
from claims.importing.names import MadeEntities
from claims.importing.plain_documents import plain_document
from claims.importing.retired import RetiredHere
from claims.importing.sayings import Sayings
from claims.importing.shapes import BUILD, LINES
from claims.importing.staging import Batch, Made
from claims.importing.versions import Versions
from claims.models import Claim, Entity, Revision, Topic
from claims.resolving import Resolver
from claims.values import ValueType
from history.editing import check_fields
from history.references import find
from sources.models import Document, DocumentVersion, Source

Model = type[models.Model]
CHECKED = "checked"  # beside a document's fields: they are as the model wants them


class BatchResolver(Resolver):
    """Resolves the lines of one import, a batch at a time: `prepare`, then line by line.

    `line` is the one being resolved, `batch` what the lines before it have made.
    """

    def __init__(self, import_id: UUID, *, by: Any, channel: str) -> None:
        super().__init__(by=by, channel=channel)
        self.import_id = import_id
        self.line = 0
        self.batch = Batch()
        self.entities = MadeEntities(import_id)
        self.versions = Versions(import_id, self.batch)
        self.sayings = Sayings(import_id, self.batch, self.versions)
        self.retired = RetiredHere()
        self.merged = MergedHere()
        self.named = Named(import_id, self.retired, self.merged)
        self._candidates: dict[str, Sequence[Entity]] = {}
        self.with_text: set[UUID] = set()
        self.keys: dict[tuple[str, str], UUID] = {}
        """Keys of records made before, for what is made again: others name them by these."""

    def prepare(self, lines: Sequence[Mapping[str, Any]]) -> None:
        """Look up everything that the lines of a batch name."""
        asked = Asked()
        for line in lines:
            asked.line(line)
        self.named.forget()
        live = self.named.live
        for model in (Source, Topic, Claim, Document):
            self.named.fetch(model, asked.names[model])
        texts = [*asked.names[Entity], *wordings_of(lines, self._asks_for_entities)]
        self._candidates = dict(find_entities(texts)) if texts else {}
        live |= {(Entity, e.slug): e for each in self._candidates.values() for e in each}
        for slug, meant in self.merged.entities(texts).items():
            live[Entity, slug] = meant
            if meant.slug == slug:
                self._candidates[slug] = [meant]
        for entity in live.values():
            self.retired.lift(entity)
        documents, staged = self.named.keys_of(Document)
        if asked.versions:
            self.versions.look_up(documents | staged, asked.hashes)
        else:
            self.versions.forget()
        self.with_text = set(
            DocumentVersion.objects.filter(document_id__in=documents, has_text=True).values_list(
                "document_id", flat=True
            )
        )

    def restart(self) -> None:
        """Begin the batch again: nothing of it is made yet."""
        self._found = {}
        self.batch.restart()
        self.entities.restart()
        self.versions.restart()

    def undo(self, made: int) -> None:
        """Unmake what a refused line made: all but the first `made` records."""
        gone = {id(each.record) for each in self.batch.new[made:]}
        del self.batch.new[made:]
        if gone:
            self._found = {key: row for key, row in self._found.items() if id(row) not in gone}
            self.entities.forget(gone)
            self.versions.undo(gone)

    def known(self, model: Model, reference: Any) -> Any:
        """What a slug, id, url or key names, if it is text and is there; asks nothing."""
        if type(reference) is not str:
            return None
        return self._found.get((model, reference)) or self._known(model, reference)

    def document_of(
        self, reference: Any, publisher: Source | None, publisher_given: bool, reason: str
    ) -> Document:
        """The document that a statement's line names, made if it is an object that isn't there."""
        return self._document(reference, publisher, publisher_given, reason)

    # What the rules of a record ask

    def _find(self, model: Model, reference: str, *, follow: Sequence[str] = ()) -> Any:
        found = self._known(model, reference)
        return find(model, reference, follow=follow) if found is None else found

    def _meant(self, record: Any) -> Any:
        return self.merged.meant(record)

    def _with_slug(self, model: Model, slug: str) -> Any:
        return self._known(model, slug)

    def _document_named(self, name: str) -> Document | None:
        found: Document | None = self._found.get((Document, name))
        if found is None:
            found = self._known(Document, name)
        if found is None and is_typeid(Document.PREFIX, name):
            find(Document, name)  # says that there is none
        return found

    def _known(self, model: Model, reference: str) -> Any:
        key = (model, reference)
        if key in self._found:
            return self._found[key]
        if key in self.named.live:
            return self.named.live[key]
        line, staged = self.named.staged.get(key, (0, None))
        if staged is not None and line < self.line:
            return staged
        return self.entities.with_slug(reference, self.line) if model is Entity else None

    def _look_for(self, texts: Sequence[str]) -> Mapping[str, Sequence[Entity]]:
        unprepared = [text for text in texts if text not in self._candidates]
        self._candidates |= find_entities(unprepared) if unprepared else {}
        found = {
            text: self.entities.candidates(text, self._candidates[text], self.line)
            for text in texts
        }
        for text, candidates in found.items():
            if len(candidates) == 1:
                self._found[Entity, text] = candidates[0]
        return found

    def _superseded(self, reference: str | None, importer: str) -> Revision | None:
        if not reference:
            return None
        found = self.sayings.called(reference, importer, instead=True)
        return super()._superseded(reference, importer) if found is None else found

    def _version(self, reference: str | None, document: Document) -> DocumentVersion | None:
        found = reference and self.versions.called(reference, document, self.line)
        return found or super()._version(reference, document)

    # What a line makes

    def _body_of(self, kind: str) -> Any:
        return LINES[kind]

    def _validated(
        self, serializer_class: Any, fields: Mapping[str, Any], pointer: str
    ) -> dict[str, Any]:
        if serializer_class is LINES["document"]:
            plain = plain_document(fields, lambda reference: self.known(Source, reference))
            if plain is not None:
                return {"reason": "", **plain, CHECKED: True}
        return super()._validated(serializer_class, fields, pointer)

    def _document(
        self, reference: Any, publisher: Source | None, publisher_given: bool, reason: str
    ) -> Document:
        document = super()._document(reference, publisher, publisher_given, reason)
        if isinstance(reference, Mapping) and "versions" in reference:
            self.versions.make(document, reference["versions"], self.line, self.keys)
        return document

    def _write(self, kind: str, fields: dict[str, Any]) -> Any:
        fields.pop("reason", None)
        fields.pop("versions", None)  # made when the document is known
        is_checked = fields.pop(CHECKED, False)
        out_of_use = {n: fields.pop(n, None) for n in ("is_retired", "merged_into")}
        if kind == "claim":
            return self._make_claim(fields, out_of_use)
        record: Any = BUILD[kind](**fields)
        if not is_checked:
            check_fields(record)
        self._note(kind, record, **out_of_use)
        if kind == "entity":
            self.entities.add(self.line, record)
        return record

    def _make_claim(self, fields: dict[str, Any], out_of_use: Mapping[str, Any]) -> Claim:
        parties = fields.pop("parties", ())
        claim = new_claim(**fields)
        check_fields(claim)
        self._note("claim", claim, **out_of_use)
        for at, party in enumerate(parties):
            if party in parties[:at]:
                raise Conflict(Fault("/claim/parties", "taken", "it is a party already"))
            row = new_party(claim, party)
            check_fields(row)
            self.batch.new.append(Made(self.line, "party", str(row.pk), row))
        return claim

    def _note(self, kind: str, record: Any, is_retired: bool | None, merged_into: Any) -> None:
        name = record.slug if kind != "document" else record.url or record.key
        if kind == "document" and record.url and record.key:
            if self._document_named(record.key) is not None:
                raise Conflict(Fault("/document/key", "taken", "another document has this key"))
            self._found[Document, record.key] = record
        record.pk = self.keys.get((kind, name), record.pk)
        if merged_into is not None:
            self.merged.add(kind, record, merged_into, by=self.by, line=self.line)
        into = merged_into.pk if merged_into else None
        self.batch.new.append(Made(self.line, kind, name, record, bool(is_retired), into))
        if is_retired:
            self.retired.add(kind, name)

    def _asks_for_entities(self, claim: str) -> bool:
        key = (Claim, claim)
        found = self.named.live.get(key) or self.named.staged.get(key, (0, None))[1]
        return found is not None and found.value_type == ValueType.ENTITY
