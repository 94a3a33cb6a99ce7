"""Which words of a sentence are figures, and which numbers are none."""

from __future__ import annotations

import pytest

from claims.articles.dates import Calendar
from claims.articles.figures import figures_of
from claims.articles.tokens import sentences


def figures(text):
    (sentence,) = sentences(text)
    dates = Calendar("2025-03-10").dates_of(text, sentence.start, sentence.end)
    return figures_of(text, sentence, [dated.span for dated in dates])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("At least 41 people were killed.", ["At least 41"]),
        ("41 people died and more than 120 were hurt.", ["41", "more than 120"]),
        ("They arrested at least some 35 people.", ["at least some 35"]),
        ("It has between 4,000 and 6,000 members.", ["between 4,000 and 6,000"]),
        ("Some 4,000 to 6,000 fled.", ["Some 4,000 to 6,000"]),
        ("An estimated 1.2 million fled.", ["An estimated 1.2 million"]),
        ("Twenty-three miners and two dozen guards were held.", ["Twenty-three", "two dozen"]),
        ("Dozens died and hundreds of thousands fled.", ["Dozens", "hundreds of thousands"]),
        ("Several hundred were hurt.", ["Several hundred"]),
        ("41 or more were hurt.", ["41 or more"]),
        ("A lone gunman fired.", ["A lone"]),
        ("A pair of gunmen fired.", ["A pair"]),
        ("As many as 103 died.", ["As many as 103"]),
        ("Two or three men fled.", ["Two or three"]),
        ("The blasts came about 20 minutes apart.", ["about 20 minutes"]),
        ("It lost 95 percent of its land, 12% of its men and $4.5bn.",
         ["95 percent", "12%", "$4.5bn"]),
        ("He ended a 20-year war.", ["20-year"]),
        ("One attacker fled.", ["One"]),
        ("In Velmora 41 people died.", ["41"]),
    ],
)  # fmt: skip
def test_figures_are_found_with_their_bounds(text, words):
    assert [figure.words for figure in figures(text)] == words


@pytest.mark.parametrize(
    "text",
    [
        "One of the men fled.",
        "No one was hurt.",
        "At one point they fled.",
        "It was the 84th attack, the first since 2019.",
        "In 2019 it burned, and again in the 1990s.",
        "It burned on March 9, 2025, and on Jan. 3.",
        "Flight 370 was lost, as Article 5 says.",
        "It began at 10:30 and ended at 9 a.m. there.",
        "Two-thirds of them fled in F-16 jets.",
        "See No. 7 and 24/7.",
        "Nothing is said of it.",
        "Many, several and a number of people fled.",
    ],
)
def test_what_counts_nothing_is_no_figure(text):
    assert [figure.words for figure in figures(text)] == []


@pytest.mark.parametrize(
    ("text", "measure", "noun"),
    [
        ("41 unarmed Sandrian cadets of the army died.", "", ["unarmed", "sandrian", "cadets"]),
        ("12 of the victims of the blast were tourists.", "", ["victims"]),
        ("Thousands of people gathered.", "", ["people"]),
        ("About 20 minutes apart.", "minute", ["apart"]),
        ("It is 510 miles away.", "mile", ["away"]),
        ("The 24-year-old man fled.", "age", ["old", "man"]),
        ("A man aged 24 fled.", "age", ["fled"]),
        ("95 killed.", "", ["killed"]),
    ],
)
def test_figure_has_its_measure_and_what_it_counts(text, measure, noun):
    (figure,) = figures(text)
    assert (figure.measure, list(figure.noun)) == (measure, noun)


@pytest.mark.parametrize("text", ["Another 12 were hurt.", "12 more were hurt."])
def test_figure_that_adds_to_another_says_so(text):
    (figure,) = figures(text)
    assert figure.adds
