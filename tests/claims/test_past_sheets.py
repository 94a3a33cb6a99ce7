"""A sheet as of a position says the same from what was put by as from what is judged."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import call_command

from api.refusals import Invalid
from claims import assessing
from claims.assessing import work_off
from claims.assessing_past import work_off_past
from claims.models import Claim, Entity, PastSheet, Revision, Topic
from claims.models.assessment import KEPT_BY
from history.erasable import erasable_fields
from history.erasing import erase
from history.models import Entry
from history.targets import Target
from history.tracking import TRACKED
from sources.models import Document, Source
from tests.callers import Caller, faults, head
from tests.claims.assessments import kept_as_of, leave_stale, told, untrue, untrue_then
from tests.claims.roughly import Roughly
from tests.history.ledger import run, seal

EMPTY = (
    "UPDATE claims_pastsheet SET rules = ''",
    "UPDATE claims_assessment SET rules = '', sheet = NULL",
)
OF_CLAIM = (
    "agreement/?pairs=true", "timeline/?limit=500", "figure/?",
    "agreement/?stated_until=2024-01-05&silent=true", "agreement/?stated_until=2024-01-05",
)  # fmt: skip
ERASED = (Source, Entity, Claim, Revision, Document, Topic)
ASKED = ("as_of", "position", "settled", "next", "previous")
SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2, 3))]


@pytest.fixture
def record(kerman):
    """Four claims that were answered, one of them twice; then a source took another name."""
    told(kerman)
    kerman.says("deaths", "bbc-1", "95", stated="2024-01-05")
    Source.objects.filter(slug="irna").update(name="ISNA")
    seal()
    list(work_off())
    return kerman


@pytest.fixture(params=SEEDS)
def anything(request, db):
    made = Roughly(request.param)
    made.make(20)
    made.roughen(30)
    return made


def rows():
    return list(PastSheet.objects.order_by("claim_id", "since").values_list())


def sheets(caller, topics, every=1):
    """Every topic's sheet as of positions, as sent; None where it was not there yet."""
    answers = {
        (topic, position): caller.get(f"topics/{topic}/sheet/?as_of={position}")
        for position in range(1, head() + 1, every)
        for topic in topics
    }
    return {at: one.content if one.status_code == 200 else None for at, one in answers.items()}


def is_erased(record):
    """Whether there were words of it to be erased."""
    names = list(erasable_fields(TRACKED[type(record)]))
    target = Target(type(record), record.pk)
    try:
        erase(target, names, by=None, reason="By law", leave_copies=True)
    except Invalid:
        return False
    return True


def answers(caller, as_of=None, asked=()):
    """What sheets, agreement, timelines and figures show: now, or the same asked as of then."""
    topics = Topic.objects.order_by("id").values_list("slug", flat=True)
    claims = Claim.objects.order_by("id").values_list("slug", flat=True)
    addresses = asked or [
        *(f"topics/{slug}/sheet/?limit=200" for slug in topics),
        *(f"claims/{slug}/{OF_CLAIM[n % len(OF_CLAIM)]}" for n, slug in enumerate(claims)),
    ]
    at = "" if as_of is None else f"&as_of={as_of}"
    return {address: shown(caller.get(f"{address}{at}")) for address in addresses}


def at(position):
    """When an entry was recorded, as `as_of` takes it."""
    return f"{Entry.objects.get(position=position).recorded_at:%Y-%m-%dT%H:%M:%S.%fZ}"


def shown(answer):
    """But for what an answer says of when it was asked."""
    body = answer.json()
    if answer.status_code == 404:
        return None
    assert answer.status_code == 200, body
    return {name: value for name, value in body.items() if name not in ASKED}


def judge_all():
    """Nothing is kept any more, of now or then."""
    for emptied in EMPTY:
        run(emptied)


def assess_past(**options):
    out = io.StringIO()
    call_command("assess", past=True, stdout=out, **options)
    return out.getvalue().splitlines()


