"""From a record, as written, to a statement with its links resolved.

A slug or id names what is on record; an object makes it when it isn't there and changes nothing
when it is. One Resolver serves one import: what it found or made, it remembers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import models
from rest_framework.exceptions import ValidationError

from accounts.models import User
from api.problems import faults_of
from api.refusals import Conflict, Fault, Invalid, invalid
from api.typeid import decode, is_typeid
from claims import cataloguing
from claims.drafting import NewStatement
from claims.finding import did_you_mean, find_entities, unknown_entity
from claims.models import Claim, Entity, Revision, Topic
from claims.quotations import Quotation
from claims.serializers import ClaimSerializer, EntitySerializer, TopicSerializer
from claims.standing_in import standing_instead
from claims.stated_value import GivenValue
from claims.values import Qualifier, Stance, ValueType
from history.merged import standing
from history.references import find
from sources.models import Document, DocumentVersion, Source
from sources.registering import register_document, register_source
from sources.serializers import DocumentSerializer, SourceSerializer

KINDS: dict[str, tuple[type[models.Model], Any, Callable[..., Any]]] = {
    "source": (Source, SourceSerializer, register_source),
    "topic": (Topic, TopicSerializer, cataloguing.register_topic),
    "entity": (Entity, EntitySerializer, cataloguing.register_entity),
    "claim": (Claim, ClaimSerializer, cataloguing.register_claim),
}

FOLLOWED = {"claim": ("topic",)}
"""Links of what is found that recording reads too."""


class Resolver:
    """Finds, and where an object is given makes, what records name; `by` and `channel` write."""

    def __init__(self, *, by: User | None, channel: str) -> None:
        self.by = by
        self.channel = channel
        self.made: dict[str, int] = {}
        self._found: dict[tuple[type[models.Model], str], Any] = {}
        self._serializers: dict[Any, Any] = {}

    def statement(self, record: Mapping[str, Any], reason: str = "") -> NewStatement:
        """The statement that a validated record describes."""
        importer = record.get("importer") or ""
        superseded = self._superseded(record.get("supersedes"), importer)
        claim = merged_claim(self._claim(record), superseded)
        publisher = self.link("source", record.get("publisher"), "/publisher")
        entities = self._entities(claim, record)
        document = self._document(record["document"], publisher, "publisher" in record, reason)
        return NewStatement(
            claim=claim,
            document=document,
            version=self._version(record.get("version"), document),
            attributed_to=self.link("source", record.get("attributed_to"), "/attributed_to"),
            via=self.link("source", record.get("via"), "/via"),
            stance=Stance(record.get("stance") or Stance.ASSERTS),
            given=GivenValue(
                wording=record.get("wording") or "",
                qualifier=record.get("qualifier") or "",
                lower=record.get("lower"),
                lower_inclusive=record.get("lower_inclusive"),
                upper=record.get("upper"),
                upper_inclusive=record.get("upper_inclusive"),
                best=record.get("best"),
                value=record.get("value"),
                entities=[entity.pk for entity in entities],
            ),
            entities=entities,
            definition=record.get("definition") or "",
            stated=record.get("stated") or "",
            sequence=record.get("sequence") or 0,
            quotation=Quotation(**(record.get("quotation") or {})),
            locator=record.get("locator") or "",
            supersedes=superseded,
            follows="supersedes" not in record,
            change_kind=record.get("change_kind") or "",
            importer=importer,
            external_id=record.get("external_id") or "",
        )

    def link(self, kind: str, reference: Any, pointer: str) -> Any:
        """The record that a reference names, made if it is an object that isn't there yet."""
        if reference is None:
            return None
        if isinstance(reference, Mapping):
            return self.make(kind, reference, pointer)
        if kind == "entity":
            return self._entity(reference, pointer)
        model = KINDS[kind][0]
        key = (model, reference)
        if key not in self._found:
            try:
                self._found[key] = self._find(model, reference, follow=FOLLOWED.get(kind, ()))
            except LookupError as error:
                ways_out = "" if "did you mean" in str(error) else "; give an object to make it"
                raise invalid(pointer, "unknown", f"{error}{ways_out}") from error
        return self._found[key]

    def make(self, kind: str, fields: Mapping[str, Any], pointer: str) -> Any:
        """The record with this slug, made from the fields if there is none."""
        model = KINDS[kind][0]
        slug = fields.get("slug")
        if not isinstance(slug, str) or not slug:
            raise invalid(f"{pointer}/slug", "required", f"a new {kind} needs a slug")
        found = self._found.get((model, slug)) or self._with_slug(model, slug)
        if found is None:
            found = self._write(kind, self._validated(self._body_of(kind), fields, pointer))
        self._found[model, slug] = found
        return found

    def _body_of(self, kind: str) -> Any:
        """The serializer of what makes a record of this kind."""
        return DocumentSerializer if kind == "document" else KINDS[kind][1]

    def _find(
        self, model: type[models.Model], reference: str, *, follow: Sequence[str] = ()
    ) -> Any:
        """The record of a slug or id; LookupError if there is none."""
        return find(model, reference, follow=follow)

    def _validated(
        self, serializer_class: Any, fields: Mapping[str, Any], pointer: str
    ) -> dict[str, Any]:
        """The fields of a new record, checked; "reason" among them."""
        if serializer_class not in self._serializers:  # making one takes longer than it works
            self._serializers[serializer_class] = serializer_class(context={"find": self._find})
        try:
            validated = dict(self._serializers[serializer_class].run_validation(fields))
        except ValidationError as error:
            raise Invalid(list(faults_of(error.detail, pointer))) from error
        return {"reason": "", **validated}

    def _with_slug(self, model: type[models.Model], slug: str) -> Any:
        return self._meant(model._default_manager.filter(slug=slug).first())

    def _meant(self, record: Any) -> Any:
        """The record that a name means: the one that stands."""
        return standing(record)

    def _write(self, kind: str, fields: dict[str, Any]) -> Any:
        """Put a new record on record; validated fields, "reason" among them."""
        register = register_document if kind == "document" else KINDS[kind][2]
        self.made[kind] = self.made.get(kind, 0) + 1
        return register(by=self.by, channel=self.channel, **fields)

    def _entities(self, claim: Claim, record: Mapping[str, Any]) -> list[Entity]:
        """The entities a statement names; given none, the one that its words are a name of."""
        references = record.get("entities") or ()
        if not references and _answers_by_its_words(claim, record):
            return [self._entity_worded(record["wording"])]
        texts = [each for each in references if isinstance(each, str)]
        self._look_for([text for text in texts if (Entity, text) not in self._found])
        named: list[Entity] = []
        for index, reference in enumerate(references):
            entity = self.link("entity", reference, f"/entities/{index}")
            if entity in named:
                words = f"{entity.name} is named already: name each entity once"
                raise Conflict(Fault(f"/entities/{index}", "taken", words))
            named.append(entity)
        return named

    def _entity(self, text: str, pointer: str) -> Entity:
        if (Entity, text) not in self._found:
            candidates = self._look_for([text])
            if len(candidates[text]) != 1:
                raise unknown_entity(text, candidates[text], pointer)
        entity: Entity = self._found[Entity, text]
        return entity

    def _entity_worded(self, wording: str) -> Entity:
        candidates = self._look_for([wording])[wording]
        if len(candidates) > 1:
            raise unknown_entity(wording, candidates, "/entities")
        if not candidates:
            words = f"“{wording}” is no name on record"
            close = did_you_mean(wording)
            detail = f"name the entities that are the answer; {words}{close and f'; {close}'}"
            raise invalid("entities", "required", detail)
        return candidates[0]

    def _look_for(self, texts: Sequence[str]) -> Mapping[str, Sequence[Entity]]:
        """Whom these texts may mean, in two queries; who is certain is remembered."""
        found = find_entities(texts) if texts else {}
        for text, candidates in found.items():
            if len(candidates) == 1:
                self._found[Entity, text] = candidates[0]
        return found

    def _claim(self, record: Mapping[str, Any]) -> Claim:
        reference, topic = record["claim"], record.get("topic")
        if isinstance(reference, Mapping):
            if topic is not None and "topic" not in reference:
                reference = {**reference, "topic": self.link("topic", topic, "/topic").slug}
            return self.make("claim", reference, "/claim")
        claim: Claim = self.link("claim", reference, "/claim")
        if topic is not None and self.link("topic", topic, "/topic") != self._meant(claim.topic):
            raise invalid(
                "topic", "other_topic", f"{claim.slug} is a claim of topic {claim.topic.slug}"
            )
        return claim

    def document(self, fields: Mapping[str, Any]) -> Document:
        """The document of this url or key, made from the fields if there is none."""
        return self._document(fields, None, False, "")

    def _document(
        self, reference: Any, publisher: Source | None, publisher_given: bool, reason: str
    ) -> Document:
        if isinstance(reference, str):
            found = self._document_named(reference)
            if found is None:
                raise invalid(
                    "document", "unknown", f"no document {reference!r}: give its id, url or key"
                )
        else:
            name = reference.get("url") or reference.get("key")
            if not isinstance(name, str) or not name:
                raise invalid("document", "required", "a document is named by a url or a key")
            found = self._document_named(name)
            if found is None:
                fields = self._validated(self._body_of("document"), reference, "/document")
                fields["reason"] = reason
                if publisher is not None:
                    fields["publisher"] = publisher
                found = self._write("document", fields)
                self._found[Document, name] = found
        if publisher_given and publisher != self._meant(found.publisher):
            raise invalid(
                "publisher",
                "other_publisher",
                f"the document's publisher on record is {found.publisher or 'unidentified'}",
            )
        return found

    def _document_named(self, name: str) -> Document | None:
        key = (Document, name)
        if key not in self._found:
            rows = Document.objects.select_related("publisher")
            if is_typeid(Document.PREFIX, name):
                found = rows.filter(pk=find(Document, name).pk).first()
            else:
                found = rows.filter(models.Q(url=name) | models.Q(key=name)).first()
            if found is None:
                return None
            self._found[key] = found
        document: Document = self._found[key]
        return document

    def _version(self, reference: str | None, document: Document) -> DocumentVersion | None:
        """A version of the document, by its id or by the hash of its text."""
        if not reference:
            return None
        if is_typeid(DocumentVersion.PREFIX, reference):
            rows = document.versions.filter(pk=decode(DocumentVersion.PREFIX, reference))
        else:
            rows = document.versions.filter(content_sha256=reference)
        found = rows.first()
        if found is None:
            raise invalid(
                "version",
                "unknown",
                f"no version {reference!r} of this document is on record: give its ver_… id or "
                "content_sha256, after POST documents/{id}/versions/",
            )
        return found

    def _superseded(self, reference: str | None, importer: str) -> Revision | None:
        if not reference:
            return None
        if is_typeid(Revision.PREFIX, reference):
            found = Revision.objects.filter(pk=decode(Revision.PREFIX, reference)).first()
        else:
            found = Revision.objects.filter(importer=importer, external_id=reference).first()
            # An importer knows what it sent, not what we corrected since.
            found = found and (standing_instead(found) or found)
        if found is None:
            whose = f" of importer {importer!r}" if importer else "; give a rev_… id"
            raise invalid("supersedes", "unknown", f"no statement {reference!r}{whose}")
        return found


def merged_claim(claim: Claim, superseded: Revision | None) -> Claim:
    """The claim to record on: a merged one for what supersedes a statement of its own.

    So a correction goes where its mistake went, and stays with it should the merge be undone.
    """
    if superseded is None or superseded.claim_id == claim.pk:
        return claim
    # What an import has staged is of no claim on record yet, and so of no merged one.
    merged = Claim.objects.filter(pk=superseded.claim_id, merged_into=claim).first()
    return claim if merged is None else merged


def _answers_by_its_words(claim: Claim, record: Mapping[str, Any]) -> bool:
    return bool(
        claim.value_type == ValueType.ENTITY
        and (record.get("wording") or "").strip()
        and record.get("stance") != Stance.WITHDRAWS
        and record.get("qualifier") != Qualifier.UNREADABLE
    )
