"""Answers of each kind: texts, many, concepts, and what is corroborated of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from claims.agreement import Explanation, Question, Verdict
from claims.values import ValueType
from tests.claims.agreement.record import (
    WHO,
    Record,
    any_of,
    at_least,
    exactly,
    id_of,
    newsroom,
    text,
    yes,
)


def test_text_denied_contradicts_the_same_text_only() -> None:
    said = newsroom(Question(ValueType.TEXT))
    said.say("a", text("Baghdad  Airport"), by="Ministry")
    said.say("b", text("near Baghdad"), by="Post")
    said.deny("not a", text("baghdad airport"), by="Times")

    agreement = said.judge()

    assert [(set(one.a) | set(one.b)) for one in agreement.contradictions] == [
        {id_of("a"), id_of("not a")}
    ]
    assert agreement.verdict is Verdict.DISPUTED
    assert len(agreement.groups) == 3


def test_two_origins_with_one_text_and_a_third_with_another_corroborate_nothing() -> None:
    said = newsroom(Question(ValueType.TEXT))
    said.source("Army", "armed_group")
    said.say("a", text("Baghdad"), by="Ministry")
    said.say("same", text("BAGHDAD"), by="Army")

    assert said.judge().verdict is Verdict.CORROBORATED

    said.say("b", text("Kerman"), by="Post")

    assert said.judge().verdict is Verdict.UNCORROBORATED


def many() -> Record:
    made = newsroom(replace(WHO, many=True))
    made.source("Army", "armed_group")
    made.say("omar", any_of("Israel"), by="Ministry")
    made.say("seif", any_of("Islamic State"), by="Ministry", on="2024-01-05")
    made.say("omar too", any_of("Israel"), by="Army")
    return made


def test_in_a_claim_of_many_every_answer_has_its_own_line() -> None:
    said = many()

    assert {head.statement for head in said.judge().heads} == {
        id_of(name) for name in ("omar", "seif", "omar too")
    }
    assert said.judge().contradictions == ()
    assert said.judge().verdict is Verdict.UNCORROBORATED


def test_a_claim_of_many_is_corroborated_when_every_answer_is() -> None:
    said = many()
    said.say("seif too", any_of("Islamic State"), by="Army")

    agreement = said.judge()

    assert (agreement.verdict, agreement.corroborated) == (Verdict.CORROBORATED, None)


def test_in_a_claim_of_many_only_an_answer_and_its_denial_contradict() -> None:
    said = many()
    said.deny("not omar", any_of("Israel"), by="Post")

    agreement = said.judge()

    assert [one.explanation for one in agreement.contradictions] == [Explanation.LIVE]
    assert agreement.verdict is Verdict.DISPUTED
    assert [(group.value, group.excepted) for group in agreement.groups][-1] == (
        None,
        (any_of("Israel"),),
    )


def test_two_origins_and_a_narrower_third_corroborate_the_broader_concept() -> None:
    said = newsroom(WHO)
    said.source("Army", "armed_group")
    said.source("Hospital", "institution")
    said.say("is", any_of("Islamic State"), by="Army")
    said.say("isis-k", any_of("ISIS-K"), by="Hospital")

    assert said.judge().verdict is Verdict.UNCORROBORATED

    said.say("is too", any_of("Islamic State"), by="Ministry")
    agreement = said.judge()

    assert (agreement.verdict, agreement.corroborated) == (
        Verdict.CORROBORATED,
        any_of("Islamic State"),
    )
    assert agreement.groups[0].value == any_of("ISIS-K")


def test_one_of_these_meets_in_what_they_share() -> None:
    said = newsroom(WHO)
    said.say("a or b", any_of("Israel", "Islamic State"), by="Post")
    said.say("b or c", any_of("ISIS-K", "United States"), by="Times")
    said.say("c or a", any_of("Israel", "United States"), by="Ministry")

    agreement = said.judge()

    assert agreement.contradictions == ()
    assert len(agreement.groups) == 3
    assert agreement.verdict is Verdict.DISPUTED
    assert [reason.code for reason in agreement.reasons] == ["no_common_value"]


def test_a_value_that_only_a_withdrawn_head_narrowed_is_not_corroborated_as_such() -> None:
    said = newsroom()
    said.source("Army", "armed_group")
    said.source("Hospital", "institution")
    for name in ("Ministry", "Army"):
        said.say(name, at_least(90), by=name)
    said.say("92", exactly(92), by="Post", of="Hospital")
    said.withdraw("back", by="Hospital", on="2024-01-06")

    agreement = said.judge()

    assert (agreement.verdict, agreement.corroborated) == (Verdict.CORROBORATED, at_least(90))
    assert agreement.groups[0].value == exactly(92)


def test_a_value_of_another_kind_is_refused() -> None:
    said = newsroom()
    said.say("yes", yes(), by="Post")

    with pytest.raises(TypeError, match="no Quantity"):
        said.judge()
