"""Names that may be of one record: which are suggested, which are not, and at what cost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.likeness import CROWDED, Named, Pair, Why, alike, likely, within

NAMES = st.text(alphabet="abc 1'é", max_size=12)


@pytest.mark.parametrize(
    ("a", "b", "why"),
    [
        ("The Guardian", "Guardian", Why.SAME),
        ("Al-Jazeera", "al jazeera", Why.SAME),
        ("Ministry of Health", "Health, Ministry of", Why.WORDS),
        ("Tasnim News Agency", "Tasnim News Agancy", Why.SPELLED),
        ("Reuters", "Retuers", Why.SPELLED),
        ("Islamic Revolutionary Guard Corps", "IRGC", Why.INITIALS),
        ("Iran", "Iraq", None),
        ("Mehr", "Fars", None),
        ("BBC", "CBC", None),
        ("Attack of 7 October", "Attack of 8 October", None),
        ("BBC", "BBC News", None),
        ("", "Reuters", None),
        ("?!", "!?", None),
    ],
)
def test_names_are_alike_or_not(a, b, why):
    assert (alike(a, b), alike(b, a)) == (why, why)


@given(st.text("ab", max_size=6), st.text("ab", max_size=6), st.integers(0, 3))
def test_within_is_symmetric_and_grows(a, b, most):
    assert within(a, b, most) == within(b, a, most)
    assert not within(a, b, most) or within(a, b, most + 1)
    assert within(a, a, most)


@given(st.lists(NAMES, max_size=8))
def test_every_pair_that_shares_its_letters_is_found_whatever_the_order(names):
    records = [Named(key, (name,)) for key, name in enumerate(names)]

    forth, back = likely(records), likely(reversed(records))

    assert {frozenset((p.a, p.b, p.why)) for p in forth} == {
        frozenset((p.a, p.b, p.why)) for p in back
    }
    for pair in forth:
        assert alike(names[pair.a], names[pair.b]) == pair.why
    same = {p for p in forth if p.why is Why.SAME}
    assert {(p.a, p.b) for p in same} == {
        (a, b)
        for a in range(len(names))
        for b in range(a + 1, len(names))
        if alike(names[a], names[b]) is Why.SAME
    }


def test_an_alias_is_a_name_and_a_pair_is_named_once_by_its_surest_reason():
    records = [
        Named("irgc", ("IRGC", "Islamic Revolutionary Guard Corps")),
        Named("guards", ("Islamic Revolutionary Guard Corps", "Revolutionary Guard Corps Islamic")),
    ]

    assert likely(records) == [Pair("irgc", "guards", Why.SAME)]


def test_only_what_is_of_one_group_is_compared():
    records = [Named(1, ("Iran",), "state"), Named(2, ("Iran",), "place")]

    assert likely(records) == []


def test_questions_of_one_topic_are_alike_by_most_of_their_words():
    asked = ["How many were killed?", "How many people were killed?", "How many were injured?"]
    records = [Named(key, (name,), "kerman", asks=True) for key, name in enumerate(asked)]

    assert likely(records) == [Pair(0, 1, Why.ASKED)]


def test_a_crowd_of_one_name_is_told_without_all_its_pairs():
    records = [Named(key, ("Reuters",)) for key in range(CROWDED * 3)]

    assert len(likely(records)) == CROWDED * 3 - 1


def test_what_many_begin_with_means_nothing():
    records = [Named(key, (f"Ministry of {chr(97 + key % 26) * 9}{key}",)) for key in range(500)]

    assert likely(records) == []
