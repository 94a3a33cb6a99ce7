"""Which change marks which claim: every column of every record that a verdict may rest on.

Whatever the table says, nothing kept as fresh may differ from what the slow path says.
"""

from __future__ import annotations

import pytest
from django.utils import timezone

from claims.adopting import adopt_figure
from claims.models import Assessment, Claim, ClaimParty, Entity, Revision, Topic
from history.models import Entry
from history.recording import recording
from history.tracking import TRACKED
from sources.models import Document, Source
from tests.claims.assessments import kept, leave_stale, live, told, untrue, waiting
from tests.history.ledger import run, seal

RETIRED = {"is_retired": (True, {})}

# Of each column that can change: another value, and what then waits.
SOURCES = {  # of IRNA: it publishes on deaths and relays on method; its child, if any, too
    "name": ("Islamic Republic News Agency", {"deaths": "words", "method": "words"}),
    "kind": ("institution", {"deaths": "verdict", "method": "verdict"}),
    "parent_role": ("part_of", {"deaths": "verdict", "method": "verdict"}),
    "parent_id": ("bbc", {"deaths": "verdict", "method": "verdict"}),
    "aliases": (["Irna"], {"deaths": "words", "method": "words"}),
    "country": ("IR", {}),
    "url": ("https://irna.example/", {}),
    "note": ("State agency", {}),
    "merged_into_id": ("bbc", {"deaths": "verdict", "method": "verdict"}),
    **RETIRED,
}
DOCUMENTS = {  # of the BBC's article
    "publisher_id": ("irna", dict.fromkeys(("deaths", "method", "perpetrator"), "verdict")),
    "published_at": (None, dict.fromkeys(("deaths", "method", "perpetrator"), "verdict")),
    "published": ("2024-01-05T10:00Z", {}),
    "published_before": (timezone.now(), {}),
    "title": ("Another", {}),
    "byline": ("A reporter", {}),
    "archived_url": ("https://archive.example/", {}),
    "language": ("en", {}),
    **RETIRED,
}
ENTITIES = {  # of Islamic State, denied by itself and around ISIS-K
    "name": ("Daesh", {"perpetrator": "words"}),
    "broader_id": ("state", {"perpetrator": "verdict"}),
    "kind": ("organisation", {}),
    "aliases": (["IS"], {}),
    "wikidata_id": ("Q2429253", {}),
    "merged_into_id": ("state", {"perpetrator": "verdict"}),
    **RETIRED,
}
CLAIMS = {  # of the deaths
    "is_count": (False, {"deaths": "verdict"}),
    "cumulative": (False, {"deaths": "verdict"}),
    "settled_at": (timezone.now(), {"deaths": "verdict"}),
    "many": (True, {"deaths": "verdict"}),
    "tolerance": ("0.5", {"deaths": "verdict"}),
    "definitions": (["confirmed"], {"deaths": "verdict"}),
    "unit": ("persons", {"deaths": "words"}),
    "question": ("How many were killed?", {}),
    "label": ("Killed", {}),
    "part_of_id": ("casualties", {}),
    "merged_into_id": ("toll", {"deaths": "verdict", "toll": "verdict"}),
    "adopted_revision_id": (None, {"deaths": "words"}),
    "adopted_wording": ("94", {"deaths": "words"}),
    **RETIRED,
}
TOPICS = {
    "name": ("Kerman", {}),
    "kind": ("place", {}),
    "description": ("Two bombs", {}),
    "occurred": ("2024-01", {}),
    "place": ("Kerman", {}),
    "time_zone": ("UTC", {}),
    "merged_into_id": ("elsewhere", {}),
    "wikidata_id": ("Q2429253", {}),
    **RETIRED,
}
TABLE = {
    Source: ("irna", SOURCES),
    Document: ("bbc-1", DOCUMENTS),
    Entity: ("islamic-state", ENTITIES),
    Claim: ("deaths", CLAIMS),
    Topic: ("kerman", TOPICS),
}


