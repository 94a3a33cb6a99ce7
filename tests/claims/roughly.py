"""A record made at random in rougher ways than the service's: plain SQL, trees and merges of
several rows in one statement, many changes in one entry, changes that are rolled back, entries that
end without judging. What the database refuses is passed over.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError, transaction

from claims.assessing import work_off
from claims.cataloguing import edit_claim
from claims.models import Claim, Entity, Revision, Topic
from history import recording as entries
from history.editing import edit
from history.recording import recording
from sources.models import Document, Source
from sources.registering import edit_document, edit_source
from tests.claims.test_past_same import Related
from tests.history.ledger import run, seal

KINDS = ("outlet", "agency", "ministry", "armed_group", "unnamed", "person", "government")
ROLES = ("speaks_for", "part_of")
MERGED = (Source, Entity, Claim, Topic)
TOGETHER = (
    "UPDATE {table} t SET {set} FROM unnest(%s::uuid[], %s::uuid[]) AS v (id, other)"
    " WHERE t.id = v.id"
)
BELOW = "parent_id = v.other, parent_role = CASE WHEN v.other IS NULL THEN '' ELSE 'part_of' END"


class Roughly(Related):
    """`roughen` after `make`; every change that is not part of another is an entry of its own."""

    def roughen(self, steps: int) -> None:
        hooks = entries._before_seal
        for _ in range(steps):
            entries._before_seal = self.any_of(hooks, hooks, [])  # type: ignore[misc]
            try:
                self.do(self.chance.choices(*zip(*ROUGH.items(), strict=True))[0])
                seal()
            finally:
                entries._before_seal = hooks  # type: ignore[misc]

    def do(self, what: str) -> None:
        try:
            with transaction.atomic():
                super().do(what)
        except IntegrityError:
            return

    # One row

    def edit_speaker(self) -> None:
        parent = self.maybe(self.one(Source), None, 0.7)
        role = self.any_of(*ROLES) if parent else ""
        changes = self.any_of(
            {"kind": self.any_of(*KINDS)},
            {"aliases": [self.any_of("Entity 9", "IRNA", "x")]},
            {"parent_id": parent and parent.pk, "parent_role": role},
        )
        edit_source(self.one(Source), changes, **self.because)

    def edit_entity(self) -> None:
        changes = self.any_of(
            {"name": f"Name {self.number}"},
            {"aliases": ["IRNA"]},
            {"broader": self.maybe(self.one(Entity), None, 0.7)},
        )
        edit(self.one(Entity), changes, **self.because)

    def edit_paper(self) -> None:
        changes = self.any_of(
            {"publisher_id": None},
            {"publisher_id": self.one(Source).pk},
            {"published": self.any_of("2024-01-03", "", "2024-01-04/..", "2024-01")},
            {"title": f"Title {self.number}"},
        )
        edit_document(self.one(Document), changes, **self.because)

    def edit_question(self) -> None:
        claim = self.one(Claim)
        whole = self.maybe(self.one(Claim, topic=claim.topic, value_type="quantity"), None)
        changes = self.any_of(
            {"many": not claim.many},
            {"tolerance": self.any_of(0, 0.01, 0.5)},
            {"settled_at": self.any_of(None, datetime(2024, 1, 4, tzinfo=UTC))},
            {"definitions": self.any_of([], ["confirmed"], ["probable"])},
            {"unit": self.any_of("people", "persons")},
            {"question": f"Which {self.number}?"},
            {"part_of_id": whole and whole.pk},
        )
        party = self.any_of(self.one(Entity), self.one(Source))
        edit_claim(claim, changes, add_parties=self.maybe([party], [], 0.2), **self.because)

    # Plain SQL

    def several(self, model: Any, others: Any, set: str) -> None:
        """Three rows, each led to another or to none, in one statement."""
        rows = [self.one(model).pk for _ in range(3)]
        leads = [self.maybe(self.one(others).pk, None, 0.6) for _ in rows]
        run(TOGETHER.format(table=model._meta.db_table, set=set), [rows, leads])

    def sources_below(self) -> None:
        self.several(Source, Source, BELOW)

    def entities_below(self) -> None:
        self.several(Entity, Entity, "broader_id = v.other")

    def papers_of(self) -> None:
        self.several(Document, Source, "publisher_id = v.other")

    def merge_several(self) -> None:
        model = self.any_of(*MERGED)
        self.several(model, model, "merged_into_id = v.other")

    def kinds_together(self) -> None:
        rows = [self.one(Source).pk for _ in range(3)]
        Source.objects.filter(pk__in=rows).update(kind=self.any_of(*KINDS))

    def void_plainly(self) -> None:
        Revision.objects.filter(pk=self.one(Revision).pk).update(is_void=True)

    # Several together

    def together(self) -> None:
        with recording(**self.because):
            self.many(SIMPLE, 4)

    def taken_back(self) -> None:
        """Alone, or with what stands before and after in the same entry."""
        if self.maybe(True, False):
            self.many(SIMPLE, 3, lost=True)
            return
        with recording(**self.because):
            self.do("kinds_together")
            self.many(SIMPLE, 2, lost=True)
            self.do("edit_entity")

    def many(self, names: Sequence[str], count: int, *, lost: bool = False) -> None:
        with transaction.atomic():
            for _ in range(count):
                self.do(self.any_of(*names))
            transaction.set_rollback(lost)

    def judge(self) -> None:
        list(work_off())


SIMPLE = (
    "edit_speaker", "edit_entity", "edit_paper", "edit_question", "sources_below",
    "entities_below", "papers_of", "merge_several", "kinds_together", "void_plainly", "statement",
    "figure", "void", "replace", "adopt", "merge", "unmerge", "retire", "restore",
)  # fmt: skip
ROUGH = {
    **dict.fromkeys(SIMPLE, 3),
    "statement": 16, "figure": 8, "merge_any": 3, "merge_several": 6, "part": 2, "claim": 1,
    "topic": 1, "together": 4, "taken_back": 4, "judge": 3,
}  # fmt: skip
