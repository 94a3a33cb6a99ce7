"""A merge is a pointer that is followed at reading: set, shown, read through, taken back."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from api.typeid import encode
from claims.models import Claim, Entity, Revision, Topic
from history.merging import merge as merge_record
from history.recording import recording
from sources.models import Source
from tests.callers import faults, head, on_record
from tests.claims.assessments import untrue, waiting
from tests.claims.merging.doubles import DOUBLES, WHY, merge, told

MODELS = {"sources": Source, "entities": Entity, "claims": Claim, "topics": Topic}
every_kind = pytest.mark.parametrize("kind", DOUBLES)


@every_kind
def test_a_merge_taken_back_leaves_every_answer_as_it_was(doubled, calling_alice, kind):
    record, into = DOUBLES[kind]
    before, statements = told(calling_alice), list(Revision.objects.order_by("id").values())

    assert merge(calling_alice, kind, record, into).status_code == 200
    merged = told(calling_alice)
    assert merge(calling_alice, kind, record, None).status_code == 200

    assert merged != before
    assert told(calling_alice) == before
    assert list(Revision.objects.order_by("id").values()) == statements


@every_kind
def test_a_read_as_of_before_the_merge_does_not_see_it(calling_alice, doubled, kind):
    before = head()
    then = told(calling_alice, before)

    merge(calling_alice, kind, *DOUBLES[kind])

    assert told(calling_alice, before) == then
    assert told(calling_alice, head()) != then


@every_kind
def test_the_merged_record_still_answers_and_leaves_the_lists(doubled, calling_alice, kind):
    record, into = DOUBLES[kind]
    answer = merge(calling_alice, kind, record, into)

    shown = calling_alice.get(f"{kind}/{record}/").json()
    listed = [row["slug"] for row in calling_alice.get(f"{kind}/").json()["results"]]
    asked = [row["slug"] for row in calling_alice.get(f"{kind}/?merged=true").json()["results"]]
    target = calling_alice.get(f"{kind}/{into}/").json()
    assert answer.json()["merged_into"] == shown["merged_into"]
    assert shown["merged_into"] == {
        "id": target["id"], "slug": into, "name": target.get("name") or target["question"],
    }  # fmt: skip
    assert target["merged_into"] is None
    assert record not in listed
    assert into in listed
    assert {record, into} <= set(asked)


@every_kind
def test_merging_needs_the_version_and_a_reason(doubled, calling_alice, kind):
    record, into = DOUBLES[kind]
    path, before = f"{kind}/{record}/merge/", on_record()
    etag = calling_alice.get(f"{kind}/{record}/")["ETag"]

    without = calling_alice.post(path, {"into": into, **WHY})
    stale = calling_alice.post(path, {"into": into, **WHY}, if_match='"1"')
    silent = calling_alice.post(path, {"into": into, "reason": " "}, if_match=etag)
    nowhere = calling_alice.post(path, WHY, if_match=etag)

    assert faults(without) == [("428", "if_match_required")]
    assert faults(stale)[0] == ("412", "stale")
    assert faults(silent)[0][0] == "400"
    assert faults(nowhere) == [("400", "required"), ("/into", "required")]
    assert on_record() == before


@every_kind
def test_a_merge_is_one_step(doubled, calling_alice, kind):
    record, into = DOUBLES[kind]
    merge(calling_alice, kind, record, into)
    third(doubled, kind)
    before = on_record()

    itself = merge(calling_alice, kind, into, into)
    back = merge(calling_alice, kind, into, record)
    assert faults(itself)[1:] == [("", "stands_for_others")]
    assert faults(back)[1:] == [("", "stands_for_others")]
    on = merge(calling_alice, kind, "third", record)
    again = merge(calling_alice, kind, record, "third")
    assert faults(on)[1:] == [("/into", "merged")]
    assert faults(again)[1:] == [("", "already_merged")]
    assert on_record() == before


@every_kind
@pytest.mark.parametrize(
    ("merged", "target", "rule"),
    [
        ("third", "record", "merged_one_step"),
        ("into", "third", "merged_one_step"),
        ("third", "third", "not_merged_into_itself"),
    ],
)
def test_the_database_keeps_a_merge_to_one_step(doubled, alice, kind, merged, target, rule):
    model, (record, into) = MODELS[kind], DOUBLES[kind]
    rows = {"record": doubled[record], "into": doubled[into], "third": third(doubled, kind)}
    with recording(by=alice, reason="Doubles", channel="command"):
        model.objects.filter(slug=record).update(merged_into=rows["into"])

    with (
        pytest.raises(IntegrityError) as refused,
        transaction.atomic(),
        recording(by=alice, reason="On and on", channel="command"),
    ):
        model.objects.filter(pk=rows[merged].pk).update(merged_into=rows[target])

    name = refused.value.__cause__.diag.constraint_name
    assert name == f"{model._meta.db_table}_{rule}"


def third(kerman, kind):
    """One more of a kind, nobody's double."""
    return {
        "sources": lambda: kerman.source("third", "Third"),
        "entities": lambda: kerman.entity("third", "Third"),
        "claims": lambda: kerman.claim("third", "How many?", "quantity", unit="people"),
        "topics": lambda: kerman.topic("third"),
    }[kind]()