@pytest.fixture
def record(kerman):
    kerman.entity("state", "A state")
    kerman.claim("casualties", "How many were killed or hurt?", "quantity", is_count=True)
    kerman.claim("toll", "How many fell?", "quantity", unit="people", is_count=True)
    kerman.topic("elsewhere")
    return told(kerman)


@pytest.mark.parametrize("model", TABLE)
def test_the_table_has_every_column_that_can_change(model):
    tracked = TRACKED[model]

    can_change = {f.attname for f in tracked.historical.tracked_fields} - set(tracked.fixed)

    assert can_change - {"id"} == set(TABLE[model][1])


@pytest.mark.parametrize(
    ("model", "column"),
    [(model, column) for model, (_, columns) in TABLE.items() for column in columns],
    ids=[f"{m.__name__}.{c}".lower() for m, (_, columns) in TABLE.items() for c in columns],
)
def test_a_change_marks_what_it_can_reach_and_nothing_else(record, model, column):
    slug, columns = TABLE[model]
    value, expected = columns[column]
    before = waiting()

    changed = model.objects.filter(pk=record[slug].pk).update(**written(record, column, value))
    marked = waiting()
    seal()

    assert (before, changed, marked) == ({}, 1, expected)
    assert untrue() == {}


def written(record, column, value):
    """What is written for a change: links by what they name, and what the database wants beside."""
    if column.startswith("adopted"):
        adopted = Revision.objects.get(wording="94")
        return {"adopted_revision_id": adopted.pk, "adopted_wording": "94"}
    if column == "is_count":
        return {"is_count": False, "cumulative": False}
    if column.endswith("_id") and column != "wikidata_id":
        return {column: record[value].pk}
    return {column: value}


def _parent_of_a_parent(record):
    Source.objects.filter(pk=record["iran"].pk).update(kind="legislature")


def _voiding(record):
    Revision.objects.filter(wording="103").update(is_void=True)


def _statement(record):
    record.says("claimed", "bbc-1", "yes", value=True)


def _statement_of_entities(record):
    record.says("perpetrator", "irna-1", "Islamic State", entities=[record["islamic-state"]])


def _party(record):
    ClaimParty.objects.create(claim=record["claimed"], source=record["iran"])


def _new_claim(record):
    record.claim("arrests", "How many were arrested?", "quantity")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(
            _parent_of_a_parent, dict.fromkeys(("deaths", "method"), "verdict"), id="grandparent"
        ),
        pytest.param(_voiding, {"deaths": "verdict"}, id="voiding"),
        pytest.param(_statement, {"claimed": "verdict"}, id="statement"),
        pytest.param(_statement_of_entities, {"perpetrator": "verdict"}, id="with entities"),
        pytest.param(_party, {"claimed": "verdict"}, id="party"),
        pytest.param(_new_claim, {"arrests": "verdict"}, id="new claim"),
    ],
)
def test_a_write_marks_what_it_can_reach(record, monkeypatch, change, expected):
    leave_stale(monkeypatch)
    before = waiting()

    change(record)

    assert (before, waiting()) == ({}, expected)


def test_a_deletion_by_the_owner_marks(owner_db, record, monkeypatch):
    leave_stale(monkeypatch)
    before = waiting()

    run("DELETE FROM claims_revision WHERE wording = '103'")

    assert (before, waiting()) == ({}, {"deaths": "verdict"})


@pytest.mark.parametrize("change", [{"aliases": ["IS"]}, {"name": "Daesh"}], ids=["alias", "name"])
def test_another_name_of_a_party_marks_what_we_print(record, change):
    with recording(by=None, channel="command"):
        ClaimParty.objects.create(claim=record["claimed"], entity=record["state"])
    before = waiting()

    Entity.objects.filter(slug="state").update(**change)

    assert (before, waiting()) == ({}, {"claimed": "words"})


