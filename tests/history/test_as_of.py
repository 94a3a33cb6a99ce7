"""The record as of every position is what a kept copy of it was then, whatever came later."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import models, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.models import Claim, ClaimParty, Entity, Revision, RevisionEntity
from history.models import Entry
from history.recording import recording
from history.snapshots import InTheFuture, Snapshot, reading
from sources.models import Document, Source
from tests.history.ledger import (
    a_claim,
    a_document,
    a_revision,
    a_source,
    a_topic,
    an_entity,
    head,
    make_sources,
    run,
    seal,
)

KEPT: dict[type[models.Model], tuple[str, ...]] = {
    Source: ("slug", "name", "parent_id", "parent_role", "is_retired"),
    Document: ("key", "publisher_id"),
    Entity: ("slug", "broader_id"),
    Claim: ("slug", "part_of_id"),
    ClaimParty: ("claim_id", "source_id", "is_retired"),
    Revision: ("claim_id", "line_publisher", "line_origin", "is_void"),
    RevisionEntity: ("revision_id", "entity_id"),
}
Copy = dict[type[models.Model], dict[Any, tuple[Any, ...]]]


def as_of(position: int) -> Copy:
    """What the snapshot of a position answers, model by model."""
    snapshot = Snapshot(position, past=True, recorded_at=None, settled=True)
    return {
        model: {row[0]: row[1:] for row in snapshot.of(model).values_list("id", *columns)}
        for model, columns in KEPT.items()
    }


class Record:
    """Makes edits and keeps by itself, in Python, what must stand after each."""

    def __init__(self) -> None:
        self.rows: Copy = {model: {} for model in KEPT}
        self.made = 0
        with recording(by=None, channel="command", reason="setup"):
            self.topic = a_topic()
            self.topic.save()
            for make in (Record.create_source, Record.create_document, Record.create_entity):
                make(self, 0, 0)
            for kind in (0, 1):
                self.create_claim(kind, 0)
                self.create_revision(kind, 0)

    def copy(self) -> Copy:
        return {model: dict(rows) for model, rows in self.rows.items()}

    def keep(self, row: models.Model) -> None:
        model = type(row)
        self.rows[model][row.pk] = tuple(getattr(row, name) for name in KEPT[model])

    def keep_changed(self, model: type[models.Model], id: Any, **changes: Any) -> None:
        kept = dict(zip(KEPT[model], self.rows[model][id], strict=True))
        self.rows[model][id] = tuple((kept | changes).values())

    def save(self, row: models.Model) -> None:
        row.save(force_insert=True)
        self.keep(row)

    def slug(self) -> str:
        self.made += 1
        return f"r{self.made}"

    def pick(self, model: type[models.Model], number: int) -> Any:
        ids = sorted(self.rows[model])
        return ids[number % len(ids)] if ids else None

    def create_source(self, one: int, two: int) -> None:
        self.save(a_source(self.slug()))

    def create_document(self, one: int, two: int) -> None:
        self.save(a_document(self.slug(), publisher_id=self.pick(Source, one)))

    def create_entity(self, one: int, two: int) -> None:
        self.save(an_entity(self.slug(), broader_id=self.pick(Entity, one)))

    def create_claim(self, one: int, two: int) -> None:
        kind = "entity" if one % 2 else "quantity"
        self.save(
            a_claim(self.topic, self.slug(), value_type=kind, part_of_id=self.pick(Claim, two))
        )

    def create_party(self, one: int, two: int) -> None:
        claim, source = self.pick(Claim, one), self.pick(Source, two)
        if claim and source and (claim, source, False) not in self.rows[ClaimParty].values():
            self.save(ClaimParty(claim_id=claim, source_id=source))

    def create_revision(self, one: int, two: int) -> None:
        claim_id, document_id = self.pick(Claim, one), self.pick(Document, two)
        entity_id = self.pick(Entity, one + two)
        claim = Claim.objects.filter(pk=claim_id).first()
        if claim is None or document_id is None:
            return
        if claim.value_type == "entity" and entity_id is None:
            return
        quantity = "[84,84]" if claim.value_type == "quantity" else None
        publisher = dict(zip(KEPT[Document], self.rows[Document][document_id], strict=True))
        line = publisher["publisher_id"] or document_id
        revision = a_revision(claim, Document(pk=document_id), quantity=quantity)
        revision.save(force_insert=True)
        self.rows[Revision][revision.pk] = (claim_id, line, line, False)
        if claim.value_type == "entity":
            self.save(RevisionEntity(revision=revision, entity_id=entity_id))

    def rename(self, one: int, two: int) -> None:
        if source := self.pick(Source, one):
            Source.objects.filter(pk=source).update(name=f"name {two}")
            self.keep_changed(Source, source, name=f"name {two}")

    def retire(self, one: int, two: int) -> None:
        if source := self.pick(Source, one):
            Source.objects.filter(pk=source).update(is_retired=bool(two % 2))
            self.keep_changed(Source, source, is_retired=bool(two % 2))

    def move_under_an_older_one(self, one: int, two: int) -> None:
        older, younger = sorted([self.pick(Source, one), self.pick(Source, two)], key=str)
        if older != younger:
            changes = {"parent_id": older, "parent_role": "part_of"}
            Source.objects.filter(pk=younger).update(**changes)
            self.keep_changed(Source, younger, **changes)

    def free(self, one: int, two: int) -> None:
        Source.objects.update(parent=None, parent_role="")
        for id in self.rows[Source]:
            self.keep_changed(Source, id, parent_id=None, parent_role="")

    def change_publisher(self, one: int, two: int) -> None:
        document, source = self.pick(Document, one), self.pick(Source, two)
        if document is None:
            return
        run("UPDATE sources_document SET publisher_id = %s WHERE id = %s", [source, document])
        self.keep_changed(Document, document, publisher_id=source)
        line = source or document
        for id, document_id in Revision.objects.values_list("id", "document_id"):
            if document_id == document:
                self.keep_changed(Revision, id, line_publisher=line, line_origin=line)

    def void(self, one: int, two: int) -> None:
        if revision := self.pick(Revision, one):
            Revision.objects.filter(pk=revision).update(is_void=True)
            self.keep_changed(Revision, revision, is_void=True)

    def delete_party(self, one: int, two: int) -> None:
        if party := self.pick(ClaimParty, one):
            run("DELETE FROM claims_claimparty WHERE id = %s", [party])
            del self.rows[ClaimParty][party]

    def delete_revision(self, one: int, two: int) -> None:
        if revision := self.pick(Revision, one):
            for id, row in list(self.rows[RevisionEntity].items()):
                if row[0] == revision:
                    run("DELETE FROM claims_revisionentity WHERE id = %s", [id])
                    del self.rows[RevisionEntity][id]
            run("DELETE FROM claims_revision WHERE id = %s", [revision])
            del self.rows[Revision][revision]

    def delete_and_bring_back(self, one: int, two: int) -> None:
        if party := self.pick(ClaimParty, one):
            row = ClaimParty.objects.get(pk=party)
            run("DELETE FROM claims_claimparty WHERE id = %s", [party])
            row.save(force_insert=True)


EDITS: list[Callable[[Record, int, int], None]] = [
    Record.create_source,
    Record.create_document,
    Record.create_entity,
    Record.create_claim,
    Record.create_party,
    Record.create_revision,
    Record.rename,
    Record.retire,
    Record.move_under_an_older_one,
    Record.free,
    Record.change_publisher,
    Record.void,
    Record.delete_party,
    Record.delete_revision,
    Record.delete_and_bring_back,
]
edits = st.tuples(st.sampled_from(EDITS), st.integers(0, 9), st.integers(0, 9))


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.tuples(st.booleans(), st.lists(edits, min_size=1, max_size=4)), max_size=12))
def test_every_position_and_instant_answers_as_it_stood_then(owner_db, steps):
    with transaction.atomic():
        record = Record()
        kept = {0: {model: {} for model in KEPT}, head(): record.copy()}
        for in_a_block, batch in steps:
            if in_a_block:
                with recording(by=None, channel="command", reason="step"):
                    for edit, one, two in batch:
                        edit(record, one, two)
            else:
                for edit, one, two in batch:
                    edit(record, one, two)
                seal()
            kept.setdefault(head(), record.copy())

        assert {position: as_of(position) for position in range(head() + 1)} == kept
        assert as_of(head()) == record.copy()
        stood_at = instants()
        assert {at: as_of_instant(at) for at in stood_at} == {
            at: kept[position] for at, position in stood_at.items()
        }
        for at, position in random.Random(len(steps)).sample(sorted(stood_at.items()), 2):
            sources = sources_kept(kept[position])
            assert (served(str(position)), served(at.isoformat())) == (sources, sources)
        transaction.set_rollback(True)


def instants() -> dict[datetime, int]:
    """The instant of every entry, and the last one before it; and the position each shows."""
    recorded = Entry.objects.order_by("position").values_list("recorded_at", "position")
    stood: dict[datetime, int] = {}
    for at, position in recorded:
        stood[at - datetime.resolution], stood[at] = position - 1, position
    return stood


def as_of_instant(instant: datetime) -> Copy:
    with reading(as_of=instant) as snapshot:
        return as_of(snapshot.position)


Served = set[tuple[str, str, str | None]]


def sources_kept(kept: Copy) -> Served:
    """Slug, name and the parent's slug of every source of a copy."""
    rows = kept[Source]
    return {(slug, name, rows[up][0] if up else None) for slug, name, up, *_ in rows.values()}


