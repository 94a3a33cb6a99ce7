"""What the database itself refuses of topics, entities, claims and statements, from both sides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import models

from claims.models import Claim, ClaimParty, Entity, Revision, RevisionEntity, Topic
from history.record import FIRST, LAST
from history.recording import recording
from history.tracking import TRACKED
from sources.models import Document, DocumentVersion, Source
from tests.history.ledger import (
    a_claim,
    a_document,
    a_revision,
    a_source,
    a_topic,
    an_entity,
    drifted,
    head,
    run,
    seal,
)
from tests.history.rules import declared, instant, links, pointed_nowhere, put, refused_by

NOON = datetime(2024, 1, 4, 12, tzinfo=UTC)
LATER = datetime(2024, 1, 4, 13, tzinfo=UTC)
NOTHING = {"quantity": None, "qualifier": ""}
VALUES = {
    "quantity": {"quantity": "[84,84]", "qualifier": "exactly"},
    "date": {**NOTHING, "period": "[2024-01-03,2024-01-04)", "edtf": "2024-01-03"},
    "boolean": {**NOTHING, "boolean": True},
    "text": {**NOTHING, "text": "in a bag"},
    "entity": NOTHING,
}
WITHDRAWN = {**NOTHING, "stance": "withdraws", "change_kind": "withdrawal"}
UNREADABLE = {"qualifier": "unreadable", "quantity": None}


class World:
    """A claim of every kind on one topic, another topic, a document, and what stands on them."""

    def __init__(self) -> None:
        self.topic, self.elsewhere = a_topic("kerman"), a_topic("tehran")
        self.source = a_source("irna")
        self.document, self.other = a_document("one", publisher=self.source), a_document("two")
        self.entity = an_entity("group")
        self.claims = {kind: a_claim(self.topic, kind, value_type=kind) for kind in VALUES}
        self.foreign = a_claim(self.elsewhere, "elsewhere")
        rows = [self.topic, self.elsewhere, self.source, self.document, self.other, self.entity]
        for row in [*rows, *self.claims.values(), self.foreign]:
            row.save(force_insert=True)
        self.claim = self.claims["quantity"]
        self.party = ClaimParty.objects.create(claim=self.claim, entity=self.entity)
        self.version = DocumentVersion.objects.create(
            document=self.document, retrieved_at=NOON, content_sha256="ab" * 32
        )
        self.standing = self.revision(importer="seeds", external_id="1")
        self.standing.save()
        self.named = self.revision("entity")
        self.named.save()
        self.naming = RevisionEntity.objects.create(revision=self.named, entity=self.entity)
        self.void, self.replaced = self.revision(is_void=True), self.revision(is_void=True)
        self.void.save()
        self.replaced.save()
        self.replacing = self.revision(replaces=self.replaced)
        self.replacing.save()
        seal()

    def revision(self, kind: str = "quantity", **fields: Any) -> Revision:
        given = {**VALUES[kind], **fields}
        document = given.pop("document", self.document)
        return a_revision(given.pop("claim", self.claims[kind]), document, **given)

    def quoting(self, **fields: Any) -> Revision:
        """A statement whose quotation was found in the text of the version."""
        found = {"quotation_start": 17, "quotation_end": 24, "quotation_match": "exact"}
        given = {"version": self.version, "quotation_exact": "84 died", **found, **fields}
        return self.revision(**given)

    def with_entity(self, kind: str = "entity", **fields: Any) -> Callable[[], None]:
        revision = self.revision(kind, **fields)

        def write() -> None:
            revision.save(force_insert=True)
            RevisionEntity.objects.create(revision=revision, entity=self.entity)

        return write


@pytest.fixture
def world(db) -> World:
    return World()


def its_own(row: models.Model, link: str) -> models.Model:
    setattr(row, link, row.pk)
    return row


def adopting(world: World, **fields: Any) -> Callable[[], None]:
    return lambda: Claim.objects.filter(pk=world.claim.pk).update(**fields)


SLUGS = ["Kerman", "a_b", "-a", "a--b", "2024", ""]
Rule = tuple[Callable[[World], Any], list[Callable[[World], Any]]]
RULES: dict[str, Rule] = {
    "claims_topic_slug_form": (
        lambda w: a_topic("kerman-2024"),
        [lambda w, slug=slug: a_topic(slug) for slug in SLUGS],
    ),
    "claims_topic_not_merged_into_itself": (
        lambda w: a_topic("new", merged_into=w.elsewhere),
        [lambda w: its_own(a_topic("new"), "merged_into_id")],
    ),
    "claims_topic_slug_key": (lambda w: a_topic("new"), [lambda w: a_topic("kerman")]),
    "claims_topic_kind": (lambda w: a_topic("new"), [lambda w: a_topic("new", kind="war")]),
    "claims_topic_wikidata_id": (
        lambda w: a_topic("new", wikidata_id="Q124"),
        [lambda w, id=id: a_topic("new", wikidata_id=id) for id in ("124", "Q0", "Q1 ", "P31")],
    ),
    "claims_entity_slug_form": (
        lambda w: an_entity("isis-k"),
        [lambda w, slug=slug: an_entity(slug) for slug in SLUGS],
    ),
    "claims_entity_slug_key": (lambda w: an_entity("new"), [lambda w: an_entity("group")]),
    "claims_entity_kind": (lambda w: an_entity("new"), [lambda w: an_entity("new", kind="x")]),
    "claims_entity_not_its_own_broader": (
        lambda w: an_entity("new", broader=w.entity),
        [lambda w: its_own(an_entity("new"), "broader_id")],
    ),
    "claims_entity_not_merged_into_itself": (
        lambda w: an_entity("new", merged_into=w.entity),
        [lambda w: its_own(an_entity("new"), "merged_into_id")],
    ),
    "claims_entity_wikidata_id": (
        lambda w: an_entity("new", wikidata_id="Q2429253"),
        [lambda w: an_entity("new", wikidata_id="q1")],
    ),
    "claims_claim_slug_form": (
        lambda w: a_claim(w.topic, "kerman-deaths"),
        [lambda w, slug=slug: a_claim(w.topic, slug) for slug in SLUGS],
    ),
    "claims_claim_slug_key": (
        lambda w: a_claim(w.topic, "new"),
        [lambda w: a_claim(w.topic, "quantity")],
    ),
    "claims_claim_value_type": (
        lambda w: a_claim(w.topic, "new", value_type="text"),
        [lambda w: a_claim(w.topic, "new", value_type="number")],
    ),
    "claims_claim_only_quantities_count": (
        lambda w: a_claim(w.topic, "new", is_count=True, cumulative=True),
        [
            lambda w: a_claim(w.topic, "new", value_type="date", is_count=True),
            lambda w: a_claim(w.topic, "new", value_type="text", cumulative=True),
        ],
    ),
    "claims_claim_tolerance": (
        lambda w: a_claim(w.topic, "new", tolerance="0"),
        [
            lambda w: a_claim(w.topic, "new", tolerance="1"),
            lambda w: a_claim(w.topic, "new", tolerance="-0.01"),
        ],
    ),
    "claims_claim_instants_held": (
        lambda w: a_claim(w.topic, "new", settled_at=LAST),
        [
            lambda w: a_claim(w.topic, "new", settled_at=instant("infinity")),
            lambda w: a_claim(w.topic, "new", settled_at=instant("10000-01-01")),
        ],
    ),
    "claims_claim_not_part_of_itself": (
        lambda w: a_claim(w.topic, "new", part_of=w.claim),
        [lambda w: its_own(a_claim(w.topic, "new"), "part_of_id")],
    ),
    "claims_claim_not_merged_into_itself": (
        lambda w: a_claim(w.topic, "new", merged_into=w.claim),
        [lambda w: its_own(a_claim(w.topic, "new"), "merged_into_id")],
    ),
    "claims_claim_part_of_same_topic": (
        lambda w: a_claim(w.topic, "new", part_of=w.claim),
        [lambda w: a_claim(w.topic, "new", part_of=w.foreign)],
    ),
    "claims_claim_adopted_with_wording": (
        lambda w: adopting(w, adopted_revision=w.standing, adopted_wording="at least 84"),
        [
            lambda w: adopting(w, adopted_revision=w.standing),
            lambda w: adopting(w, adopted_wording="at least 84"),
        ],
    ),
    "claims_claim_adopts_its_own": (
        lambda w: adopting(w, adopted_revision=w.standing, adopted_wording="84"),
        [
            lambda w: adopting(w, adopted_revision=w.named, adopted_wording="84"),
            lambda w: adopting(w, adopted_revision=w.void, adopted_wording="84"),
        ],
    ),
    "claims_claimparty_entity_or_source": (
        lambda w: ClaimParty(claim=w.claim, source=w.source),
        [
            lambda w: ClaimParty(claim=w.claim),
            lambda w: ClaimParty(claim=w.claim, source=w.source, entity=w.entity),
        ],
    ),
    "claims_claimparty_once": (
        lambda w: ClaimParty(claim=w.foreign, entity=w.entity),
        [lambda w: ClaimParty(claim=w.claim, entity=w.entity)],
    ),
    "claims_revision_stance": (
        lambda w: w.revision(stance="denies"),
        [lambda w: w.revision(stance="doubts")],
    ),
    "claims_revision_qualifier": (
        lambda w: w.revision(qualifier="at_least"),
        [lambda w: w.revision(qualifier="maybe")],
    ),
    "claims_topic_named": (
        lambda w: a_topic("new", name="N"),
        [lambda w, name=name: a_topic("new", name=name) for name in ("", " ", "\n")],
    ),
    "claims_entity_named": (
        lambda w: an_entity("new", name="N"),
        [lambda w, name=name: an_entity("new", name=name) for name in ("", " ", "\n")],
    ),
    "claims_claim_asks": (
        lambda w: a_claim(w.topic, "new", question="?", label="!"),
        [
            lambda w: a_claim(w.topic, "new", question=" "),
            lambda w: a_claim(w.topic, "new", label=""),
        ],
    ),
    "claims_revision_change_kind": (
        lambda w: w.revision(change_kind="reinstatement"),
        [
            lambda w: w.revision(change_kind="revision"),
            lambda w: w.revision(change_kind="withdrawal"),
            lambda w: w.revision(**(WITHDRAWN | {"change_kind": ""})),
            lambda w: w.revision(**(WITHDRAWN | {"change_kind": "correction"})),
        ],
    ),
    "claims_revision_read_by": (
        lambda w: w.revision(read_by="person"),
        [
            lambda w: w.revision(read_by="guess"),
            lambda w: w.revision(read_by=""),
            lambda w: w.revision("text", read_by="person"),
            lambda w: w.revision(**UNREADABLE, read_by="wording"),
        ],
    ),
    "claims_revision_qualifies_a_quantity": (
        lambda w: w.revision(**UNREADABLE),
        [
            lambda w: w.revision(qualifier=""),
            lambda w: w.revision("text", qualifier="exactly"),
            lambda w: w.revision(**(WITHDRAWN | {"qualifier": "unreadable"})),
            lambda w: w.revision(**(WITHDRAWN | {"qualifier": "at_least"})),
        ],
    ),
    "claims_revision_edtf_of_period": (
        lambda w: w.revision("date", edtf="2024-01-03"),
        [
            lambda w: w.revision("date", edtf=""),
            lambda w: w.revision("text", edtf="2024-01-03"),
        ],
    ),
    "claims_revision_has_words": (
        lambda w: w.revision(**WITHDRAWN, wording=""),
        [lambda w, words=words: w.revision(wording=words) for words in ("", " ", "\t\n")],
    ),
    "claims_revision_text_not_blank": (
        lambda w: w.revision("text", text="."),
        [lambda w, text=text: w.revision("text", text=text) for text in ("", " ")],
    ),
    "claims_revision_replaced_once": (
        lambda w: w.revision(replaces=w.void),
        [lambda w: w.revision(replaces=w.replaced)],
    ),
    "claims_revision_replaces_void": (
        lambda w: w.revision(replaces=w.void),
        [
            lambda w: w.revision(replaces=w.standing),
            lambda w: w.revision("text", replaces=w.void),
            lambda w: w.revision(replaces_id=uuid4()),
        ],
    ),
    "claims_revision_one_value_kind": (
        lambda w: w.revision("date"),
        [
            lambda w: w.revision("date", quantity="[84,84]"),
            lambda w: w.revision("text", period="[2024-01-03,2024-01-04)", edtf="2024-01-03"),
            lambda w: w.revision("quantity", boolean=False),
            lambda w: w.revision("boolean", text="yes"),
            lambda w: w.revision("text", best="84"),
        ],
    ),
    "claims_revision_value_type_of_claim": (
        lambda w: w.revision("boolean"),
        [
            lambda w: a_revision(w.claim, w.document, **NOTHING, value_type="text", text="84"),
            lambda w: a_revision(w.claim, w.document, **WITHDRAWN, value_type="date"),
        ],
    ),
    "claims_revision_nothing_read": (
        lambda w: w.revision(**WITHDRAWN),
        [
            lambda w: w.revision(stance="withdraws", change_kind="withdrawal"),
            lambda w: w.revision(qualifier="unreadable"),
            lambda w: w.revision(**(UNREADABLE | {"best": "84"})),
            lambda w: w.revision("text", stance="withdraws", change_kind="withdrawal"),
        ],
    ),
    "claims_revision_says_something": (
        lambda w: w.revision(**UNREADABLE),
        [
            lambda w: w.revision(**NOTHING),
            lambda w: w.revision("date", period=None, edtf=""),
            lambda w: w.revision("boolean", boolean=None),
            lambda w: w.revision("text", text=None),
            lambda w: w.revision(**NOTHING, best="84"),
        ],
    ),
    "claims_revision_quantity_not_empty": (
        lambda w: w.revision(quantity="(83,84]"),
        [lambda w: w.revision(quantity="(84,84]"), lambda w: w.revision(quantity="empty")],
    ),
    "claims_revision_instants_held": (
        lambda w: w.revision(stated_at=FIRST, stated_before=LAST),
        [
            lambda w: w.revision(stated_at=instant("-infinity")),
            lambda w: w.revision(stated_at=instant("0001-12-31 BC")),
            lambda w: w.revision(stated_before=instant("infinity")),
            lambda w: w.revision(stated_before=instant("10000-01-01")),
            lambda w: w.revision("date", period="[-infinity,2024-01-03)"),
            lambda w: w.revision("date", period="[2024-01-03,infinity]"),
        ],
    ),
    "claims_revision_numbers_held": (
        lambda w: w.revision(quantity="[,9000000000000000000)", best="-9000000000000000000"),
        [
            lambda w: w.revision(quantity="[84,9223372036854775808]"),
            lambda w: w.revision(quantity="[-9223372036854775808,84]"),
            lambda w: w.revision(quantity="[84,Infinity]"),
            lambda w: w.revision(quantity="[-Infinity,84]"),
            lambda w: w.revision(quantity="[84,NaN]"),
            lambda w: w.revision(best="20000000000000000000"),
        ],
    ),
    "claims_revision_period_not_empty": (
        lambda w: w.revision("date", period="[2024-01-03,)"),
        [lambda w: w.revision("date", period="[2024-01-03,2024-01-03)")],
    ),
    "claims_revision_stated_range": (
        lambda w: w.revision(stated_at=NOON, stated_before=LATER),
        [
            lambda w: w.revision(stated_at=NOON, stated_before=NOON),
            lambda w: w.revision(stated_at=LATER, stated_before=NOON),
        ],
    ),
    "claims_revision_short_words": (
        lambda w: w.revision(wording="é" * 250),
        [
            lambda w: w.revision(wording="é" * 250 + "."),
            lambda w: w.revision(definition="\N{GRINNING FACE}" * 126),
        ],
    ),
    "claims_revision_sequence_check": (
        lambda w: w.revision(sequence=0),
        [lambda w: w.revision(sequence=-1)],
    ),
    "claims_revision_quotation_match": (
        lambda w: w.revision(quotation_exact="84 died", quotation_match="unverified"),
        [
            lambda w: w.revision(quotation_exact="84 died", quotation_match=""),
            lambda w: w.revision(quotation_match="unverified"),
        ],
    ),
    "claims_revision_quotation_place": (
        lambda w: w.quoting(),
        [
            lambda w: w.quoting(quotation_match="unverified"),
            lambda w: w.quoting(quotation_match=None),
            lambda w: w.quoting(quotation_start=None),
            lambda w: w.quoting(quotation_end=None),
            lambda w: w.quoting(quotation_start=None, quotation_end=None),
            lambda w: w.quoting(quotation_end=17),
            lambda w: w.quoting(version=None),
        ],
    ),
    "claims_revision_quotation_start_check": (
        lambda w: w.quoting(quotation_start=0),
        [lambda w: w.quoting(quotation_start=-1)],
    ),
    "claims_revision_quotation_end_check": (
        lambda w: w.quoting(quotation_end=18),
        [lambda w: w.quoting(quotation_start=-2, quotation_end=-1)],
    ),
    "claims_revision_importer_named": (
        lambda w: w.revision(importer="seeds"),
        [lambda w: w.revision(external_id="2")],
    ),
    "claims_revision_external_id_once": (
        lambda w: w.revision(importer="other", external_id="1"),
        [lambda w: w.revision(importer="seeds", external_id="1")],
    ),
    "claims_revision_supersedes_same_claim": (
        lambda w: w.revision(supersedes=w.standing),
        [lambda w: w.revision(supersedes=w.named), lambda w: w.revision("text", supersedes=w.void)],
    ),
    "claims_revision_supersedes_earlier": (
        lambda w: w.revision(supersedes=w.void),
        [
            lambda w: w.revision(supersedes_id=uuid4()),
            lambda w: its_own(w.revision(), "supersedes_id"),
        ],
    ),
    "claims_revision_version_of_document": (
        lambda w: w.revision(version=w.version),
        [lambda w: w.revision(version=w.version, document=w.other)],
    ),
    "claims_revision_entities_as_claimed": (
        lambda w: w.with_entity(),
        [
            lambda w: w.revision("entity"),
            lambda w: w.with_entity("quantity"),
            lambda w: w.with_entity("entity", stance="withdraws", change_kind="withdrawal"),
            lambda w: w.with_entity("entity", qualifier="unreadable"),
        ],
    ),
    "claims_revisionentity_with_its_statement": (
        lambda w: w.with_entity(),
        [lambda w: RevisionEntity(revision=w.named, entity=late_entity())],
    ),
    "claims_revisionentity_once": (
        lambda w: w.with_entity(),
        [lambda w: RevisionEntity(revision=w.named, entity=w.entity)],
    ),
}
ONLY_FOR_A_KEY = {"claims_claim_id_value_type", "claims_claim_id_topic"}
REFUSED_BEFORE = {"claims_revision_not_its_own_successor"}  # by claims_revision_supersedes_earlier
IN_TRIGGERS = {
    "claims_claim_adopts_its_own",
    "claims_claim_part_of_same_topic",
    "claims_revision_entities_as_claimed",
    "claims_revisionentity_with_its_statement",
    "claims_revision_replaces_void",
    "claims_revision_supersedes_earlier",
    "claims_revision_supersedes_same_claim",
    "claims_revision_value_type_of_claim",
    "claims_revision_version_of_document",
}
CHECKED_BY_TRIGGERS = {"version_id", "replaces_id", "adopted_revision_id"}
MODELS = (Topic, Entity, Claim, ClaimParty, Revision, RevisionEntity)
BREACHES = [
    pytest.param(name, breach, id=f"{name}-{number}")
    for name, (_, breaches) in RULES.items()
    for number, breach in enumerate(breaches)
]


def late_entity() -> Entity:
    entity = an_entity("late")
    entity.save()
    return entity


def writing(made: Any) -> Callable[[], None]:
    return made if callable(made) else lambda: made.save(force_insert=True)


@pytest.mark.parametrize(
    "row", [pytest.param(keeps, id=name) for name, (keeps, _) in RULES.items()]
)
def test_a_row_that_keeps_the_rule_stands(world, row):
    before = head()

    put(writing(row(world)))

    assert head() == before + 1


@pytest.mark.parametrize(("rule", "row"), BREACHES)
def test_a_row_that_breaks_the_rule_is_refused_by_its_name(world, rule, row):
    assert refused_by(lambda: writing(row(world))()) == rule


def test_every_rule_has_its_test(db):
    tables = [model._meta.db_table for model in MODELS]

    assert declared(*tables) | IN_TRIGGERS == set(RULES) | ONLY_FOR_A_KEY | REFUSED_BEFORE


@pytest.mark.parametrize(
    ("model", "link"),
    [case for case in links(*MODELS) if case.id != "claims_revision.supersedes_id"],
)
def test_a_link_leads_to_a_record(world, model, link):
    rows = {
        Topic: a_topic("new"),
        Entity: an_entity("new"),
        Claim: a_claim(world.topic, "new", adopted_wording=""),
        ClaimParty: ClaimParty(
            claim=world.foreign, **({} if link == "source_id" else {"entity": world.entity})
        ),
        Revision: world.revision(),
        RevisionEntity: RevisionEntity(revision=world.named, entity=world.entity),
    }
    expected = "23000" if link in CHECKED_BY_TRIGGERS else "23503"

    assert pointed_nowhere(model, rows[model], link) == expected


def test_a_statements_claim_is_asked_for_with_its_kind_of_value(db):
    """The one foreign key of claim_id: neither column is ever null, so that it implies a plain one.
    It is never put off, and the claim's key never changes."""
    keys = run(
        "SELECT conname, pg_get_constraintdef(oid), convalidated, condeferrable FROM pg_constraint"
        " WHERE conrelid = 'claims_revision'::regclass AND contype = 'f'"
        " AND confrelid = 'claims_claim'::regclass"
    )
    nulls = run(
        "SELECT attname FROM pg_attribute WHERE attrelid = 'claims_revision'::regclass"
        " AND attname IN ('claim_id', 'value_type') AND NOT attnotnull"
    )

    definition = "FOREIGN KEY (claim_id, value_type) REFERENCES claims_claim(id, value_type)"
    assert keys == [("claims_revision_value_type_of_claim", definition, True, False)]
    assert nulls == []


