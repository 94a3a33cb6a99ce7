"""The words of a figure: docs/wording.md as a table, and what must hold for any words."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from claims.values import Interval, Qualifier, Quantity, whole_bounds
from claims.wording import Reading, UnreadableWording, fits, read_wording
from claims.wording.refusals import REASONS
from claims.wording.spelled import SCALES, SMALL, TENS, spelled_at

PAGE = Path(__file__).parents[2] / "docs" / "wording.md"


def interval(notation):
    """The interval in the page's own notation: "[84, ∞)"."""
    lower, upper = notation[1:-1].split(", ")
    return Interval(
        None if lower == "-∞" else Decimal(lower),
        None if upper == "∞" else Decimal(upper),
        lower_inclusive=notation[0] == "[",
        upper_inclusive=notation[-1] == "]",
    )


def rows(heading):
    section = PAGE.read_text().split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")][1:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def examples(cell):
    """The quoted words of a cell, each with whether it speaks of a count."""
    is_count = not cell.startswith("quantity: ")
    return [(words, is_count) for words in re.findall(r"`([^`]+)`", cell)]


READ = [
    pytest.param(words, is_count, qualifier, notation, id=words)
    for cell, qualifier, notation in rows("What is read")
    for words, is_count in examples(cell)
]
REFUSED = [
    pytest.param(words, is_count, code, id=words)
    for code, cell, _ in rows("What is refused")
    for words, is_count in examples(cell)
]


def refusal(words, **options):
    with pytest.raises(UnreadableWording) as caught:
        read_wording(words, **options)
    return caught.value


def read_set(words, **options):
    return read_wording(words, **options).quantity.interval


# The page


@pytest.mark.parametrize(("words", "is_count", "qualifier", "notation"), READ)
def test_words_on_the_page_are_read_as_it_says(words, is_count, qualifier, notation):
    reading = read_wording(words, is_count=is_count)

    assert (reading.qualifier, reading.quantity.interval) == (qualifier, interval(notation))


@pytest.mark.parametrize(("words", "is_count", "code"), REFUSED)
def test_words_on_the_page_are_refused_as_it_says(words, is_count, code):
    assert refusal(words, is_count=is_count).code == code


def test_page_names_every_code():
    page = PAGE.read_text()

    assert [code for code in REASONS if f"| {code} |" not in page and f"`{code}`" not in page] == []


# Design, section 4


@pytest.mark.parametrize(
    ("words", "qualifier", "notation"),
    [
        ("94", "exactly", "[94, 94]"),
        ("94 people", "exactly", "[94, 94]"),
        ("ninety-four", "exactly", "[94, 94]"),
        ("at least 84", "at_least", "[84, ∞)"),
        ("no fewer than 84", "at_least", "[84, ∞)"),
        ("84 or more", "at_least", "[84, ∞)"),
        ("at least some 35", "at_least", "[35, ∞)"),
        ("more than 280", "more_than", "(280, ∞)"),
        ("over 280", "more_than", "(280, ∞)"),
        ("as many as 103", "at_most", "(-∞, 103]"),
        ("up to 103", "at_most", "(-∞, 103]"),
        ("fewer than 100", "fewer_than", "(-∞, 100)"),
        ("under 100", "fewer_than", "(-∞, 100)"),
        ("between 4,000 and 6,000", "between", "[4000, 6000]"),
        ("4,000-6,000", "between", "[4000, 6000]"),
        ("some 284", "about", "[281, 287]"),
        ("about 20", "about", "[18, 22]"),
        ("roughly 1,700", "about", "[1650, 1750]"),
        ("nearly 300", "nearly", "[270, 300)"),
        ("dozens", "vague", "[20, 199]"),
        ("hundreds", "vague", "[200, 1999]"),
        ("thousands", "vague", "[2000, 19999]"),
        ("none", "exactly", "[0, 0]"),
        ("no deaths", "exactly", "[0, 0]"),
    ],
)
def test_table_of_the_design(words, qualifier, notation):
    reading = read_wording(words)

    assert (reading.qualifier, reading.quantity.interval) == (qualifier, interval(notation))


