"""Where quotations stand in texts: by tables, and the way back to the same words by properties."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.plain_words import plain
from claims.quotations import (
    Match,
    Place,
    Quotation,
    QuotationRefused,
    find_quotation,
    places_of,
)

ARTICLE = (
    "Iran said on Thursday that “at least 84 people” were killed near Kerman — "
    "down from 95.\n\nIt had said 103. Among the 84 people were 30\u00a0women."
)

FOUND = {
    "letter by letter": ("down from 95", "", "", "down from 95", Match.EXACT),
    "with white space at its ends": (" near Kerman ", "", "", "near Kerman", Match.EXACT),
    "plain quotes": ('"at least 84 people"', "", "", "“at least 84 people”", Match.NORMALISED),
    "a plain dash": ("Kerman - down", "", "", "Kerman — down", Match.NORMALISED),
    "a paragraph as a space": ("95. It had said", "", "", "95.\n\nIt had said", Match.NORMALISED),
    "a space that breaks": ("30 women", "", "", "30\u00a0women", Match.NORMALISED),
    "told apart by its prefix": ("84 people", "the ", "", "84 people", Match.EXACT),
    "told apart by its suffix": ("84 people", "", "” were", "84 people", Match.EXACT),
    "a prefix without its space": ("84 people", "at least", "", "84 people", Match.NORMALISED),
    "the whole text": (ARTICLE, "", "", ARTICLE, Match.EXACT),
}


@pytest.mark.parametrize(("exact", "prefix", "suffix", "words", "match"), FOUND.values(), ids=FOUND)
def test_quotation_is_found(exact, prefix, suffix, words, match):
    place = find_quotation(ARTICLE, Quotation(exact=exact, prefix=prefix, suffix=suffix))

    assert (ARTICLE[place.start : place.end], place.match) == (words, match)


SAME_WORDS = {
    "composed and not": ("cafe\u0301 hit", "caf\u00e9 hit"),
    "not and composed": ("caf\u00e9 hit", "cafe\u0301 hit"),
    "syllables of parts": ("\u1100\u1161\u11a8 84", "\uac01 84"),
    "a soft hyphen": ("explo\u00adsions", "explosions"),
    "marks of direction": ("\u200f84\u200e people", "84 people"),
    "guillemets": ("«84»", '"84"'),
    "a curly apostrophe": ("Iran’s 84", "Iran's 84"),
    "a minus": ("from \u22125 to 84", "from -5 to 84"),
    "many spaces": ("at\t least \u200b\n 84", "at least 84"),
}


@pytest.mark.parametrize(("printed", "quoted"), SAME_WORDS.values(), ids=SAME_WORDS)
def test_same_words_otherwise_printed_are_found_whole(printed, quoted):
    text = f"It said: {printed}."

    place = find_quotation(text, Quotation(exact=quoted))

    assert plain(text[place.start : place.end]).words == plain(quoted).words
    assert place.match is Match.NORMALISED


NOT_THERE = {
    "words that aren't there": ("84 were killed", "At least 84 died."),
    "another case": ("at least 84", "At least 84 died."),
    "the end of a longer number": ("84 people", "184 people"),
    "the start of a longer number": ("At least 84", "At least 840 died."),
    "behind a comma in a number": ("084 people", "1,084 people"),
    "before a comma in a number": ("at least 1", "at least 1,084 people"),
    "before a point in a number": ("some 1", "some 1.2 million"),
    "behind a space that groups": ("084 people", "1\u202f084 people"),
    "the end of a range": ("84 people", "80–84 people"),
    "the end of a written number": ("six people", "sixty-six people"),
    "the start of a word": ("six", "sixteen people"),
    "without its percent sign": ("some 84", "some 84% of them"),
    "without its currency": ("84 million", "$84 million"),
    "without its accent": ("cafe", "cafe\u0301"),
    "letters glued to it": ("84", "84th"),
}


@pytest.mark.parametrize(("exact", "text"), NOT_THERE.values(), ids=NOT_THERE)
def test_what_is_not_there_as_whole_words_is_refused(exact, text):
    with pytest.raises(QuotationRefused) as refusal:
        find_quotation(text, Quotation(exact=exact))

    assert (refusal.value.code, refusal.value.count) == ("not_quoted", 0)


WHOLE = {
    "after an em dash": ("84 people", "killed—84 people—and"),
    "in script without spaces": ("84人", "死亡84人。"),
    "at both ends": ("84", "84"),
    "in brackets": ("84", "(84)"),
    "before an apostrophe": ("Iran", "Iran’s toll"),
    "before a full stop": ("84", "It was 84."),
}


@pytest.mark.parametrize(("exact", "text"), WHOLE.values(), ids=WHOLE)
def test_what_stands_beside_it_may_touch(exact, text):
    assert find_quotation(text, Quotation(exact=exact)).match is Match.EXACT


REFUSED = {
    "no words": (Quotation(exact=" \n"), "empty", 0),
    "only marks that can't be seen": (Quotation(exact="\u200b"), "empty", 0),
    "twice": (Quotation(exact="84 people"), "ambiguous", 2),
    "never between these": (Quotation(exact="84 people", prefix="said "), "other_context", 2),
    "twice behind the same": (Quotation(exact="said", prefix=""), "ambiguous", 2),
}


@pytest.mark.parametrize(("quotation", "code", "count"), REFUSED.values(), ids=REFUSED)
def test_quotation_without_one_place_is_refused(quotation, code, count):
    with pytest.raises(QuotationRefused) as refusal:
        find_quotation(ARTICLE, quotation)

    assert (refusal.value.code, refusal.value.count) == (code, count)


def test_letters_go_before_plain_words():
    text = 'He said "84". She said “84”.'

    assert find_quotation(text, Quotation(exact="“84”")) == Place(23, 27, Match.EXACT)


@pytest.mark.parametrize(
    "quotation",
    [
        Quotation(exact="never said"),
        Quotation(exact="84 people"),
        Quotation(exact="84 people", prefix="never said"),
    ],
    ids=["not quoted", "ambiguous", "other context"],
)
def test_refusal_holds_no_word_of_the_text(quotation):
    secret = "zanbaq"
    text = f"{secret} 84 people {secret} 84 people {secret}"

    with pytest.raises(QuotationRefused) as refusal:
        find_quotation(text, quotation)

    assert secret not in refusal.value.message


def test_long_quotation_is_shown_by_its_beginning():
    with pytest.raises(QuotationRefused, match="…”") as refusal:
        find_quotation("84", Quotation(exact="word " * 1000))

    assert len(refusal.value.message) < 250


WORDS = {
    "another case": ("at least 84", "At Least 84 died", [(0, 11)]),
    "twice": ("84", "84 of 84", [(0, 2), (6, 8)]),
    "letters that fold to two": ("strasse", "die Straße", [(4, 10)]),
    "before a hyphen": ("Islamic State", "Islamic State-linked", [(0, 13)]),
    "in a longer number": ("84", "184, 840, 8.84", []),
    "no words": ("", "84", []),
}


@pytest.mark.parametrize(("words", "within", "places"), WORDS.values(), ids=WORDS)
def test_words_are_found_in_a_quotation(words, within, places):
    assert places_of(words, within) == places


PRINTED = st.text(
    st.one_of(
        st.sampled_from(
            "ab84 ,.-–—“”\"'’\n\t\u00a0\u00ad\u200b\u200fé\u0301ß한\u1100\u1161\u11a8人ی"
        ),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=40,
)


@given(PRINTED, PRINTED, PRINTED)
def test_place_leads_back_to_the_same_words(before, exact, behind):
    text = f"{before} {exact} {behind}"

    place, code = looked_up(text, exact)

    if place is None:
        assert code in {"empty", "ambiguous", "not_quoted"}
        return
    found = text[place.start : place.end]
    assert plain(found).words == plain(exact).words.strip()
    if place.match is Match.EXACT:
        assert found in exact


def looked_up(text: str, exact: str) -> tuple[Place | None, str]:
    try:
        return find_quotation(text, Quotation(exact=exact)), ""
    except QuotationRefused as refusal:
        return None, refusal.code


@given(PRINTED)
def test_plain_words_are_plain_already(text):
    words = plain(text).words

    assert plain(words).words == words
    assert unicodedata.is_normalized("NFC", words) or "\u0338" in text


@given(PRINTED)
def test_every_plain_word_comes_from_its_characters_in_order(text):
    read = plain(text)

    ranges = [read.range_of(index, index + 1) for index in range(len(read.words))]

    assert ranges == sorted(ranges)
    assert all(0 <= start < end <= len(text) for start, end in ranges)


@given(PRINTED, PRINTED)
def test_text_that_is_the_quotation_and_more_is_never_not_quoted(before, behind):
    exact = "at least 84 people"

    place, code = looked_up(f"{before} {exact} {behind}", exact)

    assert code == "ambiguous" if place is None else place.match is Match.EXACT