@pytest.mark.parametrize(
    ("kind", "above", "child", "parent"),
    [
        ("sources", "parent_id", "bbc", "bbc-news"),
        ("entities", "broader_id", "isis-k", "is-khorasan"),
        ("claims", "part_of_id", "deaths", "killed"),
    ],
)
def test_what_stands_above_what_is_merged_runs_in_no_circle(
    doubled, calling_alice, alice, kind, above, child, parent
):
    role = {"parent_role": "part_of"} if kind == "sources" else {}
    with recording(by=alice, reason="Above", channel="command"):
        MODELS[kind].objects.filter(slug=child).update(**{above: doubled[parent].pk, **role})

    assert faults(merge(calling_alice, kind, parent, child))[1:] == [("", "circle")]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"unit": "bodies"}, "other_kind"),
        ({"value_type": "text", "unit": "", "is_count": False, "cumulative": False}, "other_kind"),
        ({"topic": "kerman-attack"}, "other_topic"),
    ],
    ids=["unit", "value type", "topic"],
)
def test_claims_are_merged_only_with_their_like(doubled, calling_alice, change, code):
    fields = {"unit": "people", "is_count": True, "cumulative": True, "value_type": "quantity"}
    fields |= {name: doubled.made.get(value, value) for name, value in change.items()}
    doubled.claim("unlike", "How many?", **fields)

    assert faults(merge(calling_alice, "claims", "unlike", "deaths"))[1:] == [("/into", code)]


def test_claims_of_merged_topics_are_merged_until_when_they_must_stay(doubled, calling_alice):
    doubled.claim("toll", "How many?", "quantity", unit="people", topic=doubled["kerman-attack"])
    merge(calling_alice, "topics", "kerman-attack", "kerman")

    assert merge(calling_alice, "claims", "toll", "deaths").status_code == 200
    refused = merge(calling_alice, "topics", "kerman-attack", None)
    merge(calling_alice, "claims", "toll", None)

    assert faults(refused)[1:] == [("", "claims_merged")]
    assert merge(calling_alice, "topics", "kerman-attack", None).status_code == 200


@every_kind
def test_a_record_is_not_merged_into_itself(doubled, calling_alice, kind):
    record, _ = DOUBLES[kind]

    assert faults(merge(calling_alice, kind, record, record))[1:] == [("/into", "itself")]


@every_kind
def test_into_what_is_retired_or_of_another_kind_nothing_is_merged(
    doubled, calling_alice, alice, kind
):
    record, into = DOUBLES[kind]
    etag = calling_alice.get(f"{kind}/{into}/")["ETag"]
    calling_alice.post(f"{kind}/{into}/retire/", WHY, if_match=etag)

    other = {"sources": "isis-k", "entities": "bbc", "claims": "kerman", "topics": "deaths"}[kind]
    assert faults(merge(calling_alice, kind, record, into))[1:] == [("/into", "retired")]
    assert faults(merge(calling_alice, kind, record, other))[1:] == [("/into", "unknown")]


def test_two_outlets_that_are_one_make_one_outlet_and_one_line(doubled, calling_alice):
    before = calling_alice.get("claims/deaths/agreement/").json()

    merge(calling_alice, "sources", "bbc-news", "bbc")

    after = calling_alice.get("claims/deaths/agreement/").json()
    heads = {(head["publisher"]["slug"], head["wording"]) for head in before["heads"]}
    assert (before["outlets"], heads) == (
        3, {("irna", "103"), ("bbc", "95"), ("bbc-news", "at least 84")},
    )  # fmt: skip
    assert after["outlets"] == 2
    assert [(h["publisher"]["slug"], h["wording"]) for h in after["heads"]] == [
        ("irna", "103"), ("bbc", "at least 84"),
    ]  # fmt: skip
    (merged,) = (h["publisher"] for h in after["heads"] if h["publisher"]["slug"] == "bbc")
    assert merged["recorded_as"]["slug"] == "bbc-news"


@pytest.mark.parametrize("part", ["source", "publisher", "origin"])
@pytest.mark.parametrize("named", ["bbc", "bbc-news"])
def test_filters_by_either_source_find_statements_of_both(doubled, calling_alice, part, named):
    merge(calling_alice, "sources", "bbc-news", "bbc")

    found = calling_alice.get(f"revisions/?{part}={named}").json()["results"]
    claims = calling_alice.get(f"claims/?{part}={named}").json()["results"]

    assert {row["document"]["key"] for row in found} == {"bbc-1", "bbc-2"}
    assert {"deaths", "perpetrator"} <= {row["slug"] for row in claims}


