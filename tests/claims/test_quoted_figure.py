"""The figure a quotation gives, read where the wording stands in it, against the value stated."""

from __future__ import annotations

from decimal import Decimal

import pytest

from claims.quotations import QuotationRefused
from claims.quoted_figure import check_figure
from claims.values import Interval


def between(lower: int | None, upper: int | None) -> Interval:
    return Interval(
        None if lower is None else Decimal(lower), None if upper is None else Decimal(upper)
    )


FITTING = {
    "the words and no more": ("at least 84", "at least 84", between(84, None)),
    "words behind": ("at least 84", "at least 84 people were killed", between(84, None)),
    "another case": ("At least 84", "it said at least 84 died", between(84, None)),
    "two figures": ("84 people", "killed 84 people and wounded 284", between(84, 84)),
    "a qualifier of another sentence": ("84", "It was over. 84 people died", between(84, 84)),
    "a qualifier of another clause": ("84", "When it was over, 84 died", between(84, 84)),
    "one of two places": ("84", "84 of the at least 84 people", between(84, 84)),
    "a change to a figure": ("84", "the toll rose to 84", between(84, 84)),
    "a footnote's mark": ("84", "84[1] people", between(84, 84)),
    "quotation marks": ("84", "“84”, it said", between(84, 84)),
    "another script": ("84", "死亡84人", between(84, 84)),
    "a width of one's own": ("some 284", "some 284 wounded", between(280, 290)),
    "words that a person read": ("gunmen", "two gunmen", between(2, None)),
}


@pytest.mark.parametrize(("wording", "quotation", "stated"), FITTING.values(), ids=FITTING)
def test_value_that_the_quotation_gives_is_kept(wording, quotation, stated):
    check_figure(wording, quotation, stated, is_count=True, unit="people")


MISREAD = {
    "a bound left out": ("84", "at least 84 people were killed", "[84, ∞)"),
    "a bound behind": ("84", "84 or more", "[84, ∞)"),
    "no fewer than": ("84", "No fewer than 84 died", "[84, ∞)"),
    "about left out": ("84", "an estimated 84 died", "[83, 85]"),
    "nearly left out": ("84", "nearly 84", "[83, 84)"),
    "a range's end": ("84", "between 84 and 94 people", "[84, 94]"),
    "a scale behind": ("84", "84 thousand people", "[84000, 84000]"),
    "a part of a number in words": ("six", "sixty-six people", "[66, 66]"),
}


@pytest.mark.parametrize(("wording", "quotation", "read"), MISREAD.values(), ids=MISREAD)
def test_value_is_refused_with_what_the_quotation_gives(wording, quotation, read):
    stated = between(6, 6) if wording == "six" else between(84, 84)

    with pytest.raises(QuotationRefused) as refusal:
        check_figure(wording, quotation, stated, is_count=True, unit="people")

    assert refusal.value.code == "contradicts_quotation"
    assert f"reads as {read}, but the value stated is {stated}" in refusal.value.message


OF_ANOTHER_THING = {
    "an age": "84-year-old man",
    "minutes": "84 minutes later",
    "per cent": "84 percent of them",
}


@pytest.mark.parametrize("quotation", OF_ANOTHER_THING.values(), ids=OF_ANOTHER_THING)
def test_figure_of_another_thing_is_refused(quotation):
    with pytest.raises(QuotationRefused, match="can't be read as a figure, but the value stated"):
        check_figure("84", quotation, between(84, 84), is_count=True, unit="people")


NOT_QUOTED = {
    "another figure": ("85", "84 people"),
    "a part of a figure": ("84", "184 people"),
    "a part of a range": ("84", "80–84 people"),
    "words left out between": ("at least 84", "at least, it said, 84"),
}


@pytest.mark.parametrize(("wording", "quotation"), NOT_QUOTED.values(), ids=NOT_QUOTED)
def test_wording_that_the_quotation_does_not_hold_is_refused(wording, quotation):
    with pytest.raises(QuotationRefused) as refusal:
        check_figure(wording, quotation, between(84, 84), is_count=True, unit="people")

    assert refusal.value.code == "wording_not_quoted"
    assert f"“{wording}” doesn't stand in the quotation “{quotation}”" in refusal.value.message


def test_minutes_are_read_as_minutes_where_they_are_asked_for():
    check_figure("20 minutes", "20 minutes apart", between(20, 20), is_count=False, unit="minutes")
