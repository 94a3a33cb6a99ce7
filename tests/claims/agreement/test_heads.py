"""Lines, their order, and what silences a statement."""

from __future__ import annotations

from dataclasses import replace

import pytest

from claims.agreement import Behind, Explanation, Question, Silence, Verdict
from claims.values import Qualifier, ValueType
from tests.claims.agreement.record import (
    KILLED,
    WHO,
    Record,
    any_of,
    at_least,
    exactly,
    id_of,
    newsroom,
    no,
    yes,
)


def heads(of: Record) -> set[str]:
    names = {statement.id: statement.wording for statement in of.statements}
    return {names[head.statement] for head in of.judge().heads}


def silent(of: Record) -> dict[str, tuple[Silence, str | None]]:
    names = {statement.id: statement.wording for statement in of.statements}
    return {
        names[one.statement]: (one.why, names[one.by] if one.by else None)
        for one in of.judge().silent
    }


def test_the_latest_stated_is_the_head() -> None:
    said = newsroom()
    said.say("new", exactly(84), by="Post", on="2024-01-05")
    said.say("old", exactly(94), by="Post", on="2024-01-04")

    assert heads(said) == {"new"}
    assert silent(said) == {"old": (Silence.EARLIER, "new")}


def test_an_unknown_time_comes_first() -> None:
    said = newsroom()
    said.say("undated", exactly(84), by="Post", on=None)
    said.say("dated", exactly(94), by="Post", on="2024-01-01")

    assert heads(said) == {"dated"}


def test_of_one_stated_time_the_later_published_is_the_head() -> None:
    said = newsroom()
    said.say("later", exactly(84), by="Post", published="2024-01-06", document="b")
    said.say("earlier", exactly(94), by="Post", published="2024-01-05", document="a")

    assert heads(said) == {"later"}


def test_a_tie_across_documents_leaves_both_heads() -> None:
    said = newsroom()
    said.say("a", exactly(84), by="Post", document="a", sequence=1)
    said.say("b", exactly(94), by="Post", document="b", sequence=2)

    assert heads(said) == {"a", "b"}
    assert [one.explanation for one in said.judge().contradictions] == [Explanation.UNORDERED]


def test_one_documents_last_word_stands_where_all_share_a_value() -> None:
    said = newsroom()
    said.say("84", exactly(84), by="Post", sequence=1)
    said.say("at least 84", at_least(84), by="Post", sequence=2)

    assert heads(said) == {"at least 84"}


def test_one_document_that_contradicts_itself_keeps_both() -> None:
    said = newsroom()
    said.say("84", exactly(84), by="Post", sequence=1)
    said.say("94", exactly(94), by="Post", sequence=2)

    assert heads(said) == {"84", "94"}
    assert [one.explanation for one in said.judge().contradictions] == [Explanation.SELF]
    assert said.judge().verdict is Verdict.DISPUTED


def test_supersession_goes_before_dates_and_takes_all_before_it_along() -> None:
    said = newsroom()
    said.say("first", exactly(103), by="Post", on="2024-01-03")
    said.say("second", exactly(95), by="Post", on="2024-01-05")
    said.say("third", exactly(84), by="Post", on="2024-01-04", supersedes="second")

    assert heads(said) == {"third"}
    assert silent(said) == {
        "first": (Silence.SUPERSEDED, "third"),
        "second": (Silence.SUPERSEDED, "third"),
    }


def test_what_is_out_of_view_supersedes_and_is_superseded_by_nothing() -> None:
    said = newsroom()
    said.say("only", exactly(84), by="Post", supersedes="void")

    assert heads(said) == {"only"}


def test_a_circle_of_supersession_is_refused() -> None:
    said = newsroom()
    said.say("a", exactly(84), by="Post", supersedes="b")
    said.say("b", exactly(94), by="Post", supersedes="a")

    with pytest.raises(ValueError, match="supersedes itself"):
        said.judge()


