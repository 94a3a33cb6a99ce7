"""The home: what needs a person, counted of fresh rows, with the newest changes in words."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.adopting import adopt_figure
from claims.models import Claim
from claims.quotations import Quotation
from claims.recording import NewStatement, record_statement, void_statement
from claims.stated_value import GivenValue
from history.editing import edit
from sources.models import Source
from tests.admin_site import signed_in
from tests.claims.assessments import waiting
from tests.conftest import person
from tests.history.ledger import run, seal

HOME = "/admin/"


def cards(user) -> dict[str, tuple[int, list[tuple[str, str]]]]:
    """What the home shows: how many of each, and the newest few with what is said of them."""
    shown = signed_in(user).get(HOME).context["cards"]
    return {
        card.key: (card.count, [(line.text, line.note) for line in card.newest]) for card in shown
    }


def adopts(kerman, claim, revision, words=""):
    adopt_figure(kerman[claim], revision, words, reason="We print it", **kerman.recorded)


def unread(kerman, claim, document):
    """A statement of "many", kept without a value."""
    given = GivenValue(wording="many", qualifier="unreadable")
    new = NewStatement(claim=kerman[claim], document=kerman[document], given=given, sequence=2)
    return record_statement(new, **kerman.recorded)


@pytest.fixture
def disputed(kerman):
    """Killed: 84 by one agency, 103 by another outlet on the same day."""
    kerman.says("deaths", "irna-1", "84", stated="2024-01-04")
    kerman.says("deaths", "bbc-1", "103", stated="2024-01-04")
    return kerman


def test_home_of_an_empty_record_says_that_all_is_calm(db, kerman, alice):
    page = signed_in(alice).get(HOME)

    assert cards(alice) == dict.fromkeys(
        ["disputed", "stale", "uncorroborated", "unreadable", "unverified"], (0, [])
    )
    assert "Every figure we print still stands." in page.content.decode()


def test_home_counts_what_is_disputed(disputed, alice):
    found = cards(alice)["disputed"]

    assert (found[0], [text for text, _ in found[1]]) == (1, ["How many died?"])


def test_home_counts_a_figure_of_ours_that_fell_behind(kerman, alice):
    old = kerman.says("deaths", "irna-1", "103", stated="2024-01-03")
    adopts(kerman, "deaths", old, "103 people")
    before = cards(alice)["stale"]

    kerman.says("deaths", "irna-1", "95", stated="2024-01-05")

    assert before == (0, [])
    assert cards(alice)["stale"] == (1, [("How many died?", "we print “103 people”")])


def test_home_counts_a_figure_of_ours_that_one_origin_says(kerman, alice):
    said = kerman.says("deaths", "irna-1", "95", stated="2024-01-05")
    before = cards(alice)["uncorroborated"]

    adopts(kerman, "deaths", said)

    assert before == (0, [])
    assert cards(alice)["uncorroborated"] == (1, [("How many died?", "we print “95”")])


def test_home_counts_what_was_not_read_until_it_is_void(kerman, alice):
    said = unread(kerman, "deaths", "irna-1")
    before = cards(alice)["unreadable"]

    void_statement(said, reason="Twice", **kerman.recorded)

    assert before == (1, [("“many”", "IRNA, 2024-01-03")])
    assert cards(alice)["unreadable"] == (0, [])


def test_home_counts_quotations_that_were_not_looked_up(kerman, alice):
    kerman.says("deaths", "irna-1", "84", quotation=Quotation(exact="84 people were killed"))

    assert cards(alice)["unverified"] == (1, [("“84”", "IRNA, 2024-01-03")])


def test_home_never_counts_from_a_stale_row(disputed, alice):
    run("UPDATE claims_assessment SET verdict = 'corroborated', rules = '', sheet = NULL")

    assert cards(alice)["disputed"][0] == 1
    assert waiting() == {}


def test_home_says_that_more_may_be_found_where_too_much_waits(disputed, alice, monkeypatch):
    monkeypatch.setattr("claims.admin.verdicts.AT_ONCE", 1)
    run("UPDATE claims_assessment SET rules = '', sheet = NULL")

    page = signed_in(alice).get(HOME).content.decode()

    assert "Of what is judged so far" in page


def test_retired_claims_need_nobody(disputed, alice):
    Claim.objects.filter(slug="deaths").update(is_retired=True)
    seal()

    assert cards(alice)["disputed"] == (0, [])


# What the figure's standing depends on beside the verdict


@pytest.fixture
def adopted_from_a_party(kerman):
    """We print what Islamic State says; a party to the event only by its entity's name."""
    group = kerman.source("is-media", "IS media", "armed_group")
    kerman.document("amaq", group, "2024-01-05")
    adopts(kerman, "deaths", kerman.says("deaths", "amaq", "300"))
    kerman.says("deaths", "irna-1", "95", stated="2024-01-04")
    return kerman