@pytest.mark.parametrize("length", [2, 3])
@pytest.mark.parametrize(
    ("make", "link", "rule"),
    [
        (lambda w, slug: an_entity(slug), "broader_id", "claims_entity_broader_no_circle"),
        (lambda w, slug: a_claim(w.topic, slug), "part_of_id", "claims_claim_part_of_no_circle"),
    ],
    ids=["broader", "part_of"],
)
def test_a_tree_runs_in_no_circle(world, length, make, link, rule):
    rows = [make(world, f"s{number}") for number in range(length)]
    for above, row in zip([None, *rows], rows, strict=False):
        setattr(row, link, above and above.pk)
        row.save()
    bottom = type(rows[0]).objects.filter(pk=rows[0].pk)

    assert refused_by(lambda: bottom.update(**{link: rows[-1].pk})) == rule


FIXED = [
    pytest.param(model, column, id=f"{model._meta.db_table}.{column}")
    for model in (*MODELS, Source, Document, DocumentVersion)
    for column in TRACKED[model].fixed
]


def standing(world: World, model: type[models.Model]) -> models.Model:
    return {
        Topic: world.topic,
        Entity: world.entity,
        Claim: world.claim,
        ClaimParty: world.party,
        Revision: world.standing,
        RevisionEntity: world.naming,
        Source: world.source,
        Document: world.document,
        DocumentVersion: world.version,
    }[model]