def test_a_child_of_a_merged_source_speaks_for_what_stands_for_it(doubled, calling_alice):
    doubled.source("persian", "BBC Persian", parent=doubled["bbc-news"], parent_role="speaks_for")
    doubled.document("persian-1", doubled["persian"], "2024-01-07")
    doubled.says("deaths", "persian-1", "90", attributed_to=doubled["persian"])

    merge(calling_alice, "sources", "bbc-news", "bbc")

    rows = calling_alice.get("claims/deaths/provenance/").json()["results"]
    (chain,) = (row["publisher"] for row in rows if row["wording"] == "90")
    assert chain["parent"]["slug"] == "bbc"


def test_a_party_is_a_party_by_what_it_is_merged_with(doubled, calling_alice):
    etag = calling_alice.get("claims/deaths/")["ETag"]
    party = {"parties": [{"source": "bbc-news"}], "reason": "Involved"}
    calling_alice.patch("claims/deaths/", party, if_match=etag)
    merge(calling_alice, "sources", "bbc-news", "bbc")

    figure = calling_alice.get("claims/deaths/figure/?policy=latest").json()
    party = calling_alice.get("claims/deaths/").json()["parties"][0]["source"]

    left_out = {each["wording"]: each["why"] for each in figure["left_out"]}
    assert left_out == {"103": "origin_uncertain", "95": "party", "at least 84": "party"}
    assert (party["slug"], party["recorded_as"]["slug"]) == ("bbc", "bbc-news")


def test_merged_entities_are_one_answer(doubled, calling_alice):
    def answers():
        agreement = calling_alice.get("claims/perpetrator/agreement/").json()
        groups = [[e["slug"] for e in g["value"]["entities"]] for g in agreement["groups"]]
        return agreement["verdict"], groups

    before = answers()
    merge(calling_alice, "entities", "is-khorasan", "isis-k")

    assert before == ("disputed", [["is-khorasan"], ["isis-k"]])
    assert answers() == ("uncorroborated", [["isis-k"]])


def test_a_merged_claim_is_read_as_the_one_that_stands(doubled, calling_alice):
    merge(calling_alice, "claims", "killed", "deaths")

    for read in ("agreement", "timeline", "provenance", "figure", "history"):
        ours = calling_alice.get(f"claims/deaths/{read}/").json()
        assert calling_alice.get(f"claims/killed/{read}/").json() == ours, read
    said = calling_alice.get("claims/deaths/timeline/").json()["results"]
    assert {row["wording"] for row in said} == {"103", "95", "at least 84", "91", "94"}
    assert {row["claim"]["slug"] for row in said} == {"deaths"}
    assert {
        row["claim"]["recorded_as"]["slug"] for row in said if "recorded_as" in row["claim"]
    } == {"killed"}
    listed = calling_alice.get("revisions/?claim=deaths").json()["results"]
    assert len(listed) == 5


def test_a_merged_topic_s_claims_are_listed_under_the_one_that_stands(doubled, calling_alice):
    merge(calling_alice, "topics", "kerman-attack", "kerman")

    sheet = calling_alice.get("topics/kerman/sheet/").json()
    other = calling_alice.get("topics/kerman-attack/sheet/").json()

    assert "elsewhere" in {row["claim"]["slug"] for row in sheet["results"]}
    assert other == sheet
    for topic in ("kerman", "kerman-attack"):
        listed = calling_alice.get(f"claims/?topic={topic}").json()["results"]
        assert {"elsewhere", "deaths"} <= {row["slug"] for row in listed}


def test_new_statements_that_name_what_is_merged_are_of_what_stands(doubled, calling_alice):
    for kind, (record, into) in DOUBLES.items():
        assert merge(calling_alice, kind, record, into).status_code == 200

    said = calling_alice.post("revisions/", {
        "claim": "killed", "document": "bbc-1", "wording": "88", "sequence": 4,
        "publisher": "bbc-news", "attributed_to": "bbc-news",
    })  # fmt: skip
    named = calling_alice.post("revisions/", {
        "claim": "perpetrator", "document": "irna-1", "topic": "kerman-attack",
        "wording": "Islamic State Khorasan Province",
    })  # fmt: skip

    assert (said.status_code, named.status_code) == (201, 201), (said.json(), named.json())
    row = Revision.objects.get(wording="88")
    assert (row.claim.slug, row.attributed_to.slug) == ("deaths", "bbc")
    (entity,) = Revision.objects.get(wording__startswith="Islamic State K").entities.all()
    assert entity.entity.slug == "isis-k"