def test_a_sheet_as_of_every_position_is_the_judged_one(record, anyone):
    kept = sheets(anyone, ["kerman"])
    judge_all()

    assert kept == sheets(anyone, ["kerman"])
    assert len(set(kept.values())) > 5


def test_whatever_is_recorded_all_that_was_put_by_is_what_is_judged(anything):
    kept, wrong = untrue_then()

    assert wrong == {}
    assert kept > 500


def test_whatever_is_recorded_sheets_of_then_read_the_same_kept_and_judged(anything, anyone):
    topics = list(Topic.objects.order_by("id").values_list("slug", flat=True))
    kept = sheets(anyone, topics, every=7)
    judge_all()

    assert kept == sheets(anyone, topics, every=7)


def test_what_was_answered_then_is_answered_as_of_then(anything, anyone):
    told = {}
    for _ in range(6):
        anything.roughen(4)
        told[head()] = answers(anyone)

    for position, now in told.items():
        assert answers(anyone, position, now) == now
        assert answers(anyone, at(position), now) == now
    assert len({str(now) for now in told.values()}) > 2  # it was not all one thing


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_is_erased_what_is_answered_is_answered_as_of_then(owner_committed_db, seed):
    made, anyone, erased = Roughly(seed), Caller(), 0
    made.make(10)
    undated = Revision.objects.filter(claim__slug="undated").order_by("id")[:2]
    for record in (*undated, *(made.one(model) for model in ERASED)):
        erased += is_erased(record)
        list(made.any_of(work_off, work_off_past, list)())
        made.roughen(1)
        told = answers(anyone)
        assert answers(anyone, head(), told) == told

    kept, wrong = untrue_then()
    assert (untrue(), wrong) == ({}, {})
    assert erased > 4
    assert kept > 100


def test_sheets_judged_again_are_those_that_were_put_by(anything):
    before = rows()
    PastSheet.objects.update(rules="agreement/0 sheet/1", sheet="{}")

    said = assess_past()

    assert said == [f"judged: {len(before)}", "waiting: 0"]
    assert rows() == before
    assert len(before) > 30


def test_what_was_put_by_is_shown_as_it_is_and_by_todays_rules_alone(record, anyone):
    PastSheet.objects.update(sheet='{"verdict":"never read"}')
    position = PastSheet.objects.order_by("-since").values_list("since", flat=True)[0]
    address = f"topics/kerman/sheet/?as_of={position}"

    shown = {row["verdict"] for row in anyone.get(address).json()["results"]}
    PastSheet.objects.update(rules="agreement/0 sheet/1")
    judged = {row["verdict"] for row in anyone.get(address).json()["results"]}

    assert "never read" in shown
    assert "never read" not in judged


def test_a_mark_puts_by_what_it_empties(record):
    deaths = Claim.objects.get(slug="deaths").pk
    spans = list(
        PastSheet.objects.filter(claim_id=deaths).order_by("since").values_list("since", "until")
    )
    names = ["ISNA" in row.sheet for row in PastSheet.objects.filter(claim_id=deaths)]

    assert [until for _, until in spans[:-1]] == [since for since, _ in spans[1:]]
    assert spans[-1][1] == head()
    assert names == [False] * len(spans)
    assert set(PastSheet.objects.values_list("rules", flat=True)) == {KEPT_BY}


def test_what_is_touched_twice_in_an_entry_is_put_by_once(kerman, monkeypatch):
    told(kerman)
    before = len(rows())
    leave_stale(monkeypatch)

    Source.objects.filter(slug="irna").update(kind="tracker")
    Source.objects.filter(slug="irna").update(kind="institution", name="Another")
    seal()

    assert len(rows()) - before == 2  # deaths, method
    assert {until for *_, until, _, _ in rows()[-1:]} == {head()}


def test_nothing_is_put_by_of_what_was_not_judged(kerman, monkeypatch):
    told(kerman)
    leave_stale(monkeypatch)
    Source.objects.filter(slug="irna").update(kind="tracker")
    seal()
    before = rows()

    Source.objects.filter(slug="irna").update(kind="institution")
    seal()

    assert rows() == before