@pytest.mark.parametrize(("model", "column"), FIXED)
def test_a_fixed_column_never_changes(world, model, column):
    row = standing(world, model)
    other = {
        "uuid": "gen_random_uuid()",
        "boolean": "true",
        "integer": "7",
        "numeric": "7",
        "numrange": "'[7,7]'",
        "tstzrange": "'[2020-01-01,2020-01-02)'",
        "timestamp with time zone": "'2020-01-01 UTC'",
    }
    table = model._meta.db_table
    [(kind,)] = run(
        "SELECT data_type FROM information_schema.columns"
        " WHERE table_name = %s AND column_name = %s",
        [table, column],
    )
    change = f"UPDATE {table} SET {column} = {other.get(kind, repr('other'))} WHERE id = '{row.pk}'"

    assert refused_by(lambda: run(change)) == f"{table}_fixed_columns"


def test_a_fixed_number_does_not_change_in_writing_either(world):
    assert (
        refused_by(lambda: run("UPDATE claims_revision SET quantity = '[84.0,84.0]'"))
        == "claims_revision_fixed_columns"
    )


def test_only_void_and_lines_of_a_statement_change(db):
    columns = {field.column for field in Revision._meta.concrete_fields}

    assert columns - set(TRACKED[Revision].fixed) == {"is_void", "line_publisher", "line_origin"}


