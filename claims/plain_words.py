"""Printed words in plain form, and the way back from each to the characters it came from.

Two printings of the same words are the same here: Unicode composed (NFC), any white space as one
space, any quotation mark or dash as the plain one, invisible marks left out. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

INVISIBLE: Final = "\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
SAME: Final = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2039\u203a`\u00b4", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    }
)
_PIECE = re.compile(
    rf"(?P<space>[{INVISIBLE}]*\s[\s{INVISIBLE}]*)|(?P<unseen>[{INVISIBLE}]+)"
    rf"|(?P<words>[^\s{INVISIBLE}]+)"
)


@dataclass(frozen=True, slots=True)
class Plain:
    """Plain words, cut into pieces: where each begins in `words`, and its characters' range."""

    words: str
    begins: tuple[int, ...]
    ranges: tuple[tuple[int, int], ...]

    def range_of(self, start: int, end: int) -> tuple[int, int]:
        """The characters that the plain words from `start` to `end` came from; not empty."""
        return self._characters(start)[0], self._characters(end - 1)[1]

    def _characters(self, index: int) -> tuple[int, int]:
        number = bisect_right(self.begins, index) - 1
        begin, end = self.ranges[number]
        last = number + 1 == len(self.begins)
        length = (len(self.words) if last else self.begins[number + 1]) - self.begins[number]
        if length != end - begin:  # composed, folded or one space for many: one whole
            return begin, end
        at = begin + index - self.begins[number]
        return at, at + 1


def plain(text: str, *, folded: bool = False) -> Plain:
    """The text's plain words; `folded`: without regard to case. O(length)."""
    words, begins, ranges, length = [], [], [], 0
    for piece, begin, end in _pieces(text, folded):
        words.append(piece)
        begins.append(length)
        ranges.append((begin, end))
        length += len(piece)
    return Plain("".join(words), tuple(begins), tuple(ranges))


def _pieces(text: str, folded: bool) -> list[tuple[str, int, int]]:
    made = []
    for found in _PIECE.finditer(text):
        if found.lastgroup == "space":
            made.append((" ", *found.span()))
        elif found.lastgroup == "words":
            made += _printed(found[0], found.start(), folded)
    return made


def _printed(printed: str, at: int, folded: bool) -> list[tuple[str, int, int]]:
    whole = _plainly(printed, folded)
    if unicodedata.is_normalized("NFC", printed) and len(whole) == len(printed):
        return [(whole, at, at + len(printed))]
    cuts = [0, *_cuts(printed), len(printed)]
    return [
        (_plainly(printed[begin:end], folded), at + begin, at + end)
        for begin, end in zip(cuts, cuts[1:], strict=False)
    ]


def _plainly(printed: str, folded: bool) -> str:
    words = unicodedata.normalize("NFC", printed).translate(SAME)
    return unicodedata.normalize("NFC", words.casefold()) if folded else words


def _cuts(printed: str) -> list[int]:
    """Where a character begins that doesn't compose with those before it."""
    cuts, begin = [], 0
    for index in range(1, len(printed)):
        if unicodedata.combining(printed[index]):
            continue
        before, here = printed[begin:index], printed[index]
        together = unicodedata.normalize("NFC", before + here)
        if together == unicodedata.normalize("NFC", before) + unicodedata.normalize("NFC", here):
            cuts.append(index)
            begin = index
    return cuts
