"""A batch of lines in; staged rows, and the lines that are refused, out. Holds no lock.

Every rule is asked of the function that a single statement asks it of; what those read from the
record one by one is looked up here for the whole batch, on record and among what earlier lines
staged. What one line's refusal may change for later lines is settled by doing the batch again
without it: a batch is staged in one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from django.db import connection, transaction

from api.refusals import Fault, Refusal, invalid
from api.typeid import MalformedTypeID, decode, new_key
from claims.agreement import Concept
from claims.drafting import NewStatement, drafted
from claims.evidence import Evidence, looked_up
from claims.following import (
    concepts_above,
    kind_of,
    named_in,
    stances_of_its_line,
    succession_after,
)
from claims.importing import staging
from claims.importing.checking import checked
from claims.importing.finding import BatchResolver
from claims.importing.reading import Line
from claims.importing.staging import Stated
from claims.importing.standing import is_replaced, last_before, said_already, standing_before
from claims.models import Revision, RevisionEntity
from claims.models.revision import QuotationMatch
from claims.recording import check_superseded, refuse_retired_links
from claims.rereading import date_by_readings
from claims.resolving import KINDS
from claims.succession import Succession
from claims.values import Stance, ValueType
from history.editing import check_fields

Faults = Sequence[Fault]
UPDATE_KINDS = """
    UPDATE public.claims_stagedrevision s SET change_kind = k.kind
    FROM unnest(%s::bigint[], %s::text[]) AS k (line, kind)
    WHERE s.import_id = %s AND s.line = k.line
"""
SAID = """
    SELECT w.importer, w.external_id, 0, r.id
    FROM unnest(%(importers)s::text[], %(names)s::text[]) AS w (importer, external_id)
    JOIN public.claims_revision r USING (importer, external_id)
    WHERE r.external_id <> ''
    UNION ALL
    SELECT w.importer, w.external_id, r.line, r.id
    FROM unnest(%(importers)s::text[], %(names)s::text[]) AS w (importer, external_id)
    JOIN public.claims_stagedrevision r USING (importer, external_id)
    WHERE r.external_id <> '' AND r.import_id = %(import)s
"""
SAID_IN_FILE = """
    SELECT file_id, line, revision_id FROM public.claims_stagedline
    WHERE import_id = %s AND file_id = ANY(%s) AND file_id <> '' AND revision_id IS NOT NULL
    ORDER BY line
"""


@dataclass(frozen=True, slots=True)
class Read:
    """A checked line: a record of some kind to be made, or a statement's fields."""

    number: int
    kind: str
    fields: Mapping[str, Any]
    content: str
    file_id: str = ""

    @property
    def name(self) -> tuple[str, str]:
        """What makes it the same statement at a second import; no external_id, no name."""
        return self.fields.get("importer") or "", self.fields.get("external_id") or ""