# Numbers


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("sixteen", 16),
        ("twenty", 20),
        ("Twenty-One", 21),
        ("a hundred", 100),
        ("a hundred and one", 101),
        ("nineteen hundred", 1900),
        ("a thousand and one", 1001),
        ("two thousand five hundred", 2500),
        ("one hundred thousand and five", 100_005),
        ("two hundred and three thousand", 203_000),
        ("two million five hundred thousand", 2_500_000),
        ("two and a half million", 2_500_000),
        ("half a dozen", 6),
        ("half-million", 500_000),
        ("a quarter of a million", 250_000),
        ("2 dozen", 24),
        ("3 hundred thousand", 300_000),
        ("5k", 5_000),
        ("1,50,000", 150_000),
        ("1\u2009234", 1_234),
        ("1\u202f234", 1_234),
        ("1\u00a0234", 1_234),
        ("1’234", 1_234),
        ("100,000,000,000", 10**11),
    ],
    ids=repr,
)
def test_number_is_read(words, number):
    assert read_wording(words) == Reading(
        Qualifier.EXACTLY, Quantity(Interval(Decimal(number), Decimal(number)))
    )


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("1.234", "1.234"),
        ("1.20", "1.20"),
        ("-5", "-5"),
        ("\u22125", "-5"),
        ("minus five", "-5"),
        ("US$4.5m", "4500000"),
        ("€4.5 billion", "4500000000"),
        ("£10k", "10000"),
        ("0.5 percent", "0.5"),
        ("60 km per hour", "60"),
        ("$50 a day", "50"),
    ],
)
def test_quantity_is_read(words, number):
    assert read_set(words, is_count=False) == Interval(Decimal(number), Decimal(number))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("1,23", "separators"),
        ("1,2345", "separators"),
        ("1,234'567", "separators"),
        ("0,123", "separators"),
        ("4.000", "separators"),
        ("2024-01-04", "separators"),
        ("84s", "malformed_number"),
        ("5 quadrillion", "two_figures"),
        ("5 grand", "two_figures"),
        ("two hundreds", "two_figures"),
        ("one hundred and two hundred", "two_figures"),
        ("one hundred and eleventh", "ordinal"),
        ("10,000,000,000,000,000,000", "too_many_digits"),
        ("one million billion trillion", "two_figures"),
        ("999999999 trillion", "too_many_digits"),
        ("5 x", "unknown_words"),
        ("12' deep", "unknown_symbol"),
    ],
)
def test_number_is_refused(words, code):
    assert refusal(words).code == code


def test_many_decimals_are_refused_before_arithmetic_could_round_them():
    assert refusal("1." + "0" * 40 + "1 million", is_count=False).code == "too_many_digits"


# Ranges


@pytest.mark.parametrize(
    "dash", ["-", "\u2010", "\u2011", "\u2012", "–", "—", " - ", " – ", " to "]
)
def test_every_dash_makes_a_range(dash):
    assert read_set(f"4,000{dash}6,000") == interval("[4000, 6000]")


@pytest.mark.parametrize(
    ("words", "notation"),
    [
        ("between one hundred and two hundred", "[100, 200]"),
        ("between one hundred and five and two hundred", "[105, 200]"),
        ("between a hundred and a hundred and five people", "[100, 105]"),
        ("between about 80 and 90", "[80, 90]"),
        ("somewhere between 80 and 90", "[80, 90]"),
        ("about 80 to 90", "[80, 90]"),
        ("4 to 6 million", "[4000000, 6000000]"),
        ("two to three hundred thousand", "[200000, 300000]"),
        ("two or three hundred", "[200, 300]"),
        ("ninety to a hundred", "[90, 100]"),
        ("six to a dozen", "[6, 12]"),
        ("1 million to 2,000,000", "[1000000, 2000000]"),
        ("84 to 84", "[84, 84]"),
    ],
)
def test_range_is_read(words, notation):
    reading = read_wording(words)

    assert (reading.qualifier, reading.quantity) == ("between", Quantity(interval(notation)))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("between 80", "conflict"),
        ("between 80 to 90", "conflict"),
        ("nearly 80 to 90", "conflict"),
        ("from 84", "unknown_words"),
        ("from 103 to 95", "low_above_high"),
        ("80 to nearly 90", "conflict"),
        ("84 to", "unknown_words"),
        ("84 or", "unknown_words"),
        ("50 to 2 thousand", "ambiguous_scale"),
        ("4,000 -6,000", "unknown_symbol"),
    ],
)
def test_range_is_refused(words, code):
    assert refusal(words).code == code


def test_ends_of_a_range_in_two_currencies_are_refused():
    assert refusal("$4 to €6", is_count=False).code == "other_unit"


# Around the figure


