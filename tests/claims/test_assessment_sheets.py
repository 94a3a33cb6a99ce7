"""A topic's sheet says the same from what is kept as from what is judged."""

from __future__ import annotations

import pytest

from claims import assessing
from claims.models import Assessment
from sources.models import Source
from tests.callers import head
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

    kept = assessing.orjson.loads(sheet)

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


def test_a_sheet_of_what_was_said_by_then_is_judged(record, anyone):
    run('UPDATE claims_assessment SET sheet = \'{"verdict": "never read"}\'')

    until = anyone.get("topics/kerman/sheet/?stated_until=2024-01-04").json()
    past = anyone.get(f"topics/kerman/sheet/?as_of={head()}").json()
    now = anyone.get("topics/kerman/sheet/").json()

    assert "never read" not in {row["verdict"] for row in until["results"] + past["results"]}
    assert now["results"][1]["verdict"] == "never read"


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

    with django_assert_num_queries(7):
        shown = anyone.get("topics/other/sheet/")

    assert len(shown.json()["results"]) == claims