def test_a_correction_goes_where_its_mistake_went(doubled, calling_alice):
    mistaken = doubled["killed"].revisions.get(wording="91")
    merge(calling_alice, "claims", "killed", "deaths")

    made = calling_alice.post("revisions/", {
        "claim": "deaths", "document": "irna-1", "wording": "92", "sequence": 2,
        "supersedes": rev(mistaken),
        "change_kind": "correction", "reason": "Misread",
    })  # fmt: skip

    assert made.status_code == 201, made.json()
    assert Revision.objects.get(wording="92").claim.slug == "killed"
    assert made.json()["claim"]["slug"] == "deaths"


def rev(revision):
    return encode("rev", revision.pk)


def test_a_claim_adopts_what_is_read_with_it_and_keeps_it_merged(doubled, calling_alice):
    merged = doubled["killed"].revisions.get(wording="94")
    merge(calling_alice, "claims", "killed", "deaths")
    etag = calling_alice.get("claims/deaths/")["ETag"]
    body = {"revision": rev(merged), "wording": "94", "reason": "The last count"}

    adopted = calling_alice.post("claims/deaths/adopt/", body, if_match=etag)
    kept = merge(calling_alice, "claims", "killed", None)
    there = calling_alice.post(
        "claims/killed/adopt/", body, if_match=calling_alice.get("claims/killed/")["ETag"]
    )

    assert adopted.status_code == 200, adopted.json()
    assert calling_alice.get("claims/killed/figure/").json()["figure"]["wording"] == "94"
    assert faults(kept)[1:] == [("", "adopted")]
    assert faults(there)[1:] == [("", "merged")]


@every_kind
def test_what_is_kept_of_claims_is_true_after_each_merge(doubled, calling_alice, kind):
    merge(calling_alice, kind, *DOUBLES[kind])
    assert (waiting(), untrue()) == ({}, {})

    doubled.says("killed", "bbc-2", "96", sequence=3)
    doubled.says("deaths", "bbc-2", "at least 97", sequence=4)
    assert (waiting(), untrue()) == ({}, {})

    merge(calling_alice, kind, DOUBLES[kind][0], None)
    assert (waiting(), untrue()) == ({}, {})


def test_the_history_tells_the_merge_and_its_reason(doubled, calling_alice):
    merge(calling_alice, "claims", "killed", "deaths")

    told_of = calling_alice.get("claims/deaths/history/?limit=500").json()["results"]
    (change,) = (
        (row["reason"], field)
        for row in told_of
        for field in row["changes"]
        if field["field"] == "merged_into"
    )
    assert change == (
        WHY["reason"],
        {
            "field": "merged_into",
            "old": None,
            "new": calling_alice.get("claims/deaths/").json()["id"],
        },
    )


def test_a_comparison_says_what_is_read_here_since_a_merge(doubled, calling_alice):
    before = head()
    merge(calling_alice, "claims", "killed", "deaths")
    between = head()
    merge(calling_alice, "claims", "killed", None)

    there = calling_alice.get(f"claims/deaths/diff/?from={before}&to={between}").json()
    back = calling_alice.get(f"claims/deaths/diff/?from={between}").json()

    assert {each["code"] for each in there["changes"]} >= {"statement_merged"}
    assert {each["code"] for each in back["changes"]} >= {"statement_unmerged"}


def test_what_is_merged_is_read_in_as_many_queries(doubled, calling_alice):
    # Every statement of a merged claim is read, as `silent` asks before.
    paths = ["claims/deaths/agreement/?silent=true", "claims/deaths/timeline/",
             "topics/kerman/sheet/", "revisions/?source=bbc", "sources/"]  # fmt: skip
    queries_of(calling_alice, "sources/")  # the token is noted as used once
    before = [queries_of(calling_alice, path) for path in paths]
    for kind in ("sources", "entities", "claims"):
        merge(calling_alice, kind, *DOUBLES[kind])

    after = [queries_of(calling_alice, path) for path in paths]

    # One more where all of a claim is read: which claim each of its statements is read with.
    assert [more - less for less, more in zip(before, after, strict=True)] == [1, 0, 0, 0, 0]


def queries_of(caller, path):
    with CaptureQueriesContext(connection) as queries:
        assert caller.get(path).status_code == 200
    return len(queries)


def test_a_write_outside_the_write_module_is_read_the_same(doubled, alice, calling_alice):
    merge_record(doubled["bbc-news"], doubled["bbc"], by=alice, reason="One", channel="admin")
    through = calling_alice.get("claims/deaths/agreement/").json()["groups"]
    with recording(by=alice, reason="Back", channel="command"):
        Source.objects.filter(slug="bbc-news").update(merged_into=None)
    with recording(by=alice, reason="Again", channel="command"):
        Source.objects.filter(slug="bbc-news").update(merged_into=doubled["bbc"])

    assert calling_alice.get("claims/deaths/agreement/").json()["groups"] == through
