"""The auditors' reports, over HTTP and on the command line."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from api.typeid import encode
from claims.adopting import adopt_figure
from claims.cataloguing import edit_whole_claim
from claims.models import Revision
from claims.recording import void_statement
from history.models import Entry
from tests.callers import Caller, faults, head
from tests.conftest import person

SAID = {"reason": "As it is", "channel": "api"}


@pytest.fixture
def auditor(charlie):
    return Caller(charlie)


def texts(answer):
    return [line["text"] for line in answer["results"]]


@pytest.fixture
def falling(kerman, alice):
    """State media say 103, then 95, then at least 84; the BBC's figure goes up."""
    for number, day in enumerate(["04", "05", "06"], 2):
        kerman.document(f"irna-{number}", kerman["irna"], f"2024-01-{day}")
    kerman.document("bbc-2", kerman["bbc"], "2024-01-06")
    iran = {"attributed_to": kerman["iran"]}
    kerman.first = kerman.says("deaths", "irna-1", "103", **iran)
    kerman.second = kerman.says("deaths", "irna-2", "95", **iran)
    kerman.third = kerman.says("deaths", "irna-3", "at least 84", **iran)
    kerman.says("deaths", "bbc-1", "80")
    kerman.bbc = kerman.says("deaths", "bbc-2", "94")
    return kerman


def test_figures_that_went_down_are_reported(falling, auditor):
    answer = auditor.get("audit/lowered/").json()

    line, after = answer["results"]
    assert (after["text"], after["gap"], after["certain"]) == (
        "IRNA, for Iranian authorities, said “at least 84”, after “95”.",
        11,
        False,
    )
    assert line["certain"] is True
    assert line["text"] == "IRNA, for Iranian authorities, said “95”, after “103”."
    assert (line["kind"], line["gap"], line["claim"]["slug"]) == ("statement", 8, "deaths")
    ids = (encode("rev", falling.first.pk), encode("rev", falling.second.pk))
    assert (line["before"]["id"], line["after"]["id"]) == ids
    entry = Entry.objects.get(pk=line["recorded"]["position"])
    assert line["recorded"] == {
        "by": "Alice",
        "at": entry.recorded_at.isoformat().replace("+00:00", "Z"),
        "position": line["after"]["position"],
        "channel": "admin",
        "reason": None,
    }
    assert answer["position"] == line["recorded"]["position"] + 3


LOWERED = {
    "superseded in the same document": (
        ("irna-1", "103", {}), ("irna-1", "95", {"supersedes": 0, "sequence": 1}), True,
    ),
    "the same day, in which order is unknown": (
        ("irna-1", "103", {}), ("irna-1b", "95", {}), False,
    ),
    "another origin": (("irna-1", "103", {}), ("irna-2", "95", {"attributed_to": "iran"}), False),
    "another outlet": (("irna-1", "103", {}), ("bbc-1", "95", {}), False),
    "another definition": (
        ("irna-1", "103", {"definition": "all"}), ("irna-2", "95", {}), False,
    ),
    "still possible": (("irna-1", "at least 84", {}), ("irna-2", "80 to 90", {}), False),
    "a looser figure": (("irna-1", "95", {}), ("irna-2", "at least 84", {}), True),
    "a figure that was a limit": (("irna-1", "as many as 103", {}), ("irna-2", "95", {}), True),
    "the same figure, looser": (("irna-1", "84", {}), ("irna-2", "at least 84", {}), False),
    "about the same": (("irna-1", "20", {}), ("irna-2", "about 20", {}), False),
    "no figure": (("irna-1", "103", {}), ("irna-2", "dozens", {}), False),
    "certainly below": (("irna-1", "at least 84", {}), ("irna-2", "80 to 83", {}), True),
    "only suggested": (("irna-1", "103", {}), ("irna-2", "95", {"stance": "suggests"}), False),
}  # fmt: skip


