"""What differs between two positions: of a claim, of a topic."""

from __future__ import annotations

import pytest

from api.typeid import encode
from claims.adopting import adopt_figure
from claims.cataloguing import edit_topic, edit_whole_claim
from claims.recording import void_statement
from history.models import Entry
from sources.registering import edit_source
from tests.callers import faults, head


def words(answer):
    return [(each["code"], each["text"]) for each in answer["changes"]]


@pytest.fixture
def story(kerman, alice):
    """103 of state media; then at least 84 instead, the BBC's 94 adopted, and a word put right."""
    said = {"by": alice, "reason": "As it is", "channel": "api"}
    kerman.first = kerman.says("deaths", "irna-1", "103", attributed_to=kerman["iran"])
    kerman.wrong = kerman.says("deaths", "bbc-1", "95")
    kerman.then = head()
    void_statement(kerman.wrong, by=alice, reason="Misread", channel="api")
    kerman.second = kerman.says(
        "deaths", "irna-1", "at least 84", attributed_to=kerman["iran"], supersedes=kerman.first,
        sequence=1,
    )  # fmt: skip
    kerman.bbc = kerman.says("deaths", "bbc-1", "94", attributed_to=kerman["iran"])
    adopt_figure(kerman["deaths"], kerman.bbc, **said)
    edit_whole_claim(kerman["deaths"], {"label": "Killed", "parties": [kerman["iran"]]}, **said)
    return kerman


def test_what_differs_is_said_in_words(story, anyone):
    answer = anyone.get(f"claims/deaths/diff/?from={story.then}").json()

    assert words(answer) == [
        ("adopted", "No figure was adopted, and “94” is."),
        ("leading", "The leading value was 103, and is 94."),
        ("verdict", "The verdict was disputed, and is uncorroborated."),
        (
            "statement_added",
            "Added: IRNA, for Iranian authorities, says “at least 84”.",
        ),
        ("statement_added", "Added: BBC, for Iranian authorities, says “94”."),
        ("statement_voided", "Voided: BBC says “95”, as “Misread”."),
        (
            "statement_superseded",
            "Superseded: IRNA, for Iranian authorities, says “103”; "
            "IRNA, for Iranian authorities, says “at least 84” instead.",
        ),
        ("field_changed", "Label: “Deaths” then, “Killed” now."),
        ("field_changed", "Parties: nothing then, “Iranian authorities” now."),
    ]


def test_what_differs_is_shown_in_its_shape(story, anyone):
    answer = anyone.get(f"claims/deaths/diff/?from={story.then}").json()

    ids = {n: encode("rev", getattr(story, n).pk) for n in ("first", "wrong", "second", "bbc")}
    assert (answer["from"], answer["to"]) == (str(story.then), None)
    assert (answer["from_position"], answer["to_position"]) == (story.then, head())
    assert [each["id"] for each in answer["added"]] == [ids["second"], ids["bbc"]]
    (voided,) = answer["voided"]
    recorded_at = Entry.objects.get(pk=story.then + 1).recorded_at
    assert (voided["id"], voided["recorded"]) == (
        ids["wrong"],
        {
            "by": "Alice",
            "at": recorded_at.isoformat().replace("+00:00", "Z"),
            "position": story.then + 1,
            "reason": "Misread",
        },
    )
    ((superseded, by),) = ((e["statement"]["id"], e["by"]) for e in answer["superseded"])
    assert (superseded, by) == (ids["first"], ids["second"])
    assert answer["then"]["adopted"] is None
    assert answer["now"]["adopted"] == {"revision": ids["bbc"], "wording": "94"}
    assert (answer["then"]["leading"]["lower"], answer["now"]["leading"]["upper"]) == (103, 94)
    assert {each["field"] for each in answer["fields"]} == {
        "label", "adopted_revision", "adopted_wording", "parties",
    }  # fmt: skip


def test_then_and_now_are_what_agreement_says_of_either(story, anyone):
    answer = anyone.get(f"claims/deaths/diff/?from={story.then}&to={head()}").json()

    for name, position in (("then", story.then), ("now", head())):
        agreement = anyone.get(f"claims/deaths/agreement/?as_of={position}").json()
        shown = answer[name]
        assert {key: shown[key] for key in ("verdict", "reasons", "origins", "outlets")} == {
            key: agreement[key] for key in ("verdict", "reasons", "origins", "outlets")
        }
        assert shown["leading"] == agreement["groups"][0]["value"]


