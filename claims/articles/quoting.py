"""The quotation that a statement read from a pasted text rests on, and where the text has it.

The sentence that holds the words; of a long one, the words around them. Prefix and suffix tell it
from the same words elsewhere in the text. Pure.
"""

from __future__ import annotations

import re
from typing import Final

from claims.articles.shapes import Span
from claims.quotations import Quotation, QuotationRefused
from claims.quoted_figure import check_figure
from claims.wording import UnreadableWording, read_wording

LONGEST: Final = 600
AROUND: Final = 200
CONTEXT: Final = 40
_BREAK = re.compile(r"\s")


def quotation_of(
    text: str, place: Span, sentence: Span, *, is_count: bool = True, unit: str = "", number: bool
) -> Quotation:
    """The sentence around a place, or the place alone where the sentence reads as another figure.

    `number`: whether the words are a figure of a claim that counts or measures.
    """
    start, end = _shortened(text, place, sentence)
    if number and _says_otherwise(text[slice(*place)], text[start:end], is_count, unit):
        start, end = place
    return Quotation(
        exact=text[start:end],
        prefix=_ending(text[max(0, start - CONTEXT) : start]),
        suffix=_beginning(text[end : end + CONTEXT]),
    )


def paragraph_of(text: str, place: int) -> int:
    """The number of the paragraph, from 1: lines that hold words."""
    return sum(1 for line in text[:place].split("\n")[:-1] if line.strip()) + 1


def _shortened(text: str, place: Span, sentence: Span) -> Span:
    start, end = sentence
    if end - start <= LONGEST:
        return sentence
    first, last = max(start, place[0] - AROUND), min(end, place[1] + AROUND)
    while start < first < place[0] and not _BREAK.match(text[first - 1]):
        first += 1
    while end > last > place[1] and not _BREAK.match(text[last]):
        last -= 1
    return first, last


def _says_otherwise(words: str, quotation: str, is_count: bool, unit: str) -> bool:
    try:
        stated = read_wording(words, is_count=is_count, unit=unit).quantity.interval
        check_figure(words, quotation, stated, is_count=is_count, unit=unit)
    except UnreadableWording:
        return False
    except QuotationRefused:
        return True
    return False


def _ending(before: str) -> str:
    """The last whole words of what stands before, as they stand."""
    if len(before) < CONTEXT:
        return before
    return before[len(before) - len(_BREAK.split(before, maxsplit=1)[-1]) :]


def _beginning(behind: str) -> str:
    """The first whole words of what stands behind, as they stand."""
    if len(behind) < CONTEXT:
        return behind
    return behind[: len(behind) - len(_BREAK.split(behind)[-1])]
