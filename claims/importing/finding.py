"""Finds what a batch of lines names: in few queries for all of them, on record or staged.

What an import makes is staged, not written; later lines find it as if it were on record, earlier
ones don't. The rules of what a record says are `claims.resolving`'s.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from django.db import models
from django.db.models import Q

from api.refusals import Conflict, Fault
from api.typeid import MalformedTypeID, decode, is_typeid
from claims.cataloguing import new_claim, new_entity, new_party, new_topic
from claims.finding import find_entities
from claims.following import followable
from claims.importing import staging
from claims.importing.staging import Made, Stated
from claims.models import Claim, Entity, Revision, Topic
from claims.naming import folded
from claims.resolving import Resolver
from claims.standing_in import standing_instead
from claims.values import Stance, ValueType
from history.editing import check_fields
from history.references import find
from sources.models import Document, DocumentVersion, Source
from sources.registering import new_document, new_source

BUILD = {
    "source": new_source,
    "topic": new_topic,
    "entity": new_entity,
    "document": new_document,
}
KIND_OF: dict[type[models.Model], str] = {
    Source: "source",
    Topic: "topic",
    Entity: "entity",
    Claim: "claim",
    Document: "document",
}
ABOVE: dict[type[models.Model], tuple[str, type[models.Model]]] = {
    Claim: ("topic", Topic),
    Document: ("publisher", Source),
}
"""The link of what is found that recording reads too."""

Model = type[models.Model]


class BatchResolver(Resolver):
    """Resolves the lines of one import, a batch at a time: `prepare`, then line by line.

    `line` is the one being resolved. `new` is what the batch has made so far, `stated` the
    statements it has made, by id.
    """

    def __init__(self, import_id: UUID, *, by: Any, channel: str) -> None:
        super().__init__(by=by, channel=channel)
        self.import_id = import_id
        self.line = 0
        self.new: list[Made] = []
        self.stated: dict[UUID, Stated] = {}
        self._live: dict[tuple[Model, str], Any] = {}
        self._staged: dict[tuple[Model, str], tuple[int, Any]] = {}
        self._named: dict[str, Sequence[Entity]] = {}
        self._made_entities: list[tuple[int, Entity]] = []
        self._entity_names: dict[str, list[tuple[int, Entity]]] = {}
        self._sayings: dict[str, Any] = {}
        self.with_text: set[UUID] = set()
        self.of_file: set[str] = set()
        self.keys: dict[tuple[str, str], UUID] = {}
        """Keys of records made before, for what is made again: others name them by these."""

    def begin(self) -> None:
        """Forget what was staged, and learn it anew: lines may have been taken back since."""
        self._made_entities = []
        self._entity_names = {}
        for line, entity in staging.staged_entities(self.import_id):
            self._know_entity(line, entity)

    def prepare(self, lines: Sequence[Mapping[str, Any]]) -> None:
        """Look up everything that the lines of a batch name."""
        asked = Asked()
        for line in lines:
            asked.line(line)
        self._live, self._staged = {}, {}
        for model in (Source, Topic, Claim, Document):
            self._fetch(model, asked.names[model])
        texts = [*asked.names[Entity], *self._wordings(lines)]
        self._named = dict(find_entities(texts)) if texts else {}
        self._live |= {(Entity, e.slug): e for each in self._named.values() for e in each}
        documents = {row.pk for (model, _), row in self._live.items() if model is Document}
        self.with_text = set(
            DocumentVersion.objects.filter(document_id__in=documents, has_text=True).values_list(
                "document_id", flat=True
            )
        )

    def restart(self) -> None:
        """Begin the batch again: nothing of it is made yet."""
        self._found = {}
        self.new = []
        self.stated = {}
        self._made_entities = [
            each for each in self._made_entities if not hasattr(each[1], "_in_batch")
        ]
        self._entity_names = {}
        for line, entity in self._made_entities:
            self._name_entity(line, entity)

    def keep(self) -> None:
        """The batch is staged: what it made stays known."""
        for _, entity in self._made_entities:
            vars(entity).pop("_in_batch", None)

    def undo(self, made: int) -> None:
        """Unmake what a refused line made: all but the first `made` records."""
        gone = {id(each.record) for each in self.new[made:]}
        del self.new[made:]
        if gone:
            self._found = {key: row for key, row in self._found.items() if id(row) not in gone}
            self._made_entities = [each for each in self._made_entities if id(each[1]) not in gone]
            self._entity_names = {}
            for line, entity in self._made_entities:
                self._name_entity(line, entity)

    def concepts_staged(self) -> Iterator[Entity]:
        """The entities that this import makes."""
        return (entity for _, entity in self._made_entities)

    # What the rules of a record ask

    def _find(self, model: Model, reference: str, *, follow: Sequence[str] = ()) -> Any:
        found = self._known(model, reference)
        return find(model, reference, follow=follow) if found is None else found

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
        if key in self._live:
            return self._live[key]
        line, staged = self._staged.get(key, (0, None))
        if staged is not None and line < self.line:
            return staged
        if model is Entity:
            return self._entity_called(reference)
        return None

    def _entity_called(self, slug: str) -> Entity | None:
        for line, entity in self._entity_names.get(f"slug {slug}", ()):
            if line <= self.line:
                return entity
        return None

    def _write(self, kind: str, fields: dict[str, Any]) -> Any:
        fields.pop("reason", None)
        if kind == "claim":
            return self._make_claim(fields)
        record: Any = BUILD[kind](**fields)
        check_fields(record)
        self._note(kind, record)
        if kind == "entity":
            record._in_batch = True
            self._know_entity(self.line, record)
        return record

    def _make_claim(self, fields: dict[str, Any]) -> Claim:
        parties = fields.pop("parties", ())
        claim = new_claim(**fields)
        check_fields(claim)
        self._note("claim", claim)
        for at, party in enumerate(parties):
            if party in parties[:at]:
                raise Conflict(Fault("/claim/parties", "taken", "it is a party already"))
            row = new_party(claim, party)
            check_fields(row)
            self.new.append(Made(self.line, "party", str(row.pk), row))
        return claim

    def _note(self, kind: str, record: Any) -> None:
        name = record.slug if kind != "document" else record.url or record.key
        if kind == "document" and record.url and record.key:
            if self._document_named(record.key) is not None:
                raise Conflict(Fault("/document/key", "taken", "another document has this key"))
            self._found[Document, record.key] = record
        record.pk = self.keys.get((kind, name), record.pk)
        self.new.append(Made(self.line, kind, name, record))

    def _look_for(self, texts: Sequence[str]) -> Mapping[str, Sequence[Entity]]:
        unprepared = [text for text in texts if text not in self._named]
        self._named |= find_entities(unprepared) if unprepared else {}
        found = {text: self._candidates(text) for text in texts}
        for text, candidates in found.items():
            if len(candidates) == 1:
                self._found[Entity, text] = candidates[0]
        return found

    def _candidates(self, text: str) -> Sequence[Entity]:
        """As claims.finding: the one of this slug, else all of this name."""
        live = self._named[text]
        if not self._made_entities or is_typeid(Entity.PREFIX, text):
            return live
        if any(entity.slug == text for entity in live):
            return live
        made = self._entity_called(text)
        if made is not None:
            return [made]
        known = self._entity_names.get(f"name {folded(text)}", ()) if folded(text) else ()
        both = {entity.pk: entity for entity in live}
        both |= {entity.pk: entity for line, entity in known if line <= self.line}
        entities = sorted(both.values(), key=lambda entity: entity.slug)
        return [entity for entity in entities if not entity.is_retired] or entities

    def _superseded(self, reference: str | None, importer: str) -> Revision | None:
        if not reference:
            return None
        found = self._said_as(reference, importer)
        return super()._superseded(reference, importer) if found is None else found

    # What a batch names, looked up at once

    def _fetch(self, model: Model, names: Iterable[str]) -> None:
        names = set(names)
        if not names:
            return
        ids, texts = ids_of(model, names)
        above, above_model = ABOVE.get(model, ("", None))
        rows = model._default_manager.select_related(above) if above else model._default_manager
        by_name = Q(url__in=texts) | Q(key__in=texts) if model is Document else Q(slug__in=texts)
        for row in rows.filter(by_name | Q(pk__in=ids)):
            self._live |= {(model, name): row for name in names_of(row, ids)}
        missing = [text for text in texts if (model, text) not in self._live]
        staged = staging.staged_records(self.import_id, KIND_OF[model], names=missing)
        if above_model is not None:
            self._hang(above, above_model, [row for _, row in staged])
        for line, row in staged:
            self._staged |= {(model, name): (line, row) for name in names_of(row, {})}

    def _hang(self, above: str, model: Model, rows: Sequence[Any]) -> None:
        wanted = {getattr(row, f"{above}_id") for row in rows} - {None}
        found = {row.pk: row for row in model._default_manager.filter(pk__in=wanted)}
        missing = list(wanted - found.keys())
        for _, row in staging.staged_records(self.import_id, KIND_OF[model], ids=missing):
            found[row.pk] = row
        for row in rows:
            if (id := getattr(row, f"{above}_id")) is not None:
                setattr(row, above, found[id])

    def _wordings(self, lines: Sequence[Mapping[str, Any]]) -> list[str]:
        """The words of statements that may be the name of their answer."""
        return [
            line["wording"]
            for line in lines
            if line.get("wording")
            and not line.get("entities")
            and self._asks_for_entities(line.get("claim"))
        ]

    def _asks_for_entities(self, claim: Any) -> bool:
        if isinstance(claim, Mapping):
            if claim.get("value_type") == ValueType.ENTITY:
                return True
            claim = claim.get("slug")
        if not isinstance(claim, str):
            return False  # the line is refused when it is read
        found = self._live.get((Claim, claim)) or self._staged.get((Claim, claim), (0, None))[1]
        return found is not None and found.value_type == ValueType.ENTITY

    def _know_entity(self, line: int, entity: Entity) -> None:
        self._made_entities.append((line, entity))
        self._name_entity(line, entity)

    def _name_entity(self, line: int, entity: Entity) -> None:
        names = {f"name {folded(name)}" for name in [entity.name, *entity.aliases] if folded(name)}
        for key in {f"slug {entity.slug}", *names}:
            self._entity_names.setdefault(key, []).append((line, entity))

    # Statements that others name

    def fetch_sayings(self, sayings: Mapping[str, UUID]) -> None:
        """The statements that `supersedes` may mean, by what it says: staged, or on record."""
        rows = self.revisions(list(sayings.values()))
        self._sayings = {text: rows[id] for text, id in sayings.items() if id in rows}

    def say(self, text: str, revision: Revision | UUID) -> None:
        """A statement of this batch, or one on record, goes by this name from here on."""
        self._sayings[text] = revision

    def said(self, reference: str, importer: str) -> Revision | None:
        """The statement of this id, in the file or on record, or external_id; void or not."""
        return self._said_as(reference, importer, instead=False)

    def is_of_file(self, reference: str | None) -> bool:
        """Whether a line names a statement by the id it has in the file."""
        return f"id {reference}" in self.of_file

    def _said_as(self, reference: str, importer: str, *, instead: bool = True) -> Revision | None:
        for text in (f"id {reference}", f"external {importer} {reference}"):
            found = self._sayings.get(text)
            if isinstance(found, UUID):
                found = self.revisions([found])[found]
            if instead and found is not None and text.startswith("external ") and found.is_void:
                return standing_instead(found) or found
            if found is not None:
                return cast(Revision, found)
        return None

    def revisions(self, ids: Sequence[UUID]) -> dict[UUID, Revision]:
        """Statements by id with all that is read of one that another follows: of this batch,
        staged, or on record."""
        found = {id: self.stated[id].revision for id in ids if id in self.stated}
        missing = [id for id in set(ids) if id not in found]
        if not missing:
            return found
        found |= {row.pk: row for row in followable().filter(pk__in=missing)}
        staged = staging.staged_revisions(self.import_id, [id for id in missing if id not in found])
        self._complete(list(staged.values()))
        return {**found, **staged}

    def _complete(self, staged: Sequence[Revision]) -> None:
        documents = {row.document_id for row in staged}
        found: dict[UUID, Any] = Document.objects.in_bulk(list(documents))
        missing = list(documents - found.keys())
        made = {each.record.pk: each.record for each in self.new if each.kind == "document"}
        found |= {id: made[id] for id in missing if id in made}
        rows = staging.staged_records(self.import_id, "document", ids=missing)
        found |= {row.pk: row for _, row in rows}
        for row in staged:
            row.document = found[row.document_id]
        withdrawn: list[Any] = [
            row
            for row in staged
            if row.stance == Stance.WITHDRAWS and row.supersedes_id is not None
        ]
        if withdrawn:
            taken_back = self.revisions([row.supersedes_id for row in withdrawn])
            for row in withdrawn:
                row.supersedes = taken_back[row.supersedes_id]


class Asked:
    """The slugs, ids, addresses and names that lines mention, by model."""

    def __init__(self) -> None:
        self.names: dict[Model, set[str]] = defaultdict(set)

    def line(self, line: Mapping[str, Any]) -> None:
        if len(line) == 1:
            [(kind, fields)] = line.items()
            if kind == "document":
                self._document(fields)
            elif isinstance(fields, Mapping):
                self._record(kind, fields)
            return
        for name in ("publisher", "attributed_to", "via"):
            self._one("source", line.get(name))
        self._one("topic", line.get("topic"))
        self._one("claim", line.get("claim"))
        self._document(line.get("document"))
        for entity in _listed(line.get("entities")):
            self._one("entity", entity)

    def _one(self, kind: str, reference: Any) -> None:
        if isinstance(reference, str):
            self.names[staging.MODELS[kind]].add(reference)
        elif isinstance(reference, Mapping):
            self._record(kind, reference)

    def _record(self, kind: str, fields: Mapping[str, Any]) -> None:
        if kind in staging.MODELS and isinstance(fields.get("slug"), str):
            self.names[staging.MODELS[kind]].add(fields["slug"])
        for name, linked in (
            ("parent", "source"), ("topic", "topic"), ("broader", "entity"), ("part_of", "claim"),
        ):  # fmt: skip
            self._text(linked, fields.get(name))
        for party in _listed(fields.get("parties")):
            if isinstance(party, Mapping):
                self._text("entity", party.get("entity"))
                self._text("source", party.get("source"))

    def _document(self, reference: Any) -> None:
        if isinstance(reference, str):
            self.names[Document].add(reference)
        elif isinstance(reference, Mapping):
            for name in ("url", "key"):
                self._text("document", reference.get(name))
            self._text("source", reference.get("publisher"))

    def _text(self, kind: str, reference: Any) -> None:
        if isinstance(reference, str) and reference:
            self.names[staging.MODELS[kind]].add(reference)


def ids_of(model: Any, texts: Iterable[str]) -> tuple[dict[UUID, str], list[str]]:
    """Which texts are keys of the model, and which are names."""
    ids: dict[UUID, str] = {}
    names = []
    for text in texts:
        try:
            ids[decode(model.PREFIX, text)] = text
        except MalformedTypeID:
            names.append(text)
    return ids, names


def names_of(row: Any, ids: Mapping[UUID, str]) -> list[str]:
    """The texts by which a record is known."""
    given = [ids[row.pk]] if row.pk in ids else []
    if isinstance(row, Document):
        return [*given, *(name for name in (row.url, row.key) if name)]
    return [*given, row.slug]


def _listed(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else ()
