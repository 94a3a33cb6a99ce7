"""A topic's sheet says the same from what is kept as from what is judged."""

from __future__ import annotations

import json

import pytest

from api.typeid import encode
from claims import assessing
from claims.models import Assessment, Topic
from history.editing import retire
from history.merging import merge
from sources.models import Source
from tests.callers import faults, head
from tests.claims.assessments import told
from tests.history.ledger import run, seal

POSITION = {"outlets", "origins.max", "origins.min", "revisions", "says", "stance"}
NUMBER = {
    "best", "lower", "lower_inclusive", "qualifier", "read_by", "type", "unit", "upper",
    "upper_inclusive",
}  # fmt: skip
GROUP = {"behind", "first_stated_at", "last_stated_at", "origins.max", "origins.min", "outlets"}
SHEET_1 = (
    {"corroborated", "origins.max", "origins.min", "outlets", "rules", "undated", "verdict"}
    | {"reasons.code", "reasons.text"}
    | {f"groups.{name}" for name in GROUP}
    | {f"groups.value.{name}" for name in NUMBER}
    | {f"groups.positions.{name}" for name in POSITION}
    | {f"groups.positions.value.{name}" for name in NUMBER}
)


@pytest.fixture
def record(kerman):
    """A record with a part: what is compared with it isn't kept."""
    told(kerman)
    kerman.claim("victims", "How many Afghans died?", "quantity", unit="people", is_count=True,
                 part_of=kerman["deaths"])  # fmt: skip
    kerman.says("victims", "bbc-1", "120")
    return kerman


def names(shown, path=""):
    """Every name of a part of an answer, with dots."""
    if isinstance(shown, dict):
        return {n for key, part in shown.items() for n in names(part, f"{path}.{key}".strip("."))}
    if isinstance(shown, list):
        return {name for part in shown for name in names(part, path)}
    return {path}


def test_a_kept_sheet_has_the_shape_of_its_version(record):
    """A sheet that shows something else needs another number in KEPT_BY."""
    sheet = Assessment.objects.get(claim__slug="deaths").sheet

    kept = json.loads(sheet)

    assert (assessing.KEPT_BY.split()[1], names(kept)) == ("sheet/1", SHEET_1)


def test_a_sheet_is_the_same_kept_and_judged(record, anyone):
    kept = anyone.get("topics/kerman/sheet/").json()
    past = anyone.get(f"topics/kerman/sheet/?as_of={head()}").json()
    run("UPDATE claims_assessment SET rules = '', sheet = NULL")

    judged = anyone.get("topics/kerman/sheet/").json()

    assert kept == judged
    assert [row["claim"]["slug"] for row in kept["results"]] == [
        "deaths", "day", "perpetrator", "claimed", "method", "victims"
    ]  # fmt: skip
    assert [part["code"] for part in kept["results"][0]["parts"]] == ["exceeds"]
    assert {**past, "as_of": None} == kept


@pytest.fixture
def merged(record):
    """Topics that are one; a claim merged away, with a part; one retired; one never answered."""
    attack = record.topic("attack", name="Kerman attack")
    dead = record.claim("dead", "How many are dead?", "quantity", unit="people", topic=attack)
    record.says("dead", "bbc-1", "at least 84")
    record.claim("foreign", "How many foreigners?", "quantity", unit="people", topic=attack,
                 part_of=dead)  # fmt: skip
    record.claim("wounded", "How many wounded?", "quantity", unit="people", topic=attack)
    record.says("wounded", "bbc-1", "284")
    record.claim("silent", "Who says nothing — “…”, \\ & <b>?", "text", topic=attack)
    whole = {"reason": "The same", **record.recorded}
    retire(record.claim("old", "Asked in vain?", "boolean"), **whole)
    merge(attack, record["kerman"], **whole)
    merge(dead, record["deaths"], **whole)
    return record


