"""The figure to print: each policy, what it uses, what it leaves out and why, by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from claims.agreement import Question
from claims.figure import Policy, Why, figure
from claims.values import Qualifier, Stance, ValueType
from tests.claims.agreement.record import (
    KILLED,
    any_of,
    at_least,
    at_most,
    between,
    exactly,
    more_than,
    no,
    period,
    text,
    yes,
)
from tests.claims.figure_case import answer, bombing, case, stale, texts

WHEN = Question(ValueType.DATE)
WHO = Question(ValueType.ENTITY)
WHETHER = Question(ValueType.BOOLEAN)
HOW = Question(ValueType.TEXT)
COUNT = replace(KILLED, cumulative=False)


def kerman():
    """What five articles said of the dead, shortened, and the group's own count."""
    made = bombing()
    made.say("as many as 103", at_most(103), by=None, of="State media", document="web")
    made.say(
        "95",
        exactly(95),
        by=None,
        of="State media",
        document="web",
        sequence=2,
        supersedes="as many as 103",
    )
    made.say(
        "at least 84",
        at_least(84),
        by=None,
        of="State media",
        document="web",
        sequence=3,
        supersedes="95",
    )
    made.say("84", exactly(84), by="Times", of="Authorities")
    made.say("more than 80", more_than(80), by="Post")
    made.say("94", exactly(94), by=None, of="State media", on="2024-01-19", document="review")
    made.say("over 300", more_than(300), by="Post", of="Amaq", on="2024-01-20")
    return made  # fmt: skip


KERMAN_LEFT_OUT = {
    "as many as 103": "superseded",
    "95": "superseded",
    "84": "behind",
    "over 300": "party",
}


def test_latest_of_kerman_is_the_94_of_state_media():
    assert answer("latest", case(kerman(), parties=("Group",))) == (
        "94",
        ["94"],
        KERMAN_LEFT_OUT | {"at least 84": "older", "more than 80": "origin_uncertain"},
    )


def test_range_of_kerman_is_94_with_all_that_fits_it():
    words, used, left_out = answer("range", case(kerman(), parties=("Group",)))

    assert words == "94"
    assert sorted(used) == ["94", "at least 84", "more than 80"]
    assert left_out == KERMAN_LEFT_OUT


def test_adopted_of_kerman_is_printed_in_our_words():
    of = case(kerman(), adopted="84", wording="at least 84 people", parties=("Group",))

    assert answer("adopted", of) == (
        "at least 84 people",
        ["84"],
        {
            "as many as 103": "superseded",
            "95": "superseded",
            "over 300": "party",
            "at least 84": "not_adopted",
            "more than 80": "not_adopted",
            "94": "not_adopted",
        },
    )


def test_every_reason_names_who_and_what():
    assert texts("latest", case(kerman(), parties=("Group",))) == {
        "as many as 103": "State media have replaced it: 95.",
        "95": "State media have replaced it: 84 or more.",
        "at least 84": "State media have said 94 later.",
        "84": "State media have since said 94, speaking for the same as Authorities.",
        "more than 80": "Post does not say whose word it is.",
        "over 300": "Amaq speaks for Group, a party to the event.",
    }


def test_adopted_84_is_stale_since_94():
    assert stale(case(kerman(), adopted="84", parties=("Group",))) == [
        ("behind", "State media have since said 94, speaking for the same as Authorities.")
    ]


def test_adopted_94_is_not_stale_by_what_a_party_says():
    assert stale(case(kerman(), adopted="94", parties=("Group",))) == []


def test_parties_are_used_when_asked_for():
    of = case(kerman(), parties=("Group",), uses_parties=True)

    assert answer("latest", of)[:2] == ("over 300", ["over 300"])
    assert stale(case(kerman(), adopted="94", parties=("Group",), uses_parties=True)) == [
        ("behind", "Amaq has since said 301 or more, and the count only grows.")
    ]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"by": "Group"}, "Group is a party to the event."),
        ({"by": "Post", "of": "Group"}, "Group is a party to the event."),
        ({"by": "Post", "of": "Amaq"}, "Amaq speaks for Group, a party to the event."),
        ({"by": "Post", "of": "Branch"}, "Branch is part of Group, a party to the event."),
        ({"by": "Post", "of": "Hospital", "via": "Amaq"},
         "Amaq speaks for Group, a party to the event."),
        ({"by": "Amaq", "of": "Hospital"}, "Amaq speaks for Group, a party to the event."),
    ],
    ids=["publisher", "origin", "spokesman", "branch", "relayed by", "published by"],
)  # fmt: skip
def test_party_is_known_by_origin_relay_publisher_and_parents(said, why):
    made = bombing(COUNT)
    made.say("84", exactly(84), by="Times", of="Hospital")
    made.say("300", exactly(300), on="2024-01-09", **said)

    of = case(made, parties=("Group",))

    assert answer("latest", of) == ("84", ["84"], {"300": "party"})
    assert answer("range", of) == ("84", ["84"], {"300": "party"})
    assert texts("latest", of) == {"300": why}


