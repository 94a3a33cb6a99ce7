"""A batch of lines in; staged rows, and the lines that are refused, out. Holds no lock.

Every rule is asked of the function that a single statement asks it of; what those read from the
record one by one is looked up here for the whole batch, on record and among what earlier lines
staged. What one line's refusal may change for later lines is settled by doing the batch again
without it: a batch is staged in one transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction

from api.refusals import Fault, Refusal
from claims.importing import holding, staging
from claims.importing.adopted import adopted_twice, refuse_adopting
from claims.importing.checking import Read, read_line
from claims.importing.constraints import refused_records, refused_statements
from claims.importing.finding import BatchResolver
from claims.importing.kinds import set_kinds
from claims.importing.plain import PlainStatements
from claims.importing.reading import Line
from claims.importing.repeated import said_already
from claims.importing.staging import Making
from claims.importing.stating import stated_by

Faults = Sequence[Fault]
POINTED = {"party": "/claim", "version": "/document/versions"}


class Batches:
    """Stages the lines of one import, batch by batch."""

    def __init__(
        self, import_id: UUID, *, by: Any, reason: str, channel: str, importer: str = ""
    ) -> None:
        self.import_id = import_id
        self.by = by
        self.reason = reason
        self.importer = importer
        self.resolver = BatchResolver(import_id, by=by, channel=channel)
        self.plain = PlainStatements(self.resolver, reason)
        self._same: dict[int, UUID] = {}
        self._records_copied = 0
        self._statements_copied = 0

    def stage(self, lines: Sequence[Line]) -> dict[int, Faults]:
        """Resolve and stage lines; gives those that are refused, which leave nothing."""
        refused: dict[int, Faults] = {}
        read: list[Read] = []
        for line in lines:
            try:
                read.append(read_line(line, self.importer))
                refuse_adopting(self.by, read[-1].fields)
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
                self.resolver.entities.keep()
                return refused

    def _attempt(self, read: Sequence[Read], refused: dict[int, Faults]) -> bool:
        """Stage the lines; False if it turned out that some must be left out, or are unchanged."""
        self.resolver.restart()
        self._records_copied = self._statements_copied = 0
        self._look_up(read)
        kept = []
        for each in read:
            made = len(self.resolver.batch.new)
            self.resolver.line = each.number
            try:
                kept.append((each.number, each.content, each.file_id, self._resolve(each)))
            except Refusal as refusal:
                refused[each.number] = refusal.faults
                self._undo(each.number, made)
        self._flush()
        staging.copy_lines(self.import_id, kept)
        numbers = {number for number, *_ in kept}
        return not numbers or self._holds(numbers, refused)

    def _holds(self, numbers: set[int], refused: dict[int, Faults]) -> bool:
        same = self._said_already(numbers)
        self._same |= same
        if same:
            return False
        stated = self.resolver.batch.stated.values()
        wrong: dict[int, Faults] = {each.line: each.if_new for each in stated if each.if_new}
        wrong = wrong or adopted_twice(self.import_id, stated)
        wrong = wrong or set_kinds(self.resolver, self.reason) or self._broken(numbers)
        refused |= wrong
        return not wrong

    def _broken(self, numbers: set[int]) -> dict[int, Faults]:
        """Lines that make what a CHECK of the database would refuse."""
        found: dict[int, Faults] = {}
        for kind in staging.MODELS:
            made = [each.record.pk for each in self.resolver.batch.new if each.kind == kind]
            for line, faults in refused_records(kind, made).items():
                pointed = POINTED.get(kind, f"/{kind}")
                found[line] = [replace(f, pointer=f"{pointed}{f.pointer}") for f in faults]
        if self.resolver.batch.stated:
            rows_ = refused_statements(self.import_id, min(numbers), max(numbers))
            found |= {line: faults for line, faults in rows_.items() if line in numbers}
        return found

    def _said_already(self, numbers: set[int]) -> dict[int, UUID]:
        if all(each.external_id for each in self.resolver.batch.stated.values()):
            return {}
        same = said_already(self.import_id, min(numbers), max(numbers))
        return {line: id for line, id in same.items() if line in numbers}

    def _resolve(self, read: Read) -> UUID | None:
        """Make what the line says; gives the id its statement has or will have on record."""
        if read.kind == "document":
            self.resolver.document(read.fields)
            return None
        if read.kind:
            self.resolver.make(read.kind, read.fields, f"/{read.kind}")
            return None
        sayings = self.resolver.sayings
        known = self._same.get(read.number) or sayings.recorded_as(read.name, read.number)
        if known is not None:
            sayings.say(read.file_id, read.name, read.number, known)
            return known
        stated: Making = self.plain.stated(read) or stated_by(
            read, self.resolver, self.reason, before=self._flush
        )
        self.resolver.batch.stated[stated.id] = stated
        sayings.say(read.file_id, read.name, read.number, stated)
        return stated.id

    def _look_up(self, read: Sequence[Read]) -> None:
        """Everything that the lines name, in few queries."""
        statements = [each.fields for each in read if not each.kind]
        records = [{each.kind: each.fields} for each in read if each.kind]
        self.resolver.prepare([*records, *statements])
        linked = {
            (fields.get("importer") or "", fields[link])
            for fields in statements
            for link in ("supersedes", "replaces")
            if fields.get(link)
        }
        self.resolver.sayings.look_up({each.name for each in read if each.name[1]}, linked)

    def _undo(self, line: int, made: int) -> None:
        """Take back the records of a refused line, those staged too."""
        self.resolver.undo(made)
        if self._records_copied > made:
            holding.remove_lines(self.import_id, [line])
            self._records_copied = made

    def _flush(self) -> None:
        """Stage what the lines so far have made."""
        batch = self.resolver.batch
        staging.copy_records(self.import_id, batch.new[self._records_copied :])
        self._records_copied = len(batch.new)
        staging.copy_statements(
            self.import_id, list(batch.stated.values())[self._statements_copied :]
        )
        self._statements_copied = len(batch.stated)