def pages(caller, address):
    """Every page as sent, forwards; then backwards from the last."""
    sent = []
    for way in ("next", "previous"):
        while address:
            sent.append(caller.get(address).content)
            address = json.loads(sent[-1])[way]
        address = json.loads(sent[-1])["previous"] if way == "next" else None
    return sent


@pytest.mark.parametrize("reference", ["kerman", "attack", "{id}"])
@pytest.mark.parametrize("query", ["", "?limit=1", "?limit=3", "?limit=500"])
def test_a_sheet_is_the_same_kept_and_judged_to_the_byte(merged, anyone, reference, query):
    topic = reference.format(id=encode(Topic.PREFIX, merged["kerman"].pk))
    address = f"/api/v1/topics/{topic}/sheet/{query}"
    kept = pages(anyone, address)
    run("UPDATE claims_assessment SET rules = '', sheet = NULL")

    judged = pages(anyone, address)

    assert kept == judged
    assert b"victims" in b"".join(kept)


def test_what_has_relatives_is_judged_and_all_else_is_shown_as_kept(merged, anyone):
    run("""UPDATE claims_assessment SET sheet = '{"verdict":"never read"}'""")

    rows = anyone.get("topics/attack/sheet/").json()["results"]

    related = {"deaths", "victims", "foreign"}
    assert {row["claim"]["slug"] for row in rows if row["verdict"] != "never read"} == related
    assert [row for row in rows if row["claim"]["slug"] == "silent"] == [
        {"claim": rows[-1]["claim"], "verdict": "never read", "parts": []}
    ]


@pytest.mark.parametrize("cursor", ["x", "WzAsIngiXQ", "WzAsImEiLCJiIl0"])
def test_a_cursor_of_another_list_is_refused(record, anyone, cursor):
    refused = anyone.get(f"topics/kerman/sheet/?cursor={cursor}")

    assert faults(refused) == [("400", "bad_cursor"), ("cursor", "bad_cursor")]


@pytest.mark.parametrize("reference", ["nowhere", "top_x", "clm_01h455vb4pex5vsknk084sn02q"])
def test_a_sheet_of_no_topic_says_so(record, anyone, reference):
    refused = anyone.get(f"topics/{reference}/sheet/")

    assert faults(refused) == [("404", "not_found"), ("", "not_found")]


def test_a_sheet_of_what_was_said_by_then_is_judged(record, anyone):
    run('UPDATE claims_assessment SET sheet = \'{"verdict": "never read"}\'')

    until = anyone.get("topics/kerman/sheet/?stated_until=2024-01-04").json()
    past = anyone.get(f"topics/kerman/sheet/?as_of={head()}").json()
    now = anyone.get("topics/kerman/sheet/").json()

    assert "never read" not in {row["verdict"] for row in until["results"]}
    assert now["results"][1]["verdict"] == past["results"][1]["verdict"] == "never read"


@pytest.mark.parametrize(
    ("source", "change"), [("irna", {"name": "ISNA"}), ("experts", {"kind": "person"})]
)
def test_a_sheet_never_shows_what_was_kept_before_a_change(record, anyone, source, change):
    record.says("method", "leaflet", "a belt", attributed_to=record["experts"])
    before = anyone.get("topics/kerman/sheet/").json()["results"]
    Source.objects.filter(slug=source).update(**change)
    seal()

    judged = anyone.get("topics/kerman/sheet/").json()["results"]
    list(assessing.work_off())
    kept = anyone.get("topics/kerman/sheet/").json()["results"]

    assert judged == kept
    assert judged != before


@pytest.mark.parametrize("claims", [1, 3])
def test_a_sheet_that_is_kept_takes_as_many_queries_for_three_as_for_one(
    record, anyone, django_assert_num_queries, claims
):
    record.topic("other")
    for number in range(claims):
        record.claim(f"c-{number}", "How?", "text", topic=record["other"])
        record.says(f"c-{number}", "bbc-1", "two bombs")

    with django_assert_num_queries(1):
        shown = anyone.get("topics/other/sheet/")

    assert len(shown.json()["results"]) == claims
