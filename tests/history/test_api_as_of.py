"""as_of: the answer of a position is the same whatever happens later, linked records included."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from claims import cataloguing
from claims.models import Revision
from claims.recording import void_statement
from history.editing import retire
from history.models import Entry
from sources.registering import edit_document, edit_source
from tests.callers import faults, head

READS = [
    "sources/", "documents/", "topics/", "entities/", "claims/", "revisions/",
    "sources/irna/", "topics/kerman/", "entities/isis-k/", "claims/deaths/",
    "claims/deaths/timeline/", "claims/deaths/provenance/",
    "claims/deaths/agreement/?statements=all", "claims/deaths/history/",
    "claims/perpetrator/agreement/?statements=all", "topics/kerman/sheet/",
    "claims/deaths/figure/?policy=latest", "claims/perpetrator/figure/",
]  # fmt: skip
CHANGED = {"by": None, "reason": "Later", "channel": "command"}


@pytest.fixture
def said(kerman):
    """A few statements on record, of numbers and of entities, one of them unattributed."""
    first = kerman.says("deaths", "irna-1", "103", attributed_to=kerman["iran"])
    kerman.says("deaths", "irna-1", "at least 84", supersedes=first, sequence=1)
    kerman.says("deaths", "bbc-1", "94", attributed_to=kerman["iran"], via=kerman["irna"])
    kerman.says("perpetrator", "bbc-1", "IS", entities=[kerman["isis-k"]])
    return kerman


CHANGES = {
    "a source is renamed": lambda k: edit_source(k["iran"], {"name": "Tehran"}, **CHANGED),
    "a source gets a parent": lambda k: edit_source(
        k["bbc"], {"parent_id": k["iran"].pk, "parent_role": "speaks_for"}, **CHANGED
    ),
    "a document changes its publisher": lambda k: edit_document(
        k["irna-1"], {"publisher_id": k["bbc"].pk}, **CHANGED
    ),
    "a document is dated anew": lambda k: edit_document(
        k["bbc-1"], {"published": "2024-01-02", "title": "Dated anew"}, **CHANGED
    ),
    "a topic is renamed": lambda k: cataloguing.edit_topic(
        k["kerman"], {"name": "Kerman attack", "time_zone": "UTC"}, **CHANGED
    ),
    "an entity is renamed": lambda k: cataloguing.edit_entity(
        k["isis-k"], {"name": "Khorasan", "broader_id": None}, **CHANGED
    ),
    "a claim is asked otherwise": lambda k: cataloguing.edit_claim(
        k["deaths"], {"question": "How many fell?", "tolerance": "0.2", "unit": ""}, **CHANGED
    ),
    "a claim gets a party": lambda k: cataloguing.edit_claim(
        k["deaths"], {}, add_parties=[k["isis-k"]], **CHANGED
    ),
    "a statement is recorded": lambda k: k.says("deaths", "bbc-1", "95", sequence=9),
    "a statement supersedes": lambda k: k.says(
        "deaths", "bbc-1", "95", sequence=9, supersedes=Revision.objects.get(wording="94")
    ),
    "a statement is withdrawn": lambda k: k.says(
        "deaths", "bbc-1", "", stance="withdraws", supersedes=Revision.objects.get(wording="94")
    ),
    "a statement is void": lambda k: void_statement(Revision.objects.get(wording="94"), **CHANGED),
    "a source is retired": lambda k: retire(k["bbc"], **CHANGED),
    "a topic is retired": lambda k: retire(k["kerman"], **CHANGED),
    "a claim is retired": lambda k: retire(k["deaths"], **CHANGED),
    "a record is made": lambda k: k.source("tasnim", "Tasnim"),
}


def answers(caller: Any, position: int) -> dict[str, Any]:
    """Every read as of a position, and that of each document and statement there is by then."""
    asked = {}
    paths = list(READS)
    for kind in ("documents", "revisions"):
        for row in caller.get(f"{kind}/?as_of={position}").json()["results"]:
            paths.append(f"{kind}/{row['id']}/")
            if kind == "revisions":
                paths.append(f"{kind}/{row['id']}/history/")
    for path in paths:
        response = caller.get(f"{path}{'&' if '?' in path else '?'}as_of={position}")
        assert response.status_code == 200, response.content
        asked[path] = response.json()
    return asked


def now(caller: Any) -> dict[str, Any]:
    return {path: comparable(caller.get(path).json()) for path in READS}


def comparable(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer without the echo of what was asked, and where it was read."""
    echo = ("as_of", "next", "previous", "read", "position")
    return {name: value for name, value in answer.items() if name not in echo}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_as_of_before_a_change_answers_as_before_it(said, anyone, change):
    position = head()
    before = answers(anyone, position)
    before_now = now(anyone)

    change(said)

    assert head() > position
    assert answers(anyone, position) == before
    assert now(anyone) != before_now


