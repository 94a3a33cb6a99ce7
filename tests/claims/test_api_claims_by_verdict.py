"""Lists of claims by verdict and counts: right, fixed in cost, else refused."""

from __future__ import annotations

import json

import pytest
from django.db import connection

from claims.models import Claim
from claims.views import assessed
from sources.models import Source
from tests.callers import faults
from tests.claims.assessments import leave_stale, told, waiting
from tests.history.ledger import run, seal


@pytest.fixture
def record(kerman):
    """Deaths disputed between two origins and a leaflet, one claim unreported."""
    told(kerman)
    kerman.says("deaths", "leaflet", "12", sequence=1)
    kerman.says("deaths", "bbc-1", "94", attributed_to=kerman["bbc"], sequence=1)
    return kerman


def slugs(response):
    assert response.status_code == 200, response.content
    return [claim["slug"] for claim in response.json()["results"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("verdict=disputed", ["deaths", "perpetrator"]),
        ("verdict=unreported", ["claimed"]),
        ("verdict=uncorroborated", ["day", "method"]),
        ("verdict=incomparable", []),
        ("outlets__gte=0", ["deaths", "day", "perpetrator", "claimed", "method"]),
        ("outlets__gte=3", ["deaths"]),
        ("origins__gte=2", ["deaths"]),
        ("outlets__gte=1&verdict=uncorroborated", ["day", "method"]),
        ("topic=kerman&verdict=disputed", ["deaths", "perpetrator"]),
        ("value_type=text&outlets__gte=1", ["method"]),
        ("outlets__gte=2147483647", []),
    ],
)
def test_a_list_by_what_claims_come_to(record, anyone, query, found):
    verdicts = {slug: anyone.get(f"claims/{slug}/agreement/").json() for slug in found}

    listed = anyone.get(f"claims/?{query}")

    assert slugs(listed) == found
    assert {claim["slug"]: claim["assessment"] for claim in listed.json()["results"]} == {
        slug: {key: full[key] for key in ("verdict", "outlets", "origins", "contradictions_total")}
        for slug, full in verdicts.items()
    }


def test_a_list_that_does_not_ask_shows_none(record, anyone):
    assert "assessment" not in anyone.get("claims/?topic=kerman").json()["results"][0]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("verdict=disputd", ("verdict", "unknown_value")),
        ("outlets__gte=-1", ("outlets__gte", "not_a_count")),
        ("outlets__gte=two", ("outlets__gte", "not_a_count")),
        ("origins__gte=2147483648", ("origins__gte", "not_a_count")),
        ("origins__gte=" + "9" * 5000, ("origins__gte", "not_a_count")),
        ("outlets__gte=²", ("outlets__gte", "not_a_count")),
        ("outlets__lte=1", ("outlets__lte", "unknown_parameter")),
        ("verdict=disputed&as_of=1", ("verdict", "only_now")),
        ("verdict=disputed&stated_until=2024-01-05", ("verdict", "only_now")),
        ("origins__gte=1&as_of=2024-01-05", ("origins__gte", "only_now")),
    ],
)
def test_what_can_not_be_answered_is_refused(record, anyone, query, code):
    assert faults(anyone.get(f"claims/?{query}"))[1:] == [code]


def test_both_are_named_where_two_are_refused(record, anyone):
    refused = anyone.get("claims/?verdict=disputed&outlets__gte=1&as_of=1&stated_until=2024-01-05")

    assert faults(refused)[1:] == [("verdict", "only_now"), ("outlets__gte", "only_now")]


def test_what_waits_is_judged_first(record, anyone):
    Source.objects.filter(slug="irna").update(kind="tracker")
    seal()
    before = waiting()

    listed = anyone.get("claims/?verdict=disputed")

    assert before == {"deaths": "verdict", "method": "verdict"}
    assert (slugs(listed), waiting()) == (["deaths", "perpetrator"], {})


def test_only_what_the_other_filters_leave_is_judged(record, anyone):
    Source.objects.filter(slug="irna").update(kind="tracker")
    seal()

    anyone.get("claims/?verdict=disputed&value_type=text")

    assert waiting() == {"deaths": "verdict"}


def test_a_name_alone_keeps_nobody_waiting(record, anyone, monkeypatch):
    Source.objects.filter(slug="irna").update(name="Islamic Republic News Agency")
    seal()
    monkeypatch.setattr(assessed, "MOST_WAITING", 0)

    assert slugs(anyone.get("claims/?verdict=disputed")) == ["deaths", "perpetrator"]
    assert waiting() == {"deaths": "words", "method": "words"}


