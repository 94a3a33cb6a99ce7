"""Whatever the text, proposals are places in it, and it is read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from claims.articles.quoting import paragraph_of, quotation_of
from claims.articles.tokens import sentences, tokens_of
from tests.claims.articles.shared import proposals

SAMPLE = """41 at least more than 120 people were killed wounded and or , . “ ” - – Velmora police
said on Monday according to the Interior Ministry citing a dozens of two 20 minutes % $ March 9 2025
one no In statement from year-old between 4,000 to ( ) another Anna B. Orlo"""
WORDS = st.sampled_from([*SAMPLE.split(), "\n"])
TEXTS = st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=60).map(" ".join))


@given(TEXTS)
def test_proposals_are_places_in_the_text(text):
    for found in proposals(text):
        (start, end), (first, last) = found.span, found.sentence
        assert 0 <= first <= start < end <= last <= len(text)
        assert text[start:end] == found.words
        assert "\n" not in text[first:last]


@given(TEXTS)
def test_proposals_come_in_the_order_of_the_text(text):
    places = [found.span for found in proposals(text)]
    assert places == sorted(places)


@given(TEXTS)
def test_figures_and_dates_do_not_lie_in_one_another(text):
    places = [found.span for found in proposals(text) if found.kind != "entity"]
    assert all(a[1] <= b[0] for a, b in zip(places, places[1:], strict=False))


@given(TEXTS)
def test_sentences_hold_every_token_once(text):
    assert [t for s in sentences(text) for t in s.tokens] == tokens_of(text)


@given(TEXTS)
def test_quotations_stand_in_the_text_around_the_words(text):
    for found in proposals(text):
        quotation = quotation_of(text, found.span, found.sentence, number=True)
        assert quotation.prefix + quotation.exact + quotation.suffix in text
        assert found.words in quotation.exact
        assert 1 <= paragraph_of(text, found.span[0]) <= text.count("\n") + 1