@pytest.mark.parametrize("path", READS)
def test_as_of_the_head_answers_as_now(said, anyone, path):
    position = head()

    today = anyone.get(path).json()
    then = anyone.get(f"{path}{'&' if '?' in path else '?'}as_of={position}").json()

    assert comparable(then) == comparable(today)


def test_an_answer_echoes_what_was_asked_and_where_it_was_read(said, anyone):
    position = head() - 1

    answer = anyone.get(f"claims/deaths/timeline/?as_of={position}&stated_until=2024-01-04").json()

    assert {name: answer[name] for name in ("as_of", "stated_until", "position", "settled")} == {
        "as_of": str(position),
        "stated_until": "2024-01-04",
        "position": position,
        "settled": True,
    }


def test_as_of_zero_nothing_is_on_record(said, anyone):
    lists = {path: anyone.get(f"{path}?as_of=0").json() for path in READS[:6]}
    detail = anyone.get("sources/irna/?as_of=0")

    assert {path: page["results"] for path, page in lists.items()} == {p: [] for p in READS[:6]}
    assert {page["position"] for page in lists.values()} == {0}
    assert faults(detail) == [("404", "not_found"), ("", "not_found")]
    assert detail.json()["detail"] == "no source 'irna' is on record as of position 0"


def test_as_of_an_instant_is_the_newest_position_by_then(said, anyone):
    entries = dict(Entry.objects.values_list("position", "recorded_at"))
    position = head() - 2

    def at(instant: datetime) -> int:
        text = instant.isoformat().replace("+00:00", "Z")
        return anyone.get(f"revisions/?as_of={text}").json()["position"]

    assert at(entries[position]) == position
    assert at(entries[position] - timedelta(microseconds=1)) == position - 1
    assert at(entries[position] + timedelta(microseconds=1)) == position


def test_as_of_an_instant_is_settled_once_a_newer_entry_exists(said, anyone):
    instant = timezone.now().isoformat().replace("+00:00", "Z")

    unsettled = anyone.get(f"revisions/?as_of={instant}").json()
    said.source("tasnim", "Tasnim")
    settled = anyone.get(f"revisions/?as_of={instant}").json()

    assert (unsettled["settled"], settled["settled"]) == (False, True)
    assert settled["position"] == unsettled["position"]
    assert settled["results"] == unsettled["results"]


def test_as_of_today_is_now_and_yesterday_is_before(said, anyone):
    today = timezone.now().astimezone(UTC).date()

    answer = anyone.get(f"revisions/?as_of={today}").json()
    yesterday = anyone.get(f"revisions/?as_of={today - timedelta(days=1)}").json()

    assert (answer["position"], len(answer["results"])) == (head(), 4)
    assert (yesterday["position"], yesterday["results"]) == (0, [])


TOMORROW = str((timezone.now() + timedelta(days=1)).date())
REFUSED = {
    "naive": ("2024-01-04T10:00", "naive"),
    "a month": ("2024-01", "not_an_instant"),
    "an interval": ("2024-01-01/2024-01-02", "not_an_instant"),
    "words": ("yesterday", "malformed"),
    "empty": ("", "empty"),
    "a plus that became a space": ("2024-01-04T10:00 03:30", "malformed"),
    "a position ahead": ("999999", "in_the_future"),
    "a position beyond any ledger": ("9" * 30, "out_of_range"),
    "a negative position": ("-1", "malformed"),
    "tomorrow": (TOMORROW, "in_the_future"),
    "an instant ahead": ("2999-01-01T00:00Z", "in_the_future"),
}


@pytest.mark.parametrize(("as_of", "code"), REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("path", ["sources/", "sources/irna/", "claims/deaths/agreement/"])
def test_an_as_of_that_can_not_be_read_is_refused(said, anyone, path, as_of, code):
    assert faults(anyone.get(f"{path}?as_of={as_of}")) == [("400", code), ("as_of", code)]


def test_what_was_not_yet_on_record_is_not_found(said, anyone):
    position = head()
    said.source("tasnim", "Tasnim")

    response = anyone.get(f"sources/tasnim/?as_of={position}")

    assert faults(response) == [("404", "not_found"), ("", "not_found")]


def test_history_ends_at_its_position_and_takes_no_stated_until(said, anyone):
    position = head()
    edit_source(said["iran"], {"name": "Tehran"}, **CHANGED)
    cataloguing.edit_claim(said["deaths"], {"label": "Dead"}, **CHANGED)

    whole = anyone.get("claims/deaths/history/").json()["results"]
    then = anyone.get(f"claims/deaths/history/?as_of={position}").json()["results"]
    refused = anyone.get("claims/deaths/history/?stated_until=2024-01-04")

    assert whole[:-1] == then
    assert whole[-1]["changes"] == [{"field": "label", "old": "Deaths", "new": "Dead"}]
    assert faults(refused)[0] == ("400", "unknown_parameter")