def test_the_party_above_is_not_reached_from_beside():
    made = bombing(COUNT)
    made.say("84", exactly(84), by="Group")

    assert answer("latest", case(made, parties=("Branch",))) == ("84", ["84"], {})


def test_what_a_party_replaced_stays_replaced():
    made = bombing(COUNT)
    made.say("84", exactly(84), by="Post", of="Hospital")
    made.say("300", exactly(300), by="Amaq", supersedes="84", on="2024-01-06")

    assert answer("latest", case(made, parties=("Group",))) == (
        "nothing_usable", [], {"84": "superseded", "300": "party"},
    )  # fmt: skip


def test_party_narrows_no_range_and_puts_nobody_behind():
    made = bombing()
    made.say("at least 84", at_least(84), by="Hospital")
    made.say("90 to 95", between(90, 95), by="Group")
    made.say("400", exactly(400), by="Branch", on="2024-01-09")

    of = case(made, parties=("Group",))

    assert answer("range", of)[0] == "84 or more"
    assert answer("range", replace(of, uses_parties=True))[0] == "400"


LEFT_OUT_OF_LATEST = {
    "suggested": ({"stance": Stance.SUGGESTS, "by": "Hospital"}, "Hospital only suggests it."),
    "denial": ({"stance": Stance.DENIES, "by": "Group"}, "Group only says what is not so."),
    "vague": ({"qualifier": Qualifier.VAGUE, "by": "Group"}, "“x” is too vague for a figure."),
    "origin_uncertain": ({"by": "Times"}, "Times does not say whose word it is."),
    "older": ({"by": "Group", "on": "2024-01-02"}, "Hospital has said 84 later."),
}


@pytest.mark.parametrize("why", LEFT_OUT_OF_LATEST)
def test_latest_leaves_out(why):
    made = bombing(COUNT)
    made.say("84", exactly(84), by="Hospital")
    said, words = LEFT_OUT_OF_LATEST[why]
    made.say("x", between(80, 90), **{"on": "2024-01-09", **said})

    assert answer("latest", case(made)) == ("84", ["84"], {"x": why})
    assert texts("latest", case(made)) == {"x": words}


def test_latest_leaves_out_the_unnamed():
    made = bombing(COUNT)
    made.say("84", exactly(84), by="Post", of="Officials")

    assert answer("latest", case(made)) == ("nothing_usable", [], {"84": "origin_uncertain"})
    assert texts("latest", case(made)) == {"84": "Officials are not named."}


def test_unknown_time_is_older_than_any():
    made = bombing(COUNT)
    made.say("84", exactly(84), by="Hospital", on="2024-01-04")
    made.say("94", exactly(94), by="Authorities", on=None)

    assert answer("latest", case(made))[:2] == ("84", ["84"])


def test_latest_at_one_time_is_what_they_share():
    made = bombing(COUNT)
    made.say("94", exactly(94), by="Authorities", on="2024-01-09")
    made.say("at least 84", at_least(84), by="Hospital", on="2024-01-09")

    words, used, left_out = answer("latest", case(made))

    assert (words, sorted(used), left_out) == ("94", ["94", "at least 84"], {})


def test_latest_at_one_time_that_differs_is_no_figure():
    made = bombing(COUNT)
    made.say("94", exactly(94), by="Authorities")
    made.say("84", exactly(84), by="Hospital")
    made.say("80", exactly(80), by="Hospital", on="2024-01-03")

    assert answer("latest", case(made)) == (
        "tied", [], {"94": "tied", "84": "tied", "80": "earlier"},
    )  # fmt: skip
    absence = figure(case(made), Policy.LATEST).absence
    assert absence.text == "Nothing decides between 84 and 94."