def test_a_new_alias_that_makes_a_source_a_party_is_judged_anew(adopted_from_a_party, alice):
    kerman = adopted_from_a_party
    claim = kerman["deaths"]
    kerman.claim("hurt", "How many were hurt?", "quantity", parties=[kerman["islamic-state"]])
    assert waiting() == {}

    edit(kerman["is-media"], {"aliases": ["Islamic State"]}, reason="Also", **kerman.recorded)

    assert (waiting(), Claim.objects.get(pk=claim.pk).assessment.figure) == ({}, standing(claim))


def standing(claim) -> str:
    from claims.assessing import _judge
    from claims.presenting import CLAIM_FIELDS
    from history.snapshots import reading

    with reading() as snapshot:
        row = snapshot.of(Claim).values_list(*CLAIM_FIELDS, named=True).get(id=claim.pk)
        return _judge([row], snapshot)[0].figure


@pytest.mark.parametrize("items", [1, 3])
def test_home_takes_as_many_queries_for_three_as_for_one(kerman, alice, items):
    kerman.topic("other")
    for number in range(items):
        kerman.claim(f"c-{number}", f"How many {number}?", "quantity", topic=kerman["other"])
        first = kerman.says(f"c-{number}", "irna-1", "10")
        kerman.says(f"c-{number}", "bbc-1", "20")
        unread(kerman, f"c-{number}", "bbc-1")
        adopts(kerman, f"c-{number}", first)
    for number in range(10):
        edit(kerman["irna"], {"aliases": [f"{number}"]}, reason="So called", **kerman.recorded)
    client = signed_in(alice)

    with CaptureQueriesContext(connection) as queries:
        page = client.get(HOME)

    assert page.context["cards"][0].count == items
    assert len(queries) == 20


# The newest changes


def changes(user) -> list[tuple[str, str, list[str], str]]:
    recent = signed_in(user).get(HOME).context["recent"]
    return [(one.who, one.did, [named.name for named in one.named], one.why) for one in recent]


def test_newest_changes_are_told_in_words(kerman, alice):
    said = kerman.says("deaths", "irna-1", "84")
    edit(kerman["irna"], {"aliases": ["ISNA"]}, reason="Also so called", **kerman.recorded)
    adopts(kerman, "deaths", said)
    void_statement(kerman.says("deaths", "bbc-1", "94"), reason="Misread", **kerman.recorded)

    told = changes(alice)

    assert told[0] == ("Alice", "voided one revision", ["94"], "Misread")
    assert told[2] == (
        "Alice",
        "adopted a figure for one claim",
        ["How many died?"],
        "We print it",
    )
    assert told[3] == ("Alice", "changed one source", ["IRNA"], "Also so called")
    assert [one[:3] for one in told[4:5]] == [("Alice", "recorded one revision", ["84"])]


def test_changes_of_people_are_told_to_those_who_may_see_them(kerman, alice, charlie):
    from history.people import register_user

    register_user(by=alice, channel="admin", reason="Hired", username="dana", name="Dana",
                  is_staff=True, password=None, roles=[])  # fmt: skip

    assert [one[3] for one in changes(alice)[:1]] != ["Hired"]
    assert changes(charlie)[0] == ("Alice", "recorded one user", ["Dana"], "Hired")


@pytest.mark.parametrize(
    ("role", "linked"),
    [("contributor", False), ("editor", False), ("auditor", True), ("administrator", False)],
)
def test_entries_are_linked_for_those_who_may_read_the_ledger(kerman, role, linked):
    recent = signed_in(person("dana", role, is_staff=True)).get(HOME).context["recent"]

    assert bool(recent[0].url) == linked
    assert Source.objects.exists()


def test_who_has_no_role_sees_no_card_and_no_change(kerman):
    page = signed_in(person("dana", is_staff=True)).get(HOME)

    assert (page.context["cards"], page.context["recent"]) == ([], [])