def test_a_statement_is_voided_and_stays_void(world):
    Revision.objects.filter(pk=world.standing.pk).update(is_void=True)

    assert (
        refused_by(lambda: Revision.objects.filter(pk=world.standing.pk).update(is_void=False))
        == "claims_revision_stays_void"
    )


def test_an_adopted_statement_is_not_voided(world):
    put(adopting(world, adopted_revision=world.standing, adopted_wording="84"))

    assert (
        refused_by(lambda: Revision.objects.filter(pk=world.standing.pk).update(is_void=True))
        == "claims_revision_not_adopted"
    )


LINES = [
    pytest.param({}, ("source", "source"), id="publisher"),
    pytest.param({"attributed_to": "speaker"}, ("source", "speaker"), id="attributed"),
    pytest.param({"via": "relay"}, ("source", "relay"), id="via"),
    pytest.param({"attributed_to": "speaker", "via": "relay"}, ("source", "speaker"), id="both"),
    pytest.param({"document": "other"}, ("other", "other"), id="no publisher"),
]


@pytest.mark.parametrize(("fields", "line"), LINES)
def test_the_database_keeps_the_line(world, fields, line):
    world.speaker, world.relay = a_source("speaker"), a_source("relay")
    world.speaker.save()
    world.relay.save()
    given = {name: getattr(world, value) for name, value in fields.items()}
    revision = world.revision(**given, line_publisher=uuid4(), line_origin=uuid4())

    revision.save()
    revision.refresh_from_db()

    assert (revision.line_publisher, revision.line_origin) == tuple(
        getattr(world, name).pk for name in line
    )