def test_between_a_position_and_itself_nothing_differs(story, anyone):
    answer = anyone.get(f"claims/deaths/diff/?from={story.then}&to={story.then}").json()

    assert (answer["differs"], answer["changes"], answer["then"]) == (False, [], answer["now"])


def test_positions_and_instants_are_the_same_ends(story, anyone):
    at = Entry.objects.get(pk=story.then).recorded_at.isoformat().replace("+00:00", "Z")

    by_instant = anyone.get(f"claims/deaths/diff/?from={at}&to={head()}").json()

    by_position = anyone.get(f"claims/deaths/diff/?from={story.then}&to={head()}").json()
    assert by_instant | {"from": None} == by_position | {"from": None}


def test_a_name_that_changed_elsewhere_is_no_difference(story, alice, anyone):
    before = head()
    edit_source(story["iran"], {"name": "Tehran"}, by=alice, reason="-", channel="api")

    answer = anyone.get(f"claims/claimed/diff/?from={before}").json()

    assert answer["differs"] is False


def test_a_claim_that_was_not_there_then_says_so(kerman, anyone):
    answer = anyone.get("claims/deaths/diff/?from=0").json()

    assert words(answer) == [("claim_recorded", "The claim was not on record then.")]
    assert (answer["then"], answer["now"]["verdict"]) == (None, "unreported")


def test_a_statement_recorded_and_voided_in_between_is_no_difference(kerman, alice, anyone):
    before = head()
    void_statement(kerman.says("deaths", "bbc-1", "95"), by=alice, reason="No", channel="api")

    assert anyone.get(f"claims/deaths/diff/?from={before}").json()["differs"] is False


@pytest.mark.parametrize(
    ("query", "expected"),
    {
        "": ("from", "required"),
        "from=2&to=1": ("from", "reversed"),
        "from=999": ("from", "in_the_future"),
        "from=1&to=999": ("to", "in_the_future"),
        "from=yesterday": ("from", "malformed"),
        "from=1&as_of=1": ("as_of", "unknown_parameter"),
    }.items(),
)
@pytest.mark.parametrize("path", ["claims/deaths/diff/", "topics/kerman/diff/"])
def test_ends_that_cannot_be_are_refused(kerman, anyone, path, query, expected):
    kerman.source("more", "More")

    assert faults(anyone.get(f"{path}?{query}"))[1:] == [expected]


def test_a_topic_shows_its_own_changes_and_the_claims_that_differ(story, alice, anyone):
    edit_topic(story["kerman"], {"name": "Kerman"}, by=alice, reason="Short", channel="api")

    answer = anyone.get(f"topics/kerman/diff/?from={story.then}").json()

    assert words(answer) == [("field_changed", "Name: “Kerman bombings” then, “Kerman” now.")]
    assert [each["claim"]["slug"] for each in answer["results"]] == ["deaths"]
    of_claim = anyone.get(f"claims/deaths/diff/?from={story.then}").json()
    assert answer["results"][0] == {key: of_claim[key] for key in answer["results"][0]}


def test_pages_of_a_topic_cover_its_claims(story, anyone):
    at, seen = f"topics/kerman/diff/?from={story.then}&limit=2", []
    pages = 0
    while at:
        answer = anyone.get(at).json()
        seen += [each["claim"]["slug"] for each in answer["results"]]
        at, pages = answer["next"], pages + 1

    assert (seen, pages) == (["deaths"], 3)


@pytest.mark.parametrize("items", [1, 3])
def test_a_diff_takes_as_many_queries_for_three_claims_as_for_one(
    kerman, anyone, django_assert_num_queries, items
):
    kerman.topic("other")
    whole = kerman.claim("whole", "All?", "quantity", topic=kerman["other"])
    for number in range(items):
        kerman.claim(
            f"c-{number}", "How many?", "quantity", topic=kerman["other"], part_of=whole,
            parties=[kerman["iran"], kerman["isis-k"]],
        )  # fmt: skip
    before = head()
    for number in range(items):
        for sequence in range(items):
            kerman.says(f"c-{number}", "bbc-1", f"{sequence + 5}", sequence=sequence)

    with django_assert_num_queries(23):
        answer = anyone.get(f"topics/other/diff/?from={before}").json()

    assert len(answer["results"]) == items
