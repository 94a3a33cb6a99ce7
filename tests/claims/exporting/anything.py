# ruff: noqa: E501  tables of records
"""A record with everything in it that a record can hold, made at random through the write modules.

The same seed makes the same record. What the rules refuse is passed over: `done` counts the rest.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from api.refusals import Refusal
from claims import cataloguing
from claims.adopting import adopt_figure
from claims.drafting import NewStatement
from claims.models import Claim, Entity, Revision, Topic
from claims.quotations import Quotation
from claims.recording import record_statement, void_statement
from claims.stated_value import GivenValue
from claims.values import Stance
from history.editing import restore, retire
from history.merging import merge, unmerge
from sources.models import Document, DocumentVersion, Source
from sources.registering import (
    edit_document,
    edit_source,
    register_document,
    register_source,
    register_version,
)

TEXT = "Officials said that at least 84 people were killed. Another agency counted 95."
PUBLISHED = (
    "2024-01-03", "2024-01-04", "2024-01-04T10:30Z", "2024-01-05T23:59:30+03:30", "2024-01",
    "2024-01-04/..", "2024-01-07/2024-01-13", "",
)  # fmt: skip
WORDINGS = (
    "84", "95", "103", "at least 84", "more than 80", "up to 103", "about 90", "nearly 100",
    "dozens", "between 80 and 90", "none", "94 people",
)  # fmt: skip
TEXTS = ("=revenge", '"quoted"', "'tis said", "true", "Öl; Geld", "line\nbreak", "null")
STAGES = (
    ("source", 8), ("entity", 6), ("topic", 2), ("claim", 12), ("document", 10), ("version", 8),
)  # fmt: skip


class Anything:
    """Makes the record; `chance` decides."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.done: Counter[str] = Counter()
        self.number = 0

    def make(self, steps: int = 90) -> None:
        for what, times in STAGES:
            for _ in range(times):
                self.do(what)
        self.do("quoted")
        for _ in range(steps):
            self.do(self.chance.choices(*zip(*STEPS.items(), strict=True))[0])
        for _ in range(6):
            self.do("adopt")
            self.do("retire")

    def do(self, what: str) -> None:
        self.number += 1
        try:
            getattr(self, what)()
        except Refusal:
            return
        self.done[what] += 1

    # What there is to choose from

    @property
    def recorded(self) -> dict[str, Any]:
        return {"by": None, "channel": "api"}

    @property
    def because(self) -> dict[str, Any]:
        return {**self.recorded, "reason": f"Reason {self.number}"}

    def one(self, model: Any, **where: Any) -> Any:
        rows = list(model.objects.filter(**where).order_by("id"))
        return self.chance.choice(rows) if rows else None

    def maybe(self, value: Any, otherwise: Any = "", odds: float = 0.5) -> Any:
        return value if self.chance.random() < odds else otherwise

    def any_of(self, *values: Any) -> Any:
        return self.chance.choice(values)

    # Who and what it is about

    def source(self) -> None:
        parent = self.maybe(self.one(Source), None, 0.4)
        register_source(
            slug=f"source-{self.number}",
            name=self.any_of("IRNA", "Ministère; de l’Intérieur", "=Formula News", "An outlet"),
            kind=self.any_of("outlet", "agency", "ministry", "unnamed", "armed_group"),
            aliases=self.maybe(["Alias one", '[second]; "third"'], []),
            country=self.maybe("IR"),
            url=self.maybe("https://irna.example/"),
            parent=parent,
            parent_role=self.any_of("speaks_for", "part_of") if parent else "",
            note=self.maybe("A note,\nof two lines"),
            **self.recorded,
        )

    def entity(self) -> None:
        cataloguing.register_entity(
            slug=f"entity-{self.number}", name=f"Entity {self.number}", kind="group",
            aliases=self.maybe([f"E{self.number}"], []), broader=self.maybe(self.one(Entity), None),
            wikidata_id=self.maybe("Q2429253"), **self.recorded,
        )  # fmt: skip

    def topic(self) -> None:
        cataloguing.register_topic(
            slug=f"topic-{self.number}", name="Bombings", kind="event",
            description=self.maybe("-1 is no formula"), occurred=self.maybe("2024-01-03"),
            place=self.maybe("Kerman"), time_zone=self.any_of("UTC", "Asia/Tehran"),
            wikidata_id=self.maybe("Q2429253"), **self.recorded,
        )  # fmt: skip

    def claim(self) -> None:
        kind = self.any_of("quantity", "quantity", "quantity", "date", "entity", "boolean", "text")
        counts = kind == "quantity"
        topic = self.one(Topic)
        settled: dict[str, Any] = {"settled_at": datetime(2024, 2, 1, tzinfo=UTC)}
        parties = [self.one(Entity), self.one(Source)]
        cataloguing.register_claim(
            slug=f"claim-{self.number}", topic=topic, question=f"Question {self.number}?",
            label="Label", value_type=kind, unit="people" if counts else "",
            is_count=counts and self.maybe(True, False), cumulative=counts and self.maybe(True, False),
            many=self.maybe(True, False, 0.2), tolerance=self.any_of(0, 0.01, 0.25),
            definitions=self.maybe(["confirmed", "confirmed; probable"], []),
            part_of=self.maybe(self.one(Claim, topic=topic), None, 0.3),
            parties=self.any_of([], parties[:1], parties), **self.any_of({}, settled),
            **self.recorded,
        )  # fmt: skip

    def document(self) -> None:
        url, key = f"https://news.example/{self.number}?a=1", f"key-{self.number}"
        named = self.any_of({"url": url}, {"key": key}, {"url": url, "key": key})
        register_document(
            title=f"Title {self.number}", byline=self.maybe("By Alice"), language=self.maybe("fa-IR"),
            archived_url=self.maybe("https://archive.example/1"), published=self.any_of(*PUBLISHED),
            publisher=self.maybe(self.one(Source), None, 0.8), **named, **self.recorded,
        )  # fmt: skip

    def version(self) -> None:
        register_version(
            self.one(Document),
            retrieved_at=datetime(2024, 1, 4, tzinfo=UTC)
            + timedelta(hours=self.chance.randrange(99), microseconds=self.chance.randrange(2)),
            published=self.maybe("2024-01-06", "", 0.3),
            content_sha256=hashlib.sha256(str(self.number).encode()).hexdigest(),
            **self.recorded,
        )

    # What is said

    def statement(self, **given: Any) -> Revision:
        claim = given.pop("claim", None) or self.one(Claim)
        before = self.one(Revision, claim=claim)
        stance = self.any_of("asserts", "asserts", "asserts", "suggests", "denies", "withdraws")
        document = before.document if before and self.maybe(True, False) else self.one(Document)
        version = self.maybe(self.one(DocumentVersion, document=document), None)
        new = NewStatement(
            claim=claim, document=document, version=version,
            attributed_to=self.maybe(self.one(Source), None), via=self.maybe(self.one(Source), None, 0.2),
            stance=Stance(stance), **self.value_of(claim, stance),
            definition=self.maybe(self.any_of(*claim.definitions, "")),
            stated=self.maybe(self.any_of(*PUBLISHED)), sequence=self.chance.randrange(4),
            quotation=self.maybe(Quotation(exact="As it was said", prefix="before ", suffix=" after"), Quotation()),
            locator=self.maybe("paragraph 3"),
            supersedes=self.maybe(before, None, 0.3), follows=self.maybe(True, False, 0.8),
            change_kind=self.maybe(self.any_of("update", "correction", "none", "reinstatement"), "", 0.2),
            importer="desk" if self.number % 3 else "", external_id=str(self.number) if self.number % 3 else "",
        )  # fmt: skip
        return record_statement(new, **self.because)

    def value_of(self, claim: Claim, stance: str) -> dict[str, Any]:
        if stance == "withdraws":
            return {"given": GivenValue(wording=self.maybe("takes it back"))}
        if self.chance.random() < 0.1:
            return {"given": GivenValue(wording="many", qualifier="unreadable")}
        match claim.value_type:
            case "quantity":
                if self.chance.random() < 0.2:
                    return {
                        "given": GivenValue(wording="gunmen", lower=Decimal(2), best=Decimal(3))
                    }
                return {"given": GivenValue(wording=self.any_of(*WORDINGS))}
            case "date":
                value = self.any_of(
                    "2024-01-03", "2024-01", "2024-01-03T15:00+03:30", "2024-01-03/.."
                )
                return {"given": GivenValue(wording="that day", value=value)}
            case "boolean":
                return {"given": GivenValue(wording="yes or no", value=self.any_of(True, False))}
            case "text":
                value = self.maybe(self.any_of(*TEXTS), None)
                return {"given": GivenValue(wording=self.any_of(*TEXTS), value=value)}
        named = list({self.one(Entity), self.one(Entity)})
        ids = [entity.pk for entity in named]
        return {"given": GivenValue(wording="the group", entities=ids), "entities": named}

    def quoted(self) -> None:
        """One that was looked up in a text, which stays behind."""
        claim = Claim.objects.filter(value_type="quantity").first()
        document = self.one(Document)
        version, _ = register_version(
            document, text=TEXT, retrieved_at=datetime(2024, 1, 9, tzinfo=UTC), **self.recorded
        )
        new = NewStatement(
            claim=claim, document=document, given=GivenValue(wording="at least 84"),
            quotation=Quotation(exact="at least 84 people were killed"),
        )  # fmt: skip
        assert record_statement(new, **self.because).version == version

    def void(self) -> None:
        void_statement(self.one(Revision, is_void=False), **self.because)

    def replace(self) -> None:
        mistaken = self.one(Revision, is_void=False)
        replacement = NewStatement(
            claim=mistaken.claim, document=mistaken.document,
            **self.value_of(mistaken.claim, "asserts"),
        )  # fmt: skip
        void_statement(mistaken, replacement=replacement, **self.because)

    def adopt(self) -> None:
        revision = self.one(Revision, is_void=False)
        words = "=some 80" if revision.value_type == "text" else ""
        adopt_figure(revision.claim, revision, words, **self.because)

    # What becomes of it

    def edit(self) -> None:
        if self.chance.random() < 0.5:
            published = self.any_of(*PUBLISHED)
            changes = {"published": published, "publisher_id": self.one(Source).pk}
            edit_document(self.one(Document), changes, **self.because)
        else:
            edit_source(self.one(Source), {"name": f"Name {self.number}"}, **self.because)

    def edit_topic(self) -> None:
        zone = self.any_of("UTC", "Asia/Tehran", "America/New_York")
        cataloguing.edit_topic(self.one(Topic), {"time_zone": zone}, **self.because)

    def edit_claim(self) -> None:
        claim = self.one(Claim, value_type="quantity")
        changes = self.any_of({"cumulative": not claim.cumulative}, {"definitions": ["probable"]})
        cataloguing.edit_claim(claim, changes, add_parties=[self.one(Entity)], **self.because)

    def remove_party(self) -> None:
        claim = self.one(Claim, parties__isnull=False)
        party = claim.parties.first()
        cataloguing.edit_claim(
            claim, {}, remove_parties=[party.entity or party.source], **self.because
        )

    def retire(self) -> None:
        retire(self.one(self.any_of(Source, Document, Topic, Entity, Claim)), **self.because)

    def merge(self) -> None:
        model = self.any_of(Source, Topic, Entity, Claim, Claim)
        record = self.one(model)
        alike = {"topic": record.topic, "value_type": record.value_type} if model is Claim else {}
        merge(record, self.one(model, **alike), **self.because)

    def unmerge(self) -> None:
        model = self.any_of(Source, Topic, Entity, Claim)
        if (merged := self.one(model, merged_into__isnull=False)) is not None:
            unmerge(merged, **self.because)

    def restore(self) -> None:
        model = self.any_of(Source, Document, Topic, Entity, Claim)
        if (retired := self.one(model, is_retired=True)) is not None:
            restore(retired, **self.because)


STEPS = {
    "statement": 60, "void": 3, "replace": 3, "adopt": 6, "edit": 3, "edit_topic": 1,
    "edit_claim": 3, "remove_party": 1, "retire": 2, "restore": 6, "version": 4, "document": 2,
    "source": 1, "claim": 1, "merge": 6, "unmerge": 1,
}  # fmt: skip