def test_other_words_of_the_figure_we_print_mark_nothing(record):
    claim, adopted = record["deaths"], Revision.objects.get(wording="94")
    adopt_figure(claim, adopted, "94", by=None, reason="We print it", channel="command")
    before = waiting()

    Claim.objects.filter(pk=claim.pk).update(adopted_wording="94 people")

    assert (before, waiting()) == ({}, {})


def test_retiring_a_party_marks(record):
    with recording(by=None, channel="command"):
        ClaimParty.objects.create(claim=record["claimed"], source=record["iran"])
    before = waiting()

    ClaimParty.objects.update(is_retired=True)

    assert (before, waiting()) == ({}, {"claimed": "verdict"})


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE claims_revision SET is_void = is_void",
        "UPDATE sources_source SET name = name, parent_id = parent_id, kind = kind",
        "UPDATE sources_document SET publisher_id = publisher_id",
        "UPDATE claims_entity SET broader_id = broader_id",
        "UPDATE claims_claim SET tolerance = 0.010",
    ],
)
def test_a_change_to_what_stands_already_marks_nothing(record, statement):
    run(statement)

    assert waiting() == {}


def test_what_only_a_voided_statement_reaches_is_not_marked(record):
    with recording(by=None, channel="command"):
        Revision.objects.filter(wording="103").update(is_void=True)
    before = waiting()

    Source.objects.filter(pk=record["irna"].pk).update(kind="institution")

    assert (before, waiting()) == ({}, {"method": "verdict"})


def test_a_tree_is_followed_from_the_first_changed_row_down(record):
    """The ministry speaks on deaths; it and its parent are moved in one statement."""
    run(
        "UPDATE sources_source SET parent_role = 'part_of', parent_id = CASE slug"
        " WHEN 'ministry' THEN %s::uuid ELSE %s::uuid END WHERE slug IN ('ministry', 'iran')",
        [str(record["experts"].pk), str(record["bbc"].pk)],
    )

    assert waiting() == {"deaths": "verdict", "method": "verdict"}


def test_a_bulk_insert_marks_every_claim_in_one_statement(record):
    run(
        "INSERT INTO claims_revision SELECT (r).* FROM (SELECT"
        " jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid())) AS r"
        " FROM claims_revision r, generate_series(1, 50) WHERE value_type <> 'entity') s"
    )

    assert Revision.objects.count() > 200
    assert waiting() == dict.fromkeys(("day", "deaths", "method"), "verdict")


def test_a_claim_has_its_row_from_the_first_moment_and_loses_it_with_itself(owner_db, record):
    run("DELETE FROM claims_claim WHERE slug = 'casualties'")

    rows = set(Assessment.objects.values_list("claim__slug", flat=True))
    assert rows == set(Claim.objects.values_list("slug", flat=True))


def test_many_marks_in_one_entry_write_a_row_once(record, monkeypatch):
    leave_stale(monkeypatch)
    with recording(by=record.by, channel="admin"):
        record.says("deaths", "bbc-1", "95")
        first = run("SELECT ctid FROM claims_assessment WHERE sheet IS NULL")
        record.says("deaths", "bbc-1", "96")
        second = run("SELECT ctid FROM claims_assessment WHERE sheet IS NULL")

    assert first == second


def test_a_row_stale_already_is_touched_by_the_newer_entry(record, monkeypatch):
    leave_stale(monkeypatch)
    record.says("deaths", "bbc-1", "95")
    record.says("deaths", "bbc-1", "96")

    (touched,) = Assessment.objects.filter(sheet=None).values_list("touched_position", flat=True)
    assert touched == Entry.objects.latest("position").position


def test_everything_is_kept_as_the_slow_path_says(record):
    assert waiting() == {}
    assert kept() == live()
    assert {"day", "deaths", "method", "perpetrator", "claimed"} <= kept().keys()