@pytest.mark.parametrize(
    "words",
    [
        "84 people were killed in Kerman",
        "killed and wounded 84",
        "a death toll of 84",
        "leaving 84 dead",
        "84 men, women and children",
        "84 killed or missing",
        "  84\n",
        "“84”",
        "'84'",
        "84 people.",
    ],
)
def test_harmless_words_leave_the_figure(words):
    assert read_set(words) == interval("[84, 84]")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("none of them knows", "negation"),
        ("no immediate reports of casualties", "negation"),
        ("not a single person", "negation"),
        ("weren't 84", "negation"),
        ("84 weren't", "negation"),
        ("January 3", "year"),
        ("since 2019", "year"),
        ("84 killed, 280 wounded", "two_figures"),
        ("at least one in five", "ratio"),
        ("12 of the 84", "ratio"),
        ("3/4", "ratio"),
        ("a further 84", "increment"),
        ("covid-19", "unknown_words"),
        ("84 (confirmed)", "unknown_symbol"),
        ("84 - officials", "unknown_symbol"),
        ("exactly about 84", "conflict"),
        ("nearly about 84", "conflict"),
        ("more than at least 84", "conflict"),
        ("over 84 or more", "conflict"),
        ("hundreds to thousands", "two_figures"),
        ("hundreds or more", "increment"),
    ],
)
def test_words_that_may_change_the_figure_are_refused(words, code):
    assert refusal(words).code == code


def test_months_behind_a_counted_noun_are_harmless():
    assert read_set("3 people in January") == interval("[3, 3]")


@pytest.mark.parametrize(
    ("words", "unit"), [("20 minutes", "people"), ("two hours", "minutes"), ("84 km", "miles")]
)
def test_another_unit_than_the_claims_is_refused(words, unit):
    assert refusal(words, unit=unit).code == "other_unit"


@pytest.mark.parametrize(
    ("words", "unit"),
    [("20 minutes", "minutes"), ("20 minutes", ""), ("20-minute", "minutes"), ("20", "people")],
)
def test_the_claims_own_unit_is_read(words, unit):
    assert read_set(words, unit=unit) == interval("[20, 20]")


def test_money_in_another_currency_is_refused():
    assert refusal("$5", is_count=False, unit="euros").code == "other_unit"


# What the error says


def test_refusal_says_what_came_what_was_wrong_and_both_ways_out():
    refused = refusal("84 killed and 280 wounded")

    assert refused.words == "84 killed and 280 wounded"
    assert refused.message == str(refused)
    assert refused.message == (
        "Cannot read '84 killed and 280 wounded': there is more than one figure ('280'). "
        "Give the bounds by hand, or say qualifier: unreadable."
    )


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("", "empty"),
        (" \n", "empty"),
        ("8" * 501, "too_long"),
        ("é" * 251, "too_long"),
        ("84\x00", "control_character"),
        ("8\u200b4", "control_character"),
        ("8\u202e4", "control_character"),
        ("\ud800 84", "control_character"),
        ("٨٤", "foreign_digits"),
        ("Ⅳ", "foreign_digits"),
    ],
    ids=ascii,
)
def test_hostile_text_is_refused(words, code):
    assert refusal(words).code == code


def test_five_hundred_bytes_are_read():
    words = "84 " + "p" * 497

    assert read_set(words) == interval("[84, 84]")


# Bounds given by hand


@pytest.mark.parametrize(
    ("words", "given", "expected"),
    [
        ("at least 84", "[84, ∞)", True),
        ("at least 84", "(83, ∞)", True),
        ("at least 84", "(83.5, ∞)", True),
        ("at least 84", "[84, 84]", False),
        ("at least 84", "[85, ∞)", False),
        ("more than 83", "[84, ∞)", True),
        ("as many as 103", "[0, 103]", True),
        ("as many as 103", "[1, 103]", False),
        ("84", "[84, 84]", True),
        ("84", "[84, 85]", False),
        ("about 20", "[18, 22]", True),
        ("about 20", "[15, 25]", True),
        ("about 20", "[20, 20]", False),
        ("about 20", "[15, ∞)", False),
        ("about 20", "[30, 40]", False),
        ("dozens", "[24, 100]", True),
        ("dozens", "[200, 300]", False),
        ("nearly 300", "[270, 299]", True),
        ("84", "(84.2, 84.8)", False),
    ],
)
def test_given_bounds_fit_the_words_or_not(words, given, expected):
    assert fits(read_wording(words), interval(given)) is expected


@pytest.mark.parametrize(
    ("words", "given", "expected"),
    [
        ("more than 83", "[84, ∞)", False),
        ("more than 83", "(83, ∞)", True),
        ("as much as 103", "[0, 103]", False),
        ("nearly 300", "[300, 310]", False),
    ],
)
def test_given_bounds_of_a_quantity_are_not_rounded(words, given, expected):
    assert fits(read_wording(words, is_count=False), interval(given), is_count=False) is expected


# What holds for any words