@pytest.mark.parametrize("on", ["2024-01-04", "2024-01-06"], ids=["tied", "later"])
def test_an_unreadable_statement_is_no_head_beside_a_readable_one(on: str) -> None:
    said = newsroom()
    said.say("84", exactly(84), by="Post")
    said.say("many", None, by="Post", on=on, qualifier=Qualifier.UNREADABLE, document="b")

    assert heads(said) == {"84"}
    assert silent(said) == {"many": (Silence.UNREADABLE, "84")}


def test_an_unreadable_statement_that_supersedes_is_the_head() -> None:
    said = newsroom()
    said.say("84", exactly(84), by="Post")
    said.say("many", None, by="Post", qualifier=Qualifier.UNREADABLE, supersedes="84")

    assert heads(said) == {"many"}
    assert said.judge().verdict is Verdict.UNCLEAR
    assert said.judge().outlets == 0


def test_a_count_that_is_no_whole_number_is_no_value() -> None:
    said = newsroom()
    said.say("83.5", exactly("83.5"), by="Post")

    assert said.judge().verdict is Verdict.UNCLEAR


def test_definitions_part_the_lines() -> None:
    said = newsroom(replace(KILLED, definitions=("confirmed", "probable")))
    said.say("84", exactly(84), by="Post", definition="confirmed")
    said.say("94", exactly(94), by="Post", definition="probable", on="2024-01-06")

    assert heads(said) == {"84", "94"}
    assert said.judge().verdict is Verdict.INCOMPARABLE


def test_a_withdrawal_silences_the_line_it_names_until_a_reinstatement() -> None:
    said = newsroom()
    said.say("103", exactly(103), by="Post", on="2024-01-03")
    said.say("84", exactly(84), by="Post")
    said.withdraw("back", "84", by="Post", on="2024-01-06")

    assert heads(said) == set()
    assert said.judge().verdict is Verdict.UNREPORTED
    assert silent(said) == {
        "103": (Silence.WITHDRAWN, "back"),
        "84": (Silence.WITHDRAWN, "back"),
        "back": (Silence.WITHDRAWAL, None),
    }

    said.say("again", exactly(84), by="Post", on="2024-01-08")

    assert heads(said) == {"again"}


def test_a_withdrawal_that_names_something_leaves_other_lines_alone() -> None:
    said = newsroom()
    said.say("84", exactly(84), by="Post")
    said.say("cited", exactly(84), by="Post", of="Ministry")
    said.withdraw("back", "84", by="Post", on="2024-01-06")

    assert heads(said) == {"cited"}


def test_a_withdrawal_that_names_nothing_silences_all_of_its_publisher_and_origin() -> None:
    said = newsroom(WHO)
    said.say("is", any_of("Islamic State"), by="Post", of="Ministry")
    said.deny("not israel", any_of("Israel"), by="Post", of="Ministry")
    said.suggest("us", any_of("United States"), by="Post", of="Ministry")
    said.say("own", any_of("Israel"), by="Post")
    said.withdraw("back", by="Post", of="Ministry", on="2024-01-06")

    assert heads(said) == {"own"}


def test_a_withdrawal_puts_others_behind_with_the_same_value_only() -> None:
    said = newsroom()
    said.say("84", exactly(84), by="Ministry")
    said.say("post", exactly(84), by="Post", of="Ministry")
    said.say("times", at_least(80), by="Times", of="Ministry")
    said.withdraw("back", "84", by="Ministry", on="2024-01-06")

    behind = {head.statement: (head.behind, head.by) for head in said.judge().heads}

    assert behind == {
        id_of("post"): (Behind.WITHDRAWN, id_of("back")),
        id_of("times"): (None, None),
    }


def test_a_reinstatement_brings_back_what_was_printed_elsewhere() -> None:
    said = newsroom()
    said.say("84", exactly(84), by="Ministry")
    said.say("post", exactly(84), by="Post", of="Ministry")
    said.withdraw("back", "84", by="Ministry", on="2024-01-06")
    said.say("again", exactly(84), by="Ministry", on="2024-01-08", supersedes="back")

    assert [head.behind for head in said.judge().heads] == [None, None]


