"""Which claim a figure answers, whose word it is and when it was said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from claims.articles import Article, propose
from tests.claims.articles.shared import CATALOGUE, proposals


def figures(text, **more):
    return [p for p in proposals(text, **more) if p.kind == "quantity"]


def placed(text, **more):
    return [(p.words, p.claim) for p in figures(text, **more)]


def spoken(text, **more):
    return [(p.words, p.origin or p.origin_words, p.via) for p in figures(text, **more)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("At least 41 people were killed.", [("At least 41", "deaths")]),
        ("41 dead, 120 injured.", [("41", "deaths"), ("120", "injured")]),
        ("41 people were killed and more than 120 wounded in the blast.",
         [("41", "deaths"), ("more than 120", "injured")]),
        ("The blast killed 41, wounding dozens more.", [("41", "deaths"), ("dozens", "injured")]),
        ("It caused 41 deaths and 120 injuries.", [("41", "deaths"), ("120", "injured")]),
        ("The toll was revised, first to 43 killed and then to at least 41 killed.",
         [("43", "deaths"), ("at least 41", "deaths")]),
        ("The bombs ended up killing and wounding more than 160 shoppers.",
         [("more than 160", "both")]),
        ("Nine children were killed.", [("Nine", "children")]),
        ("Police have arrested some 35 people.", [("some 35", "arrests")]),
        ("Thousands of people had gathered at the market.", [("Thousands", "crowd")]),
        ("Two suicide bombers walked in.", [("Two", "bombers")]),
        ("A pair of blasts shook it.", [("A pair", "blasts")]),
        ("They came about 20 minutes apart.", [("about 20 minutes", "gap")]),
        ("The bomber was a 24-year-old.", [("24-year", "age")]),
        ("The Northern Front has between 400 and 600 members.",
         [("between 400 and 600", "members")]),
    ],
)  # fmt: skip
def test_figure_answers_the_claim_whose_words_stand_around_it(text, found):
    assert placed(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "The roof cost 3 million euros.",
        "They stood 41 metres away.",
        "Prices rose 12 percent.",
        "41 shops reopened.",
        "They spoke of 41 years of peace.",
        "Another building has 41 windows.",
        "The blast destroyed 41 houses and killed nobody.",
    ],
)
def test_figure_of_another_thing_is_listed_and_not_placed(text):
    assert [claim for _, claim in placed(text)] == [""]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The Orlina sank in August 2019, killing 56 people.", [("56", "drowned")]),
        ("On Lake Orl the Orlina sank in 2019. Fifty-six people died.",
         [("Fifty-six", "drowned")]),
        ("In 2020, 12 people were killed at a funeral.", [("12", "")]),
        ("41 people were killed at the grave of a man who was shot in 2020.", [("41", "deaths")]),
        ("41 people were killed at the grave of a man shot in 2020.", [("41", "")]),
    ],
)  # fmt: skip
def test_background_goes_to_its_own_topic_or_to_none(text, found):
    assert placed(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("41 people were killed.", ("41", "", "")),
        ("According to the Interior Ministry, 41 people were killed.", ("41", "ministry", "")),
        ("41 people were killed, the Interior Ministry said.", ("41", "ministry", "")),
        ("41 people were killed, said the Interior Ministry.", ("41", "ministry", "")),
        ("The Interior Ministry said on Monday that 41 people were killed.",
         ("41", "ministry", "")),
        ("Radio Velmora reported, citing police, that 41 people were killed.",
         ("41", "police", "radio")),
        ("41 people were killed, Radio Velmora reported, citing police.",
         ("41", "police", "radio")),
        ("Police told Sandria Wire that 41 people were killed.", ("41", "police", "wire")),
        ("41 people were killed, local hospital officials said.",
         ("41", "local hospital officials", "")),
        ("In a statement from the Northern Front it was said that two bombers died.",
         ("two", "front", "")),
        ("“We counted 41 dead,” Anna B. Orlo said.", ("41", "orlo", "")),
        ("The blast was reported to have killed 41 people.", ("41", "", "")),
        ("The bombers claimed the lives of 41 people.", ("41", "", "")),
    ],
)  # fmt: skip
def test_origin_is_whom_the_sentence_names(text, found):
    assert spoken(text)[0] == found


def test_relay_that_is_the_publisher_is_none():
    text = "Radio Velmora reported, citing police, that 41 people were killed."
    assert spoken(text, publisher="radio") == [("41", "police", "")]


def test_speaker_is_remembered_in_the_paragraph_alone():
    text = (
        "Anna B. Orlo said 41 people were killed. She said 120 were wounded.\nNine fled, she said."
    )
    assert spoken(text) == [("41", "orlo", ""), ("120", "orlo", ""), ("Nine", "", "")]


def test_person_is_known_by_the_last_name_once_named():
    text = "Orlo said 9 people were killed.\nAnna B. Orlo came.\nOrlo said 41 people were killed."
    assert spoken(text) == [("9", "", ""), ("41", "orlo", "")]


def test_next_sentence_is_the_articles_own():
    text = "The Interior Ministry said 41 people were killed. As many as 120 were wounded."
    assert spoken(text) == [("41", "ministry", ""), ("As many as 120", "", "")]


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("Police said on Monday that 41 people were killed.", "2025-03-10"),
        ("Police on Monday said 41 people were killed.", "2025-03-10"),
        ("On Monday, police said 41 people were killed.", "2025-03-10"),
        ("41 people were killed, police said on Monday.", "2025-03-10"),
        ("41 people were killed as of Monday, police said.", "2025-03-10"),
        ("In a March 10 statement, police said 41 people were killed.", "2025-03-10"),
        ("41 people were killed on Sunday, police said.", ""),
        ("On Sunday 41 people were killed, police said.", ""),
        ("41 people were killed on Sunday, according to the police.", ""),
        ("Police said 41 people were killed on Sunday.", ""),
        ("41 people were killed on Sunday.", ""),
    ],
)
def test_day_of_the_saying_is_read_where_the_text_says_it(text, stated):
    assert [p.stated for p in figures(text)] == [stated]


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("41 people were killed.", "asserts"),
        ("Up to 41 people may have been killed.", "suggests"),
        ("41 people are feared dead.", "suggests"),
        ("Police denied that 41 people were killed.", "denies"),
    ],
)
def test_hedged_or_denied_figures_say_so(text, stance):
    assert [p.stance for p in figures(text)] == [stance]


def test_figure_that_adds_to_one_read_is_left_to_a_person():
    assert placed("41 people were killed. Another 12 people were killed later.") == [
        ("41", "deaths"),
        ("12", ""),
    ]


def test_two_claims_that_fit_alike_are_left_to_a_person():
    twins = [q for q in CATALOGUE.questions if q.key == "deaths"]

    catalogue = replace(CATALOGUE, questions=[*twins, replace(twins[0], key="twin")])
    (found,) = propose(Article("41 people were killed."), catalogue)
    assert found.claim == ""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The blast shook Velmora on March 9, 2025.", [("March 9, 2025", "day", "2025-03-09")]),
        ("On Sunday a blast shook Velmora.", [("Sunday", "day", "2025-03-09")]),
        ("The funeral ceremony was held on Monday.", [("Monday", "funeral", "2025-03-10")]),
        ("In August 2019 the Orlina sank on Lake Orl.", [("August 2019", "sank", "2019-08")]),
        ("The mayor spoke on Thursday.", []),
        ("A blast on March 9. Again: the blast of March 9.", [("March 9", "day", "2025-03-09")]),
    ],
)  # fmt: skip
def test_date_answers_the_claim_that_asks_for_it_once(text, found):
    dates = [p for p in proposals(text) if p.kind == "date"]
    assert [(p.words, p.claim, p.value) for p in dates] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The Northern Front is behind the bombing.", [("e-front", "who", "asserts", "")]),
        ("The bombing was carried out by the Frontists.", [("e-front", "who", "asserts", "")]),
        ("The Northern Front claimed responsibility for it.",
         [("e-front", "who", "asserts", "front"), ("e-front", "claimed", "asserts", "")]),
        ("Police accused Ostria of the bombing.", [("e-ostria", "who", "asserts", "")]),
        ("Police said Ostria was likely behind it.", [("e-ostria", "who", "suggests", "police")]),
        ("Police said Ostria was not involved.", [("e-ostria", "who", "denies", "police")]),
        ("It was planned in Ostria.", [("e-ostria", "planned", "asserts", "")]),
        ("The bomber wore an explosive belt.", [("e-belt", "how", "asserts", "")]),
        ("Ostria is a neighbour.", []),
    ],
)  # fmt: skip
def test_name_answers_the_claim_whose_relation_is_said(text, found):
    names = [p for p in proposals(text) if p.kind == "entity"]
    assert [(*p.entities, p.claim, p.stance, p.origin) for p in names] == found
