"""Where sentences end."""

from __future__ import annotations

import pytest

from claims.articles.tokens import MAX_TOKENS, sentences


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One died. Two fled.", ["One died.", "Two fled."]),
        ("Mr. Orlo said so. He left.", ["Mr. Orlo said so.", "He left."]),
        ("Anna B. Orlo of the U.S. Army said so.", ["Anna B. Orlo of the U.S. Army said so."]),
        ("It cost 1.5 million. Nobody paid.", ["It cost 1.5 million.", "Nobody paid."]),
        ("On Jan. 3 it burned. On Oct. 4, 2021, it rained.",
         ["On Jan. 3 it burned.", "On Oct. 4, 2021, it rained."]),
        ("“We left.” They stayed.", ["“We left.”", "They stayed."]),
        ("Who did it? 41 people fled! So", ["Who did it?", "41 people fled!", "So"]),
        ("It left at 9 a.m. on Monday.", ["It left at 9 a.m. on Monday."]),
        ("A headline\nA line. And more", ["A headline", "A line.", "And more"]),
        ("He waited … and waited.", ["He waited … and waited."]),
        ("", []),
        (" \n\t\n", []),
    ],
)  # fmt: skip
def test_sentences_end_where_they_end(text, found):
    assert [text[s.start : s.end] for s in sentences(text)] == found


def test_paragraphs_are_lines_with_words():
    assert [s.paragraph for s in sentences("One. Two.\n\n \nThree.")] == [0, 0, 1]


def test_what_runs_on_is_cut():
    assert [len(s.tokens) for s in sentences("word " * (2 * MAX_TOKENS + 1))] == [
        MAX_TOKENS,
        MAX_TOKENS,
        1,
    ]
