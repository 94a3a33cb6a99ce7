"""An article that changes under its own address: what a later version's statement replaces."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from api.typeid import encode
from claims.cataloguing import edit_claim
from claims.models import Revision
from claims.recording import void_statement
from sources.registering import register_version


def read(kerman: Any, day: int, published: str = "", document: str = "bbc-1") -> Any:
    """A version of a document, read at noon of a day of January 2024; its hash alone."""
    version, _ = register_version(
        kerman[document],
        retrieved_at=datetime(2024, 1, day, 12, tzinfo=UTC),
        published=published,
        content_sha256=f"{day:064x}",
        **kerman.recorded,
    )
    return version


@pytest.fixture
def versions(kerman) -> tuple[Any, Any]:
    return read(kerman, 5), read(kerman, 6)


def agreement(caller: Any, query: str = "") -> dict[str, Any]:
    answer: dict[str, Any] = caller.get(f"claims/deaths/agreement/{query}").json()
    return answer


def test_article_that_changes_its_figure_shows_both_and_answers_with_the_later(
    kerman, calling_alice
):
    body = {"claim": "deaths", "document": "bbc-1"}
    address = f"documents/{encode('doc', kerman['bbc-1'].pk)}/versions/"
    calling_alice.post(
        address, {"retrieved_at": "2024-01-05T12:00:00Z", "text": "Blasts killed 84 people."}
    )
    first = calling_alice.post(
        "revisions/", {**body, "wording": "84", "quotation": {"exact": "killed 84 people"}}
    ).json()
    calling_alice.post(
        address, {"retrieved_at": "2024-01-06T12:00:00Z", "text": "Blasts killed 91 people."}
    )
    second = calling_alice.post(
        "revisions/", {**body, "wording": "91", "quotation": {"exact": "killed 91 people"}}
    ).json()

    timeline = calling_alice.get("claims/deaths/timeline/").json()["results"]
    answer = agreement(calling_alice, "?silent=true")

    assert [
        (row["wording"], row["document"]["version"]["retrieved_at"], row["superseded_by"])
        for row in timeline
    ] == [
        ("84", "2024-01-05T12:00:00Z", [second["id"]]),
        ("91", "2024-01-06T12:00:00Z", []),
    ]
    assert (second["supersedes"], second["change_kind"]) == (first["id"], "update")
    assert [head["id"] for head in answer["heads"]] == [second["id"]]
    assert (answer["groups"][0]["value"]["lower"], answer["verdict"]) == (91, "uncorroborated")
    assert answer["silent"] == [{"id": first["id"], "why": "superseded", "by": second["id"]}]


def test_record_before_the_second_reading_answers_with_the_first(kerman, versions, calling_alice):
    first = kerman.says("deaths", "bbc-1", "84", version=versions[0])
    then = calling_alice.get("claims/deaths/timeline/").json()["position"]
    kerman.says("deaths", "bbc-1", "91", version=versions[1])

    answer = agreement(calling_alice, f"?as_of={then}")

    assert [head["id"] for head in answer["heads"]] == [encode("rev", first.pk)]


SAID_AGAIN = {
    "another value": ("deaths", "84", "91", {}, {}),
    "the same value": ("deaths", "84", "84", {}, {}),
    "words that can't be read since": (
        "deaths",
        "84",
        "many",
        {},
        {"qualifier": "unreadable"},
    ),
    "a suggestion": (
        "deaths",
        "84",
        "91",
        {"stance": "suggests"},
        {"stance": "suggests"},
    ),
    "yes, then no": ("claimed", "said it did", "denied it", {"value": True}, {"value": False}),
    "yes, then a denial": (
        "claimed",
        "said it did",
        "denied it",
        {"value": True},
        {"value": True, "stance": "denies"},
    ),
    "another text": ("method", "bombs", "suicide vests", {}, {}),
}


@pytest.mark.parametrize(
    ("claim", "before", "after", "first", "second"), SAID_AGAIN.values(), ids=SAID_AGAIN
)
def test_later_version_supersedes_its_line(
    kerman, versions, calling_alice, claim, before, after, first, second
):
    older = kerman.says(claim, "bbc-1", before, version=versions[0], **first)

    response = calling_alice.post(
        "revisions/",
        {
            "claim": claim,
            "document": "bbc-1",
            "wording": after,
            "version": versions[1].content_sha256,
            **second,
        },
    )

    assert response.json()["supersedes"] == encode("rev", older.pk)


LEFT_ALONE = {
    "another origin": {"attributed_to": "iran"},
    "another stance": {"stance": "suggests"},
    "a denial": {"stance": "denies"},
    "a withdrawal": {"stance": "withdraws"},
    "no version": {"version": None},
    "the same version": {"version": f"{5:064x}"},
    "an older version": {"version": f"{4:064x}"},
    "told to supersede nothing": {"supersedes": None},
    "another document": {"document": "irna-1", "version": None},
    "another claim": {"claim": "injured"},
}


@pytest.mark.parametrize("more", LEFT_ALONE.values(), ids=LEFT_ALONE)
def test_what_is_no_later_word_of_the_line_supersedes_nothing(
    kerman, versions, calling_alice, more
):
    read(kerman, 4)
    kerman.claim("injured", "How many were injured?", "quantity", unit="people", is_count=True)
    kerman.says("deaths", "bbc-1", "84", version=versions[0])
    later = {"document": "bbc-1", "version": versions[1].content_sha256}

    response = calling_alice.post(
        "revisions/", {"claim": "deaths", "wording": "91", **later, **more}
    )

    assert response.status_code == 201, response.json()
    assert response.json()["supersedes"] is None


def test_each_answer_of_a_claim_of_many_is_left_alone(kerman, versions):
    kerman.claim("names", "Who?", "text", many=True)
    kerman.says("names", "bbc-1", "Omar", version=versions[0])

    later = kerman.says("names", "bbc-1", "Ali", version=versions[1])

    assert later.supersedes is None


def test_definitions_are_lines_of_their_own(kerman, versions):
    edit_claim(
        kerman["deaths"], {"definitions": ["confirmed", "all"]}, reason="Two", **kerman.recorded
    )
    kerman["deaths"].refresh_from_db()
    kerman.says("deaths", "bbc-1", "84", definition="confirmed", version=versions[0])

    later = kerman.says("deaths", "bbc-1", "91", definition="all", version=versions[1])

    assert later.supersedes is None


def test_last_of_several_in_the_older_version_is_superseded(kerman, versions):
    kerman.says("deaths", "bbc-1", "80", sequence=1, version=versions[0])
    last = kerman.says("deaths", "bbc-1", "84", sequence=2, version=versions[0])

    later = kerman.says("deaths", "bbc-1", "91", version=versions[1])

    assert later.supersedes == last


def test_second_statement_of_the_later_version_supersedes_no_more(kerman, versions):
    kerman.says("deaths", "bbc-1", "84", version=versions[0])
    kerman.says("deaths", "bbc-1", "91", sequence=1, version=versions[1])

    second = kerman.says("deaths", "bbc-1", "at least 90", sequence=2, version=versions[1])

    assert second.supersedes is None


def test_void_statement_neither_stands_nor_supersedes(kerman, versions):
    older = kerman.says("deaths", "bbc-1", "84", version=versions[0])
    mistaken = kerman.says("deaths", "bbc-1", "19", version=versions[1])
    void_statement(mistaken, reason="Misread", **kerman.recorded)

    later = kerman.says("deaths", "bbc-1", "91", version=versions[1])

    assert later.supersedes == older


def test_caller_names_what_is_superseded(kerman, versions):
    first = kerman.says("deaths", "bbc-1", "80", sequence=1, version=versions[0])
    kerman.says("deaths", "bbc-1", "84", sequence=2, version=versions[0])

    later = kerman.says("deaths", "bbc-1", "91", version=versions[1], supersedes=first)

    assert later.supersedes == first


def test_chain_runs_through_the_versions(kerman, versions, calling_alice):
    third = read(kerman, 7)
    for wording, version in zip(("103", "95", "84"), (*versions, third), strict=True):
        kerman.says("deaths", "bbc-1", wording, version=version)

    timeline = calling_alice.get("claims/deaths/timeline/").json()["results"]

    assert [row["wording"] for row in timeline] == ["103", "95", "84"]
    assert [len(row["superseded_by"]) for row in timeline] == [1, 1, 0]


def test_timeline_puts_the_later_version_behind_whatever_the_sequence(
    kerman, versions, calling_alice
):
    kerman.says("deaths", "bbc-1", "84", sequence=9, stated="2024-01-05", version=versions[0])
    kerman.says("deaths", "bbc-1", "91", sequence=1, stated="2024-01-05", version=versions[1])

    pages = [calling_alice.get("claims/deaths/timeline/?limit=1").json()]
    pages.append(calling_alice.get(pages[0]["next"]).json())

    assert [page["results"][0]["wording"] for page in pages] == ["84", "91"]


def test_line_and_publisher_are_the_document_s(kerman, versions, calling_alice):
    kerman.says("deaths", "bbc-1", "91", version=versions[1])

    (row,) = calling_alice.get("claims/deaths/provenance/").json()["results"]

    assert (row["publisher"]["slug"], row["document"]["key"]) == ("bbc", "bbc-1")
    assert row["document"]["version"]["id"] == encode("ver", versions[1].pk)


SAID = {
    "the first version: the document's day": (5, "", "", ("2024-01-05", "2024-01-06")),
    "a later one: by its reading": (8, "", "", ("2024-01-05", "2024-01-08T12")),
    "an older one: the document's day": (4, "", "", ("2024-01-05", "2024-01-06")),
    "a later one read within the day": (6, "", "", ("2024-01-05", "2024-01-06T12")),
    "a later one that gives its day": (8, "2024-01-07", "", ("2024-01-07", "2024-01-08")),
    "a day the words give": (8, "2024-01-07", "2024-01-06", ("2024-01-06", "2024-01-07")),
}


@pytest.mark.parametrize(("day", "published", "stated", "expected"), SAID.values(), ids=SAID)
def test_statement_was_said_when_its_version_was(kerman, day, published, stated, expected):
    kerman.topic("in-utc")
    kerman.claim("toll", "How many?", "quantity", topic=kerman["in-utc"], is_count=True)
    read(kerman, 5)
    version = read(kerman, day, published)

    said = kerman.says("toll", "bbc-1", "91", version=version, stated=stated)

    assert (said.stated_at, said.stated_before) == tuple(
        datetime.fromisoformat(f"{text}{'T00' if 'T' not in text else ''}:00:00+00:00")
        for text in expected
    )


def test_what_replaced_the_older_version_s_word_was_said_between_the_readings(kerman, versions):
    kerman.says("deaths", "bbc-1", "84", version=versions[0])

    later = kerman.says("deaths", "bbc-1", "91", version=versions[1])

    assert (later.stated_at, later.stated_before) == (
        versions[0].retrieved_at,
        versions[1].retrieved_at,
    )


UNTIL = {
    "2024-01-05T11:59Z": [("84", False)],
    "2024-01-06T11:59Z": [("84", True), ("91", False)],
    "2024-01-06T12:00Z": [("84", True), ("91", True)],
}


@pytest.mark.parametrize(("until", "said"), UNTIL.items(), ids=UNTIL)
def test_figure_that_changed_is_left_out_until_it_can_have_been_said(
    kerman, versions, calling_alice, until, said
):
    kerman.says("deaths", "bbc-1", "84", version=versions[0])
    kerman.says("deaths", "bbc-1", "91", version=versions[1])

    timeline = calling_alice.get(f"claims/deaths/timeline/?stated_until={until}").json()
    answer = agreement(calling_alice, f"?stated_until={until}")

    assert [(row["wording"], row["certain"]) for row in timeline["results"]] == said
    assert [head["wording"] for head in answer["heads"]] == [said[-1][0]]


def test_version_of_another_document_is_refused_by_the_database(kerman, versions):
    from api.refusals import Invalid

    with pytest.raises(Invalid, match="version is one of another document"):
        kerman.says("deaths", "irna-1", "84", version=versions[0])

    assert not Revision.objects.exists()


def test_an_older_reading_recorded_late_is_put_in_order_by_replacing_the_newer(
    kerman, versions, calling_alice
):
    """The newer one can't supersede what came on record after it; its replacement can."""
    newer = kerman.says("deaths", "bbc-1", "91", version=versions[1])
    older = kerman.says("deaths", "bbc-1", "84", version=versions[0])
    beside = [head["wording"] for head in agreement(calling_alice)["heads"]]
    path = f"revisions/{encode('rev', newer.pk)}/"

    answer = calling_alice.post(
        f"{path}void/",
        {
            "reason": "Recorded before the older reading",
            "replacement": {"claim": "deaths", "document": "bbc-1", "wording": "91"},
        },
        if_match=calling_alice.get(path)["ETag"],
    ).json()

    assert sorted(beside) == ["84", "91"]
    assert answer["replacement"]["supersedes"] == encode("rev", older.pk)
    assert answer["replacement"]["change_kind"] == "update"
    assert [head["wording"] for head in agreement(calling_alice)["heads"]] == ["91"]