def test_a_withdrawal_of_what_is_out_of_view_does_nothing() -> None:
    said = newsroom()
    said.say("84", exactly(84), by="Post")
    said.withdraw("back", "void", by="Post", on="2024-01-06")

    assert heads(said) == {"84"}


def test_a_denial_ends_what_lies_inside_it_and_is_ended_by_it() -> None:
    said = newsroom(WHO)
    said.say("isis-k", any_of("ISIS-K"), by="Ministry", on="2024-01-03")
    said.deny("not is", any_of("Islamic State"), by="Ministry", on="2024-01-05")

    assert heads(said) == {"not is"}
    assert silent(said) == {"isis-k": (Silence.DENIED_SINCE, "not is")}

    said.say("is after all", any_of("Islamic State"), by="Ministry", on="2024-01-07")

    assert heads(said) == {"is after all"}
    assert silent(said)["not is"] == (Silence.ASSERTED_SINCE, "is after all")


def test_a_denial_of_less_leaves_a_broader_assertion_standing() -> None:
    said = newsroom(WHO)
    said.say("is", any_of("Islamic State"), by="Ministry", on="2024-01-03")
    said.deny("not isis-k", any_of("ISIS-K"), by="Ministry", on="2024-01-05")

    (group,) = said.judge().groups

    assert heads(said) == {"is", "not isis-k"}
    assert (group.value, group.excepted) == (any_of("Islamic State"), (any_of("ISIS-K"),))
    assert [position.says for position in group.positions] == [True, False]


def test_denials_of_several_answers_all_stand() -> None:
    said = newsroom(WHO)
    said.deny("not israel", any_of("Israel"), by="Ministry", on="2024-01-03")
    said.deny("not us", any_of("United States"), by="Ministry", on="2024-01-05")

    (group,) = said.judge().groups

    assert heads(said) == {"not israel", "not us"}
    assert (group.value, set(group.excepted)) == (
        None,
        {any_of("Israel"), any_of("United States")},
    )


def test_yes_denied_is_no_on_the_same_line() -> None:
    said = newsroom(Question(ValueType.BOOLEAN))
    said.say("yes", yes(), by="Ministry", on="2024-01-03")
    said.deny("not yes", yes(), by="Ministry", on="2024-01-05")
    said.say("no", no(), by="Post", of="Minister")

    agreement = said.judge()

    assert heads(said) == {"not yes", "no"}
    assert [group.value for group in agreement.groups] == [no()]
    assert [position.says for position in agreement.groups[0].positions] == [True, True]
    assert agreement.origins.max == 1


def test_suggestions_stand_beside_assertions_and_put_nothing_behind() -> None:
    said = newsroom()
    said.say("84", exactly(84), by="Post", of="Ministry")
    said.suggest("94", exactly(94), by="Times", of="Ministry", on="2024-01-06")

    agreement = said.judge()

    assert [head.behind for head in agreement.heads] == [None, None]
    assert agreement.contradictions == ()


def test_a_suggestion_is_put_behind() -> None:
    said = newsroom()
    said.suggest("84", exactly(84), by="Post", of="Ministry")
    said.say("94", exactly(94), by="Times", of="Ministry", on="2024-01-06")

    assert {head.statement: head.behind for head in said.judge().heads} == {
        id_of("84"): Behind.ORIGIN_REVISED,
        id_of("94"): None,
    }


def test_a_member_of_a_body_does_not_revise_it() -> None:
    said = newsroom()
    said.say("84", exactly(84), by="Post", of="Ministry")
    said.say("94", exactly(94), by="Times", of="Minister", on="2024-01-06")

    assert said.judge().verdict is Verdict.DISPUTED


def test_a_source_that_is_its_own_parent_is_refused() -> None:
    said = newsroom()
    said.source("Snake", speaks_for="Snake")
    said.say("84", exactly(84), by="Snake")

    with pytest.raises(ValueError, match="own parent"):
        said.judge()