PIECES = (
    "at least most no not more than fewer between and from to or so about some nearly up as many "
    "dozens scores hundreds thousands of a an the one two twenty hundred thousand million dozen "
    "half several few none people killed 84 1,700 1.5 0 3rd % $ - – + ~ < = , . ' / : per cent in "
    "m bn minus another single pair quarter lakh plus only exactly under"
)
PHRASES = st.lists(st.sampled_from(PIECES.split()), max_size=12).flatmap(
    lambda pieces: st.sampled_from([" ".join(pieces), "".join(pieces)])
)
SHARES = st.integers(1, 10**15 - 1)


def is_read_or_refused(words, is_count):
    try:
        reading = read_wording(words, is_count=is_count)
    except UnreadableWording as refused:
        return refused.code in REASONS and refused.words == words
    return reading.qualifier is not Qualifier.UNREADABLE


@given(st.text(), st.booleans())
@example("\ud800", True)
@example("0" * 500, True)
@example("a " * 250, False)
def test_any_text_is_read_or_refused(words, is_count):
    assert is_read_or_refused(words, is_count)


@given(PHRASES, st.booleans())
def test_any_phrase_is_read_or_refused(words, is_count):
    assert is_read_or_refused(words, is_count)


@given(PHRASES)
def test_a_count_has_whole_bounds_that_are_not_negative(words):
    try:
        reading = read_wording(words)
    except UnreadableWording:
        return
    bounds = [reading.quantity.interval.lower, reading.quantity.interval.upper]
    given_bounds = [bound for bound in bounds if bound is not None]

    assert all(bound >= 0 and bound == int(bound) for bound in given_bounds)


@given(PHRASES, st.booleans())
def test_bounds_are_json_numbers_a_double_holds_exactly(words, is_count):
    try:
        reading = read_wording(words, is_count=is_count)
    except UnreadableWording:
        return
    bounds = [reading.quantity.interval.lower, reading.quantity.interval.upper]

    assert all(Decimal(repr(float(bound))) == bound for bound in bounds if bound is not None)


@given(PHRASES)
def test_a_reading_fits_itself(words):
    try:
        reading = read_wording(words)
    except UnreadableWording:
        return
    lower, upper = whole_bounds(reading.quantity.interval)
    point = reading.qualifier in {"about", "nearly", "vague"} and lower == upper

    assert point or fits(reading, reading.quantity.interval)


@given(SHARES)
def test_digits_and_separators_are_one_number(number):
    written = [f"{number}", *(f"{number:,}".replace(",", mark) for mark in ",'\u2009\u202f\u00a0")]

    assert {read_set(words) for words in written} == {Interval(Decimal(number), Decimal(number))}


def spell(number):
    """The number in English words, written without the module under test."""
    small = {value: word for word, value in (SMALL | TENS).items()}
    if number in small:
        return small[number]
    if number < 100:
        return f"{small[number // 10 * 10]}-{small[number % 10]}"
    for word in ("trillion", "billion", "million", "thousand", "hundred"):
        if number >= SCALES[word]:
            whole, rest = divmod(number, SCALES[word])
            link = " and " if 0 < rest < 100 else " "
            return f"{spell(whole)} {word}" + (f"{link}{spell(rest)}" if rest else "")
    raise AssertionError(number)


@given(st.one_of(st.integers(0, 10_000), SHARES))
def test_number_survives_being_spelled(number):
    assert read_set(spell(number)) == Interval(Decimal(number), Decimal(number))


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_range_of_spelled_numbers_is_never_another_range(low, high):
    """Ambiguous scales may be refused; what is read between whole-word scales is literal."""
    low, high = sorted((low, high))
    try:
        read = read_set(f"between {low} and {high:,}")
    except UnreadableWording as refused:
        pytest.fail(refused.message)

    assert read == Interval(Decimal(low), Decimal(high))


@given(SHARES, st.booleans())
def test_about_contains_its_point_within_a_tenth(number, is_count):
    reading = read_wording(f"about {number}", is_count=is_count)
    lower, upper = reading.quantity.interval.lower, reading.quantity.interval.upper
    slack = 1 + number // 10**14

    assert reading.quantity.best == number
    assert lower <= number * Decimal("0.99") < number * Decimal("1.01") <= upper
    assert lower >= number * Decimal("0.9") - slack
    assert upper <= number * Decimal("1.1") + slack


@given(SHARES, st.booleans())
def test_nearly_is_the_part_of_about_below_it(number, is_count):
    about = read_set(f"about {number}", is_count=is_count)

    nearly = read_set(f"nearly {number}", is_count=is_count)

    assert nearly == Interval(about.lower, Decimal(number), upper_inclusive=False)


@given(st.integers(1, 10**6))
def test_at_least_one_is_more_than_one_less(number):
    at_least = read_wording(f"at least {number}")

    assert fits(at_least, read_set(f"more than {number - 1}"))


def test_no_word_makes_no_number():
    assert spelled_at([]) is None