def test_range_of_two_answers_alike_is_no_figure():
    made = bombing(COUNT)
    made.say("94", exactly(94), by="Authorities")
    made.say("84", exactly(84), by="Hospital")

    assert answer("range", case(made)) == ("tied", [], {"94": "tied", "84": "tied"})


def test_range_follows_the_group_with_more_origins():
    made = bombing(COUNT)
    made.say("94", exactly(94), by="Authorities", on="2024-01-09")
    made.say("80 to 90", between(80, 90), by="Hospital")
    made.say("84 or more", at_least(84), by="Times", of="Group")

    words, used, left_out = answer("range", case(made))

    assert (words, sorted(used), left_out) == (
        "94", ["84 or more", "94"], {"80 to 90": "other_group"},
    )  # fmt: skip


def test_range_is_narrowed_by_nothing_only_suggested_vague_or_behind():
    made = bombing()
    made.say("at least 84", at_least(84), by="Hospital")
    made.suggest("100", exactly(100), by="Times", of="Group")
    made.say("dozens", between(20, 199), by="Post", qualifier=Qualifier.VAGUE)

    assert answer("range", case(made)) == (
        "84 or more", ["at least 84"], {"100": "suggested", "dozens": "vague"},
    )  # fmt: skip


def test_range_is_cut_by_denials():
    made = bombing(COUNT)
    made.say("80 to 90", between(80, 90), by="Hospital")
    made.deny("not 85", exactly(85), by="Authorities")

    words, used, left_out = answer("range", case(made))

    assert (words, sorted(used), left_out) == ("80 to 90, not 85", ["80 to 90", "not 85"], {})


@pytest.mark.parametrize("policy", list(Policy))
def test_nothing_said_is_no_figure(policy):
    code = "none_adopted" if policy is Policy.ADOPTED else "nothing_said"

    assert answer(policy, case(bombing())) == (code, [], {})


def test_words_without_a_value_are_used_by_no_policy_but_adopted():
    made = bombing(COUNT)
    made.say("many", None, by="Hospital", qualifier=Qualifier.UNREADABLE)

    assert answer("latest", case(made)) == ("nothing_usable", [], {"many": "unreadable"})
    assert answer("range", case(made)) == ("nothing_usable", [], {"many": "unreadable"})
    assert answer("adopted", case(made, adopted="many")) == ("many", ["many"], {})
    assert stale(case(made, adopted="many")) == []


def test_a_withdrawal_leaves_no_figure():
    made = bombing(COUNT)
    made.say("84", exactly(84), by="Hospital")
    made.withdraw("we erred", "84", by="Hospital", on="2024-01-06")

    assert answer("latest", case(made)) == (
        "nothing_usable", [], {"84": "withdrawn", "we erred": "withdrawal"},
    )  # fmt: skip
    assert texts("latest", case(made)) == {
        "84": "Hospital has taken it back.",
        "we erred": "Hospital has taken something back here: it gives no figure.",
    }
    assert stale(case(made, adopted="84")) == [("withdrawn", "Hospital has taken it back.")]


def test_adopted_and_not_yet_said_is_no_figure():
    made = bombing(COUNT)
    made.say("84", exactly(84), by="Hospital")

    of = case(made, adopted="94")

    assert answer("adopted", of)[0] == "not_yet_said"
    assert figure(of, Policy.ADOPTED).absence.text == (
        "“94”, which is adopted, had not been said by then."
    )
    assert stale(of) == []


@pytest.mark.parametrize(
    ("question", "values", "latest", "wide"),
    [
        (WHEN, [period("2020-01"), period("2020-01-03")], "new", "3 January 2020"),
        (WHO, [any_of("Islamic State"), any_of("ISIS-K")], "new", "ISIS-K"),
        (WHETHER, [yes(), yes()], "new", "yes"),
        (HOW, [text("a bomb"), text("A  bomb")], "new", "“A  bomb”"),
        (Question(ValueType.QUANTITY, unit="km"), [between(5, 8), more_than(7)], "new",
         "over 7 to 8 km"),
    ],
    ids=["date", "entity", "boolean", "text", "measure"],
)  # fmt: skip
def test_every_kind_of_value_has_its_figure(question, values, latest, wide):
    made = bombing(question)
    made.say("old", values[0], by="Authorities")
    made.say("new", values[1], by="Hospital", on="2024-01-09")

    assert answer("latest", case(made)) == (latest, ["new"], {"old": "older"})
    assert answer("range", case(made))[0] == wide