def served(asked: str) -> Served:
    """The same, as the API answers it."""
    answer = (
        Client().get("/api/v1/sources/", {"as_of": asked, "retired": "true", "limit": 500}).json()
    )
    return {
        (one["slug"], one["name"], one["parent"] and one["parent"]["slug"])
        for one in answer["results"]
    }


def test_position_zero_is_empty(db):
    make_sources("a")

    with reading(as_of=0) as snapshot:
        assert (snapshot.recorded_at, snapshot.settled) == (None, True)
        assert list(snapshot.of(Source)) == []


@pytest.mark.parametrize("records", [0, 2], ids=["empty ledger", "two entries"])
def test_a_position_that_has_not_come_is_refused(db, records):
    for number in range(records):
        make_sources(f"s{number}")

    with pytest.raises(InTheFuture, match=f"position {records + 1} is not yet recorded"):
        reading(as_of=records + 1).__enter__()


def test_a_deleted_record_is_there_before_and_not_after(owner_db):
    make_sources("a")
    Source.objects.all().delete()
    seal()

    assert [as_of(position)[Source] == {} for position in (1, 2)] == [False, True]


def test_within_an_entry_the_last_row_counts(owner_db):
    with recording(by=None, channel="command", reason="all at once"):
        source = a_source("a")
        source.save()
        Source.objects.update(name="second")
        Source.objects.update(name="third")
        gone = a_source("b")
        gone.save()
        gone.delete()

    assert as_of(1)[Source] == {source.pk: ("a", "third", None, "", False)}


def test_an_instant_is_the_newest_entry_at_or_before_it(committed_db):
    make_sources("a")
    make_sources("b")
    first, second = Entry.objects.order_by("position").values_list("recorded_at", flat=True)
    instant = timedelta(microseconds=1)

    read = []
    for asked in (first - instant, first, second - instant, second):
        with reading(as_of=asked) as snapshot:
            read.append((snapshot.position, snapshot.recorded_at, snapshot.settled))

    assert read == [(0, None, True), (1, first, True), (1, first, True), (2, second, False)]


def test_an_instant_to_come_is_refused(committed_db):
    make_sources("a")
    [(ahead,)] = run("SELECT clock_timestamp() + interval '1 hour'")

    with pytest.raises(InTheFuture, match="has not come"):
        reading(as_of=ahead).__enter__()
    with reading(as_of=ahead - timedelta(hours=2)) as before_all:
        pass

    assert (before_all.position, before_all.settled) == (0, True)