def test_what_fills_more_than_eight_kilobytes_is_judged_when_asked(record, anyone):
    run("UPDATE claims_assessment SET sheet = (SELECT string_agg(md5(i::text), '') FROM"
        " generate_series(1, 1000) i) WHERE claim_id = %s", [record["deaths"].pk])  # fmt: skip
    then = head()
    before = len(rows())

    record.says("deaths", "irna-1", "96", stated="2024-01-06")
    shown = anyone.get(f"topics/kerman/sheet/?as_of={then}").json()["results"]

    assert len(rows()) == before
    assert record["deaths"].pk not in kept_as_of(then)
    assert shown[0]["claim"]["slug"] == "deaths"


def test_a_rolled_back_write_puts_nothing_by(record):
    before = rows()

    run("SAVEPOINT here")
    Source.objects.filter(slug="irna").update(kind="tracker")
    within = len(rows())
    run("ROLLBACK TO here")

    assert within > len(before)
    assert rows() == before


@pytest.mark.parametrize("claims", [1, 3])
def test_a_sheet_as_of_a_position_takes_one_query_where_all_is_kept(
    record, anyone, django_assert_num_queries, claims
):
    record.topic("other")
    for number in range(claims):
        record.claim(f"c-{number}", "How?", "text", topic=record["other"])
        record.says(f"c-{number}", "bbc-1", "two bombs")
    then = head()
    record.says("c-0", "irna-1", "three bombs")

    with django_assert_num_queries(1):
        shown = anyone.get(f"topics/other/sheet/?as_of={then}")

    assert len(shown.json()["results"]) == claims


def test_a_topic_that_was_not_there_yet_is_not_found(record, anyone):
    then = head()
    record.topic("later")

    assert anyone.get(f"topics/later/sheet/?as_of={then}").status_code == 404
    assert anyone.get(f"topics/later/sheet/?as_of={head()}").json()["results"] == []


def test_a_position_that_has_no_such_topic_or_is_not_there_is_refused_as_ever(record, anyone):
    asked = {
        position: anyone.get(f"topics/kerman/sheet/?as_of={position}")
        for position in (0, 1, head() + 1)
    }

    assert {position: faults(answer)[1:] for position, answer in asked.items()} == {
        0: [("", "not_found")],
        1: [("", "not_found")],
        head() + 1: [("as_of", "in_the_future")],
    }


def test_a_sheet_of_then_is_not_sent_twice(record, anyone):
    address = f"topics/kerman/sheet/?as_of={head()}"
    first = anyone.get(address)

    again = anyone.get(address, if_none_match=first.headers["ETag"])

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_a_limit_of_past_sheets_leaves_the_rest(record, monkeypatch):
    monkeypatch.setattr(assessing, "AT_ONCE", 2)
    before = rows()
    PastSheet.objects.update(rules="", sheet="")

    runs = [assess_past(limit=3), assess_past(), assess_past()]

    left = len(before) - 3
    assert runs == [
        ["judged: 3", f"waiting: {left}"],
        [f"judged: {left}", "waiting: 0"],
        ["judged: 0", "waiting: 0"],
    ]
    assert rows() == before


def test_the_service_judges_past_sheets_and_neither_makes_nor_drops_any(db):
    may = {
        right: run("SELECT has_table_privilege('claims_pastsheet', %s)", [right])[0][0]
        for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
    }

    assert may == {
        "SELECT": True, "INSERT": False, "UPDATE": True, "DELETE": False, "TRUNCATE": False
    }  # fmt: skip


def test_a_sheet_put_by_is_the_text_that_was_sent(record, anyone):
    claim, since, _, _, sheet = rows()[0]

    sent = anyone.get(f"topics/kerman/sheet/?as_of={since}").content.decode()

    assert sheet[1:-1] in sent
    assert json.loads(sheet)["rules"] == KEPT_BY.split()[0]
