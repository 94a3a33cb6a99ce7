"""Numbers that are no figures: years, ordinals, labels, parts of words, an idle "one"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from claims.articles import lexicon
from claims.articles.tokens import HYPHENS, Token, words
from claims.wording.phrases import MONTHS
from claims.wording.units import measure_of

ADDS: Final = frozenset({"another", "further", "additional", "extra"})
BEFORE_A_YEAR: Final = words(
    "in since by until of from during before after early late mid year years summer winter spring "
    "autumn fall and to"
)
CLOCK: Final = frozenset({"a.m.", "p.m.", "am", "pm", "o'clock", "gmt", "utc"})
DETERMINERS: Final = frozenset({"the", "these", "those", "all", "only", "some", "his", "its"})


def is_label(tokens: Sequence[Token], at: int, last: int, noun: Sequence[str]) -> bool:
    """Flight 370, Article 5, No. 7; not "In Kerman 84 people", whose figure counts something."""
    if not tokens[at].is_number or not at:
        return False
    before = tokens[at - 1]
    if (
        at > 1
        and before.text == "."
        and tokens[at - 2].low in {"no", "nos", "art", "sec", "fig", "vol"}
    ):
        return True
    common = before.low in MONTHS or before.low in ADDS | DETERMINERS | lexicon.PREPOSITIONS
    named = before.is_word and before.is_capital and not common
    placed = at > 1 and tokens[at - 2].low in lexicon.PREPOSITIONS and _verb_follows(tokens, last)
    return named and not noun and not placed


def _verb_follows(tokens: Sequence[Token], last: int) -> bool:
    return last < len(tokens) and tokens[last].low in lexicon.PASSIVE | {"have", "had", "died"}


def ends_a_word(tokens: Sequence[Token], at: int) -> bool:
    """F-16, 24/7, :30."""
    if not at or tokens[at - 1].end != tokens[at].start:
        return False
    before = tokens[at - 1]
    return before.is_word or before.text in ":/.,#@_" or before.text in HYPHENS


def begins_a_word(tokens: Sequence[Token], last: int) -> bool:
    """84th, 10:30, two-thirds, three-member, 9 a.m.; a unit may be glued on: 20-year."""
    if last >= len(tokens):
        return False
    following = tokens[last]
    if following.low in CLOCK:
        return True
    if tokens[last - 1].end != following.start:
        return False
    if following.text in HYPHENS:
        behind = tokens[last + 1].low if last + 1 < len(tokens) else ""
        return not (measure_of(behind) or lexicon.senses_of(behind) or behind in lexicon.PEOPLE)
    if following.text in ":/" and last + 1 < len(tokens) and tokens[last + 1].is_number:
        return True
    return following.is_word and not measure_of(following.low)


def is_year(tokens: Sequence[Token], at: int, last: int, noun: Sequence[str]) -> bool:
    """2019, but not "2019 people"."""
    text = tokens[at].text
    if last - at != 1 or not (len(text) == 4 and text.isdecimal() and "1000" <= text <= "2100"):
        return False
    before = tokens[at - 1].low if at else ""
    return before in BEFORE_A_YEAR or before in MONTHS or not noun


def is_idle_one(tokens: Sequence[Token], first: int, at: int, noun: Sequence[str]) -> bool:
    """One that counts nothing: one of the, at one point, no one. One attacker counts."""
    if tokens[at].low != "one" or at != first:
        return False
    if at + 1 < len(tokens) and tokens[at + 1].low == "of":
        return True
    if at and tokens[at - 1].low in {"no", "any", "every", "each", "which", "this", "that", "the"}:
        return True
    return not any(word in lexicon.PEOPLE or lexicon.senses_of(word) for word in noun[:2])
