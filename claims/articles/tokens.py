"""Cuts a text into tokens, and tokens into sentences. Linear in the length of the text.

A sentence never leaves its line. A point ends it unless it stands in an abbreviation, after an
initial or within a number; a quotation mark behind the point belongs to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final


def words(text: str) -> frozenset[str]:
    """A set of words, written in a line."""
    return frozenset(text.split())


_TOKEN: Final = re.compile(
    r"[0-9]+(?:[.,'\u00a0\u2009\u202f][0-9]+)*"  # 4,000 and 1.5
    r"|(?:[^\W\d_]\.){2,}"  # U.S. and a.m.
    r"|[^\W\d_]+(?:['’‘][^\W\d_]+)*"
    r"|\S"
)
ABBREVIATIONS: Final = words(
    "mr mrs ms dr prof gen lt col maj brig capt sgt adm cmdr sen rep gov pres hon rev fr st no nos "
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun "
    "vs etc inc ltd co corp dept est approx ca cf al jr sr ft mt fig vol pp ed u.s u.k u.n"
)
MAX_TOKENS: Final = 250  # what runs on is cut there, so that no text takes long
HYPHENS: Final = frozenset("-\u2010\u2011")
ENDS: Final = ".!?…"
CLOSERS: Final = "\"'”’»)]"
OPENERS: Final = "“«„\"'‘(["


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or a mark; `low` is its case-folded text, a possessive ending cut off."""

    start: int
    end: int
    text: str
    low: str

    @property
    def is_word(self) -> bool:
        return self.text[0].isalpha()

    @property
    def is_number(self) -> bool:
        return self.text[0].isdecimal()

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()


@dataclass(frozen=True, slots=True)
class Sentence:
    """The tokens of one sentence; `paragraph` counts the lines that hold words, from 0."""

    paragraph: int
    tokens: Sequence[Token]

    @property
    def start(self) -> int:
        return self.tokens[0].start

    @property
    def end(self) -> int:
        return self.tokens[-1].end


def sentences(text: str) -> list[Sentence]:
    """The sentences of a text, in order."""
    found = []
    for paragraph, tokens in enumerate(_lines(text)):
        begin = 0
        for at in range(len(tokens)):
            full = at + 1 - begin == MAX_TOKENS
            if at >= begin and (end := _sentence_end(text, tokens, at) or full * (at + 1)):
                found.append(Sentence(paragraph, tokens[begin:end]))
                begin = end
        if begin < len(tokens):
            found.append(Sentence(paragraph, tokens[begin:]))
    return found


def tokens_of(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The tokens of a stretch of text, with their places in the whole."""
    matches = _TOKEN.finditer(text, start, len(text) if end is None else end)
    return [Token(m.start(), m.end(), m[0], _low(m[0])) for m in matches]


def _lines(text: str) -> Iterator[list[Token]]:
    for line in re.finditer(r"[^\n\r\u2028\u2029]+", text):
        if tokens := tokens_of(text, line.start(), line.end()):
            yield tokens


def _low(text: str) -> str:
    low = text.casefold().replace("’", "'").replace("‘", "'")
    return low.removesuffix("'s").removesuffix("'")


def _sentence_end(text: str, tokens: Sequence[Token], at: int) -> int:
    """The token after the sentence that ends with the mark at `at`; 0 if it ends none."""
    token = tokens[at]
    if token.text not in ENDS:
        return 0
    end = at + 1
    while end < len(tokens) and tokens[end].text in CLOSERS and _glued(tokens, end):
        end += 1
    if end == len(tokens):
        return end
    following = tokens[end]
    if following.start == tokens[end - 1].end or not _may_begin(tokens, end):
        return 0
    if token.text == "." and at and _abbreviates(tokens[at - 1], token):
        return 0
    return end


def _may_begin(tokens: Sequence[Token], at: int) -> bool:
    token = tokens[at]
    if token.text in OPENERS and at + 1 < len(tokens):
        token = tokens[at + 1]
    return not token.is_word or not token.text[0].islower()


def _abbreviates(before: Token, point: Token) -> bool:
    if before.end != point.start:
        return False
    is_initial = len(before.text) == 1 and before.is_capital
    return is_initial or before.low in ABBREVIATIONS


def _glued(tokens: Sequence[Token], at: int) -> bool:
    return tokens[at].start == tokens[at - 1].end
