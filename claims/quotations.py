"""Finds a quotation in a text: a W3C TextQuoteSelector in, the place it stands at out.

First letter by letter, then by its plain words (`claims.plain_words`). A quotation that would cut
a word or a number isn't there: "84 people" is not in "184 people". A refusal tells what was asked
for and how often it was found, never a word of the text. Pure: no Django, no clock, no I/O.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from claims.plain_words import Plain, plain

SHOWN_CHARACTERS: Final = 80
GROUPING: Final = ".,'"
GROUP_SPACES: Final = "\u00a0\u2009\u202f"
HYPHENS: Final = "-\u2010\u2011"
CURRENCIES: Final = "$€£¥₹"
PARTS: Final = "%‰"

Span = tuple[int, int]


# A document's quotations are looked up one after another.
_plain_text = lru_cache(maxsize=2)(plain)


class Match(StrEnum):
    EXACT = "exact"
    NORMALISED = "normalised"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """The words around a figure, and what stands right before and after them."""

    exact: str = ""
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quotation stands: characters (code points) of the text as kept, `end` exclusive.

    White space at the ends of the quotation is left out.
    """

    start: int
    end: int
    match: Match


class QuotationRefused(ValueError):
    """The quotation has no one place in the text; `count` is how many it has."""

    def __init__(self, code: str, message: str, count: int = 0) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.count = count


def find_quotation(text: str, quotation: Quotation) -> Place:
    """The one place of the quotation in the text. O(length of the text).

    Raises QuotationRefused: `empty`, `not_quoted` (its words aren't there), `other_context` (they
    are, but not between this prefix and suffix), `ambiguous` (in several places).
    """
    words = _plain_text(text)
    sought, prefix, suffix = (
        plain(part).words.strip() for part in (quotation.exact, quotation.prefix, quotation.suffix)
    )
    if not sought:
        raise QuotationRefused("empty", "the quotation has no words")
    spans = [span for span in _spans(words.words, sought) if not _cuts(words, text, span)]
    within = [span for span in spans if _between(words.words, span, prefix, suffix)]
    exact = [span for span in within if _is_literal(text, words.range_of(*span), quotation)]
    if not within:
        raise _missing(quotation, len(spans))
    best = exact or within
    if len(best) > 1:
        raise _ambiguous(quotation, len(best))
    return Place(*words.range_of(*best[0]), Match.EXACT if exact else Match.NORMALISED)


def places_of(words: str, within: str) -> list[Span]:
    """Where words stand in a quotation, without regard to case and never cutting a word.

    Ranges of characters of `within`, in order. A word may end at a hyphen.
    """
    read = plain(within, folded=True)
    sought = plain(words, folded=True).words.strip()
    return [
        read.range_of(*span)
        for span in (_spans(read.words, sought) if sought else ())
        if not _cuts(read, within, span, at_hyphens=False)
    ]


def shown(words: str) -> str:
    """Words as a refusal shows them: not longer than a line."""
    cut = words if len(words) <= SHOWN_CHARACTERS else f"{words[:SHOWN_CHARACTERS]}…"
    return f"“{cut}”"


def _spans(words: str, sought: str) -> Iterator[Span]:
    at = words.find(sought)
    while at >= 0:
        yield at, at + len(sought)
        at = words.find(sought, at + 1)


def _between(words: str, span: Span, prefix: str, suffix: str) -> bool:
    start, end = span
    before = start - 1 if words[start - 1 : start] == " " else start
    after = end + 1 if words[end : end + 1] == " " else end
    return words.endswith(prefix, 0, before) and words.startswith(suffix, after)


def _is_literal(text: str, place: Span, quotation: Quotation) -> bool:
    exact = quotation.exact
    start = place[0] - len(quotation.prefix) - (len(exact) - len(exact.lstrip()))
    return start >= 0 and text.startswith(quotation.prefix + exact + quotation.suffix, start)


def _cuts(read: Plain, text: str, span: Span, *, at_hyphens: bool = True) -> bool:
    """Whether a span begins or ends inside a word or a number."""
    return any(
        _joined(read.words[at - 1], read.words[at])
        or _numbers_around(read, text, at - 1)
        or _numbers_around(read, text, at)
        or (at_hyphens and (_hyphenated(read, text, at - 1) or _hyphenated(read, text, at)))
        for at in span
        if 0 < at < len(read.words)
    )


def _joined(left: str, right: str) -> bool:
    if unicodedata.combining(right) or (_is_of_a_word(left) and _is_of_a_word(right)):
        return True
    return (left in CURRENCIES and right.isdecimal()) or (left.isdecimal() and right in PARTS)


def _is_of_a_word(character: str) -> bool:
    """A digit, or a letter of a script that parts its words by spaces and has two cases."""
    return character.isdecimal() or character.lower() != character.upper()


def _numbers_around(read: Plain, text: str, at: int) -> bool:
    """Whether a mark at `at` groups digits: 1,084 and 1 084 with a space that doesn't break."""
    left, mark, right = _three(read.words, at)
    if not (left.isdecimal() and right.isdecimal()):
        return False
    begin, end = read.range_of(at, at + 1)
    return mark in GROUPING or mark == "-" or text[begin:end] in GROUP_SPACES


def _hyphenated(read: Plain, text: str, at: int) -> bool:
    left, mark, right = _three(read.words, at)
    if mark != "-" or not (left and right and _is_of_a_word(left) and _is_of_a_word(right)):
        return False
    return text[read.range_of(at, at + 1)[0]] in HYPHENS


def _three(words: str, at: int) -> tuple[str, str, str]:
    """A character and its neighbours; empty where there is none."""
    if not 0 < at < len(words) - 1:
        return "", "", ""
    return words[at - 1], words[at], words[at + 1]


def _missing(quotation: Quotation, count: int) -> QuotationRefused:
    if count:
        return QuotationRefused(
            "other_context",
            f"the words {shown(quotation.exact)} stand in the text, but not between this prefix "
            "and this suffix",
            count,
        )
    return QuotationRefused(
        "not_quoted",
        f"the words {shown(quotation.exact)} don't stand in the text of the document as whole "
        "words, in this order",
    )


def _ambiguous(quotation: Quotation, count: int) -> QuotationRefused:
    return QuotationRefused(
        "ambiguous",
        f"the words {shown(quotation.exact)} stand in {count} places of the text; tell them apart "
        "by a longer quotation, or by prefix and suffix",
        count,
    )