class Batches:
    """Stages the lines of one import, batch by batch."""

    def __init__(
        self, import_id: UUID, *, by: Any, reason: str, channel: str, importer: str = ""
    ) -> None:
        self.import_id = import_id
        self.reason = reason
        self.importer = importer
        self.resolver = BatchResolver(import_id, by=by, channel=channel)
        self._pending: list[Stated] = []
        self._same: dict[int, UUID] = {}
        self._said: dict[tuple[str, str], tuple[int, UUID]] = {}
        self._records_copied = 0

    def stage(self, lines: Sequence[Line]) -> dict[int, Faults]:
        """Resolve and stage lines; gives those that are refused, which leave nothing."""
        refused: dict[int, Faults] = {}
        read: list[Read] = []
        for line in lines:
            try:
                read.append(self._read(line))
            except Refusal as refusal:
                refused[line.number] = refusal.faults
        self._same = {}
        while True:
            with transaction.atomic():
                settled = self._attempt(
                    [each for each in read if each.number not in refused], refused
                )
                if not settled:
                    transaction.set_rollback(True)
            if settled:
                self.resolver.keep()
                return refused

    def _read(self, line: Line) -> Read:
        if line.fault is not None:
            raise Refusal(line.fault)
        content = dict(line.content or {})
        kept = orjson.dumps(content, default=_number).decode()
        kind = next(iter(content)) if len(content) == 1 else ""
        if (kind in KINDS or kind == "document") and isinstance(content[kind], Mapping):
            return Read(line.number, kind, content[kind], kept)
        if self.importer and "importer" not in content:
            content["importer"] = self.importer
        fields = checked(content)
        if fields.get("is_void") and not fields.get("reason"):
            raise invalid("reason", "required", "say why it is void")
        id = fields.get("id")
        return Read(line.number, "", fields, kept, id if isinstance(id, str) else "")

    def _attempt(self, read: Sequence[Read], refused: dict[int, Faults]) -> bool:
        """Stage the lines; False if it turned out that some must be left out, or are unchanged."""
        self.resolver.restart()
        self._pending, self._records_copied = [], 0
        self._look_up(read)
        kept = []
        for each in read:
            made = len(self.resolver.new)
            self.resolver.line = each.number
            try:
                kept.append((each.number, each.content, each.file_id, self._resolve(each)))
            except Refusal as refusal:
                refused[each.number] = refusal.faults
                self.resolver.undo(made)
        self._flush()
        staging.copy_lines(self.import_id, kept)
        numbers = {number for number, *_ in kept}
        return not numbers or self._holds(numbers, refused)

    def _holds(self, numbers: set[int], refused: dict[int, Faults]) -> bool:
        same = self._said_already(numbers)
        self._same |= same
        if same:
            return False
        wrong = self._set_kinds() or self._broken(numbers)
        refused |= wrong
        return not wrong

    def _broken(self, numbers: set[int]) -> dict[int, Faults]:
        """Lines that make what a CHECK of the database would refuse."""
        found: dict[int, Faults] = {}
        for kind in staging.MODELS:
            made = [each for each in self.resolver.new if each.kind == kind]
            rows = [(each.line, staging.as_json(each.record)) for each in made]
            for line, faults in staging.refused_by_checks(kind, rows).items():
                pointed = "/claim" if kind == "party" else f"/{kind}"
                found[line] = [replace(f, pointer=f"{pointed}{f.pointer}") for f in faults]
        if self.resolver.stated:
            rows_ = staging.refused_statements(self.import_id, min(numbers), max(numbers))
            found |= {line: faults for line, faults in rows_.items() if line in numbers}
        return found

    def _said_already(self, numbers: set[int]) -> dict[int, UUID]:
        if all(each.revision.external_id for each in self.resolver.stated.values()):
            return {}
        same = said_already(self.import_id, min(numbers), max(numbers))
        return {line: id for line, id in same.items() if line in numbers}

    # A line

    def _resolve(self, read: Read) -> UUID | None:
        """Make what the line says; gives the id its statement has or will have on record."""
        if read.kind == "document":
            self.resolver.document(read.fields)
            return None
        if read.kind:
            self.resolver.make(read.kind, read.fields, f"/{read.kind}")
            return None
        known = self._recorded(read)
        if known is not None:
            if read.file_id:
                self.resolver.of_file.add(f"id {read.file_id}")
                self.resolver.say(f"id {read.file_id}", known)
            return known
        reason = read.fields.get("reason") or ""
        new = self.resolver.statement(read.fields, reason or self.reason)
        stated = self._state(read, new, reason)
        self._pending.append(stated)
        self.resolver.stated[stated.revision.pk] = stated
        self._name(read, stated.revision)
        return stated.revision.pk

    def _recorded(self, read: Read) -> UUID | None:
        if read.number in self._same:
            return self._same[read.number]
        line, id = self._said.get(read.name, (read.number, None))
        return id if read.name[1] and line < read.number else None

    def _name(self, read: Read, revision: Revision) -> None:
        importer, external_id = read.name
        if external_id:
            self._said.setdefault(read.name, (read.number, revision.pk))
            self.resolver.say(f"external {importer} {external_id}", revision)
        if read.file_id:
            self.resolver.of_file.add(f"id {read.file_id}")
            self.resolver.say(f"id {read.file_id}", revision)

    def _state(self, read: Read, new: NewStatement, reason: str) -> Stated:
        """The statement as it would go on record, but for the kind of change."""
        refuse_retired_links(new)
        if new.supersedes is not None:
            known_void = self.resolver.is_of_file(read.fields.get("supersedes"))
            check_superseded(new.supersedes, new.claim, may_be_void=known_void)
        evidence = self._evidence(new)
        new = replace(new, version=evidence.version, replaces=self._replaced(read, new))
        revision = drafted(new, evidence)
        revision.is_void = bool(read.fields.get("is_void"))
        stances = stances_of_its_line(revision)
        if new.follows and new.supersedes is None and new.version is not None and stances:
            self._follow(read.number, revision, stances)
        if new.version is not None:
            date_by_readings(revision)
        check_fields(revision, but=["wording"])
        return Stated(
            line=read.number,
            revision=revision,
            entities=[entity.pk for entity in new.entities],
            entity_keys=[new_key() for _ in new.entities],
            stances=sorted(stances) or None,
            called=new.change_kind,
            reason=reason,
        )

    def _replaced(self, read: Read, new: NewStatement) -> Revision | None:
        """The void statement whose place it takes, of an earlier line or on record."""
        reference = read.fields.get("replaces")
        if not reference:
            return None
        found = self.resolver.said(reference, read.name[0])
        if found is None or not found.is_void or found.claim_id != new.claim.pk:
            what = f"no void statement {reference!r} of this claim is on record, nor earlier here"
            raise invalid("replaces", "not_void", what)
        taken = any(s.revision.replaces_id == found.pk for s in self.resolver.stated.values())
        if taken or is_replaced(self.import_id, found.pk):
            raise invalid("replaces", "taken", "another statement has taken its place already")
        return found

    def _evidence(self, new: NewStatement) -> Evidence:
        if new.version is None and new.document.pk not in self.resolver.with_text:
            return Evidence(None, QuotationMatch.UNVERIFIED if new.quotation.exact else None)
        return looked_up(new.document, new.version, new.quotation)

    def _follow(self, line: int, revision: Revision, stances: set[str]) -> None:
        self._flush()
        id = standing_before(self.import_id, line, revision, stances)
        revision.supersedes = self.resolver.revisions([id])[id] if id else None

    # The batch

    def _look_up(self, read: Sequence[Read]) -> None:
        statements = [each.fields for each in read if not each.kind]
        records = [{each.kind: each.fields} for each in read if each.kind]
        self.resolver.of_file = set()
        self.resolver.prepare([*records, *statements])
        named = {each.name for each in read if each.name[1]}
        superseded = {
            (fields.get("importer") or "", fields[link])
            for fields in statements
            for link in ("supersedes", "replaces")
            if fields.get(link)
        }
        said = self._said_by_name(named | superseded)
        self._said = {name: said[name] for name in said.keys() & named}
        sayings = {f"external {name[0]} {name[1]}": said[name][1] for name in said}
        sayings |= self._said_by_id({reference for _, reference in superseded})
        self.resolver.fetch_sayings(sayings)

    def _said_by_name(self, names: set[tuple[str, str]]) -> dict[tuple[str, str], tuple[int, UUID]]:
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
        found: dict[tuple[str, str], tuple[int, UUID]] = {}
        for importer, external_id, line, id in rows:
            found.setdefault((importer, external_id), (line, id))
        return found

    def _said_by_id(self, references: set[str]) -> dict[str, UUID]:
        """Statements by the id they have in the file, else by the one they have on record."""
        found: dict[str, UUID] = {}
        for reference in references:
            try:
                found[f"id {reference}"] = decode(Revision.PREFIX, reference)
            except MalformedTypeID:
                continue
        if found:
            rows = staging.run(SAID_IN_FILE, [self.import_id, sorted(references)])
            of_file = {f"id {file_id}": id for file_id, _, id in rows}
            self.resolver.of_file |= of_file.keys()
            found |= of_file
        return found

    def _flush(self) -> None:
        made = self.resolver.new
        staging.copy_records(self.import_id, made[self._records_copied :])
        self._records_copied = len(made)
        staging.copy_statements(self.import_id, self._pending)
        self._pending = []

    def _set_kinds(self) -> dict[int, Faults]:
        """Work out each statement's kind of change; gives the lines whose own word can't be.

        Of one claim the first alone: without it, the next may follow something else.
        """
        followed = self._followed()
        above = self._concepts(followed)
        kinds: dict[int, str] = {}
        refused: dict[int, Faults] = {}
        claims: set[UUID] = set()
        for stated, succession in followed:
            if stated.revision.claim_id in claims:
                continue
            try:
                kind = kind_of(
                    succession, stated.revision, above, stated.called, stated.reason or self.reason
                )
            except Refusal as refusal:
                refused[stated.line] = refusal.faults
                claims.add(stated.revision.claim_id)
                continue
            if kind:
                kinds[stated.line] = kind
        staging.run(UPDATE_KINDS, [list(kinds), list(kinds.values()), self.import_id])
        return refused

    def _followed(self) -> list[tuple[Stated, Succession]]:
        """Each statement and what it follows; left out are those that plainly follow nothing."""
        stated = list(self.resolver.stated.values())
        asking = [s.line for s in stated if s.stances and s.revision.supersedes_id is None]
        before = last_before(self.import_id, asking)
        rows = self.resolver.revisions(list(before.values()))
        found = []
        for each in stated:
            revision = each.revision
            followed = revision.supersedes or rows.get(before.get(each.line, revision.pk))
            if followed is not None or each.called or revision.stance == Stance.WITHDRAWS:
                found.append((each, followed))
        named = self._named([row for _, row in found if row is not None])
        return [
            (
                each,
                succession_after(
                    each.revision, each.entities, row, named.get(row.pk, ()) if row else ()
                ),
            )
            for each, row in found
        ]

    def _named(self, rows: Sequence[Revision]) -> dict[UUID, Sequence[UUID]]:
        """The entities that statements name, on record or staged."""
        named: dict[UUID, Sequence[UUID]] = {}
        recorded: dict[UUID, list[UUID]] = {}
        for row in rows:
            if row.pk in self.resolver.stated:
                named[row.pk] = self.resolver.stated[row.pk].entities
            elif hasattr(row, "named"):
                named[row.pk] = row.named
            elif row.value_type == ValueType.ENTITY:
                recorded[row.pk] = []
        if recorded:
            for revision, entity in (
                RevisionEntity.objects.filter(revision_id__in=recorded)
                .order_by("id")
                .values_list("revision_id", "entity_id")
            ):
                recorded[revision].append(entity)
        return {**named, **recorded}

    def _concepts(self, followed: Sequence[tuple[Stated, Succession]]) -> dict[UUID, Concept]:
        """The entities that successions name, with everything broader, on record or staged."""
        wanted = {
            id for _, succession in followed if succession.before for id in named_in(succession)
        }
        if not wanted:
            return {}
        made = {entity.pk: entity for entity in self.resolver.concepts_staged()}
        found: dict[UUID, Concept] = {}
        while inside := [id for id in wanted if id in made and id not in found]:
            for id in inside:
                entity = made[id]
                found[id] = Concept(id, entity.name, entity.broader_id)
                wanted |= {entity.broader_id} if entity.broader_id else set()
        return {**found, **concepts_above(wanted - found.keys())}


def _number(value: Any) -> float:
    """A number in a line as JSON: of 15 digits, a double holds it exactly."""
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(type(value))