def test_yes_denied_is_a_no():
    made = bombing(WHETHER)
    made.deny("did not", yes(), by="Hospital")

    of = case(made)

    assert answer("latest", of) == ("did not", ["did not"], {})
    assert answer("range", of) == ("no", ["did not"], {})
    assert figure(of, Policy.LATEST).value == no()


def test_denials_alone_are_no_answer():
    made = bombing(WHO)
    made.deny("not Israel", any_of("Israel"), by="Hospital")

    for policy in ("latest", "range"):
        assert answer(policy, case(made)) == ("nothing_usable", [], {"not Israel": "denial"})


STALE = {
    "contradicted": ({"by": "Authorities"}, [("contradicted", "Authorities say 94.")]),
    "by an outlet of its own": ({"by": "Times"}, [("contradicted", "Times says 94.")]),
    "a suggestion": ({"by": "Authorities", "stance": Stance.SUGGESTS}, []),
    "replaced": (
        {"by": "Hospital", "supersedes": "84", "on": "2024-01-09"},
        [("superseded", "Hospital has replaced it: 94.")],
    ),
    "said otherwise later": (
        {"by": "Hospital", "on": "2024-01-09"},
        [("earlier", "Hospital has said 94 after it.")],
    ),
    "said otherwise elsewhere later": (
        {"by": "Post", "of": "Hospital", "on": "2024-01-09"},
        [("behind", "Hospital has since said 94.")],
    ),
}


@pytest.mark.parametrize("how", STALE)
def test_adopted_84_is_stale_when(how):
    made = bombing(COUNT)
    made.say("84", exactly(84), by="Hospital")
    said, reasons = STALE[how]
    made.say("94", exactly(94), **said)

    assert stale(case(made, adopted="84")) == reasons


def test_close_figures_and_other_definitions_make_nothing_stale():
    made = bombing(replace(COUNT, definitions=("confirmed", "probable")))
    made.say("1,000", exactly(1000), by="Hospital", definition="confirmed")
    made.say("1,005", exactly(1005), by="Authorities")
    made.say("2,000", exactly(2000), by="Group", definition="probable")

    assert stale(case(made, adopted="1,000")) == []


def test_a_figure_repeated_is_not_replaced():
    made = bombing(COUNT)
    made.say("84", exactly(84), by="Hospital")
    made.say("84 dead", exactly(84), by="Hospital", supersedes="84", on="2024-01-09")

    assert stale(case(made, adopted="84")) == []

    made.say("94", exactly(94), by="Authorities", on="2024-01-09")

    assert stale(case(made, adopted="84")) == [("contradicted", "Authorities say 94.")]


def test_what_contradicts_and_is_behind_makes_nothing_stale():
    made = bombing(COUNT)
    made.say("84", exactly(84), by="Hospital")
    made.say("94", exactly(94), by="Times", of="Authorities")
    made.say("84 too", exactly(84), by="Post", of="State media", on="2024-01-09")

    assert stale(case(made, adopted="84")) == []


def test_a_partys_own_figure_adopted_is_judged_with_parties():
    made = bombing(COUNT)
    made.say("300", exactly(300), by="Group")
    made.say("84", exactly(84), by="Hospital")
    made.say("310", exactly(310), by="Branch")

    of = case(made, adopted="300", parties=("Group",))

    assert answer("adopted", of) == ("300", ["300"], {"84": "not_adopted", "310": "party"})
    assert stale(of) == [
        ("contradicted", "Branch says 310."),
        ("contradicted", "Hospital says 84."),
    ]


def test_every_code_is_met_by_some_case():
    met = set(LEFT_OUT_OF_LATEST) | set(KERMAN_LEFT_OUT.values())
    met |= {"withdrawal", "withdrawn", "unreadable", "tied", "other_group", "not_adopted"}

    assert {why.value for why in Why} - met == {"earlier", "denied_since", "asserted_since"}


def test_answers_denied_and_asserted_since_are_left_out():
    made = bombing(WHO)
    made.say("Israel", any_of("Israel"), by="Hospital")
    made.deny("not Israel", any_of("Israel"), by="Hospital", on="2024-01-06")
    made.say("Israel after all", any_of("Israel"), by="Hospital", on="2024-01-09")

    words, used, left_out = answer("latest", case(made))

    assert (words, used) == ("Israel after all", ["Israel after all"])
    assert left_out["not Israel"] == "asserted_since"
    assert left_out["Israel"] in ("denied_since", "earlier")