@pytest.mark.parametrize(("most", "status"), [(2, 200), (1, 503)])
def test_too_much_to_judge_is_refused_for_the_moment(record, anyone, monkeypatch, most, status):
    Source.objects.filter(slug="irna").update(kind="tracker")
    seal()
    monkeypatch.setattr(assessed, "MOST_WAITING", most)

    answer = anyone.get("claims/?verdict=disputed")

    assert answer.status_code == status
    if status == 503:
        assert faults(answer) == [("503", "not_assessed")]
        assert answer["Retry-After"] == "5"
        assert waiting() == {"deaths": "verdict", "method": "verdict"}


def test_a_thousand_are_judged_while_one_waits():
    assert assessed.MOST_WAITING == 1000


def test_claims_written_to_faster_than_they_are_judged_are_refused(record, anyone, monkeypatch):
    Source.objects.filter(slug="irna").update(kind="tracker")
    seal()
    tries = []
    monkeypatch.setattr(assessed, "assess", tries.append)

    answer = anyone.get("claims/?verdict=disputed")

    assert faults(answer) == [("503", "not_assessed")]
    assert len(tries) == 3


@pytest.mark.parametrize("claims", [1, 3])
def test_a_list_by_verdict_takes_as_many_queries_for_three_as_for_one(
    kerman, anyone, django_assert_num_queries, claims
):
    for number in range(claims):
        kerman.claim(f"c-{number}", f"Claim {number}?", "text")

    with django_assert_num_queries(3):
        nothing = anyone.get("claims/?verdict=incomparable")
    with django_assert_num_queries(6):
        listed = anyone.get("claims/?verdict=unreported&value_type=text")

    assert slugs(nothing) == []
    assert len(slugs(listed)) == claims + 1


def test_pages_of_a_list_by_verdict_hold_each_claim_once(record, anyone):
    first = anyone.get("claims/?verdict=uncorroborated&limit=1").json()
    second = anyone.get(first["next"]).json()

    assert [c["slug"] for c in first["results"] + second["results"]] == ["day", "method"]
    assert second["next"] is None


@pytest.fixture
def many(owner_db, kerman, monkeypatch):
    """5,000 claims, one in fifty of them disputed, as after a large import and `assess`.

    The owner's, who alone may ANALYZE.
    """
    leave_stale(monkeypatch)
    run(
        "INSERT INTO claims_claim (id, slug, topic_id, question, label, value_type, unit, is_count,"
        " cumulative, many, tolerance, definitions, adopted_wording, is_retired)"
        " SELECT gen_random_uuid(), 'c-' || i, %s, '?', '?', 'text', '', false, false, false, 0.01,"
        " '{}', '', false FROM generate_series(1, 5000) i",
        [str(kerman["kerman"].pk)],
    )
    run(
        "UPDATE claims_assessment a SET rules = %s, sheet = '{}', judged_position = 999,"
        " outlets = 3, verdict = CASE WHEN right(c.slug, 2) IN ('00', '50') THEN 'disputed'"
        " ELSE 'uncorroborated' END FROM claims_claim c WHERE c.id = a.claim_id",
        [assessed.KEPT_BY],
    )
    run("ANALYZE claims_claim, claims_assessment")
    seal()


def plan_of(queryset) -> list[dict]:
    """The nodes of a query's plan."""
    sql, parameters = queryset.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", parameters)
        (plan,) = cursor.fetchone()
    nodes, waiting = [], [(json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]]
    while waiting:
        node = waiting.pop()
        nodes.append(node)
        waiting += node.get("Plans", [])
    return nodes


def test_a_list_by_verdict_is_one_index_scan(many, anyone):
    rows = Claim.objects.filter(is_retired=False, assessment__rules=assessed.KEPT_BY)

    plan = plan_of(rows.filter(assessment__verdict="disputed").order_by("id")[:51])

    used = {node["Index Name"] for node in plan if "Index Name" in node}
    assert "claims_assessment_verdict" in used
    assert [n for n in plan if n["Node Type"] == "Seq Scan"] == []
    assert len(slugs(anyone.get("claims/?verdict=disputed"))) == 50


def test_looking_for_what_waits_is_an_index_scan(many):
    plan = plan_of(
        Claim.objects.filter(
            is_retired=False, assessment__in=assessed.Assessment.objects.stale()
        ).order_by()[:1001]
    )

    assert {n["Index Name"] for n in plan if "Index Name" in n} >= {"claims_assessment_verdict"}
    assert [n for n in plan if n["Node Type"] == "Seq Scan"] == []
