"""Names in any spelling: what is one name, what only sounds alike, what is neither."""

from __future__ import annotations

import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from claims.naming import closeness, closest, folded, sounds

ONE_NAME = {
    "case": ("Islamic State", "ISLAMIC STATE", "islamic state"),
    "spaces": ("Islamic State", " Islamic   State ", "Islamic\u00a0State", "Islamic\nState"),
    "hyphens": ("ISIS-K", "ISIS‑K", "ISIS–K", "ISIS K", "ISISK", "Isis-K"),
    "dots": ("US", "U.S.", "u.s"),
    "article": ("the Taliban", "Taliban", "The Taliban"),
    "Arabic article": ("Omar al-Mowahid", "Omar Al Mowahid", "Omar el-Mowahid", "Omar Mowahid"),
    "article before a sun letter": ("Said as-Sadr", "Said al-Sadr", "Said Sadr"),
    "ayn and hamza": ("Qaani", "Qa'ani", "Qa’ani", "Qaʿani", "Qaʾani", "Qa`ani"),
    "accents": ("Nandu", "Ñandú", "N\u0303andu\u0301"),
    "letters without accents": ("Lodz", "Łódź", "ŁÓDŹ"),
    "ligatures": ("Strasse", "Straße", "STRASSE"),
    "full width": ("ISIS", "ＩＳＩＳ"),
    "and": ("Smith & Sons", "Smith and Sons"),
    "Persian and Arabic letters": ("کرمان", "كرمان", "کِرمان"),
    "ya": ("علی", "علي", "على"),
    "joiners": ("می‌خواهد", "میخواهد", "می خواهد"),
    "tatweel": ("داعش", "داعـــش"),
    "alif": ("احمد", "أحمد", "اَحمد"),
    "ta marbuta and article": ("القاعدة", "القاعده", "قاعدة"),
    "digits": ("Unit 12", "Unit ١٢", "Unit ۱۲"),
    "Cyrillic": ("Пётр", "Петр", "ПЁТР"),
    "Cyrillic article": ("Аль-Каида", "аль Каида", "Каида"),
    "Greek": ("Αθήνα", "Αθηνα", "ΑΘΉΝΑ"),
    "Hebrew": ("שלום", "שָׁלוֹם"),
}
TWO_NAMES = {
    "vowels": ("Omar al-Mowahid", "Omar al-Mowahed"),
    "doubled letters": ("Ana", "Anna"),
    "transliteration": ("Qassem", "Kassem"),
    "scripts": ("Daesh", "داعش"),
    "a letter": ("Iran", "Iraq"),
    "a form of it": ("Israel", "Israeli"),
    "a part of it": ("Soleimani", "Qassem Soleimani"),
    "a branch": ("ISIS", "ISIS-K"),
    "order": ("Qassem Soleimani", "Soleimani Qassem"),
    "Indic vowels": ("कुमार", "कमर"),
    "voiced kana": ("か", "が"),
    "Allah": ("الله", "له"),
    "digits": ("Unit 12", "Unit 21"),
}


@pytest.mark.parametrize("spelt", ONE_NAME)
def test_one_name_however_it_is_typeset(spelt):
    assert len({folded(name) for name in ONE_NAME[spelt]}) == 1


@pytest.mark.parametrize("told", TWO_NAMES)
def test_two_names_stay_two(told):
    a, b = TWO_NAMES[told]

    assert folded(a) != folded(b)


def test_a_name_that_is_only_an_article_stays():
    assert (folded("Al"), folded("The"), folded("the El")) == ("al", "the", "theel")


def test_no_name_without_a_letter():
    assert [folded(name) for name in ("", "  ", "!?", "—", "'", "🔥")] == [""] * 6


ALIKE = [
    ("Omar al-Mowahid", "Omar al-Mowahed"),
    ("Omar al-Mowahid", "Omar al-Muvahid"),
    ("Omar al-Mowahid", "عمر الموحد"),
    ("Qassem Soleimani", "Soleimani, Qasem"),
    ("Qassem Soleimani", "قاسم سلیمانی"),
    ("al-Qaeda", "القاعدة"),
    ("Hossein", "حسين"),
    ("Daesh", "داعش"),
    ("Boris", "Борис"),
]


@pytest.mark.parametrize(("a", "b"), ALIKE)
def test_names_that_sound_alike(a, b):
    assert sounds(a) == sounds(b)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Omar al-Mowahed", ["omar-al-mowahid"]),
        ("عمر الموحد", ["omar-al-mowahid"]),
        ("Омар аль-Мувахид", ["omar-al-mowahid"]),
        ("Talban", ["taliban"]),
        ("Soleimani", ["qassem-soleimani"]),
        ("Israeil", ["israel", "israeli"]),
        ("Talibann", ["taliban"]),
        ("ISKP Khorasan", ["isis-k"]),
        ("unknown men", []),
        ("", []),
        ("日本", []),
    ],
)
def test_closest_names(name, found):
    catalogue = [
        ("omar-al-mowahid", "Omar al-Mowahid"),
        ("taliban", "Taliban"),
        ("qassem-soleimani", "Qassem Soleimani"),
        ("qassem-soleimani", "Soleimani"),
        ("israel", "Israel"),
        ("israeli", "Israeli"),
        ("isis-k", "ISIS Khorasan"),
        ("islamic-state", "Islamic State"),
    ]

    assert closest(name, catalogue) == found


names = st.text(max_size=40)


@given(st.text(st.characters(max_codepoint=0x24F), max_size=40))
@example("the al-Taliban")
@example("a-l G\u0303ore")
def test_folding_again_changes_nothing(name):
    assert folded(folded(name)) == folded(name)


@given(names)
def test_case_and_spaces_at_the_ends_are_nothing(name):
    assert folded(f"  {name}\t") == folded(name)


@given(st.text(string.ascii_letters + " -’'", max_size=30))
def test_latin_letters_fold_alike_in_either_case(name):
    assert folded(name.upper()) == folded(name.lower())


@given(names, names)
def test_closeness_is_symmetrical_enough_and_within_bounds(a, b):
    assert 0 <= closeness(a, b) <= 1
    assert closeness(a, a) == 1


@given(st.lists(st.tuples(st.sampled_from("abc"), names), max_size=8), names)
def test_closest_gives_each_key_once_whatever_the_order(catalogue, name):
    found = closest(name, catalogue)

    assert len(found) == len(set(found)) <= 3
    assert found == closest(name, list(reversed(catalogue)))