def test_a_line_written_by_hand_is_put_right(world):
    before = head()

    Revision.objects.update(line_publisher=uuid4(), line_origin=uuid4())
    seal()

    world.standing.refresh_from_db()
    assert world.standing.line_publisher == world.source.pk
    assert head() == before


def test_another_publisher_moves_the_lines_in_the_same_entry(world):
    other = a_source("other")
    other.save()
    attributed = world.revision(attributed_to=other)
    attributed.save()
    seal()
    before = head()

    with recording(by=None, channel="command", reason="it was another outlet"):
        Document.objects.filter(pk=world.document.pk).update(publisher=None)

    moved = TRACKED[Revision].historical.objects.filter(position__gt=before)
    assert {(row.id, row.position, tuple(row.changed)) for row in moved} == {
        (world.standing.pk, before + 1, ("line_publisher", "line_origin")),
        (world.named.pk, before + 1, ("line_publisher", "line_origin")),
        (world.void.pk, before + 1, ("line_publisher", "line_origin")),
        (world.replaced.pk, before + 1, ("line_publisher", "line_origin")),
        (world.replacing.pk, before + 1, ("line_publisher", "line_origin")),
        (attributed.pk, before + 1, ("line_publisher",)),
    }
    assert set(Revision.objects.values_list("line_publisher", flat=True)) == {world.document.pk}
    assert (head(), drifted(Revision), drifted(Document)) == (before + 1, [], [])


def test_a_document_edited_otherwise_moves_no_line(world):
    before = head()

    Document.objects.filter(pk=world.document.pk).update(title="New")
    seal()

    assert list(TRACKED[Revision].historical.objects.filter(position__gt=before)) == []
