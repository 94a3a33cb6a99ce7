"""Dates of a text, read in the light of when it came out and what it is about."""

from __future__ import annotations

import pytest

from claims.articles.dates import Calendar, within


def dates(text, published="2025-03-10", occurred="2025-03-09"):
    return [(d.words, d.edtf) for d in Calendar(published, occurred).dates_of(text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("On March 9, 2025, it burned.", [("March 9, 2025", "2025-03-09")]),
        ("On March 9th, 2025 it burned.", [("March 9th, 2025", "2025-03-09")]),
        ("On Sunday, March 9, it burned.", [("Sunday, March 9", "2025-03-09")]),
        ("On 9 March 2025 it burned.", [("9 March 2025", "2025-03-09")]),
        ("On Dec. 24 it snowed.", [("Dec. 24", "2024-12-24")]),
        ("In June 2017 and in 2019.", [("June 2017", "2017-06"), ("2019", "2019")]),
        ("In 2014 it fell; in October of that year it rose.",
         [("2014", "2014"), ("October of that year", "2014-10")]),
        ("On Thursday they met, on Monday they left.",
         [("Thursday", "2025-03-06"), ("Monday", "2025-03-10")]),
        ("Yesterday they met; today they left.",
         [("Yesterday", "2025-03-09"), ("today", "2025-03-10")]),
        ("On March 4 it rained. The next day it snowed.",
         [("March 4", "2025-03-04"), ("The next day", "2025-03-05")]),
        ("The following day they left.", [("The following day", "2025-03-10")]),
        ("It fell four years ago.", [("four years ago", "2021")]),
        ("On the fourth anniversary.", [("fourth anniversary", "2021-03-09")]),
        ("On 2025-03-09 it burned.", [("2025-03-09", "2025-03-09")]),
        ("On February 30 it burned.", [("February 30", "")]),
        ("2019 people fled, and 41 people died.", []),
        ("They may leave; the march of 12 men.", []),
    ],
)  # fmt: skip
def test_dates_are_read(text, found):
    assert dates(text) == found


@pytest.mark.parametrize(
    ("published", "edtf"),
    [
        ("2025-03-10", "2025-03-06"),
        ("2025-03-10T09:00Z", "2025-03-06"),
        ("2025-03-06/2025-03-11", "2025-03-06"),
        ("2025-03-06/..", "2025-03-06"),
        ("2025-03", ""),
        ("2025-03-01/2025-03-31", ""),
    ],
)
def test_weekday_is_the_last_one_where_that_is_known(published, edtf):
    assert dates("on Thursday", published) == [("Thursday", edtf)]


def test_day_without_a_year_needs_to_know_when():
    assert dates("on March 4", "", "") == [("March 4", "")]
    assert dates("on March 4", "", "2025-03-09") == [("March 4", "2025-03-04")]


@pytest.mark.parametrize(
    ("inner", "outer", "answer"),
    [
        ("2017-06-07", "2017-06", True),
        ("2017-06-07", "2017", True),
        ("2017", "2017", True),
        ("2017", "2017-06", False),
        ("2017-06-07", "2017-0", False),
        ("", "2017", False),
        ("2017", "", False),
    ],
)
def test_one_date_lies_in_another(inner, outer, answer):
    assert within(inner, outer) is answer