@pytest.mark.parametrize(("first", "second", "is_lower"), LOWERED.values(), ids=LOWERED)
def test_what_counts_as_lower(kerman, alice, auditor, first, second, is_lower):
    kerman.document("irna-1b", kerman["irna"], "2024-01-03")
    kerman.document("irna-2", kerman["irna"], "2024-01-04")
    kerman.made["deaths"] = edit_whole_claim(
        kerman["deaths"], {"definitions": ["all"]}, by=alice, **SAID
    )
    made = []
    for document, wording, more in (first, second):
        given = dict(more)
        if "supersedes" in given:
            given["supersedes"] = made[given["supersedes"]]
        if "attributed_to" in given:
            given["attributed_to"] = kerman[given["attributed_to"]]
        made.append(kerman.says("deaths", document, wording, **given))

    assert bool(auditor.get("audit/lowered/").json()["results"]) == is_lower


def test_what_is_void_and_what_need_not_grow_is_not_lowered(falling, alice, auditor):
    void_statement(falling.second, by=alice, **SAID)
    between = auditor.get("audit/lowered/").json()
    edit_whole_claim(falling["deaths"], {"cumulative": False}, by=alice, **SAID)

    assert texts(between) == ["IRNA, for Iranian authorities, said “at least 84”, after “103”."]
    assert texts(auditor.get("audit/lowered/").json()) == []


def test_an_adopted_figure_that_went_down_is_reported(falling, alice, auditor):
    deaths = falling["deaths"]
    adopt_figure(deaths, falling.bbc, by=alice, **SAID)
    adopt_figure(deaths, None, by=alice, **SAID)
    low = falling.says("deaths", "irna-1", "70", definition="")
    adopt_figure(deaths, low, by=alice, **SAID)
    adopt_figure(deaths, falling.bbc, by=alice, **SAID)

    lines = auditor.get("audit/lowered/").json()["results"]

    assert [(line["kind"], line["text"]) for line in lines][-1] == (
        "adopted",
        "“70” of IRNA was adopted, after “94”.",
    )
    assert [line["kind"] for line in lines].count("adopted") == 1


