"""Changes in words, in timeline, history and the admin; and that they are the kinds on record."""

from __future__ import annotations

import re
from datetime import date
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api.typeid import encode
from claims.drafting import NewStatement
from claims.models import Revision
from claims.recording import record_statement, void_statement
from claims.stated_value import GivenValue
from tests.admin_site import page_of, signed_in
from tests.callers import head

KERMAN = {
    "103": "", "95": "correction: lowered from 103 to 95",
    "at least 84": "correction: lowered from 95 to at least 84",
    "94": "update: raised from at least 84 to 94",
}  # fmt: skip


@pytest.fixture
def toll(kerman) -> Any:
    """State media's toll: two corrections in one article, an update in a later one."""
    kerman.document("irna-2", kerman["irna"], "2024-01-19")
    first = kerman.says("deaths", "irna-1", "103")
    second = kerman.says("deaths", "irna-1", "95", sequence=1, supersedes=first)
    kerman.says("deaths", "irna-1", "at least 84", sequence=2, supersedes=second)
    kerman.says("deaths", "irna-2", "94")
    return kerman


def timeline(caller: Any, query: str = "", claim: str = "deaths") -> dict[str, str]:
    rows = caller.get(f"claims/{claim}/timeline/{query}").json()["results"]
    return {row["wording"]: row["change_words"] or "" for row in rows}


def test_timeline_says_what_each_statement_changed(toll, anyone):
    assert timeline(anyone) == KERMAN


def test_page_of_a_timeline_knows_what_stands_before_it(toll, anyone):
    first = anyone.get("claims/deaths/timeline/?limit=2").json()

    rest = anyone.get(first["next"]).json()["results"]

    assert [row["change_words"] for row in rest] == [*KERMAN.values()][2:]


def test_timeline_as_of_then_and_said_by_then(toll, anyone):
    first, second = Revision.objects.order_by("id")[:2]
    before = head()
    void_statement(second, reason="Misread", **toll.recorded)

    assert timeline(anyone) == {
        "103": "", "at least 84": "correction", "94": "update: raised from at least 84 to 94",
    }  # fmt: skip
    assert timeline(anyone, f"?as_of={before}") == KERMAN
    assert timeline(anyone, "?void=true") == KERMAN
    assert [*timeline(anyone, "?stated_until=2024-01-04")] == ["103", "at least 84"]
    assert first.change_kind == ""


def test_table_of_a_timeline_says_it_too(toll, anyone):
    lines = anyone.get("claims/deaths/timeline.csv").content.decode().splitlines()

    assert lines[0].endswith(",change_words")
    assert [line.rpartition(",")[2] for line in lines[1:]] == [*KERMAN.values()]


def test_history_says_it_where_a_statement_came_on_record(toll, anyone):
    void_statement(Revision.objects.get(wording="94"), reason="Misread", **toll.recorded)
    rows = anyone.get("claims/deaths/history/").json()["results"]
    one = anyone.get(f"{path_of('95')}history/").json()["results"]

    told = [(r["object"]["type"], r["kind"], r["change_words"]) for r in rows]
    assert told == [
        ("claim", "created", None),
        ("revision", "created", None),
        ("revision", "created", KERMAN["95"]),
        ("revision", "created", KERMAN["at least 84"]),
        ("revision", "created", KERMAN["94"]),
        ("revision", "changed", None),
    ]
    assert [row["change_words"] for row in one] == [KERMAN["95"]]


def path_of(wording: str) -> str:
    return f"revisions/{encode('rev', Revision.objects.get(wording=wording).pk)}/"


def test_claims_page_says_it(toll, alice):
    page = signed_in(alice).get(page_of(toll["deaths"])).content.decode()

    words = " ".join(re.sub(r"<[^>]*>", " ", page).split())
    assert "superseded correction: lowered from 103 to 95" in words
    assert "update: raised from at least 84 to 94" in words


def test_an_editors_word_stands_beside_what_moved(toll, anyone):
    toll.document("irna-3", toll["irna"], "2024-02-01")
    new = NewStatement(
        claim=toll["deaths"],
        document=toll["irna-3"],
        given=GivenValue(wording="90"),
        change_kind="update",
    )
    record_statement(new, reason="Another way of counting", **toll.recorded)

    assert timeline(anyone)["90"] == "update: lowered from 94 to 90"


def test_entities_are_told_by_their_words(kerman, anyone):
    is_, isis_k = kerman["islamic-state"], kerman["isis-k"]
    first = kerman.says("perpetrator", "irna-1", "Islamic State", entities=[is_])
    kerman.says("perpetrator", "irna-1", "ISIS-K", entities=[isis_k], supersedes=first, sequence=1)

    assert timeline(anyone, claim="perpetrator") == {
        "Islamic State": "",
        "ISIS-K": "clarification: narrowed from “Islamic State” to “ISIS-K”",
    }


def test_telling_takes_no_query_a_statement(kerman, anyone):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            anyone.get("claims/perpetrator/timeline/")
        return len(queries)

    entity, costs = kerman["isis-k"], []
    for number in range(4):
        kerman.says(
            "perpetrator", "irna-1", "ISIS-K", entities=[entity], stated=f"2024-01-0{number + 1}"
        )
        costs.append(cost())

    assert costs[1] == costs[3]


WORDS = {
    "deaths": ["80", "84", "at least 84", "90", "dozens", "about 90"],
    "method": ["two blasts", "Two blasts", "a bomb"],
}


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("claim", WORDS)
def test_what_is_told_is_the_kind_that_was_kept(kerman, anyone, claim, seed):
    """The rule is asked of the database when recording and of rows when reading: one answer.

    Days, documents, stances, withdrawals and order of recording by dice.
    """
    dice = Random(seed)
    for number in range(14):
        withdraws = dice.random() < 0.15
        day = date(2024, 1, dice.randint(3, 6))
        standing = list(Revision.objects.filter(claim__slug=claim).exclude(stance="withdraws"))
        kerman.says(
            claim,
            dice.choice(["irna-1", "bbc-1"]),
            f"#{number}" if withdraws else dice.choice(WORDS[claim]),
            stance="withdraws" if withdraws else dice.choice(["asserts", "asserts", "suggests"]),
            stated=dice.choice(["", day.isoformat()]),
            sequence=dice.randint(0, 2),
            supersedes=dice.choice([None, None, *standing[-3:]]),
        )
    rows = anyone.get(f"claims/{claim}/timeline/").json()["results"]

    kept = [row["change_kind"] for row in rows]
    told = [(row["change_words"] or "").partition(":")[0] for row in rows]
    changed = [(k, t) for k, t in zip(kept, told, strict=True) if k]
    again = [t for k, t in zip(kept, told, strict=True) if not k]

    assert [t for _, t in changed] == [k for k, _ in changed]
    assert all(words == "" or words.startswith("says ") for words in again)
    assert len(changed) > 3
