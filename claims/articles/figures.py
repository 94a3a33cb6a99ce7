"""Finds the figures of a sentence: where their words begin and end, and what they stand with.

Only places are found here; whether words are a figure, and which, is for `claims.wording`. Dates,
ordinals, labels ("Flight 370"), clock times and "one of the …" are no figures of things.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from claims.articles import lexicon
from claims.articles.no_figures import (
    ADDS,
    begins_a_word,
    ends_a_word,
    is_idle_one,
    is_label,
    is_year,
)
from claims.articles.shapes import Span
from claims.articles.tokens import HYPHENS, Sentence, Token
from claims.wording import UnreadableWording, read_wording
from claims.wording.phrases import BEFORE, BEHIND, VAGUE
from claims.wording.spelled import SCALES, SMALL, TENS
from claims.wording.units import measure_of

NUMBERS: Final = frozenset({*SMALL, *TENS, *SCALES, *VAGUE, "scores"})
LONGEST: Final = 9
LINKS: Final = frozenset({"and", "to", "or", "of", "a", "-", "\u2010", "\u2011", "–", "—"})
CURRENCIES: Final = frozenset("$€£¥₹")
NAMED: Final = frozenset({"lone", "single", "sole", "pair"})
OPENS: Final = frozenset({"between", "from", "several", "few", "a", "an"})
NOUN_WORDS: Final = 7


@dataclass(frozen=True, slots=True)
class Found:
    """A figure in its sentence: tokens from `first` up to `last`, and the words behind it.

    `measure` is what its unit measures ("minute", "percent"), "age" for somebody's age, "" for a
    plain number. `noun` holds the case-folded words of what is counted, up to token `after`.
    """

    span: Span
    words: str
    first: int
    last: int
    measure: str
    noun: Sequence[str]
    after: int
    adds: bool


def numbers_in(sentence: Sentence) -> int:
    """How many tokens of the sentence could begin a figure: what `figures_of` costs."""
    return sum(_is_number(sentence.tokens, at) for at in range(len(sentence.tokens)))


def figures_of(text: str, sentence: Sentence, dates: Sequence[Span]) -> list[Found]:
    """The figures of one sentence, in order; `dates` are the places of its dates."""
    tokens = sentence.tokens
    found: list[Found] = []
    at = 0
    while at < len(tokens):
        begins = _is_number(tokens, at) and not _lies_in(tokens[at], dates)
        figure = _figure(text, tokens, at, found[-1].last if found else 0) if begins else None
        if figure is not None and not _meets(figure.span, dates):
            found.append(figure)
        at = figure.last if figure is not None else at + 1
    return found


def _is_number(tokens: Sequence[Token], at: int) -> bool:
    token = tokens[at]
    if token.is_number or token.low in NUMBERS:
        return True
    before = tokens[at - 1].low if at else ""
    return token.low in NAMED and before in {"a", "one", "the"}


def _lies_in(token: Token, spans: Sequence[Span]) -> bool:
    return any(start <= token.start < end for start, end in spans)


def _meets(span: Span, dates: Sequence[Span]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in dates)


def _figure(text: str, tokens: Sequence[Token], at: int, floor: int) -> Found | None:
    """The figure whose number begins at a token; None if it is none of people or things."""
    core = None if ends_a_word(tokens, at) else _core(text, tokens, at, floor)
    if core is None:
        return None
    first, last = core
    if (first == at and is_label(tokens, at, last, noun_behind(tokens, last)[0])) or begins_a_word(
        tokens, last
    ):
        return None
    measure, last = _measure(tokens, first, last)
    noun, after = noun_behind(tokens, last)
    if not measure and (is_year(tokens, at, last, noun) or is_idle_one(tokens, first, at, noun)):
        return None
    span = (tokens[first].start, tokens[last - 1].end)
    before = tokens[first - 1].low if first else ""
    adds = before in ADDS or "more" in noun[:1]
    return Found(span, text[slice(*span)], first, last, measure, noun, after, adds)


def _core(text: str, tokens: Sequence[Token], at: int, floor: int) -> tuple[int, int] | None:
    """The longest run around the number at `at` that reads as one figure, with its bounds."""
    starts = _starts(tokens, at, floor)
    for last in _ends(tokens, at):
        for first in starts:
            if _reads(text[tokens[first].start : tokens[last - 1].end]):
                return first, _with_bound_behind(text, tokens, first, last)
    return None


def _starts(tokens: Sequence[Token], at: int, floor: int) -> list[int]:
    """Where a figure may begin, the farthest first: before it stand only words that bound it."""
    starts = [at]
    first = at
    while first > floor and at - first < LONGEST:
        length = _phrase_before(tokens, first, floor)
        if not length:
            break
        first -= length
        starts.insert(0, first)
    return starts


def _phrase_before(tokens: Sequence[Token], first: int, floor: int) -> int:
    for length in range(min(5, first - floor), 0, -1):
        if tuple(token.low for token in tokens[first - length : first]) in BEFORE:
            return length
    low = tokens[first - 1].low
    return 1 if low in OPENS or low in CURRENCIES else 0


def _ends(tokens: Sequence[Token], at: int) -> list[int]:
    """Where a figure may end, the farthest first: behind number words, links only in between."""
    ends: list[int] = []
    last = at
    while last < len(tokens) and last - at < LONGEST:
        token = tokens[last]
        if token.is_number or token.low in NUMBERS | NAMED or _is_glued_scale(tokens, last):
            ends.insert(0, last + 1)
        elif token.low not in LINKS:
            break
        last += 1
    return ends


def _is_glued_scale(tokens: Sequence[Token], at: int) -> bool:
    glued = at > 0 and tokens[at].start == tokens[at - 1].end
    return glued and tokens[at - 1].is_number and tokens[at].low in {"k", "m", "bn", "mn", "tn"}


def _with_bound_behind(text: str, tokens: Sequence[Token], first: int, last: int) -> int:
    """The end with "or more", "or so" behind the figure, unless they bound the next one."""
    for length in range(min(4, len(tokens) - last), 0, -1):
        end = last + length
        phrase = tuple(token.low for token in tokens[last:end])
        if phrase not in BEHIND or (end < len(tokens) and _is_number(tokens, end)):
            continue
        if _reads(text[tokens[first].start : tokens[end - 1].end]):
            return end
    return last


def _reads(printed: str) -> bool:
    for is_count in (False, True):
        try:
            read_wording(printed, is_count=is_count)
        except UnreadableWording:
            continue
        return True
    return False


def _measure(tokens: Sequence[Token], first: int, last: int) -> tuple[str, int]:
    """What the figure measures, and its end with the unit: 20 minutes, 95 percent, a 20-year."""
    texts = [token.low for token in tokens[last : last + 4]] + [""] * 4
    hyphens = 1 if texts[0] in HYPHENS else 0
    word = texts[hyphens]
    if texts[:2] == ["per", "cent"]:
        return "percent", last + 2
    measure = measure_of(word) or ""
    if measure == "year" and "old" in texts[hyphens + 1 : hyphens + 3]:
        return "age", last + hyphens + 1
    if first and tokens[first - 1].low in {"aged", "age"}:
        return "age", last
    if measure:
        return measure, last + hyphens + 1
    currency = next((t.low for t in tokens[first:last] if t.low in CURRENCIES), "")
    return (measure_of(currency) or "", last)


def noun_behind(tokens: Sequence[Token], last: int) -> tuple[list[str], int]:
    """The words of what is counted, and where they end: "unarmed Shiite cadets"."""
    noun: list[str] = []
    at = last
    while at < len(tokens) and len(noun) < NOUN_WORDS:
        token = tokens[at]
        if not noun and token.low in {"of", "the", "those", "them", "these", "his", "its"}:
            at += 1
            continue
        if token.text in "“”\"'‘’" or token.low in HYPHENS:
            at += 1
            continue
        if not token.is_word or token.low in lexicon.STOPS_A_NOUN | NUMBERS | {"of"}:
            break
        if noun and lexicon.senses_of(token.low) & set(lexicon.HAPPENINGS):
            break
        noun.append(token.low)
        at += 1
        if lexicon.senses_of(token.low) & set(lexicon.HAPPENINGS):
            break
    return noun, at