def test_a_statement_recorded_long_after_it_was_said_is_reported(kerman, auditor):
    said = kerman.says("deaths", "irna-1", "103")
    kerman.document("undated", kerman["bbc"])
    kerman.says("deaths", "undated", "95")

    (line,) = auditor.get("audit/late/").json()["results"]

    recorded_at = Entry.objects.get(pk=line["recorded"]["position"]).recorded_at
    late = (recorded_at - Revision.objects.get(pk=said.pk).stated_before).total_seconds()
    assert abs(line["late_seconds"] - late) <= 1
    days = int(late // 86400)
    assert line["text"] == f"IRNA said “103” {days:,} days before it was recorded."
    assert line["statement"]["id"] == encode("rev", said.pk)


def test_how_late_is_late_can_be_said(kerman, auditor):
    said = kerman.says("deaths", "irna-1", "103")
    entry = Entry.objects.order_by("-position").first()
    late = entry.recorded_at - Revision.objects.get(pk=said.pk).stated_before
    hours = int(late / timedelta(hours=1))

    found = {
        text: len(auditor.get(f"audit/late/?more_than={text}").json()["results"])
        for text in ("0", str(hours), str(hours + 1), f"PT{hours}H", "P36000D")
    }

    assert found == {"0": 1, str(hours): 1, str(hours + 1): 0, f"PT{hours}H": 1, "P36000D": 0}


@pytest.mark.parametrize("text", ["soon", "-1", "-P1D", "1 00:00:00", "P99999D", "1.5"])
def test_what_is_no_duration_is_refused(kerman, auditor, text):
    assert faults(auditor.get(f"audit/late/?more_than={text}"))[1:] == [
        ("more_than", "bad_duration")
    ]


def test_an_adopted_figure_of_one_origin_is_reported(falling, alice, auditor):
    adopt_figure(falling["deaths"], falling.bbc, "94", by=alice, **SAID)

    (line,) = auditor.get("audit/single-origin/").json()["results"]

    assert (line["claim"]["slug"], line["adopted_wording"]) == ("deaths", "94")
    agreement = auditor.get("claims/deaths/agreement/").json()
    group = next(
        group
        for group in agreement["groups"]
        if any(encode("rev", falling.bbc.pk) in each["revisions"] for each in group["positions"])
    )
    assert (line["origins"], line["outlets"]) == (group["origins"], group["outlets"])
    assert line["text"] == "“94” rests on 1 certain origin, at most 2, printed by 2 outlets."


def test_a_figure_of_two_origins_is_not_reported_and_one_that_fell_is(falling, alice, auditor):
    falling.source("who", "WHO", "institution")
    falling.document("who-1", falling["who"], "2024-01-07")
    other = falling.says("deaths", "who-1", "94")
    adopt_figure(falling["deaths"], other, by=alice, **SAID)
    two = texts(auditor.get("audit/single-origin/").json())
    falling.says("deaths", "who-1", "", stance="withdraws", supersedes=other, sequence=1)

    assert two == []
    assert texts(auditor.get("audit/single-origin/").json()) == [
        "“94” rests on no statement that stands."
    ]


def test_who_changed_what_on_a_claim_between_two_instants(falling, alice, auditor):
    before = head()
    edit_whole_claim(falling["deaths"], {"label": "Dead"}, by=alice, **SAID)
    edit_whole_claim(falling["deaths"], {"label": "Killed"}, by=alice, **SAID)
    falling.says("method", "bbc-1", "two blasts")
    at = Entry.objects.get(pk=before + 2).recorded_at.isoformat().replace("+00:00", "Z")

    whole = auditor.get("audit/changes/?claim=deaths").json()["results"]
    last = auditor.get(f"audit/changes/?claim=deaths&from={at}").json()["results"]
    earlier = auditor.get(f"audit/changes/?claim=deaths&to={at}&limit=500").json()["results"]

    assert [(line["position"], line["actor"]["name"], line["fields"]) for line in last] == [
        (before + 2, "Alice", [{"field": "label", "old": "Dead", "new": "Killed"}])
    ]
    assert earlier == whole
    feed = auditor.get("changes/?claim=deaths&limit=500").json()["results"]
    assert [line["object"] for line in whole] == [
        change["object"] for entry in feed for change in entry["changes"]
    ]


def test_changes_of_everything_are_not_a_report(kerman, auditor):
    assert faults(auditor.get("audit/changes/"))[1:] == [("claim", "required")]


def test_state_media_are_seen_to_have_lowered_the_toll_of_kerman(seeded, auditor):
    lines = auditor.get("audit/lowered/").json()["results"]

    assert [(line["before"]["wording"], line["after"]["wording"]) for line in lines] == [
        ("as many as 103", "95"),
        ("95", "at least 84"),
    ]
    assert {line["after"]["origin"]["slug"] for line in lines} == {"iranian-state-media"}
    assert {line["after"]["change_kind"] for line in lines} == {"correction"}


REPORTS = ("lowered", "late", "single-origin", "changes")
MAY = {
    "auditor": True, "editor": True, "administrator": True, "contributor": False, "": False,
}  # fmt: skip


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize(("role", "allowed"), MAY.items(), ids=map(str, MAY))
def test_reports_take_a_role_and_the_audit_scope(kerman, anyone, report, role, allowed):
    user = person("dana", *([role] if role else []))
    path = f"audit/{report}/?claim=deaths"

    assert Caller(user, "read", "audit").get(path).status_code == (200 if allowed else 403)
    assert Caller(user, "read", "write").get(path).status_code == 403
    assert anyone.get(path).status_code == 401


@pytest.fixture
def many(kerman, alice):
    """Three claims, each with a figure that fell and was adopted, all said long ago."""
    for number in range(3):
        claim = kerman.claim(f"c-{number}", "How many?", "quantity", is_count=True, cumulative=True)
        kerman.document(f"a-{number}", kerman["irna"], "2024-01-03")
        kerman.document(f"b-{number}", kerman["irna"], "2024-01-04")
        kerman.says(f"c-{number}", f"a-{number}", "20")
        low = kerman.says(f"c-{number}", f"b-{number}", "10")
        adopt_figure(claim, low, by=alice, **SAID)
    return kerman


@pytest.mark.parametrize("report", REPORTS)
def test_pages_of_a_report_go_both_ways(many, auditor, report):
    path = f"audit/{report}/?topic=kerman"
    whole = auditor.get(f"{path}&limit=500").json()["results"]
    pages, at = [], f"{path}&limit=1"
    while at:
        answer = auditor.get(at).json()
        pages += answer["results"]
        at, back = answer["next"], answer["previous"]

    assert pages == whole
    assert len(whole) >= 3
    assert auditor.get(back).json()["results"] == whole[-2:-1]


@pytest.mark.parametrize("report", REPORTS)
def test_a_report_is_of_its_topic_and_claim_alone(many, auditor, report):
    many.topic("elsewhere")

    def found(scope):
        return auditor.get(f"audit/{report}/?{scope}&limit=500").json()["results"]

    elsewhere = [line["object"]["type"] for line in found("topic=elsewhere")]
    assert elsewhere == (["topic"] if report == "changes" else [])
    assert {line["claim"]["slug"] for line in found("claim=c-1")} == {"c-1"}
    assert found("claim=c-1&to=1999-01-01") == []
    assert found("claim=c-1&from=2999-01-01") == []
    assert faults(auditor.get(f"audit/{report}/?claim=c-9"))[1:] == [("claim", "not_found")]


QUERIES = {"lowered": 10, "late": 10, "single-origin": 12, "changes": 8}


@pytest.mark.parametrize("limit", [1, 3])
@pytest.mark.parametrize(("report", "queries"), QUERIES.items(), ids=QUERIES)
def test_a_report_takes_as_many_queries_for_three_lines_as_for_one(
    many, auditor, django_assert_num_queries, report, queries, limit
):
    auditor.get("audit/late/")  # notes the token's use

    with django_assert_num_queries(queries):
        answer = auditor.get(f"audit/{report}/?topic=kerman&limit={limit}").json()

    assert len(answer["results"]) == limit


def run(*words: str) -> str:
    out = io.StringIO()
    call_command("audit", *words, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("report", REPORTS)
def test_the_command_says_what_the_api_says(many, auditor, report):
    whole = auditor.get(f"audit/{report}/?topic=kerman&limit=500").json()["results"]

    lines = run(report, "--topic", "kerman", "--json").splitlines()

    assert [json.loads(line) for line in lines] == whole


def test_the_command_tells_people_in_sentences(many):
    assert (
        run("lowered", "--claim", "c-1")
        .splitlines()[0]
        .endswith("Alice  c-1: IRNA said “10”, after “20”.")
    )
    assert run("lowered", "--claim", "deaths") == "nothing found\n"


@pytest.mark.parametrize("report", REPORTS)
def test_the_command_writes_a_table(many, auditor, report):
    whole = auditor.get(f"audit/{report}/?topic=kerman&limit=500").json()["results"]

    rows = list(csv.DictReader(io.StringIO(run(report, "--topic", "kerman", "--csv"))))

    assert [row["claim.slug"] for row in rows] == [
        line["claim"]["slug"] if line["claim"] else "" for line in whole
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    {
        ("late", "--claim", "c-9"): "no claim 'c-9' is on record",
        ("late", "--more-than", "soon"): "more_than is 'soon'; give hours",
        ("lowered", "--more-than", "3"): "--more-than is for the report late, not for lowered",
        ("changes",): "of which claim, or of which topic?",
        ("late", "--from", "yesterday"): "Cannot read 'yesterday'",
    }.items(),
    ids=str,
)
def test_the_command_says_what_is_wrong(kerman, words, said):
    with pytest.raises(CommandError, match=said.replace("?", r"\?")):
        run(*words)
